//! A memory of used nonces in Redis, for a cluster of servers: `rehome::crypto::NonceMemory`.
//!
//! Any number of servers that share one Redis accept each token at most once between them.
//!
//! ```no_run
//! use rehome::crypto::{Accepted, HashAlgorithm, Refusal, SessionKeys, Verifier};
//! use rehome::tls::{ClientHello, IpAddress};
//! use rehome::wire::Decode;
//! use rehome_redis::{RedisNonces, RedisNoncesError};
//!
//! // Once. The second line says at the start, rather than at the first token, what is wrong.
//! let nonces = RedisNonces::open("redis://rehome:secret@redis.example:6379")?;
//! nonces.check_server()?;
//!
//! // The addresses of this server. Without them a token for another server would do here, too.
//! let own = [IpAddress::new([192, 0, 2, 44].into(), 443)];
//!
//! // For each ClientHello, in any thread. Without an `Accepted` go on with a full handshake.
//! # fn on_client_hello<'m>(message: &'m [u8], resumption_master_secret: &[u8], now: u64,
//! #     own: &[IpAddress], nonces: &RedisNonces)
//! #     -> Result<Option<Accepted<'m>>, Box<dyn std::error::Error>> {
//! let hello = ClientHello::from_bytes(message)?;
//! let Some(token) = hello.migration_token else { return Ok(None) };
//! let keys = SessionKeys::derive(HashAlgorithm::Sha256, resumption_master_secret)?;
//! match Verifier::at(now).local_addresses(own).verify(&keys, token, nonces) {
//!     Ok(accepted) => Ok(Some(accepted)),
//!     Err(refusal) => {
//!         if let Refusal::NonceMemory(error) = &refusal {
//!             eprintln!("alarm: {error}");
//!         }
//!         Ok(None)
//!     }
//! }
//! # }
//! # Ok::<(), RedisNoncesError>(())
//! ```
//!
//! # One command
//!
//! Each use of a nonce is one command, which Redis carries out as a whole:
//!
//! ```text
//! SET  prefix ‖ length of session_id ‖ session_id ‖ nonce  ""  NX  EX seconds
//! ```
//!
//! `OK` means that the nonce was never used and is used now, nil that it was used before. Anything
//! else is an error, and so is no answer: then the nonce may or may not be used up. The command is
//! **never sent again**, since the first may have counted; the client loses a token and does a full
//! handshake.
//!
//! # Clocks
//!
//! The time to live is relative: the seconds from the verifier's clock to the end of second
//! [`retain_until`](rehome::crypto::NonceUse::retain_until), and a [margin](RedisNonces::margin)
//! on top. An absolute time (`EXAT`) would be judged by the clock of Redis: if that is ahead, entries
//! expire early, and one that lies in the past is answered with `OK` and not kept at all, so the same
//! token would be accepted again and again.
//!
//! A relative time depends on the clock of the server that uses the nonce first. If that one is
//! ahead, the entry ends earlier than the token does by the clock of a server that is behind; the
//! margin covers as many seconds of difference. It also covers a step forward of the clock of Redis
//! while the entry lives, and the time from the reading of the clock to the command.
//!
//! # Threads and runtimes
//!
//! A call blocks until Redis answers or its time has passed; [`RedisNonces::timeout`] says how long
//! that is at most. It holds against a server that sends one octet now and then, too: the crate has
//! sockets of its own for that, and takes from the crate `redis` the addresses, the commands, the
//! values, and all of TLS.
//!
//! In an asynchronous server use your runtime's way for calls that block (`spawn_blocking`), or
//! check all but the nonce with [`Verifier::check`](rehome::crypto::Verifier::check) and send the
//! command with a client of your own:
//!
//! ```no_run
//! # use rehome::crypto::{Accepted, Freshness, Refusal, SessionKeys, Verifier};
//! # use rehome::tls::{IpAddress, MigrationToken};
//! # use rehome_redis::{RedisNonces, RedisNoncesError};
//! # enum Reply { Ok, Nil }
//! # struct Client;
//! # impl Client {
//! #     async fn set_nx_ex(&self, _: &[u8], _: u64) -> Result<Reply, RedisNoncesError> {
//! #         Ok(Reply::Nil)
//! #     }
//! # }
//! # async fn accept<'t>(keys: &SessionKeys, token: MigrationToken<'t>, now: u64,
//! #     own: &[IpAddress], nonces: &RedisNonces, client: &Client)
//! #     -> Result<Accepted<'t>, Refusal<RedisNoncesError>> {
//! let verifier = Verifier::at(now).local_addresses(own);
//! let unspent = verifier.check(keys, token).map_err(Refusal::widen)?;
//! let used = unspent.nonce_use();
//! let seconds = nonces.time_to_live(&used).map_err(Refusal::NonceMemory)?;
//! let reply = client.set_nx_ex(&nonces.key(&used), seconds).await.map_err(Refusal::NonceMemory)?;
//! unspent.accept(match reply {
//!     Reply::Ok => Freshness::Fresh,
//!     Reply::Nil => Freshness::Replayed,
//! })
//! # }
//! ```
//!
//! Such a client must not send the command again after an error either, which some do by default.
//!
//! # What Redis must be like
//!
//! A live nonce must not be forgotten. On each new connection one `INFO` tells whether the server is
//! one that would: a replica, one that evicts, or one that keeps nothing over a restart. Such a
//! server is an error that names the setting. The README says what else to set, and what no
//! setting can give.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod connection;
mod error;
mod nonces;
mod pool;
mod server;

pub use error::{Cause, RedisNoncesError};
pub use nonces::RedisNonces;

/// The example of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
