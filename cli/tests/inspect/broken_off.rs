//! Captures that can't be read to their end, or not at all.

use std::fs;

use super::*;

#[test]
fn what_came_before_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut");
    for (name, keylog, step) in [
        ("tls-synthetic-aes128", true, 131),
        ("tls00-aes256-ipv6", false, 263),
        ("tcp-raw", false, 97),
    ] {
        let json = description(&format!("{name}.json"));
        let whole = capture(json["capture"].as_str().unwrap());
        let keylog = if keylog { format!("--keylog {name}.keys") } else { String::new() };
        let all = inspect(&format!("{} {keylog} --json", json["capture"].as_str().unwrap()));
        let all: Vec<_> = of_type("element", &all.out).0;
        let mut longest = 0;
        for cut in (4..whole.len()).step_by(step) {
            fs::write(&path, &whole[..cut]).unwrap();
            let ended = inspect(&format!("{} {keylog} --json", path.display()));
            let (some, end) = of_type("element", &ended.out);
            assert!(some.len() >= longest, "{name} cut at {cut}");
            longest = some.len();
            let frames = end["frames"].as_u64().unwrap();
            if ended.status == 0 {
                assert_eq!(end["error"], Value::Null);
            } else {
                assert_eq!(ended.status, 3, "{name} cut at {cut}: {ended:?}");
                let error = end["error"].as_str().unwrap();
                let cut_off = "the file ends in the middle of a block";
                assert!(
                    error.ends_with(&format!("frames before it {frames}: {cut_off}")),
                    "{error}"
                );
                assert!(error.starts_with("octet "), "{error}");
                let last = ended.err.lines().last().unwrap();
                assert_eq!(last, format!("rehome: {}: {error}", path.display()));
            }
            // A Decryption Secrets Block at the front is there from some point on, and then all is.
            if keylog.is_empty() && name.starts_with("tls") {
                assert!(some.iter().all(|line| all.contains(line)), "{name} cut at {cut}");
            } else {
                assert_eq!(some, all[..some.len()], "{name} cut at {cut}");
            }
        }
        assert!(longest > 0, "{name}");
    }
}

#[test]
fn for_people_too() {
    let octets = capture("tcp-raw.pcap");
    let elements = |out: &str| {
        let lines = out.lines().filter(|line| line.contains("  tcp_segment  "));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let whole = printed(inspect("tcp-raw.pcap"));
    let ended = inspect_piped("-", octets[..octets.len() - 1].to_vec());
    assert_eq!((ended.status, elements(&ended.out)), (3, elements(&whole)));
    let at = "octet 3675, frames before it 30";
    let expected = format!("rehome: -: {at}: the file ends in the middle of a block\n");
    assert_eq!(ended.err, expected);
}

#[test]
fn what_is_no_capture_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("capture");
    for octets in [&b""[..], b"abc", b"PCAP or not", b"{\"frame\": 1}\n"] {
        fs::write(&path, octets).unwrap();
        let message = match octets {
            [] => "the file is empty",
            _ => "neither a pcap nor a pcapng file",
        };
        for (name, ended) in [
            (path.to_str().unwrap(), inspect(path.to_str().unwrap())),
            ("-", inspect_piped("-", octets.to_vec())),
        ] {
            ended.assert_failed(3, message, "no secret is here at all");
            assert_eq!(ended.err, format!("rehome: {name}: {message}\n"));
        }
        let ended = inspect(&format!("{} --json", path.display()));
        let (_, end) = of_type("element", &ended.out);
        assert_eq!((ended.status, &end["frames"], &end["error"]), (3, &0.into(), &message.into()));
    }
}

#[test]
fn what_can_not_be_opened() {
    for (arguments, words) in [
        ("nowhere.pcap", "rehome: nowhere.pcap: No such file or directory"),
        (".", "rehome: .: Is a directory"),
        ("tcp-raw.pcap --keylog nowhere.keys", "rehome: --keylog nowhere.keys: No such file"),
        ("tcp-raw.pcap --keylog .", "rehome: --keylog .: Is a directory"),
        ("tcp-raw.pcap --rms-file nowhere", "rehome: --rms-file nowhere: No such file"),
        ("tcp-raw.pcap --rms-file tcp-raw.pcap", "rehome: --rms-file tcp-raw.pcap: line 1: "),
    ] {
        let ended = inspect(arguments);
        ended.assert_failed(3, words, "no secret is here at all");
        assert_eq!(ended.err.lines().count(), 1, "{arguments}");
    }
}
