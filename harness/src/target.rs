//! The table of targets.

/// What a fuzz target runs.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name, which is also that of its file and of the folder of its seeds.
    pub name: &'static str,
    /// Reads an input, and panics where something does not hold that must.
    pub run: fn(&[u8]),
}

macro_rules! targets {
    (structures: $($structure:ident)*; $($module:ident: $($name:ident)*;)*) => {
        $(
            #[doc = concat!("Any octets as `", stringify!($structure), "`.")]
            pub fn $structure(octets: &[u8]) {
                crate::structures::octets(stringify!($structure), octets);
            }
        )*
        $(pub use crate::$module::{$($name),*};)*

        /// All targets.
        pub const TARGETS: &[Target] = &[
            $(Target { name: stringify!($structure), run: $structure },)*
            $($(Target { name: stringify!($name), run: $name },)*)*
        ];
    };
}

targets! {
    structures:
        ip_address migration_token migration_support migration_allowed migrate_notify
        migrate_request client_hello new_session_ticket tcp_option tcp_options tcp_header
        migration_extension extension alert record handshake offered_psks psk_identity;
    verification: token_verification;
    migration: tcp_migrate;
    values: any_value other_numbers;
    carriers: built_client_hello built_new_session_ticket;
    segments: built_segment;
    captures: capture_reader;
    scan: scan;
    reassembler: reassembler;
    flow_segments: flow_segments;
    record_layer: record_layer;
    protected_records: protected_records;
    vector_json: vector_json;
    differential:
        options_against_etherparse options_against_smoltcp client_hello_against_tls_parser
        migration_token_against_declaration;
}
