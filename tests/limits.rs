//! What the library does not do, and perhaps should: each test says what would have to hold.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use rehome::tcp::{TcpHeader, TcpOption, TcpOptions, TcpOptionsBuf};
use rehome::tls::{ClientHello, MigrateRequest, NewSessionTicket};
use rehome::wire::{Decode, Encode};

/// An IPv4 Service Affinity option whose last three octets are not there.
const BROKEN: [u8; 5] = [79, 8, 192, 0, 2];

/// A list that breaks has ended: what is pushed behind it is no option, but completes the broken one.
#[test]
#[ignore = "a list that breaks is not taken for ended"]
fn nothing_is_pushed_behind_a_list_that_breaks() {
    let mut owned = TcpOptionsBuf::from(TcpOptions::new(&BROKEN).unwrap());
    assert!(owned.push(&TcpOption::Nop).is_err());
}

/// Padding adds nothing to what the options say: here it makes 192.0.2.0, port 0, of a broken option.
#[test]
#[ignore = "padding completes an option that is broken"]
fn padding_completes_no_option() {
    let options = TcpOptions::new(&BROKEN).unwrap();
    let header = TcpHeader { options, ..TcpHeader::default() }.to_vec();
    assert!(TcpHeader::from_bytes(&header).is_err(), "the header has an option that none put in");
    let mut owned = TcpOptionsBuf::from(options);
    owned.pad();
    assert!(TcpOptions::from_bytes(owned.as_bytes()).is_err());
}

/// No octets make a message of a length that its type cannot have, so a reader need not wait for 16 MiB.
#[test]
#[ignore = "a handshake length beyond what the message can have counts as incomplete"]
fn messages_too_long_for_their_type_are_not_waited_for() {
    let head = |msg_type: u8| [msg_type, 0xff, 0xff, 0xff];
    assert!(!ClientHello::from_bytes(&head(1)).unwrap_err().is_incomplete());
    assert!(!NewSessionTicket::from_bytes(&head(4)).unwrap_err().is_incomplete());
    assert!(!MigrateRequest::from_bytes(&head(253)).unwrap_err().is_incomplete());
}

/// The same of an option whose kind cannot have the length that was read.
#[test]
#[ignore = "an option of a known kind with a wrong length counts as incomplete until it is whole"]
fn options_of_a_wrong_length_are_not_waited_for() {
    assert!(!TcpOption::from_bytes(&[79, 9]).unwrap_err().is_incomplete());
    assert!(!TcpOption::from_bytes(&[15, 20, 0]).unwrap_err().is_incomplete());
}
