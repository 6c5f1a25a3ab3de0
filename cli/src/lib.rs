//! What the binary `rehome` is made of.
//!
//! - [`check`] holds test vectors against the library,
//! - [`token`] derives a session's keys, issues tokens and decides on them,
//! - [`migrate`] makes tokens and requests of TCP Migrate, and decides on them,
//! - [`capture`] reads frames from pcap and pcapng files,
//! - [`packet`] finds the TCP segment in a frame,
//! - [`flow`] puts segments together to the streams of connections,
//! - [`tls`] reads the messages of TLS 1.3 in these streams, decrypted where keys are given,
//! - [`element`] knows what of our formats a capture carries, and what it is worth,
//! - [`scan`] reads a capture's frames and tells that,
//! - [`inspect`] prints it,
//! - [`codec`] decodes and encodes one value,
//! - [`usage`] reads the arguments, and tells what is wrong with them.

#![forbid(unsafe_code)]
#![warn(missing_docs, clippy::indexing_slicing, clippy::cast_possible_truncation)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::cast_possible_truncation
    )
)]

mod arguments;
pub mod capture;
pub mod check;
pub mod codec;
pub mod element;
mod ending;
pub mod finding;
pub mod flow;
mod hex;
mod input;
pub mod inspect;
pub mod migrate;
pub mod packet;
mod report;
pub mod scan;
mod secret;
pub mod story;
mod terms;
pub mod tls;
pub mod token;
pub mod usage;
mod value;
