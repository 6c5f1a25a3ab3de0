//! `unassigned_code_point`, of options.

use rehome::{OptionKind, OptionKinds};
use rehome_cli::element::Judge;
use rehome_cli::finding::Rules;
use rehome_cli::tls::KeyLog;

use super::{
    ACK, ANYCAST, CLIENT, Capture, Connection, FIN, From, INSECURE, MIGRATE, SAF, SYN, TARGET,
    TARGET_IPV6, affinity,
};
use crate::read;

/// What is said of the numbers in two connections with the options of all kinds.
fn messages(kinds: OptionKinds) -> Vec<(u64, String)> {
    let mut capture = Capture::new();
    let mut connection = Connection::new(CLIENT, ANYCAST);
    connection.send(&mut capture, From::Client, SYN | SAF, &[], b"");
    // What is malformed has its kind too.
    connection.send_area(&mut capture, From::Server, FIN | ACK, &[79, 3, 0], b"");
    for option in [affinity(TARGET), affinity(TARGET_IPV6), INSECURE, MIGRATE] {
        for _ in 0..2 {
            connection.send(&mut capture, From::Server, ACK, &[option], b"");
        }
    }
    let rules = Rules { kinds, ..Rules::default() };
    let said = read(&capture, rules, KeyLog::new(), Judge::new());
    let its = said.findings.into_iter().filter(|it| it.id.code() == "unassigned_code_point");
    its.map(|finding| (finding.frame.number, finding.message)).collect()
}

#[test]
fn kinds_that_are_not_assigned_are_told_once() {
    let message = |text: &str| text.to_owned();
    let expected = [
        (2, message("IPv4 Service Affinity has the option kind 79, which is reserved")),
        (5, message("IPv6 Service Affinity has the option kind 80, which is reserved")),
        (
            7,
            message(
                "Migrate-Permitted has the option kind 15, which is assigned to TCP Alternate \
                 Checksum Data",
            ),
        ),
        (9, message("Migrate has the option kind 16, which is assigned to Skeeter")),
    ];
    assert_eq!(messages(OptionKinds::default()), expected);
}

#[test]
fn by_other_kinds() {
    let kinds = OptionKinds::builder().service_affinity_ipv4(OptionKind(253)).build().unwrap();
    let frames: Vec<_> = messages(kinds).into_iter().map(|(frame, _)| frame).collect();
    assert_eq!(frames, [5, 7, 9], "79 is of no use to us");
    let mut capture = Capture::new();
    let mut connection = Connection::new(CLIENT, ANYCAST);
    let area = [253, 8, 203, 0, 113, 44, 1, 187];
    connection.send_area(&mut capture, From::Server, FIN | ACK, &area, b"");
    let rules = Rules { kinds, ..Rules::default() };
    let said = read(&capture, rules, KeyLog::new(), Judge::new());
    assert_eq!(said.frames("unassigned_code_point"), [[1]]);
}
