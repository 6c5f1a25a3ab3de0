//! Findings about TCP segments.

use super::capture::{ANYCAST, CLIENT, Capture, Connection, From};
use super::read_plain;
use rehome::tcp::TcpFlags;

#[test]
fn octets_that_are_sent_again_and_differ() {
    // The header of a record: what is not TLS is not read, nor compared.
    let header = [22, 3, 1, 2, 0];
    for (again, frames) in [(header, vec![]), ([22, 3, 1, 2, 1], vec![vec![4, 5]])] {
        let mut capture = Capture::new();
        let mut connection = Connection::open(CLIENT, ANYCAST, &mut capture);
        connection.data(&mut capture, From::Client, &header);
        connection.next[0] -= 5;
        connection.send(&mut capture, From::Client, TcpFlags::ACK, &[], &again);
        assert_eq!(read_plain(&capture).frames("overlap_differs"), frames);
    }
}
