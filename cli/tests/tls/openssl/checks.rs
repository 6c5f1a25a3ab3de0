//! What has to come out of a recording.

use rehome::HandshakeType;
use rehome_cli::flow::Direction::{self, Backward, Forward};

use super::meeting::Recording;
use super::{capture, library};
use crate::reader::{All, Given};

/// However the octets come, the connections give what was sent, and there is nothing to tell.
pub(super) fn give_all(recording: &Recording) -> Vec<All> {
    let without_early = recording.keys_without_early();
    for keys in [&recording.keys, &without_early] {
        for (cut, capture) in capture::captures(&recording.pieces) {
            gave_all(&library::read(&capture, keys), recording, &format!("{cut:?}"));
        }
        for first in Direction::BOTH {
            let all = library::read_first(first, recording, keys);
            gave_all(&all, recording, &format!("{first:?}"));
        }
    }
    library::read_first(Forward, recording, &recording.keys)
}

fn gave_all(connections: &[All], recording: &Recording, how: &str) {
    let told: Vec<_> = connections.iter().flat_map(All::told).collect();
    assert_eq!(told, [], "{how}");
    for (direction, sent) in Direction::BOTH.into_iter().zip(&recording.sent) {
        let given = connections.iter().flat_map(|all| all.of(direction));
        let given: Vec<_> = given.map(|message| message.octets).collect();
        assert!(!given.is_empty());
        assert_eq!(&given, sent, "{how} {direction:?}");
    }
}

pub(super) fn tickets(all: &All) -> Vec<Given> {
    let mut messages = all.of(Backward);
    messages.retain(|message| message.is(HandshakeType::NEW_SESSION_TICKET));
    messages
}

/// Both directions end with close_notify, protected.
pub(super) fn is_closed(all: &All) {
    for direction in Direction::BOTH {
        let last = all.of(direction).pop().unwrap();
        assert_eq!((last.is_protected, &last.octets[..]), (true, &[1, 0][..]));
    }
}

/// The identity that a connection's last ClientHello offers.
fn offered(all: &All) -> Option<Vec<u8>> {
    let mut hellos = all.of(Forward);
    hellos.retain(|message| message.is(HandshakeType::CLIENT_HELLO));
    hellos.pop().unwrap().identity()
}

/// The client offers a ticket that was issued in an earlier connection.
pub(super) fn resumes(all: &All, earlier: &All) {
    let offered = offered(all).unwrap();
    assert!(tickets(earlier).iter().any(|ticket| ticket.identity().unwrap() == offered));
}
