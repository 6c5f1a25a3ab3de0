//! The fields of the TLS structures.

use std::net::IpAddr;

use rehome::CodePoints;
use rehome::tls::{
    IpAddress, MigrateNotify, MigrateRequest, MigrationAllowed, MigrationSupport, MigrationToken,
};
use rehome::wire::Encode;

use super::fields::Fields;
use super::{Node, octets};
use crate::value::utc::utc;

pub(crate) fn ip_address(address: &IpAddress) -> Node {
    Node::root("ip_address", |fields| ip_address_fields(fields, address))
}

pub(crate) fn migration_token(token: &MigrationToken<'_>) -> Node {
    Node::root("migration_token", |fields| token_fields(fields, token))
}

pub(crate) fn migration_support(_: &MigrationSupport) -> Node {
    Node::root("migration_support", |_| ())
}

pub(crate) fn migration_allowed(_: &MigrationAllowed) -> Node {
    Node::root("migration_allowed", |_| ())
}

pub(crate) fn migrate_notify(notify: &MigrateNotify, code_points: &CodePoints) -> Node {
    Node::root("migrate_notify", |fields| {
        fields.field("level", 1, notify.level);
        let description = code_points.migrate_notify().0;
        fields.field("description", 1, format!("{description}, migrate_notify"));
    })
}

pub(crate) fn migrate_request(request: &MigrateRequest<'_>, code_points: &CodePoints) -> Node {
    Node::root("migrate_request", |fields| {
        let msg_type = code_points.migrate_request().0;
        fields.field("msg_type", 1, format!("{msg_type}, migrate_request"));
        fields.field("length", 3, octets(request.target.encoded_len()));
        fields.opaque("target", 2, request.target.len());
    })
}

fn ip_address_fields(fields: &mut Fields, address: &IpAddress) {
    let (kind, name, length) = match address.address {
        IpAddr::V4(_) => ("ipv4", "ipv4_address", 4),
        IpAddr::V6(_) => ("ipv6", "ipv6_address", 16),
    };
    fields.field("type", 1, kind);
    fields.field(name, length, address.address);
    fields.field("port", 2, address.port);
}

pub(super) fn token_fields(fields: &mut Fields, token: &MigrationToken<'_>) {
    let target = token.target_address();
    fields.group("target_address", target, |fields| ip_address_fields(fields, &target));
    fields.opaque("session_id", 1, token.session_id().len());
    let expiry = token.expiry_timestamp();
    let date = utc(expiry).map(|date| format!(", {date}")).unwrap_or_default();
    fields.field("expiry_timestamp", 8, format!("{expiry}{date}"));
    fields.opaque("nonce", 1, token.nonce().len());
    fields.opaque("signature", 1, token.signature().len());
}

/// The header of a handshake message whose body is so long.
pub(super) fn handshake_header(fields: &mut Fields, name: &'static str, body: usize) {
    fields.field("msg_type", 1, name);
    fields.field("length", 3, octets(body));
}
