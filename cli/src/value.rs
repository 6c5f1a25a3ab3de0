//! The values of the structures, as they stand in JSON.
//!
//! Each has a model, which is read from JSON, made from what the library decodes, and turned into
//! what the library encodes. So values are compared as what they mean: addresses as addresses, and
//! keys that do not belong there are refused.

pub(crate) mod difference;
pub(crate) mod json;
pub(crate) mod model;
pub(crate) mod tcp;
pub(crate) mod tls;
pub(crate) mod tree;
pub(crate) mod utc;
pub(crate) mod words;

use std::fmt::Debug;

use rehome::{CodePoints, Error, OptionKinds};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The numbers by which octets are read and written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Numbers {
    pub(crate) code_points: CodePoints,
    pub(crate) kinds: OptionKinds,
}

/// The value of a structure that has octets.
pub(crate) trait WireValue: Serialize + DeserializeOwned + PartialEq + Debug {
    /// The value of these octets.
    fn decode(octets: &[u8], numbers: &Numbers) -> Result<Self, Error>;

    /// The octets of this value, or why there are none; `None` for the carriers, which are only read.
    fn encode(&self, _: &Numbers) -> Option<Result<Vec<u8>, String>> {
        None
    }
}
