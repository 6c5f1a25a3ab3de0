//! Why elements may be missing.

use super::*;

fn codes(ended: &Ended) -> Vec<String> {
    let (notices, end) = of_type("notice", &ended.out);
    assert_eq!((&end["notices"], &end["error"]), (&notices.len().into(), &Value::Null));
    notices.iter().map(|notice| notice["code"].as_str().unwrap().to_owned()).collect()
}

/// A segment from 192.0.2.1 to port 443 of 192.0.2.2.
struct Segment {
    second: u32,
    port: u16,
    sequence: u32,
    payload: Vec<u8>,
}

/// A pcap of raw IP.
fn pcap(segments: impl IntoIterator<Item = Segment>) -> Vec<u8> {
    let mut pcap = b"\xd4\xc3\xb2\xa1\x02\0\x04\0\0\0\0\0\0\0\0\0\xff\xff\0\0\x65\0\0\0".to_vec();
    for Segment { second, port, sequence, payload } in segments {
        let length = 40 + payload.len() as u16;
        for word in [second, 0, length.into(), length.into()] {
            pcap.extend(u32::to_le_bytes(word));
        }
        pcap.extend([0x45, 0]);
        pcap.extend(length.to_be_bytes());
        pcap.extend([0, 0, 0, 0, 64, 6, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2]);
        pcap.extend(port.to_be_bytes());
        pcap.extend(443_u16.to_be_bytes());
        pcap.extend(sequence.to_be_bytes());
        pcap.extend([0, 0, 0, 0, 0x50, 0x10, 0, 0, 0, 0, 0, 0]);
        pcap.extend(payload);
    }
    pcap
}

/// What could be the beginning of TLS.
fn beginning(port: u16) -> Segment {
    Segment { second: port.into(), port, sequence: 0, payload: b"\x16\x03\x01".to_vec() }
}

/// Octets behind a gap.
fn behind(second: u32, port: u16, octets: usize) -> Segment {
    Segment { second, port, sequence: 9, payload: vec![0; octets] }
}

/// So many connections with a gap each.
fn with_gaps(number: u16) -> Vec<u8> {
    pcap((1..=number).flat_map(|port| [beginning(port), behind(port.into(), port, 8)]))
}

#[test]
fn a_notice_in_json() {
    let ended = inspect("tls-synthetic-gap.pcap --json --keylog tls-synthetic-gap.keys");
    let (notices, _) = of_type("notice", &ended.out);
    let expected = r#"{"schema":"rehome-inspect/1","type":"notice","code":"gap","frame":8,
        "flow":{"number":1,"source":"192.0.2.40:443","destination":"192.0.2.10:50000"},
        "direction":"backward","message":"77 octets are missing from 546 on, and it was not read on"}"#;
    assert_eq!(notices[0], serde_json::from_str::<Value>(expected).unwrap());
}

#[test]
fn for_people_on_standard_error() {
    let ended = inspect("tls-synthetic-overlap.pcap --keylog tls-synthetic-overlap.keys");
    assert_eq!(
        ended.err.lines().next(),
        Some(
            "rehome: frame 10: connection 1, 192.0.2.40:443 > 192.0.2.10:50000: at octet 469: a record \
             is not authentic under the secrets given; nothing behind it is read"
        )
    );
    assert!(!ended.out.contains("rehome:") && !ended.out.is_empty());
}

#[test]
fn copies_that_differ_are_a_finding_and_told_once() {
    let ended = inspect("tls-synthetic-overlap.pcap --json");
    let found = of_type("finding", &ended.out).0;
    assert!(found.iter().any(|finding| finding["id"] == "overlap_differs"), "{found:?}");
    assert!(!codes(&ended).contains(&"overlap_differs".to_owned()));
    assert!(!inspect("tls-synthetic-overlap.pcap").err.contains("than in frame"));
}

#[test]
fn what_comes_in_thousands_is_counted() {
    let ended = inspect("tls-synthetic-gap.pcap");
    assert_eq!(
        ended.err,
        "rehome: 2 connections: octets are missing, and what follows them was not read\n\
         rehome: 1 connection: the client's hello was not captured\n\
         rehome: 1 connection: no secret is given for records: no key log is given\n"
    );
    let many = inspect_piped("-", with_gaps(3000));
    assert_eq!(
        (many.status, &*many.out, &*many.err),
        (
            0,
            "",
            "rehome: 3000 connections: octets are missing, and what follows them was not read\n"
        )
    );
}

#[test]
fn connections_over_the_limit_are_told_of() {
    let octets = pcap((1..=50).map(beginning));
    assert_eq!(codes(&inspect_piped("- --json", octets.clone())), [""; 0]);
    let codes = codes(&inspect_piped("- --json --max-flows 8", octets.clone()));
    assert!(codes.len() > 20 && codes.iter().all(|code| code == "flows_limit"), "{codes:?}");
    // The first ten singly, how many more there were at the end.
    let ended = inspect_piped("- --max-flows 8", octets);
    let lines: Vec<_> = ended.err.lines().collect();
    assert_eq!(lines.len(), 11);
    let first = "rehome: frame 10: connection 1, 192.0.2.1:1 - 192.0.2.2:443: forgotten, since there \
                 are too many connections";
    assert_eq!(lines[0], first, "{ended:?}");
    assert_eq!(lines[10], format!("rehome: {} connections more: flows_limit", codes.len() - 10));
}

#[test]
fn connections_that_are_idle_too_long_are_told_of() {
    let octets = pcap([beginning(1), beginning(2), behind(100, 1, 8)]);
    assert_eq!(codes(&inspect_piped("- --json --idle 200", octets.clone())), ["gap"]);
    let codes = codes(&inspect_piped("- --json --idle 50", octets));
    assert!(codes.contains(&"idle_limit".to_owned()), "{codes:?}");
}

#[test]
fn octets_over_the_limits_are_told_of() {
    let name = "tls-synthetic-long-request.pcap";
    let keylog = "--keylog tls-synthetic-long-request.keys";
    assert_eq!(codes(&inspect(&format!("{name} {keylog} --json"))), [""; 0]);
    let ended = inspect(&format!("{name} {keylog} --json --max-octets 65536"));
    let reached = codes(&ended);
    assert!(reached.iter().any(|code| code == "message_limit"), "{reached:?}");
    let people = inspect(&format!("{name} {keylog} --max-octets 65536"));
    let words = "a handshake message is longer than the limit, and passed over";
    assert!(people.err.contains(words), "{people:?}");
}

#[test]
fn octets_behind_gaps_over_the_limits_are_told_of() {
    let segments =
        (0..40).map(|number| Segment { sequence: 9 + 1000 * number, ..behind(1, 1, 1000) });
    let octets = pcap([beginning(1)].into_iter().chain(segments));
    assert_eq!(codes(&inspect_piped("- --json", octets.clone())), ["gap"]);
    let limited = inspect_piped("- --json --max-octets 65536", octets);
    assert_eq!(codes(&limited), ["octets_limit", "gap"]);
    let codes = codes(&inspect_piped("- --json --max-total-octets 65536", with_gaps(3000)));
    assert!(codes.iter().any(|code| code == "total_limit"), "{codes:?}");
}

#[test]
fn frames_of_a_link_type_that_is_not_read_are_told_of() {
    let name = "synthetic-unknown-link.pcap";
    let ended = inspect(name);
    let words = "2 frames of link type 147 are not read";
    assert_eq!((&*ended.out, ended.err), ("", format!("rehome: {words}\n")));
    let (notices, end) = of_type("notice", &inspect(&format!("{name} --json")).out);
    let [notice] = &*notices else { panic!("{notices:?}") };
    assert_eq!((&notice["code"], &notice["message"]), (&"unknown_link".into(), &words.into()));
    assert_eq!((&notice["frame"], &notice["flow"]), (&Value::Null, &Value::Null));
    assert_eq!((&end["notices"], &end["by_code"]["unknown_link"]), (&1.into(), &1.into()));
    let summary = inspect(&format!("{name} --summary"));
    assert!(summary.out.contains("  1  unknown_link\n"), "{summary:?}");
}
