//! Who may move a session: tokens issued and verified, TCP Migrate authenticated. Feature `crypto`.
//!
//! | items | document |
//! |---|---|
//! | [`SessionKeys`], [`Labels`], [`hkdf_expand_label`] | draft-wang-tls-service-affinity-00, section 4.2; RFC 8446, section 7.1 |
//! | [`Grant`], [`Verifier`], [`Refusal`] | draft-wang-tls-service-affinity-00, sections 3.4 and 4.2 |
//! | [`NonceMemory`], `InMemoryNonces` (feature `std`) | the same, section 5 |
//! | [`MigrateSecrets`], [`MigrateConnection`] | draft-snoeren-tcp-migrate-00 and its slides |
//!
//! It is `no_std` and needs no allocator. It has no clock and no source of randomness: the time and
//! the octets of a nonce are arguments. Comparisons of what is secret, or made from a secret, take a
//! time that depends on lengths alone; `DESIGN.md` says why that holds, and what is wiped from memory.
//!
//! # Server A sends a session to server B
//!
//! Both know the session's `resumption_master_secret`: A from the handshake, B from the ticket (a
//! server puts it there, encrypted as tickets are, or into the store where it looks up PSKs; it
//! can't be recovered from the PSK). The client keeps ticket and token together.
//!
#![cfg_attr(feature = "std", doc = "```")]
#![cfg_attr(not(feature = "std"), doc = "```ignore")]
//! use std::time::Duration;
//!
//! use rehome::crypto::{
//!     Grant, HashAlgorithm, InMemoryNonces, Refusal, SessionKeys, Verifier, expiry_timestamp,
//! };
//! use rehome::tls::{IpAddress, MigrationToken, MoveDecision, Nonce, StoredTicket};
//! use rehome::wire::Decode;
//!
//! # let (resumption_master_secret, random) = ([7; 32], [9; 16]);
//! # let mut now = 1_800_000_000;
//! let b = IpAddress::new([192, 0, 2, 44].into(), 443);
//!
//! // Server A: a token for five minutes, which goes into the extension `migration_token` of a
//! // NewSessionTicket. `random` is 16 octets from the system.
//! let keys = SessionKeys::derive(HashAlgorithm::Sha256, &resumption_master_secret)?;
//! let grant = Grant {
//!     target_address: b,
//!     expiry_timestamp: expiry_timestamp(now, Duration::from_secs(300)),
//!     nonce: Nonce::from_array(&random),
//! };
//! let mut extension_data = [0; 98];
//! keys.issue(&grant, &mut extension_data)?;
//!
//! // The client: it has kept both, and A sends `migrate_notify`.
//! # let ticket = [1; 16];
//! let token = MigrationToken::from_bytes(&extension_data)?;
//! let stored = StoredTicket { ticket: &ticket, ticket_lifetime: 7200, received_at: now, token };
//! # now += 60;
//! assert_eq!(stored.decide(now), MoveDecision::Move(b));
//!
//! // Server B: the ClientHello has the ticket as its PSK, and the token.
//! let nonces = InMemoryNonces::new(1_000_000);
//! let keys = SessionKeys::derive(HashAlgorithm::Sha256, &resumption_master_secret)?;
//! let own = [b];
//! let verifier = Verifier::at(now).local_addresses(&own);
//! verifier.verify(&keys, token, &nonces)?;
//!
//! // Somebody has copied the hello.
//! assert_eq!(verifier.verify(&keys, token, &nonces), Err(Refusal::Replayed));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod hash;
mod hkdf;
mod hmac;
mod issue;
mod labels;
mod mac;
mod migrate;
mod nonce;
mod refusal;
mod session_keys;
mod signed_content;
mod verify;

pub use hash::{HashAlgorithm, KeyError, hkdf_expand_label};
pub use issue::{Grant, MAX_TOKEN_LIFETIME, expiry_timestamp};
pub use labels::{Label, LabelCollision, Labels};
pub use migrate::{
    MigrateAnswer, MigrateConnection, MigrateEvent, MigrateKey, MigrateReason, MigrateSecrets,
    MigrateState, MigrateStep, ReqNoView, SharedSecretError, StateEvent, SynJudgement,
};
pub use nonce::{Freshness, MAX_NONCE_RETENTION, NonceMemory, NonceUse};
#[cfg(feature = "std")]
pub use nonce::{InMemoryNonces, InMemoryNoncesError};
pub use refusal::Refusal;
pub use session_keys::SessionKeys;
pub use signed_content::SignedContent;
pub use verify::{Accepted, Unspent, Verifier};
