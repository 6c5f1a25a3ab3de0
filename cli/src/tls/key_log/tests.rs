//! Lines that are taken, and those that are not.

use super::*;

const RANDOM: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1F";

fn count(text: &str) -> usize {
    let mut key_log = KeyLog::new();
    key_log.add(text.as_bytes());
    key_log.kept
}

fn line(label: &str, octets: usize) -> String {
    format!("{label} {RANDOM} {}", "aB".repeat(octets))
}

#[test]
fn lines_of_all_endings_are_taken() {
    let (a, b) = (line("CLIENT_TRAFFIC_SECRET_0", 32), line("SERVER_TRAFFIC_SECRET_0", 48));
    for end in ["\n", "\r", "\r\n"] {
        assert_eq!(count(&format!("# comment{end}{a}{end}{end}{b}{end}")), 2, "{end:?}");
        assert_eq!(count(&format!("{a}{end}{b}")), 2, "{end:?}");
    }
    let mut key_log = KeyLog::new();
    assert!(key_log.add(b.as_bytes()));
    assert!(!key_log.add(b.as_bytes()), "it is there already");
    let random: ClientRandom = std::array::from_fn(|i| u8::try_from(i).unwrap());
    let secrets: Vec<_> = key_log.secrets(&random, Label::ServerApplication).collect();
    assert_eq!(secrets[0].as_bytes(), [0xab; 48]);
    assert_eq!(key_log.secrets(&random, Label::ServerHandshake).count(), 0);
    let suites = [0x1301, 0x1302].map(|number| CipherSuite::new(number).unwrap());
    let count = |suite| key_log.secrets_for(&random, Label::ServerApplication, suite).count();
    assert_eq!(suites.map(count), [0, 1]);
}

#[test]
fn what_is_no_line_is_ignored() {
    let good = line("CLIENT_EARLY_TRAFFIC_SECRET", 32);
    for wrong in [
        line("CLIENT_RANDOM", 48),
        line("client_early_traffic_secret", 32),
        line("CLIENT_EARLY_TRAFFIC_SECRET", 31),
        line("CLIENT_EARLY_TRAFFIC_SECRET", 33),
        line("CLIENT_EARLY_TRAFFIC_SECRET", 64),
        format!("{good}0"),
        format!("{good} "),
        format!(" {good}"),
        format!("# {good}"),
        good.replacen(' ', "\t", 1),
        good.replacen("00", "0g", 1),
        good.replacen("00", "", 1),
        format!("{good}{}", "ab".repeat(1000)),
        "CLIENT_EARLY_TRAFFIC_SECRET".to_owned(),
    ] {
        assert_eq!(count(&wrong), 0, "{wrong}");
        assert_eq!(count(&format!("{wrong}\n{good}")), 1, "{wrong}");
    }
}

#[test]
fn several_secrets_of_one_hello_are_kept_and_not_without_bound() {
    let lines: String = (0..100).fold(String::new(), |lines, i| {
        lines + &format!("CLIENT_TRAFFIC_SECRET_0 {RANDOM} {}\n", format!("{i:02x}").repeat(32))
    });
    assert_eq!(count(&lines), MOST_ALIKE);
}

#[test]
fn what_is_known_needs_no_room() {
    let [known, other] = [32, 48].map(|octets| line("CLIENT_TRAFFIC_SECRET_0", octets));
    let mut key_log = KeyLog::new();
    key_log.add(known.as_bytes());
    key_log.kept = MOST;
    assert!(!key_log.add(known.as_bytes()) && !key_log.is_full());
    assert!(!key_log.add(other.as_bytes()) && key_log.is_full());
    assert_eq!(key_log.kept, MOST);
}

#[test]
fn a_file_is_read_to_its_last_line() {
    let (a, b) = (line("CLIENT_TRAFFIC_SECRET_0", 32), line("SERVER_TRAFFIC_SECRET_0", 48));
    let long = "x".repeat(200_000);
    let mut key_log = KeyLog::new();
    key_log.read(format!("{a}\r\n{long}{a}\n# {a}\n{b}").as_bytes()).unwrap();
    assert_eq!(key_log.kept, 2);
}

#[test]
fn secrets_are_not_shown() {
    let mut key_log = KeyLog::new();
    key_log.add(line("CLIENT_TRAFFIC_SECRET_0", 32).as_bytes());
    assert_eq!(format!("{key_log:?}"), "KeyLog { secrets: 1, .. }");
    assert_eq!(format!("{:?}", Secret::new(&[0xab; 32]).unwrap()), "Secret(..)");
}
