//! What each fuzz target runs: a function a target, from octets to nothing, which panics where
//! something does not hold that must.
//!
//! There is no libFuzzer in it. The targets in `fuzz/` are one call each of what is here, and the
//! tests replay the same inputs on stable Rust.

#![forbid(unsafe_code)]

mod captures;
mod carriers;
mod differential;
mod flow_segments;
mod migration;
mod protected_records;
mod random;
mod reassembler;
mod record_layer;
mod scan;
pub mod seeds;
mod segments;
mod structures;
mod target;
mod values;
mod vector_json;
mod verification;

pub use target::*;
