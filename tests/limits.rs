//! How long a reader on a socket waits: not for octets that could help nothing any more.

use rehome::tcp::{TcpOption, TcpOptions};
use rehome::tls::{ClientHello, MigrateRequest, NewSessionTicket};
use rehome::wire::Decode;

fn waits<'a, T: Decode<'a>>(octets: &'a [u8]) -> bool {
    T::from_bytes(octets).is_err_and(|error| error.is_incomplete())
}

/// The longest bodies by the ranges of their vectors: 131396, 131337 and 65537 octets.
#[test]
fn no_message_is_waited_for_that_its_type_cannot_be() {
    assert!(waits::<ClientHello<'_>>(&[1, 2, 0x01, 0x44]));
    assert!(!waits::<ClientHello<'_>>(&[1, 2, 0x01, 0x45]));
    assert!(waits::<NewSessionTicket<'_>>(&[4, 2, 0x01, 0x09]));
    assert!(!waits::<NewSessionTicket<'_>>(&[4, 2, 0x01, 0x0a]));
    assert!(waits::<MigrateRequest<'_>>(&[253, 1, 0, 1]));
    assert!(!waits::<MigrateRequest<'_>>(&[253, 1, 0, 2]));
}

#[test]
fn no_option_is_waited_for_that_its_kind_cannot_be() {
    let possible: [&[u8]; 9] = [
        &[79],
        &[79, 8],
        &[79, 10, 0, 0],
        &[80, 20],
        &[80, 22],
        &[15, 3],
        &[15, 20, 1],
        &[16, 19],
        &[99, 40],
    ];
    for octets in possible {
        assert!(waits::<TcpOption<'_>>(octets), "{octets:?}");
        assert!(waits::<TcpOptions<'_>>(octets), "{octets:?}");
    }
    let impossible: [&[u8]; 8] =
        [&[79, 9], &[79, 20], &[80, 8], &[80, 21], &[15, 4], &[15, 20, 0], &[16, 18], &[99, 41]];
    for octets in impossible {
        assert!(!waits::<TcpOption<'_>>(octets), "{octets:?}");
        assert!(!waits::<TcpOptions<'_>>(octets), "{octets:?}");
    }
}

#[test]
fn no_list_is_waited_for_that_would_not_fit() {
    let mut area = [1; 33];
    area[31..].copy_from_slice(&[79, 8]);
    assert!(waits::<TcpOptions<'_>>(&area));
    let mut area = [1; 35];
    area[33..].copy_from_slice(&[79, 8]);
    assert!(!waits::<TcpOptions<'_>>(&area));
}
