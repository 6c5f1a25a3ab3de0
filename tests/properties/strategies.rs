//! Some structure with octets that are valid for it, and changes to them.

use proptest::prelude::*;
use proptest::sample::Index;
use rehome::strategies::{
    alert, client_hello_octets_with, code_points, extension_octets, handshake_message_octets,
    ip_address, migrate_notify, migrate_request, migration_extension_octets_with, migration_token,
    new_session_ticket_octets_with, offered_psks_octets, option_kinds, psk_identity_octets,
    record_octets, tcp_header_octets_with, tcp_option_octets_with, tcp_options_with,
};
use rehome::wire::Encode;
use rehome_oracles::Numbers;

/// The defaults, or any others that do not collide.
pub(crate) fn numbers() -> impl Strategy<Value = Numbers> {
    (code_points(), option_kinds()).prop_map(|(code_points, kinds)| Numbers { code_points, kinds })
}

/// Some structure by its name, the numbers it goes by, and octets that are valid.
pub(crate) fn valid() -> impl Strategy<Value = (&'static str, Numbers, Vec<u8>)> {
    numbers().prop_flat_map(|numbers| {
        let Numbers { code_points, kinds } = numbers;
        let named = |name: &'static str, octets: BoxedStrategy<Vec<u8>>| {
            octets.prop_map(move |octets| (name, numbers, octets)).boxed()
        };
        let empty = || Just(vec![]).boxed();
        let notify = migrate_notify().prop_map(move |notify| notify.to_vec_with(&code_points));
        let request = migrate_request()
            .prop_map(move |request| request.as_request().to_vec_with(&code_points));
        let options = tcp_options_with(&kinds).prop_map(|options| options.as_bytes().to_vec());
        proptest::strategy::Union::new([
            named("ip_address", ip_address().prop_map(|address| address.to_vec()).boxed()),
            named(
                "migration_token",
                migration_token().prop_map(|token| token.as_bytes().to_vec()).boxed(),
            ),
            named("migration_support", empty()),
            named("migration_allowed", empty()),
            named("migrate_notify", notify.boxed()),
            named("migrate_request", request.boxed()),
            named("client_hello", client_hello_octets_with(&code_points).boxed()),
            named("new_session_ticket", new_session_ticket_octets_with(&code_points).boxed()),
            named("tcp_option", tcp_option_octets_with(&kinds).boxed()),
            named("tcp_options", options.boxed()),
            named("tcp_header", tcp_header_octets_with(&kinds).boxed()),
            named("migration_extension", migration_extension_octets_with(&code_points).boxed()),
            named("extension", extension_octets().boxed()),
            named("alert", alert().prop_map(|alert| alert.to_vec()).boxed()),
            named("record", record_octets().boxed()),
            named("handshake", handshake_message_octets().boxed()),
            named("offered_psks", offered_psks_octets().boxed()),
            named("psk_identity", psk_identity_octets().boxed()),
        ])
    })
}

/// One change to octets.
#[derive(Clone, Debug)]
pub(crate) enum Mutation {
    Flip(Index, u8),
    Set(Index, u8),
    Insert(Index, u8),
    Delete(Index),
    Truncate(Index),
    Duplicate(Index, Index, Index),
}

pub(crate) fn mutation() -> impl Strategy<Value = Mutation> {
    let bound = [0, 1, 2, 3, 7, 8, 15, 16, 31, 32, 40, 41, 79, 80, 127, 128, 253, 254, 255];
    let octet = proptest::sample::select(bound.to_vec());
    prop_oneof![
        (any::<Index>(), 0..8_u8).prop_map(|(at, bit)| Mutation::Flip(at, bit)),
        (any::<Index>(), octet.clone()).prop_map(|(at, octet)| Mutation::Set(at, octet)),
        (any::<Index>(), octet).prop_map(|(at, octet)| Mutation::Insert(at, octet)),
        any::<Index>().prop_map(Mutation::Delete),
        any::<Index>().prop_map(Mutation::Truncate),
        any::<[Index; 3]>().prop_map(|[from, to, at]| Mutation::Duplicate(from, to, at)),
    ]
}

impl Mutation {
    /// Changes the octets. The first ones, where types and lengths stand, change as often as all
    /// others together.
    pub(crate) fn apply(&self, octets: &mut Vec<u8>) {
        let index = |at: &Index, len: usize| match at.index(len.min(64) * 2) {
            near if near < len.min(64) => near,
            _ => at.index(len),
        };
        let (len, room) = (octets.len(), octets.len() + 1);
        match self {
            Self::Insert(at, octet) => octets.insert(index(at, room), *octet),
            Self::Truncate(at) => octets.truncate(at.index(room)),
            _ if len == 0 => octets.push(0),
            Self::Flip(at, bit) => octets[index(at, len)] ^= 1 << bit,
            Self::Set(at, octet) => octets[index(at, len)] = *octet,
            Self::Delete(at) => drop(octets.remove(index(at, len))),
            Self::Duplicate(from, to, at) => {
                let (from, to) = (from.index(len), to.index(len));
                let chunk = octets[from.min(to)..=from.max(to)].to_vec();
                let at = at.index(room);
                octets.splice(at..at, chunk);
            }
        }
    }
}
