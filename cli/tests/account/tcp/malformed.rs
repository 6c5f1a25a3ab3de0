//! `malformed`, of options. A message's is with those about TLS.

use super::{ACK, FIN, SYN, TARGET, TARGET_IPV6, affinity, said_of, said_of_area};

#[test]
fn one_of_our_options_breaks_its_format() {
    for (area, message) in [
        (
            &[79, 7, 192, 0, 2, 40, 1][..],
            "option of kind 79: Service Affinity.length at octet 41 of the frame: the option cannot have length 7",
        ),
        (&[1, 15, 3, 3], "option of kind 15: Migrate-Permitted.curve at octet 43 of the frame: "),
        (
            &[16, 4, 0, 0],
            "option of kind 16: Migrate.length at octet 41 of the frame: the option cannot have length 4",
        ),
        (&[79, 1, 0, 0], "option of kind 79: option.length at octet 41 of the frame: "),
        (&[80, 20, 0, 0], "option of kind 80: "),
    ] {
        let said = said_of_area(FIN | ACK, area);
        assert_eq!(said.frames("malformed"), [[1]], "{area:?}");
        let finding = said.findings.iter().find(|it| it.id.code() == "malformed").unwrap();
        assert!(finding.message.starts_with(message), "{}", finding.message);
    }
}

#[test]
fn each_that_does_is_told() {
    let said = said_of_area(FIN | ACK, &[79, 3, 0, 80, 3, 0]);
    assert_eq!(said.frames("malformed"), [[1], [1]]);
}

#[test]
fn options_as_they_should_be_and_those_of_others() {
    for target in [TARGET, TARGET_IPV6] {
        assert!(said_of(FIN | ACK, &[affinity(target)]).frames("malformed").is_empty());
    }
    // The padded layout, with something reserved.
    let area = [79, 10, 0, 7, 203, 0, 113, 44, 1, 187];
    assert!(said_of_area(FIN | ACK, &area).frames("malformed").is_empty());
    // A list that breaks at an option of others is no element.
    assert!(said_of_area(SYN, &[99, 1, 0, 0]).findings.is_empty());
}
