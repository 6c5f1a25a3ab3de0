//! Keys, tokens and TCP Migrate held against what the RFCs print, against the hashes taken directly,
//! and against tables written by hand.

#![cfg(all(feature = "crypto", feature = "proptest"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bare_reading;
mod build;
mod flipped_bits;
mod key_schedule;
mod migrate_connection;
mod migrate_model;
mod migrate_secrets;
mod migrate_table;
mod nonces;
mod order;
mod server_to_server;
mod stored_ticket;
mod tokens;

/// As many cases, and no files with those that failed.
fn cases(cases: u32) -> proptest::test_runner::Config {
    proptest::test_runner::Config { cases, failure_persistence: None, ..Default::default() }
}
