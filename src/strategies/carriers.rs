//! The messages of TLS 1.3 that carry the drafts' extensions.

use alloc::vec;
use alloc::vec::Vec;
use std::collections::HashSet;

use proptest::arbitrary::any;
use proptest::collection;
use proptest::option;
use proptest::prelude::{BoxedStrategy, Just, Strategy, prop_oneof};
use proptest::sample::Index;

use super::numbers::extension_type;
use super::tls::migration_token;
use super::vectors::{octets, opaque, opaque_up_to, word};
use crate::code_points::{CodePoints, ExtensionType, HandshakeType};
use crate::tls::{Extension, HandshakeMessage, PskIdentity};
use crate::wire::{Encode, Opaque, OpaqueBuf};

/// An extension's type and content.
type Content = (ExtensionType, Vec<u8>);

/// A ClientHello, the whole message, by the default numbers: with and without extensions of the
/// drafts, at any place among others, and with none at all.
pub fn client_hello_octets() -> BoxedStrategy<Vec<u8>> {
    client_hello_octets_with(&CodePoints::default())
}

/// [`client_hello_octets`] by other numbers.
pub fn client_hello_octets_with(code_points: &CodePoints) -> BoxedStrategy<Vec<u8>> {
    let code_points = *code_points;
    let psk = prop_oneof![offered_psks_octets(), octets(0..=40)];
    let extensions = (
        foreign(&code_points),
        option::of(any::<Index>()),
        option::of((any::<Index>(), migration_token())),
        option::of(psk),
        option::of((any::<Index>(), octets(0..=2))),
    )
        .prop_map(move |(mut list, support, token, psk, allowed)| {
            if let Some(at) = support {
                put(&mut list, at, code_points.migration_support(), vec![]);
            }
            // Foreign here, so that it may hold anything.
            if let Some((at, data)) = allowed {
                put(&mut list, at, code_points.migration_allowed(), data);
            }
            if let (Some((at, token)), Some(_)) = (token, &psk) {
                put(&mut list, at, code_points.migration_token(), token.as_bytes().into());
            }
            list.extend(psk.map(|psk| (ExtensionType::PRE_SHARED_KEY, psk)));
            list
        });
    let cipher_suites = prop_oneof![
        1 => collection::vec(any::<[u8; 2]>(), 1),
        20 => collection::vec(any::<[u8; 2]>(), 1..20),
        1 => collection::vec(any::<[u8; 2]>(), 0x7fff),
    ]
    .prop_filter_map("too many", |list| OpaqueBuf::<2, 0xfffe>::new(list.concat()).ok());
    let fixed = (
        prop_oneof![4 => Just(0x0303_u16), 1 => any::<u16>()],
        any::<[u8; 32]>(),
        opaque::<0, 32>(),
        cipher_suites,
        opaque::<1, 255>(),
    );
    (fixed, option::weighted(0.9, extensions))
        .prop_filter_map("a block too long", |(fixed, extensions)| {
            let (version, random, session_id, cipher_suites, methods) = fixed;
            let mut body = [&version.to_be_bytes()[..], &random].concat();
            body.extend(session_id.as_opaque().to_vec());
            body.extend(cipher_suites.as_opaque().to_vec());
            body.extend(methods.as_opaque().to_vec());
            if let Some(extensions) = extensions {
                body.extend(block(&extensions)?);
            }
            message(HandshakeType::CLIENT_HELLO, &body)
        })
        .boxed()
}

/// A NewSessionTicket, the whole message, by the default numbers: with and without extensions of the
/// drafts, at any place among others.
pub fn new_session_ticket_octets() -> BoxedStrategy<Vec<u8>> {
    new_session_ticket_octets_with(&CodePoints::default())
}

/// [`new_session_ticket_octets`] by other numbers.
pub fn new_session_ticket_octets_with(code_points: &CodePoints) -> BoxedStrategy<Vec<u8>> {
    let code_points = *code_points;
    let extensions = (
        foreign(&code_points),
        option::of(any::<Index>()),
        option::of((any::<Index>(), migration_token())),
        option::of((any::<[Index; 2]>(), octets(0..=2))),
    )
        .prop_map(move |(mut list, allowed, token, others)| {
            if let Some(at) = allowed {
                put(&mut list, at, code_points.migration_allowed(), vec![]);
            }
            if let Some((at, token)) = token {
                put(&mut list, at, code_points.migration_token(), token.as_bytes().into());
            }
            // Foreign here, so that they may hold anything and stand anywhere.
            if let Some(([first, second], data)) = others {
                put(&mut list, first, code_points.migration_support(), data.clone());
                put(&mut list, second, ExtensionType::PRE_SHARED_KEY, data);
            }
            list
        });
    let ticket = prop_oneof![20 => opaque_up_to::<1, 0xffff>(300), 1 => opaque()];
    (word(), word(), opaque::<0, 255>(), ticket, extensions)
        .prop_filter_map("a block too long", |(lifetime, age_add, nonce, ticket, extensions)| {
            let mut body = [lifetime, age_add].map(u32::to_be_bytes).concat();
            body.extend(nonce.as_opaque().to_vec());
            body.extend(ticket.as_opaque().to_vec());
            body.extend(block(&extensions)?);
            message(HandshakeType::NEW_SESSION_TICKET, &body)
        })
        .boxed()
}

/// One identity of `pre_shared_key`.
pub fn psk_identity_octets() -> impl Strategy<Value = Vec<u8>> + Clone {
    (opaque_up_to(80), word()).prop_map(|(identity, obfuscated_ticket_age)| {
        PskIdentity { identity: identity.as_opaque(), obfuscated_ticket_age }.to_vec()
    })
}

/// The content of `pre_shared_key` in a ClientHello: one to three identities, and as many binders or
/// others.
pub fn offered_psks_octets() -> impl Strategy<Value = Vec<u8>> + Clone {
    let binder = opaque::<32, 255>().prop_map(|binder| binder.as_opaque().to_vec());
    let identities = collection::vec(psk_identity_octets(), 1..4);
    (identities, collection::vec(binder, 1..4)).prop_filter_map(
        "lists too long",
        |(identities, binders)| {
            let (identities, binders) = (identities.concat(), binders.concat());
            let identities = Opaque::<7, 0xffff>::new(&identities).ok()?;
            let binders = Opaque::<33, 0xffff>::new(&binders).ok()?;
            Some([identities.to_vec(), binders.to_vec()].concat())
        },
    )
}

/// Extensions of other types than the drafts' and `pre_shared_key`, none twice.
fn foreign(code_points: &CodePoints) -> impl Strategy<Value = Vec<Content>> + use<> {
    let ours = [
        code_points.migration_support(),
        code_points.migration_allowed(),
        code_points.migration_token(),
        ExtensionType::PRE_SHARED_KEY,
    ];
    let one = (extension_type(), octets(0..=24));
    let list = prop_oneof![1 => Just(vec![]), 4 => collection::vec(one, 1..24)];
    list.prop_map(move |mut list| {
        let mut seen = HashSet::from(ours);
        list.retain(|&(extension_type, _)| seen.insert(extension_type));
        list
    })
}

/// Puts an extension anywhere into a list.
fn put(list: &mut Vec<Content>, at: Index, extension_type: ExtensionType, data: Vec<u8>) {
    let at = at.index(list.len() + 1);
    list.insert(at, (extension_type, data));
}

/// A block of extensions behind its length.
fn block(list: &[Content]) -> Option<Vec<u8>> {
    let mut octets = Vec::new();
    for (extension_type, data) in list {
        let (extension_type, extension_data) = (*extension_type, Opaque::new(data).ok()?);
        octets.extend(Extension { extension_type, extension_data }.to_vec());
    }
    Some(Opaque::<0, 0xfffe>::new(&octets).ok()?.to_vec())
}

fn message(msg_type: HandshakeType, body: &[u8]) -> Option<Vec<u8>> {
    Some(HandshakeMessage { msg_type, body: Opaque::new(body).ok()? }.to_vec())
}
