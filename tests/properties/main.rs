//! Properties of the codec: values come back as they went, and the oracles hold on octets that are
//! valid, nearly valid, and nothing at all.

#![cfg(feature = "proptest")]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod any_octets;
mod build;
mod extension_rules;
mod strategies;
mod tcp;
mod tls;

/// As many cases, and no files with those that failed.
fn cases(cases: u32) -> proptest::test_runner::Config {
    proptest::test_runner::Config { cases, failure_persistence: None, ..Default::default() }
}
