//! The messages of TLS 1.3 in the streams of real connections: the traces of RFC 8448, and those that
//! OpenSSL leads.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod late_secrets;
mod openssl;
mod random;
mod reader;
mod rfc8448;
mod trace;
