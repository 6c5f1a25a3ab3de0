//! What filters hide is told where nothing else is left to see.

use super::*;

#[test]
fn that_filters_hide_all_elements() {
    let ended = inspect("tcp-raw.pcap --element client_hello");
    let words = "rehome: no element shown of 5, filters hide them\n";
    assert_eq!((ended.status, &*ended.out, &*ended.err), (0, "", words));
    for arguments in ["--frame 1", "--json --element client_hello", "--summary --frame 31"] {
        let ended = inspect(&format!("tcp-raw.pcap {arguments}"));
        assert_eq!((ended.status, &*ended.err), (0, ""), "{arguments}");
    }
}

#[test]
fn that_filters_hide_why_the_status_is_1() {
    let (_, end) = of_type("finding", &inspect("synthetic-options.pcap --json").out);
    let errors = &end["findings"]["error"];
    let words = format!("rehome: {errors} findings of severity error are hidden by filters\n");
    for arguments in ["--frame 48", "--address 192.0.2.99", "--frame 48 --summary"] {
        let ended = inspect(&format!("synthetic-options.pcap {arguments}"));
        assert_eq!(ended.status, 1);
        assert!(ended.err.ends_with(&words), "{arguments}: {ended:?}");
    }
    // One that is shown says enough.
    let ended = inspect("synthetic-options.pcap --frame 22");
    assert_eq!(ended.status, 1);
    assert!(!ended.err.contains("hidden"), "{ended:?}");
}
