//! What the binary `rehome` is made of.
//!
//! - [`check`] holds test vectors against the library,
//! - [`capture`] reads frames from pcap and pcapng files,
//! - [`packet`] finds the TCP segment in a frame.

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

pub mod capture;
pub mod check;
pub mod packet;
