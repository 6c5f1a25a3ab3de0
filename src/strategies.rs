//! Strategies of [`proptest`] that give valid values of every format. Feature `proptest`.
//!
//! They are for property tests of what is built on this crate: whatever a strategy gives can be
//! encoded, is decoded by the type of its name, and is one that a peer may send. Values at a bound
//! are frequent: the shortest and the longest of every vector, the first and last of every number,
//! unspecified and IPv4-mapped addresses, extension types beside those of the drafts.
//!
//! What has an owned form comes in it. What only borrows ([`Extension`](crate::tls::Extension),
//! [`ClientHello`](crate::tls::ClientHello), …) comes as its octets, by a function that ends in
//! `_octets`. Formats that depend on numbers have a second function that ends in `_with` and takes
//! them, as everywhere in this crate.
//!
//! | values | functions |
//! |---|---|
//! | numbers | [`content_type`], [`handshake_type`], [`alert_description`], [`extension_type`], [`option_kind`], [`code_points`], [`option_kinds`] |
//! | vectors | [`octets`], [`opaque`] |
//! | TLS service affinity | [`ip_address`], [`migration_token`], [`migrate_notify`], [`migrate_request`], [`migration_extension_octets`], [`stored_ticket`] |
//! | TLS | [`alert`], [`record_octets`], [`handshake_message_octets`], [`extension_octets`], [`client_hello_octets`], [`new_session_ticket_octets`], [`offered_psks_octets`], [`psk_identity_octets`] |
//! | TCP | [`tcp_flags`], [`tcp_options`], [`tcp_option_octets`], [`tcp_header_octets`], [`service_affinity`], [`layout`], [`migrate_permitted_octets`], [`migrate_octets`], [`timestamps`], [`public_key`] |
//! | keys (feature `crypto`) | `hash_algorithm`, `resumption_master_secret`, `session_keys`, `signed_content`, `reqno_view` |
//!
//! ```
//! use proptest::prelude::*;
//! use rehome::strategies::{client_hello_octets, migration_token};
//! use rehome::tls::{ClientHello, MigrationToken};
//! use rehome::wire::Decode;
//!
//! proptest! {
//!     # #![proptest_config(ProptestConfig { cases: 20, failure_persistence: None, ..Default::default() })]
//!     # /*
//!     #[test]
//!     # */
//!     fn a_token_is_read_as_it_was_written(token in migration_token()) {
//!         let read = MigrationToken::from_bytes(token.as_bytes());
//!         prop_assert_eq!(read, Ok(token.as_token()));
//!     }
//!
//!     # /*
//!     #[test]
//!     # */
//!     fn a_hello_that_moves_offers_a_key(message in client_hello_octets()) {
//!         let hello = ClientHello::from_bytes(&message).unwrap();
//!         prop_assert!(hello.migration_token.is_none() || hello.pre_shared_key.is_some());
//!     }
//! }
//! # a_token_is_read_as_it_was_written();
//! # a_hello_that_moves_offers_a_key();
//! ```

mod carriers;
#[cfg(feature = "crypto")]
mod crypto;
mod numbers;
mod tcp;
mod tls;
mod vectors;

pub use carriers::{
    client_hello_octets, client_hello_octets_with, new_session_ticket_octets,
    new_session_ticket_octets_with, offered_psks_octets, psk_identity_octets,
};
#[cfg(feature = "crypto")]
pub use crypto::{
    hash_algorithm, reqno_view, resumption_master_secret, session_keys, signed_content,
};
pub use numbers::{
    alert_description, code_points, content_type, extension_type, handshake_type, option_kind,
    option_kinds,
};
pub use tcp::{
    layout, migrate_octets, migrate_octets_with, migrate_permitted_octets,
    migrate_permitted_octets_with, public_key, service_affinity, tcp_flags, tcp_header_octets,
    tcp_header_octets_with, tcp_option_octets, tcp_option_octets_with, tcp_options,
    tcp_options_with, timestamps,
};
pub use tls::{
    alert, alert_level, extension_octets, handshake_message_octets, ip_address, migrate_notify,
    migrate_request, migration_extension_octets, migration_extension_octets_with, migration_token,
    record_octets, stored_ticket,
};
pub use vectors::{octets, opaque};

#[cfg(test)]
mod tests;
