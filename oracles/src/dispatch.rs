//! The oracle of a structure by its name.

use rehome::tls::{
    Alert, HandshakeMessage, MigrationAllowed, MigrationSupport, PskIdentity, Record,
};
use rehome::{CodePoints, Error, OptionKinds};

use crate::{
    client_hello, extension, ip_address, migrate_notify, migrate_request, migration_extension,
    migration_token, new_session_ticket, offered_psks, tcp_header, tcp_option, tcp_options, wire,
};

/// The numbers that decoding depends on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Numbers {
    /// Those of TLS.
    pub code_points: CodePoints,
    /// Those of TCP.
    pub kinds: OptionKinds,
}

/// The names that [`structure`] knows: those of the test vectors but for structures on keys, then
/// others.
pub const STRUCTURES: [&str; 18] = [
    "ip_address",
    "migration_token",
    "migration_support",
    "migration_allowed",
    "migrate_notify",
    "migrate_request",
    "client_hello",
    "new_session_ticket",
    "tcp_option",
    "tcp_options",
    "tcp_header",
    "migration_extension",
    "extension",
    "alert",
    "record",
    "handshake",
    "offered_psks",
    "psk_identity",
];

/// Runs the oracle of a structure with the default numbers and says what decoding all of `octets`
/// gives; none where there is no structure of that name.
pub fn structure(name: &str, octets: &[u8]) -> Option<Result<(), Error>> {
    structure_with(name, octets, &Numbers::default())
}

/// [`structure`] with other numbers.
pub fn structure_with(name: &str, octets: &[u8], numbers: &Numbers) -> Option<Result<(), Error>> {
    let Numbers { code_points, kinds } = numbers;
    Some(match name {
        "ip_address" => ip_address(octets),
        "migration_token" => migration_token(octets),
        "migration_support" => wire::<MigrationSupport>(octets, &()),
        "migration_allowed" => wire::<MigrationAllowed>(octets, &()),
        "migrate_notify" => migrate_notify(octets, code_points),
        "migrate_request" => migrate_request(octets, code_points),
        "client_hello" => client_hello(octets, code_points),
        "new_session_ticket" => new_session_ticket(octets, code_points),
        "tcp_option" => tcp_option(octets, kinds),
        "tcp_options" => tcp_options(octets, kinds),
        "tcp_header" => tcp_header(octets, kinds),
        "migration_extension" => migration_extension(octets, code_points),
        "extension" => extension(octets),
        "alert" => wire::<Alert>(octets, &()),
        "record" => wire::<Record<'static>>(octets, &()),
        "handshake" => wire::<HandshakeMessage<'static>>(octets, &()),
        "offered_psks" => offered_psks(octets),
        "psk_identity" => wire::<PskIdentity<'static>>(octets, &()),
        _ => return None,
    })
}
