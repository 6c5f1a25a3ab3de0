//! What the ClientHello behind a HelloRetryRequest says of a migration.

use super::carried::{SUPPORT, TOKEN};
use crate::element::{Element, Heard};
use crate::finding::{Finding, Id, Sink};

pub(super) fn judge(heard: &Heard<'_>, element: &Element, sink: Sink<'_>) {
    let (Some(first), Some(second)) = (&heard.handshake.hello, &heard.handshake.second) else {
        return;
    };
    // There is a third one in what no client sends.
    if second.frame.number != element.frame.number {
        return;
    }
    let support = second.offers_support == Some(true);
    let names = [support.then_some(SUPPORT), second.token.as_ref().map(|_| TOKEN)];
    let names = names.into_iter().flatten().collect::<Vec<_>>().join(" and ");
    if names.is_empty() {
        return;
    }
    let of = |id, message: String| Finding::of(id, element, message).with([first.frame.number]);
    sink(of(Id::SecondClientHello, format!("{names} in a second ClientHello")));
    // What a hello has that is broken before its end, nobody knows. One may leave out what it had:
    // a token goes with a PSK, which may be one that does not go with the server's suite.
    if first.offers_support.is_none() {
        return;
    }
    let differs =
        |what| of(Id::SecondClientHelloDiffers, format!("the second ClientHello has {what}"));
    if support && first.offers_support == Some(false) {
        sink(differs("migration_support, and the first has not"));
    }
    match (&first.token, &second.token) {
        (None, Some(_)) => sink(differs("a migration_token, and the first has none")),
        (Some(one), Some(other)) if one != other => {
            sink(differs("another migration_token than the first"));
        }
        _ => {}
    }
}
