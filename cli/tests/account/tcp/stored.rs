//! The captures in testvectors, each with what its segments raise. All was held against the octets by
//! hand: which SYNs have SAF and neither CWR nor ECE, who sent the options, and how they are malformed.

use super::{Capture, read_plain};

/// What is told of several connections, and once for each number, has tests of its own.
const NOT_OF_SEGMENTS: [&str; 3] =
    ["target_never_contacted", "migrate_token_unknown", "unassigned_code_point"];

#[test]
fn what_the_stored_captures_raise() {
    let expected: [(&str, &[(&str, u64)]); 7] = [
        ("tcp-affinity-v4.pcap", &[("saf_ambiguous", 2)]),
        (
            "tcp-affinity-v6.pcapng",
            &[
                ("saf_ambiguous", 2),
                // Sent again.
                ("saf_ambiguous", 21),
                ("saf_ambiguous", 22),
                ("saf_ambiguous", 39),
            ],
        ),
        (
            "tcp-layers.pcap",
            &[
                ("saf_ambiguous", 1),
                ("saf_ambiguous", 3),
                ("saf_ambiguous", 4),
                ("saf_ambiguous", 5),
                ("saf_ambiguous", 6),
                ("saf_ambiguous", 8),
            ],
        ),
        ("tcp-migrate.pcapng", &[]),
        (
            "tcp-noise-sll2.pcap",
            &[
                ("malformed", 95),
                ("malformed", 96),
                ("malformed", 97),
                ("malformed", 98),
                ("malformed", 99),
                ("malformed", 100),
                ("saf_ambiguous", 106),
            ],
        ),
        // The target is private, and so is who names it.
        ("tcp-raw.pcap", &[("saf_ambiguous", 1)]),
        (
            "tcp-snap60.pcap",
            &[
                ("saf_ambiguous", 15),
                ("saf_ambiguous", 16),
                ("malformed", 20),
                ("saf_ambiguous", 26),
            ],
        ),
    ];
    for (name, expected) in expected {
        let mut codes = read_plain(&Capture::stored(name)).codes();
        codes.retain(|(code, _)| !NOT_OF_SEGMENTS.contains(code));
        let expected: Vec<_> = expected.iter().map(|&(code, frame)| (code, vec![frame])).collect();
        assert_eq!(codes, expected, "{name}");
    }
}
