//! What a server says to a client that has not offered it.

use super::carried::{self, ALLOWED};
use crate::element::{Element, Heard, Kind};
use crate::finding::{Finding, Id, Rules, Sink};

/// A client has offered what one of its hellos offers, the second one or the first: what a draft
/// wants a second hello to be without was offered nevertheless. Where a hello is broken, or none was
/// heard, nobody knows.
pub(super) fn judge(rules: &Rules, heard: &Heard<'_>, element: &Element, sink: Sink<'_>) {
    let hellos = || heard.handshake.hellos();
    let has_none = hellos().next().is_none();
    if has_none || hellos().any(|hello| hello.offers_support != Some(false)) {
        return;
    }
    // A client that presents a token does not hear of it for the first time.
    let has_token = hellos().any(|hello| hello.token.is_some());
    for (_, name) in carried::numbers(element, &rules.code_points) {
        let id = match element.kind {
            Kind::MigrateRequest => Id::NotOffered,
            _ if name == ALLOWED => Id::NotOffered,
            _ if has_token => continue,
            _ => Id::TokenNotOffered,
        };
        let message = format!("{name} to a client that has not offered migration_support");
        let frames = hellos().map(|hello| hello.frame.number);
        sink(Finding::of(id, element, message).with(frames));
    }
}
