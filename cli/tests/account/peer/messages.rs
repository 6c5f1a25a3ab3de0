//! The messages of a handshake, and those that carry a migration.

use rehome::CodePoints;

/// `HelloRetryRequest.random` (RFC 8446, section 4.1.3).
pub(super) const RETRY: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];

/// What a ClientHello offers.
#[derive(Clone, Copy, Default)]
pub(crate) struct Hello<'a> {
    pub(crate) support: bool,
    /// A MigrationToken. It goes with `psk`.
    pub(crate) token: Option<&'a [u8]>,
    /// The ticket that is resumed.
    pub(crate) psk: Option<&'a [u8]>,
    /// The PSK is offered without (EC)DHE only.
    pub(crate) psk_ke: bool,
    pub(crate) early_data: bool,
}

/// What a ServerHello takes.
#[derive(Clone, Copy)]
pub(crate) struct Answer {
    /// `selected_identity`.
    pub(crate) psk: Option<u16>,
    pub(crate) key_share: bool,
}

/// A full handshake.
pub(crate) const FULL: Answer = Answer { psk: None, key_share: true };
/// A resumption with (EC)DHE.
pub(crate) const RESUMED: Answer = Answer { psk: Some(0), key_share: true };

/// What a NewSessionTicket brings.
#[derive(Clone, Copy)]
pub(crate) struct Ticket<'a> {
    pub(crate) ticket: &'a [u8],
    pub(crate) token: Option<&'a [u8]>,
    pub(crate) allowed: bool,
}

/// A ticket of draft -00.
pub(crate) fn with_token<'a>(ticket: &'a [u8], token: &'a [u8]) -> Ticket<'a> {
    Ticket { ticket, token: Some(token), allowed: false }
}

/// A ticket of draft -03.
pub(crate) fn allowed(ticket: &[u8]) -> Ticket<'_> {
    Ticket { ticket, token: None, allowed: true }
}

/// A handshake message.
pub(crate) fn message(msg_type: u8, body: &[u8]) -> Vec<u8> {
    [&[msg_type, 0][..], &vector(body)].concat()
}

/// `migrate_request`.
pub(crate) fn migrate_request(target: &[u8], code_points: &CodePoints) -> Vec<u8> {
    message(code_points.migrate_request().0, &vector(target))
}

/// A NewSessionTicket.
pub(crate) fn new_session_ticket(ticket: Ticket<'_>, code_points: &CodePoints) -> Vec<u8> {
    let token = ticket.token.map(|token| extension(code_points.migration_token().0, token));
    let allowed = ticket.allowed.then(|| extension(code_points.migration_allowed().0, &[]));
    let extensions = [token, allowed].into_iter().flatten().collect::<Vec<_>>().concat();
    // A lifetime of two hours, ticket_age_add, ticket_nonce.
    let start = [0, 0, 0x1c, 0x20, 1, 2, 3, 4, 1, 0];
    message(4, &[&start[..], &vector(ticket.ticket), &vector(&extensions)].concat())
}

pub(super) fn client_hello(
    random: [u8; 32],
    hello: Hello<'_>,
    code_points: &CodePoints,
) -> Vec<u8> {
    let mut extensions = extension(43, &[2, 3, 4]);
    extensions.extend(extension(45, &[1, u8::from(!hello.psk_ke)]));
    extensions.extend(extension(51, &vector(&key_share())));
    if hello.support {
        extensions.extend(extension(code_points.migration_support().0, &[]));
    }
    if let Some(token) = hello.token {
        extensions.extend(extension(code_points.migration_token().0, token));
    }
    if hello.early_data {
        extensions.extend(extension(42, &[]));
    }
    if let Some(ticket) = hello.psk {
        let identities = vector(&[&vector(ticket)[..], &[0, 0, 0, 1]].concat());
        let binders = vector(&[&[32][..], &[8; 32]].concat());
        extensions.extend(extension(41, &[identities, binders].concat()));
    }
    let start = [&[3, 3][..], &random, &[0, 0, 2, 0x13, 1, 1, 0]].concat();
    message(1, &[start, vector(&extensions)].concat())
}

pub(super) fn server_hello(random: [u8; 32], answer: Answer) -> Vec<u8> {
    let mut extensions = extension(43, &[3, 4]);
    if answer.key_share {
        extensions.extend(extension(51, &key_share()));
    }
    if let Some(psk) = answer.psk {
        extensions.extend(extension(41, &psk.to_be_bytes()));
    }
    let start = [&[3, 3][..], &random, &[0, 0x13, 1, 0]].concat();
    message(2, &[start, vector(&extensions)].concat())
}

/// Of x25519.
fn key_share() -> Vec<u8> {
    [&[0, 29][..], &vector(&[4; 32])].concat()
}

fn extension(extension_type: u16, data: &[u8]) -> Vec<u8> {
    [&extension_type.to_be_bytes()[..], &vector(data)].concat()
}

/// Octets behind their length of two octets.
pub(super) fn vector(octets: &[u8]) -> Vec<u8> {
    [&u16::try_from(octets.len()).unwrap().to_be_bytes(), octets].concat()
}
