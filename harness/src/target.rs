//! The table of targets.

use crate::{differential, structures, verification};

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
                structures::octets(stringify!($structure), octets);
            }
        )*
        $(pub use $module::{$($name),*};)*

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
    differential:
        options_against_etherparse options_against_smoltcp client_hello_against_tls_parser
        migration_token_against_declaration;
}
