//! The TLS formats: what drafts -00 and -03 of TLS service affinity define, and the TLS 1.3 messages
//! that carry it.
//!
//! | module's types | document |
//! |---|---|
//! | [`IpAddress`], [`MigrationToken`], [`MigrationTokenClaims`], [`MigrateNotify`], [`StoredTicket`] | draft-wang-tls-service-affinity-00 |
//! | [`MigrationSupport`] | both drafts |
//! | [`MigrationAllowed`], [`MigrateRequest`] | draft-wang-tls-service-affinity-03 |
//! | [`Record`], [`HandshakeMessage`], [`Alert`], [`Extension`], [`ClientHello`], [`NewSessionTicket`], [`OfferedPsks`] | RFC 8446 |

mod alert;
mod client_hello;
mod extension;
mod handshake;
mod ip_address;
mod migrate_request;
mod migration_extension;
mod migration_support;
mod migration_token;
mod new_session_ticket;
mod pre_shared_key;
mod record;
mod stored_ticket;

pub use alert::{Alert, AlertLevel, MigrateNotify};
pub use client_hello::ClientHello;
pub use extension::{Extension, Extensions, ExtensionsIter};
pub use handshake::HandshakeMessage;
pub use ip_address::IpAddress;
pub use migrate_request::MigrateRequest;
#[cfg(feature = "alloc")]
pub use migrate_request::MigrateRequestBuf;
pub use migration_extension::MigrationExtension;
pub use migration_support::{MigrationAllowed, MigrationSupport};
#[cfg(feature = "alloc")]
pub use migration_token::MigrationTokenBuf;
pub use migration_token::{MigrationToken, MigrationTokenClaims, Nonce, SessionId, Signature};
pub use new_session_ticket::NewSessionTicket;
pub use pre_shared_key::{OfferedPsks, PskIdentity};
pub use record::Record;
#[cfg(feature = "alloc")]
pub use stored_ticket::StoredTicketBuf;
pub use stored_ticket::{MoveDecision, StayReason, StoredTicket};
