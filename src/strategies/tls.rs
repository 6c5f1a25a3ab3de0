//! TLS service affinity, and what it is framed by.

use alloc::vec::Vec;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use proptest::arbitrary::any;
use proptest::prelude::{Just, Strategy, prop_oneof};

use super::numbers::{alert_description, content_type, extension_type, handshake_type};
use super::vectors::{opaque, opaque_up_to, port, second, word};
use crate::code_points::CodePoints;
use crate::tls::{
    Alert, AlertLevel, Extension, HandshakeMessage, IpAddress, MigrateNotify, MigrateRequestBuf,
    MigrationAllowed, MigrationExtension, MigrationSupport, MigrationTokenBuf,
    MigrationTokenClaims, Record, StoredTicket, StoredTicketBuf,
};
use crate::wire::Encode;

/// An IPv4 address, an IPv6 address, or the one in the other: unspecified, broadcast, multicast and
/// loopback addresses are frequent.
pub(super) fn ip() -> impl Strategy<Value = IpAddr> + Clone {
    let v4 = prop_oneof![
        4 => any::<Ipv4Addr>(),
        1 => Just(Ipv4Addr::UNSPECIFIED),
        1 => Just(Ipv4Addr::BROADCAST),
        1 => Just(Ipv4Addr::LOCALHOST),
        1 => Just(Ipv4Addr::new(224, 0, 0, 1)),
    ];
    let v6 = prop_oneof![
        4 => any::<Ipv6Addr>(),
        1 => Just(Ipv6Addr::UNSPECIFIED),
        1 => Just(Ipv6Addr::LOCALHOST),
        1 => Just(Ipv6Addr::new(0xff02, 0, 0, 0, 0, 0, 0, 1)),
    ];
    prop_oneof![
        v4.clone().prop_map(IpAddr::V4),
        v6.prop_map(IpAddr::V6),
        v4.prop_map(|mapped| IpAddr::V6(mapped.to_ipv6_mapped())),
    ]
    .boxed()
}

/// An `IPAddress`, be it [usable](IpAddress::is_usable) or not.
pub fn ip_address() -> impl Strategy<Value = IpAddress> + Clone {
    (ip(), port()).prop_map(|(address, port)| IpAddress { address, port })
}

/// A `MigrationToken`, its signature any octets.
pub fn migration_token() -> impl Strategy<Value = MigrationTokenBuf> + Clone {
    (ip_address(), opaque(), second(), opaque(), opaque()).prop_map(
        |(target_address, session_id, expiry_timestamp, nonce, signature)| {
            let claims = MigrationTokenClaims {
                target_address,
                session_id: session_id.as_opaque(),
                expiry_timestamp,
                nonce: nonce.as_opaque(),
            };
            MigrationTokenBuf::new(&claims, signature.as_opaque())
        },
    )
}

/// Either `AlertLevel`.
pub fn alert_level() -> impl Strategy<Value = AlertLevel> + Clone {
    prop_oneof![Just(AlertLevel::Warning), Just(AlertLevel::Fatal)]
}

/// An alert of any description.
pub fn alert() -> impl Strategy<Value = Alert> + Clone {
    (alert_level(), alert_description())
        .prop_map(|(level, description)| Alert { level, description })
}

/// `migrate_notify` of either level.
pub fn migrate_notify() -> impl Strategy<Value = MigrateNotify> + Clone {
    alert_level().prop_map(|level| MigrateNotify { level })
}

/// `migrate_request`: with no target, with a short one, or with one of up to 65535 octets.
pub fn migrate_request() -> impl Strategy<Value = MigrateRequestBuf> + Clone {
    prop_oneof![9 => opaque_up_to(300), 1 => opaque()]
        .prop_map(|target| MigrateRequestBuf { target })
}

/// One of the drafts' extensions, whole, by the default numbers.
pub fn migration_extension_octets() -> impl Strategy<Value = Vec<u8>> + Clone {
    migration_extension_octets_with(&CodePoints::default())
}

/// [`migration_extension_octets`] by other numbers.
pub fn migration_extension_octets_with(
    code_points: &CodePoints,
) -> impl Strategy<Value = Vec<u8>> + Clone + use<> {
    let code_points = *code_points;
    let empty = [MigrationSupport.into(), MigrationAllowed.into()]
        .map(|extension: MigrationExtension<'_>| Just(extension.to_vec_with(&code_points)));
    let [support, allowed] = empty;
    let token = migration_token().prop_map(move |token| {
        MigrationExtension::from(token.as_token()).to_vec_with(&code_points)
    });
    prop_oneof![1 => support, 1 => allowed, 3 => token]
}

/// An extension of any type, its content any octets.
pub fn extension_octets() -> impl Strategy<Value = Vec<u8>> + Clone {
    (extension_type(), prop_oneof![9 => opaque_up_to(300), 1 => opaque()]).prop_map(
        |(extension_type, data)| {
            Extension { extension_type, extension_data: data.as_opaque() }.to_vec()
        },
    )
}

/// A record of any type and version, its fragment any octets.
pub fn record_octets() -> impl Strategy<Value = Vec<u8>> + Clone {
    let fragment = prop_oneof![9 => opaque_up_to(600), 1 => opaque()];
    (content_type(), any::<u16>(), fragment).prop_map(
        |(content_type, legacy_record_version, fragment)| {
            Record { content_type, legacy_record_version, fragment: fragment.as_opaque() }.to_vec()
        },
    )
}

/// A handshake message of any type, its body any octets, at most 70,000 of them.
pub fn handshake_message_octets() -> impl Strategy<Value = Vec<u8>> + Clone {
    (handshake_type(), prop_oneof![9 => opaque_up_to(300), 1 => opaque_up_to(70_000)])
        .prop_map(|(msg_type, body)| HandshakeMessage { msg_type, body: body.as_opaque() }.to_vec())
}

/// A ticket and its token, as a client keeps them.
pub fn stored_ticket() -> impl Strategy<Value = StoredTicketBuf> + Clone {
    (opaque_up_to::<1, 0xffff>(300), word(), second(), migration_token()).prop_map(
        |(ticket, ticket_lifetime, received_at, token)| {
            let (ticket, token) = (ticket.as_opaque(), token.as_token());
            StoredTicket { ticket: ticket.as_bytes(), ticket_lifetime, received_at, token }.to_buf()
        },
    )
}
