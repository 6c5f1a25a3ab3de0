//! Captures read to their elements: cut anew, with parts missing, damaged, with keys that come late,
//! and made to exhaust memory or time.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod attacks;
mod base;
mod damage;
mod dropped;
mod late_keys;
mod memory;
mod plan;
mod random;
mod recut;
mod streams;
mod wire;
