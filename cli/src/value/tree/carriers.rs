//! The fields of the messages that carry our extensions.

use rehome::tls::{
    ClientHello, Extension, Extensions, MigrationToken, NewSessionTicket, OfferedPsks, PskIdentity,
};
use rehome::wire::{Decode, Encode};
use rehome::{CodePoints, ExtensionType};

use super::fields::Fields;
use super::names::{extension_type, version};
use super::tls::{handshake_header, token_fields};
use super::{Node, octets};

/// What a carrier's extensions can hold that is looked into.
#[derive(Clone, Copy)]
struct Known<'a> {
    code_points: &'a CodePoints,
    token: Option<MigrationToken<'a>>,
    /// Of a ClientHello.
    pre_shared_key: Option<OfferedPsks<'a>>,
}

pub(crate) fn client_hello(hello: &ClientHello<'_>, code_points: &CodePoints) -> Node {
    // A block that is absent has no length either.
    let extensions = hello.extensions.map_or(0, |block| 2 + block.as_bytes().len());
    let body = 34
        + hello.legacy_session_id.encoded_len()
        + hello.cipher_suites.encoded_len()
        + hello.legacy_compression_methods.encoded_len()
        + extensions;
    let known = Known {
        code_points,
        token: hello.migration_token,
        pre_shared_key: hello.pre_shared_key.and_then(|data| OfferedPsks::from_bytes(data).ok()),
    };
    Node::root("client_hello", |fields| {
        handshake_header(fields, "client_hello", body);
        fields.field("legacy_version", 2, version(hello.legacy_version));
        fields.field("random", 32, octets(32));
        fields.opaque("legacy_session_id", 1, hello.legacy_session_id.len());
        let suites = hello.cipher_suites.len() / 2;
        let suites = format!("{suites} suite{}", if suites == 1 { "" } else { "s" });
        fields.headed("cipher_suites", 2, hello.cipher_suites.len(), suites);
        fields.opaque("legacy_compression_methods", 1, hello.legacy_compression_methods.len());
        if let Some(block) = hello.extensions {
            extensions_fields(fields, &block, known);
        }
    })
}

pub(crate) fn new_session_ticket(ticket: &NewSessionTicket<'_>, code_points: &CodePoints) -> Node {
    let extensions = ticket.extensions.as_bytes().len();
    let body = 8 + ticket.ticket_nonce.encoded_len() + ticket.ticket.encoded_len() + 2 + extensions;
    let known = Known { code_points, token: ticket.migration_token, pre_shared_key: None };
    Node::root("new_session_ticket", |fields| {
        handshake_header(fields, "new_session_ticket", body);
        fields.field("ticket_lifetime", 4, format!("{} seconds", ticket.ticket_lifetime));
        fields.field("ticket_age_add", 4, ticket.ticket_age_add);
        fields.opaque("ticket_nonce", 1, ticket.ticket_nonce.len());
        fields.opaque("ticket", 2, ticket.ticket.len());
        extensions_fields(fields, &ticket.extensions, known);
    })
}

fn extensions_fields(fields: &mut Fields, block: &Extensions<'_>, known: Known<'_>) {
    let count = block.iter().count();
    let text = format!("{count} extension{}", if count == 1 { "" } else { "s" });
    fields.group("extensions", text, |fields| {
        fields.field("length", 2, octets(block.as_bytes().len()));
        block.iter().for_each(|extension| extension_fields(fields, &extension, known));
    });
}

fn extension_fields(fields: &mut Fields, extension: &Extension<'_>, known: Known<'_>) {
    let Extension { extension_type: number, extension_data } = extension;
    let (name, length) = (extension_type(*number, known.code_points), extension_data.len());
    let inside: Box<dyn FnOnce(&mut Fields)> = match (known.token, known.pre_shared_key) {
        (Some(token), _) if *number == known.code_points.migration_token() => {
            Box::new(move |fields| token_fields(fields, &token))
        }
        (_, Some(psks)) if *number == ExtensionType::PRE_SHARED_KEY => {
            Box::new(move |fields| psks_fields(fields, &psks))
        }
        _ => {
            let text = format!("type {}, {}", number.0, octets(length));
            return fields.headed(name, 4, length, text);
        }
    };
    fields.group(name, "", |fields| {
        fields.field("extension_type", 2, number.0);
        fields.field("length", 2, octets(length));
        inside(fields);
    });
}

fn psks_fields(fields: &mut Fields, psks: &OfferedPsks<'_>) {
    let length = psks.identities().map(|identity| identity.encoded_len()).sum();
    fields.group("identities", "", |fields| {
        fields.field("length", 2, octets(length));
        for PskIdentity { identity, obfuscated_ticket_age } in psks.identities() {
            fields.group("PskIdentity", "", |fields| {
                fields.opaque("identity", 2, identity.len());
                fields.field("obfuscated_ticket_age", 4, obfuscated_ticket_age);
            });
        }
    });
    let length = psks.binders().map(|binder| binder.encoded_len()).sum();
    fields.group("binders", "", |fields| {
        fields.field("length", 2, octets(length));
        psks.binders().for_each(|binder| fields.opaque("PskBinderEntry", 1, binder.len()));
    });
}
