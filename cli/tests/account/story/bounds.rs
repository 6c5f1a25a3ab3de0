//! What is remembered is bounded, and what goes early is told.

use std::net::Ipv4Addr;

use rehome::tcp::{ServiceAffinity, TcpFlags};
use rehome_cli::story::Outcome;

use crate::capture::{ANYCAST, Capture, Connection, From};
use crate::read_plain;

#[test]
fn a_flood_of_stories_tells_the_oldest_early() {
    let mut capture = Capture::new();
    let option = ServiceAffinity::new(Ipv4Addr::new(203, 0, 113, 44).into(), 8443);
    let count = 90_000_u32;
    for number in 0..count {
        let client = std::net::SocketAddr::new(Ipv4Addr::from(0x0a00_0000 + number).into(), 1000);
        let mut a = Connection::new(&client.to_string(), ANYCAST);
        a.send(&mut capture, From::Client, TcpFlags::SYN | TcpFlags::SAF, &[], b"");
        let flags = TcpFlags::FIN | TcpFlags::ACK;
        a.send(&mut capture, From::Server, flags, &[option.into()], b"");
    }
    let said = read_plain(&capture);
    assert_eq!(said.stories.len(), count as usize);
    assert!(said.stories.iter().all(|story| story.outcome() == Outcome::NeverContacted));
    let numbers: Vec<_> = said.stories.iter().map(|story| story.number).collect();
    assert!(numbers.iter().zip(1..).all(|(number, expected)| *number == expected));
}
