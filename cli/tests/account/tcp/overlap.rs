//! `overlap_differs`.

use super::{ACK, ANYCAST, CLIENT, Capture, Connection, From, read_plain};

#[test]
fn octets_that_are_sent_again_and_differ() {
    // The header of a record: what is not TLS is not read, nor compared.
    let header = [22, 3, 1, 2, 0];
    for (again, frames) in [(header, vec![]), ([22, 3, 1, 2, 1], vec![vec![4, 5]])] {
        let mut capture = Capture::new();
        let mut connection = Connection::open(CLIENT, ANYCAST, &mut capture);
        connection.data(&mut capture, From::Client, &header);
        connection.next[0] -= 5;
        connection.send(&mut capture, From::Client, ACK, &[], &again);
        let said = read_plain(&capture);
        assert_eq!(said.frames("overlap_differs"), frames);
        for finding in said.findings {
            assert_eq!(finding.source, connection.client);
            assert_eq!(finding.message, "octet 4 is sent again and differs; the first counts");
        }
    }
}
