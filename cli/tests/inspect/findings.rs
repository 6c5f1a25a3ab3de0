//! Findings: where they are told, what hides them, and what they make of the exit status.

use super::*;

/// Many that are alike, errors among them.
const MANY: &str = "synthetic-options.pcap";

/// The frames of the findings in JSON Lines, and of how many the last line tells.
#[track_caller]
fn found(arguments: &str) -> Vec<Value> {
    let (found, end) = of_type("finding", &inspect(&format!("{MANY} --json {arguments}")).out);
    let counts = end["findings"].as_object().unwrap().values();
    let count = counts.map(|count| count.as_u64().unwrap()).sum::<u64>();
    assert_eq!(count, found.len() as u64);
    for by_id in end["by_id"].as_array().unwrap() {
        let of_id: Vec<_> = found.iter().filter(|found| found["id"] == by_id["id"]).collect();
        assert_eq!(by_id["count"], of_id.len());
        assert_eq!(
            (&by_id["frame"], &by_id["severity"]),
            (&of_id[0]["frame"], &of_id[0]["severity"])
        );
    }
    found
}

#[test]
fn an_error_makes_the_status_1() {
    assert_eq!(inspect(MANY).status, 1);
    assert_eq!(inspect(&format!("{MANY} --json --summary")).status, 1);
    assert_eq!(inspect("tcp-migrate.pcapng").status, 0);
    // Also where a filter hides it, but not where it is allowed.
    let ended = inspect(&format!("{MANY} --frame 48 --json"));
    assert_eq!((ended.status, of_type("finding", &ended.out).0.len()), (1, 0));
    let mut arguments = String::new();
    for finding in found("") {
        if finding["severity"] == "error" && !arguments.contains(finding["id"].as_str().unwrap()) {
            assert_eq!(inspect(&format!("{MANY} {arguments}")).status, 1);
            arguments += &format!("--allow {} ", finding["id"].as_str().unwrap());
        }
    }
    assert_eq!(inspect(&format!("{MANY} {arguments}")).status, 0);
    assert!(found(&arguments).iter().all(|finding| finding["severity"] != "error"));
    assert!(!inspect(&format!("{MANY} {arguments}")).out.contains("error "));
}

#[test]
fn a_capture_that_breaks_off_is_worse() {
    let octets = capture(MANY);
    let ended = inspect_piped("- --json", octets[..octets.len() - 1].to_vec());
    assert_eq!(ended.status, 3);
    assert!(!of_type("finding", &ended.out).0.is_empty());
}

#[test]
fn filters_hide_them() {
    let shows = |finding: &Value, frame: u64| {
        finding["frames"].as_array().unwrap().iter().any(|number| *number == frame)
    };
    for arguments in ["--frame 22", "--frame 22 --element tcp_segment"] {
        let some = found(arguments);
        assert!(!some.is_empty() && some.iter().all(|finding| shows(finding, 22)), "{some:?}");
    }
    assert_eq!(found("--element tcp_segment"), found(""));
    assert_eq!(found("--element client_hello"), [Value::Null; 0]);
    assert_eq!(found("--address 192.0.2.99"), [Value::Null; 0]);
}

#[test]
fn for_people_the_first_ten_of_an_id_are_told() {
    let all = found("");
    let malformed: Vec<_> = all.iter().filter(|found| found["id"] == "malformed").collect();
    assert!(malformed.len() > 12, "{}", malformed.len());
    let told = |out: &str| out.matches("error malformed").count();
    let out = inspect(MANY).out;
    assert_eq!(told(&out), 11);
    let (more, from) = (malformed.len() - 10, &malformed[10]["frame"]);
    assert!(
        out.contains(&format!("\nerror malformed: {more} more, from frame {from} on\n")),
        "{out}"
    );
    assert_eq!(told(&inspect(&format!("{MANY} -v")).out), malformed.len());
}

#[test]
fn below_the_line_of_their_frame_or_with_its_number() {
    // Of the segments that differ only the first completes an element.
    let name = "tls-synthetic-overlap.pcap";
    let out = inspect(name).out;
    let lines: Vec<_> = out.lines().filter(|line| line.contains("overlap_differs")).collect();
    let words = "warning overlap_differs: octet 499 is sent again and differs; the first counts (see frame 8)";
    assert!(lines[1].starts_with("     9  2026-") && lines[1].ends_with(words), "{lines:?}");
    assert!(lines[1].contains("Z  192.0.2.40:443 > 192.0.2.10:50000      warning"), "{lines:?}");
    assert!(lines[0].starts_with("        warning overlap_differs: "), "{lines:?}");
    // What the line above says is not said again.
    let out = inspect("tls-synthetic-hellos.pcap --frame 35").out;
    let mut lines = out.lines();
    assert!(
        lines.next().unwrap().ends_with(
            "malformed: MigrationToken.nonce at octet 246: length 15 is outside 16..=255"
        )
    );
    assert_eq!(lines.next(), Some("        error malformed"), "{out}");
}
