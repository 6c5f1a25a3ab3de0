//! Why elements may be missing.

use super::*;

fn codes(ended: &Ended) -> Vec<String> {
    let (notices, end) = of_type("notice", &ended.out);
    assert_eq!((&end["notices"], &end["error"]), (&notices.len().into(), &Value::Null));
    notices.iter().map(|notice| notice["code"].as_str().unwrap().to_owned()).collect()
}

/// A pcap of raw IP with an octet of TLS in each of so many connections, and the next octet but one.
fn connections(number: u16, gap: bool) -> Vec<u8> {
    let mut pcap = b"\xd4\xc3\xb2\xa1\x02\0\x04\0\0\0\0\0\0\0\0\0\xff\xff\0\0\x65\0\0\0".to_vec();
    for port in 1..=number {
        let mut segment = |second: u32, sequence: u32, payload: &[u8]| {
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
        };
        segment(u32::from(port), 0, b"\x16\x03\x01");
        if gap {
            segment(u32::from(port), 9, b"after it");
        }
    }
    pcap
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
            "rehome: frame 5: connection 1, 192.0.2.10:50000 > 192.0.2.40:443: octet 0 is another \
             than in frame 4, which counts"
        )
    );
    assert!(!ended.out.contains("rehome:") && !ended.out.is_empty());
}

#[test]
fn what_comes_in_thousands_is_counted() {
    let ended = inspect("tls-synthetic-gap.pcap");
    assert_eq!(
        ended.err,
        "rehome: 2 connections: octets are missing, and what follows them was not read\n\
         rehome: 1 connection: no secret is given for records\n"
    );
    let many = inspect_piped("-", connections(3000, true));
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
    let octets = connections(50, false);
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
    let mut octets = connections(1, false);
    octets.extend(&connections(9, false)[24 + 8 * (16 + 43)..]);
    let mut again = connections(1, true);
    let second = 24 + 16 + 43;
    again[second..second + 4].copy_from_slice(&100_u32.to_le_bytes());
    octets.extend(&again[second..]);
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
