//! Wrong usage, and help.

use super::*;

const SECRET: &str = "6af15cf86e0b8b7b76b660618d3fa2a75d7cb762c03998439dc22957a713c9e7";

#[test]
fn wrong_arguments() {
    for (arguments, words) in [
        ("", "<FILE>"),
        ("tcp-raw.pcap tcp-raw.pcap", "unexpected argument"),
        ("tcp-raw.pcap --element hello", "invalid value 'hello' for '--element <NAME>'"),
        ("tcp-raw.pcap --frame 0", "frames count from 1"),
        ("tcp-raw.pcap --frame 9-3", "the last frame is before the first"),
        ("tcp-raw.pcap --frame x", "not N or A-B"),
        ("tcp-raw.pcap --address localhost", "not ADDR, ADDR:PORT or [V6]:PORT"),
        ("tcp-raw.pcap --max-octets 65535", "not a number of octets, at least 65536"),
        ("tcp-raw.pcap --max-octets 4M", "not a number of octets, at least 65536"),
        ("tcp-raw.pcap --max-total-octets 1", "not a number of octets, at least 65536"),
        ("tcp-raw.pcap --max-flows 0", "0 is not in 1.."),
        ("tcp-raw.pcap --idle 0", "0 is not in 1.."),
        ("tcp-raw.pcap --kinds migrate=8", "--kinds: "),
        ("tcp-raw.pcap --code-points migrate=8", "no name of migration_support"),
        ("tcp-raw.pcap --allow nothing", "invalid value 'nothing' for '--allow <ID>'"),
        ("tcp-raw.pcap -v --json", "cannot be used with '--json'"),
        ("tcp-raw.pcap -v --summary", "cannot be used with '--summary'"),
        ("tcp-raw.pcap --port 443", "unexpected argument '--port'"),
    ] {
        inspect(arguments).assert_failed(2, words, SECRET);
    }
}

#[test]
fn a_secret_that_is_wrong_is_not_shown() {
    for (rms, words) in [
        (SECRET.to_owned(), "--rms: not HASH:HEX"),
        (format!("sha1:{SECRET}"), "--rms: the hash is neither sha256 nor sha384"),
        (format!("sha256:{SECRET}00"), "33 octets, where SHA-256 needs 32"),
        (format!("sha384:{SECRET}"), "32 octets, where SHA-384 needs 48"),
        ("sha256:00".to_owned(), "--rms: a secret of 1 octet, where SHA-256 needs 32"),
        (format!("sha256:{SECRET}x"), "--rms: the secret is not hexadecimal at character 65"),
        (format!("sha256:x{SECRET}"), "--rms: the secret is not hexadecimal at character 1"),
    ] {
        inspect(&format!("tcp-raw.pcap --rms {rms}")).assert_failed(2, words, SECRET);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sessions");
        let text = format!("# one\nsha256:{}\n\n{rms}\n", "00".repeat(32));
        fs::write(&path, text).unwrap();
        let ended = inspect(&format!("tcp-raw.pcap --rms-file {}", path.display()));
        let words = format!("sessions: line 4: {}", words.trim_start_matches("--rms: "));
        let words = if words.contains("needs") { "sessions: line 4: " } else { &words };
        ended.assert_failed(3, words, SECRET);
    }
    for option in ["--rms-file", "--keylog"] {
        let ended = inspect(&format!("tcp-raw.pcap {option} sha256:{SECRET}"));
        ended.assert_failed(3, &format!("the path given with {option}: No such file"), SECRET);
    }
}

#[test]
fn a_secret_where_the_capture_goes_is_not_shown() {
    let words = "rehome: the path given as FILE: No such file";
    for file in [SECRET.to_owned(), format!("sha256:{SECRET}"), SECRET[4..20].to_owned()] {
        inspect(&file).assert_failed(3, words, SECRET);
        inspect(&format!("--json {file}")).assert_failed(3, words, SECRET);
    }
}

#[test]
fn a_path_does_not_steer_a_terminal() {
    for (arguments, words) in [
        ("\u{1b}[2J.pcap", "rehome: \\u{1b}[2J.pcap: No such file"),
        ("tcp-raw.pcap --keylog \u{1b}[2J", "rehome: --keylog \\u{1b}[2J: No such file"),
        ("tcp-raw.pcap --rms-file \u{202e}", "rehome: --rms-file \\u{202e}: No such file"),
    ] {
        inspect(arguments).assert_failed(3, words, SECRET);
    }
}

#[test]
fn help_says_what_there_is() {
    let help = done("inspect --help");
    for words in [
        "Exit status:\n  0  ",
        "rehome-inspect/1",
        "tcpdump -U -w - | rehome inspect -",
        "Others on this machine can see it",
        "Decryption Secrets Block",
        "[default: 65536]",
        "[default: 4194304]",
        "[default: 536870912]",
        "[default: 2592000]",
        "tcp_segment:",
        "migrate_notify=253",
        "migrate_permitted=15",
        "overlap_differs",
        "never_contacted",
        "a finding is an error",
        "judge_limit",
        "unknown_link",
        "key_log_empty",
        "backward, or null for both",
        "verdict (absent where there is none)",
        "null unless the\n           outcome is moved",
        "the report can't be written",
        "NO_COLOR",
        "CLICOLOR_FORCE",
        "it is read to its end before the capture",
    ] {
        assert!(help.contains(words), "{words}: {help}");
    }
    assert!(done("--help").contains("\n  inspect "));
}
