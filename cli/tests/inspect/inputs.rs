//! Where secrets come from.

use std::fs;

use super::*;

const NAME: &str = "tls00-aes128";

fn kinds(out: &str) -> Vec<String> {
    let lines = of_type("element", out).0;
    lines.iter().map(|line| line["element"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn without_secrets_the_hellos_are_seen() {
    let ended = inspect(&format!("{NAME}.pcapng --json"));
    assert_eq!(kinds(&ended.out), ["client_hello", "client_hello"]);
    let (notices, end) = of_type("notice", &ended.out);
    assert!(notices.iter().all(|notice| notice["code"] == "no_secret"));
    assert_eq!(end["notices"], notices.len());
    assert!(notices.len() >= 2, "{notices:?}");
}

#[test]
fn secrets_of_several_files_count() {
    let keys = String::from_utf8(capture(&format!("{NAME}.keys"))).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut arguments = format!("{NAME}.pcapng --json");
    for (number, line) in keys.lines().enumerate() {
        let path = folder.path().join(number.to_string());
        fs::write(&path, line).unwrap();
        arguments += &format!(" --keylog {}", path.display());
    }
    let expected = ["client_hello", "new_session_ticket", "migrate_notify", "client_hello"];
    assert_eq!(kinds(&printed(inspect(&arguments))), expected);
    // They come behind the frames, so that what they open comes behind the hellos.
    let piped = arguments.replace(&format!("{NAME}.pcapng"), "-");
    let piped = printed(inspect_piped(&piped, capture("tls00-aes128.pcapng")));
    assert_eq!(
        kinds(&piped),
        ["client_hello", "client_hello", "new_session_ticket", "migrate_notify"]
    );
}

/// Without an end of its last line.
#[cfg(unix)]
#[test]
fn a_key_log_that_is_a_pipe_is_read_to_its_end_first() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&path).status().unwrap();
    assert!(made.success());
    let capture = format!("{NAME}.pcapng");
    for input in [&*capture, "-"] {
        let (path, keys) = (path.clone(), super::capture(&format!("{NAME}.keys")));
        let arguments = format!("{input} --json --keylog {}", path.display());
        let writer = std::thread::spawn(move || fs::write(path, keys.trim_ascii_end()));
        let out = printed(inspect_piped(&arguments, super::capture(&capture)));
        writer.join().unwrap().unwrap();
        let expected = ["client_hello", "new_session_ticket", "migrate_notify", "client_hello"];
        assert_eq!(kinds(&out), expected, "{input}");
    }
}

#[test]
fn secrets_of_the_capture_need_no_option() {
    for (name, ended) in [
        ("file", inspect("tls00-aes256-ipv6.pcapng --json")),
        ("pipe", inspect_piped("- --json", capture("tls00-aes256-ipv6.pcapng"))),
    ] {
        assert_eq!(kinds(&printed(ended)).len(), 4, "{name}");
    }
}

#[test]
fn sessions_as_arguments_and_in_files() {
    let description = description("tls00-aes128.json");
    let sessions: Vec<String> = description["resumption_master_secrets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|session| {
            let [hash, secret] = ["hash", "secret"].map(|key| session[key].as_str().unwrap());
            format!("{hash}:{secret}")
        })
        .collect();
    let verdict = |arguments: &str| {
        let ended = inspect(&format!("{NAME}.pcapng --json --frame 25 {arguments}"));
        assert_eq!(ended.status, 0);
        of_type("element", &ended.out).0[0].get("verdict").cloned()
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sessions");
    let file = format!("--rms-file {}", path.display());
    assert_eq!(verdict(""), None);
    for text in ["# none\n\n", ""] {
        fs::write(&path, text).unwrap();
        let ended = inspect(&format!("{NAME}.pcapng {file}"));
        ended.assert_failed(3, "sessions: no line HASH:HEX in it\n", &sessions[0]);
    }
    for end in ["\n", "\r\n", "  \n\n# and\n"] {
        fs::write(&path, sessions.join(end)).unwrap();
        assert_eq!(verdict(&file), Some("valid".into()), "{end:?}");
    }
    let each: Vec<_> =
        sessions.iter().map(|session| verdict(&format!("--rms {session}"))).collect();
    assert_eq!(each, [Some("valid".into()), Some("unknown_session".into())]);
    fs::write(&path, &sessions[0]).unwrap();
    let other = format!("--rms {} {file}", sessions[1]);
    assert_eq!(verdict(&other), Some("valid".into()));
    let other = format!("--rms sha384:{}", "00".repeat(48));
    assert_eq!(verdict(&other), Some("unknown_session".into()));
}

#[test]
fn other_numbers() {
    let description = description("tls-synthetic-code-points.json");
    let arguments = arguments_of(&description);
    let name = "tls-synthetic-code-points.pcap";
    let with = kinds(&inspect(&format!("{name} {arguments}")).out);
    let without =
        kinds(&inspect(&format!("{name} --json --keylog tls-synthetic-code-points.keys")).out);
    assert_ne!(with, without);
    let affinity = |kinds: &str| {
        let ended = inspect(&format!("tcp-affinity-v4.pcap --json {kinds}"));
        of_type("element", &ended.out).0.pop().unwrap()["value"]["options"].clone()
    };
    assert_eq!(affinity("")[0]["kind"], 79);
    assert_eq!(affinity("--kinds service_affinity_ipv4=200"), Value::Array(vec![]));
}
