//! Filters hide lines, and change nothing else.

use super::*;

/// The frames of the elements that a filter leaves.
#[track_caller]
fn left(name: &str, filter: &str) -> Vec<u64> {
    let arguments = arguments_of(&description(&name.replace(".pcapng", ".json")));
    let all = printed(inspect(&format!("{name} {arguments}")));
    let ended = inspect(&format!("{name} {arguments} {filter}"));
    let (some, end) = of_type("element", &printed(ended));
    for line in &some {
        assert!(of_type("element", &all).0.contains(line), "a line has changed: {line}");
    }
    assert_eq!(end["frames"], of_type("element", &all).1["frames"]);
    let counts = end["elements"].as_object().unwrap().values();
    assert_eq!(counts.map(|count| count.as_u64().unwrap()).sum::<u64>(), some.len() as u64);
    some.iter().map(|line| line["frame"].as_u64().unwrap()).collect()
}

#[test]
fn by_element() {
    let name = "tls00-aes128.pcapng";
    assert_eq!(left(name, ""), [4, 11, 15, 25]);
    assert_eq!(left(name, "--element client_hello"), [4, 25]);
    assert_eq!(left(name, "--element new_session_ticket,migrate_notify"), [11, 15]);
    assert_eq!(left(name, "--element migrate_notify --element client_hello"), [4, 15, 25]);
    assert_eq!(left(name, "--element tcp_segment"), [0; 0]);
}

#[test]
fn by_frame() {
    let name = "tls00-aes128.pcapng";
    assert_eq!(left(name, "--frame 11"), [11]);
    assert_eq!(left(name, "--frame 5-15"), [11, 15]);
    assert_eq!(left(name, "--frame 1-4,25 --frame 15"), [4, 15, 25]);
    assert_eq!(left(name, "--frame 26-18446744073709551615"), [0; 0]);
}

#[test]
fn by_address() {
    let name = "tls00-aes128.pcapng";
    assert_eq!(left(name, "--address 127.0.0.2"), [25]);
    assert_eq!(left(name, "--address 127.0.0.1:44489"), [4, 11, 15]);
    assert_eq!(left(name, "--address 127.0.0.1:44490"), [0; 0]);
    assert_eq!(left(name, "--address 127.0.0.2:46173 --address 127.0.0.1:50392"), [4, 11, 15, 25]);
    let name = "tcp-affinity-v6.pcapng";
    assert_eq!(left(name, "--address 2001:db8:a:0::1"), [2, 3, 21, 22, 23]);
    assert_eq!(left(name, "--address [2001:db8:a::1]:8444"), [21, 22, 23]);
    assert_eq!(left(name, "--address [2001:db8:a::1]:8443,192.0.2.10"), [2, 3, 39, 40]);
}

#[test]
fn all_kinds_of_filters_have_to_hold() {
    let name = "tls00-aes128.pcapng";
    assert_eq!(left(name, "--element client_hello --frame 1-20"), [4]);
    assert_eq!(left(name, "--element client_hello --address 127.0.0.2"), [25]);
    assert_eq!(left(name, "--element migrate_notify --frame 1-14"), [0; 0]);
    let out = printed(inspect(&format!("{name} --keylog tls00-aes128.keys --frame 15")));
    let lines: Vec<_> = without_stories(&out).lines().collect();
    assert!(lines[0].ends_with("  migrate_notify      warning"), "{out}");
    // What is below it was found in it.
    let below = |line: &&str| line.starts_with("        ") || line.starts_with("note ");
    assert!(lines[1..].iter().all(below), "{out}");
}

#[test]
fn an_address_chooses_notices_too() {
    let name = "tls-synthetic-overlap.pcap";
    let notices = |filter: &str| {
        let ended = inspect(&format!("{name} --json {filter}"));
        let (notices, end) = of_type("notice", &ended.out);
        assert_eq!(end["notices"], notices.len());
        notices.len()
    };
    let all = notices("");
    let first = notices("--address 192.0.2.10:50000");
    assert!(0 < first && first < all, "{first} of {all}");
    assert_eq!(notices("--address 192.0.2.10:50001"), all - first);
    assert_eq!(notices("--address 192.0.2.99"), 0);
    assert_eq!(notices("--element client_hello --frame 1"), all);
    let err = inspect("tls-synthetic-overlap.pcap --address 192.0.2.99").err;
    assert_eq!(err, "rehome: no element shown of 2, filters hide them\n");
}
