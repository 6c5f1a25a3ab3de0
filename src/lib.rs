//! Octets that tell one end of a live connection to carry on at another address: encoded, decoded,
//! and held against the documents that define them.
//!
//! | family | document | types |
//! |---|---|---|
//! | TLS service affinity | draft-wang-tls-service-affinity-00 and -03 | [`tls`]: `migration_support`, `migration_allowed`, `migration_token`, `migrate_notify`, `migrate_request`, and the messages that carry them |
//! | TCP service affinity | draft-wang-tcpm-tcp-service-affinity-option-06 | [`tcp`]: the SAF flag, the IPv4 and IPv6 Service Affinity options |
//! | TCP Migrate | draft-snoeren-tcp-migrate-00 and the slides of June 2000 | [`tcp`]: the Migrate-Permitted and Migrate options |
//! | who may move | all of them | `crypto` (feature): session keys, tokens issued and verified, memories of nonces, Migrate's tokens, requests and states |
//!
//! The crate is `no_std`, needs no allocator, holds no unsafe code and does not panic, whatever the
//! octets. Decoding copies nothing: values borrow from the input.
//!
//! # A server reads a ClientHello
//!
//! ```
//! use rehome::tls::ClientHello;
//! use rehome::wire::Decode;
//!
//! # let mut message = vec![1, 0, 0, 55, 3, 3];
//! # message.extend([7; 32]);
//! # message.extend([0, 0, 2, 0x13, 1, 1, 0, 0, 12, 0xfe, 0x4d, 0, 0, 0, 43, 0, 4, 3, 4, 3, 3]);
//! let hello = ClientHello::from_bytes(&message)?;
//! if let Some(token) = hello.migration_token {
//!     println!("session {} moves to {}", token.session_id(), token.target_address());
//! } else if hello.migration_support.is_some() {
//!     println!("the client knows how to move");
//! }
//! # assert!(hello.migration_support.is_some());
//! # Ok::<(), rehome::Error>(())
//! ```
//!
//! Octets that are refused give one [`Error`]: the field by its name in the document, its offset in
//! the input, the [`Reason`], whether more octets could help, and the alert to answer with.
//!
//! ```
//! use rehome::tls::MigrateRequest;
//! use rehome::wire::Decode;
//!
//! let error = MigrateRequest::from_bytes(&[0xfd, 0, 0, 4, 0, 5, b'h', b'i']).unwrap_err();
//! assert_eq!(
//!     error.to_string(),
//!     "MigrateRequest.target at octet 8: what encloses it ends too early",
//! );
//! assert_eq!(error.alert(), Some(rehome::AlertDescription::DECODE_ERROR));
//! assert!(!error.is_incomplete());
//! ```
//!
//! # A service node answers with an option
//!
//! ```
//! use rehome::tcp::{ServiceAffinity, TcpFlags, TcpHeader, TcpOptionsBuf};
//! use rehome::wire::Encode;
//!
//! let mut options = TcpOptionsBuf::new();
//! options.push(ServiceAffinity::new([192, 0, 2, 40].into(), 443))?;
//! let header = TcpHeader {
//!     source_port: 443,
//!     destination_port: 50_000,
//!     flags: TcpFlags::FIN | TcpFlags::ACK,
//!     options: options.as_options(),
//!     ..TcpHeader::default()
//! };
//! let mut segment = [0; 60];
//! assert_eq!(header.encode(&mut segment)?, 28);
//! # Ok::<(), rehome::BufferTooSmall>(())
//! ```
//!
//! # Numbers that are not assigned
//!
//! The drafts leave most numbers open. They are values of the run time, [`CodePoints`] and
//! [`OptionKinds`], with documented defaults: `from_bytes` and `encode` use the defaults,
//! `from_bytes_with` and `encode_with` take others.
//!
//! # Features
//!
//! | feature | brings |
//! |---|---|
//! | `alloc` (default) | owned forms, `to_vec`, encoding into any `bytes::BufMut` |
//! | `std` | `alloc`, and `std` in the dependencies; with `crypto` a memory of nonces |
//! | `crypto` | the module `crypto`, which needs no allocator either |
//! | `arbitrary` | `std`, and `arbitrary::Arbitrary` for the values |
//! | `proptest` | `std`, and the module `strategies`: strategies of `proptest` for the values |
//!
//! None of them changes what is decoded or how.
//!
//! # What it does not do
//!
//! It has no sockets, no TLS or TCP stack, no clock and no randomness, and it does not reassemble,
//! decrypt or check checksums. Where the documents contradict themselves or are silent, the types say which
//! reading is ours and call it a ruling; `DESIGN.md` has them all with their reasons.

#![no_std]
#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![cfg_attr(
    not(test),
    warn(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::unreachable
    )
)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(any(test, feature = "std"))]
extern crate std;

#[cfg(feature = "arbitrary")]
mod arbitrary;
mod code_points;
#[cfg(feature = "crypto")]
pub mod crypto;
mod error;
#[cfg(feature = "proptest")]
pub mod strategies;
pub mod tcp;
pub mod tls;
pub mod wire;

pub use code_points::{
    AlertDescription, CodePoints, CodePointsBuilder, Collision, ContentType, ExtensionType,
    HandshakeType, OptionKind, OptionKinds, OptionKindsBuilder,
};
pub use error::{BufferTooSmall, Error, Reason, ScopedAddress};

/// The examples of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
