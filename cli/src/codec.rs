//! `rehome decode` and `rehome encode`: one value of a structure.

mod decode;
mod encode;
mod fault;
mod input;
mod structures;
#[cfg(test)]
mod tests;

pub use decode::Decode;
pub use encode::Encode;

/// The form of these commands' JSON objects.
const SCHEMA: &str = "rehome-codec/1";

/// The most octets of text on standard input. The longest value, a ClientHello, has 131,400.
const MOST_TEXT: u32 = 1 << 20;
