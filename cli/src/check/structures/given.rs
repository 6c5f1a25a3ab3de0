//! What a test gives, and why there may be no value in it.

use rehome::{CodePoints, Error};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::check::outcome::Problem;
use crate::value::Numbers;
use crate::value::json::at_least;

/// What a test gives.
#[derive(Debug)]
pub(in crate::check) struct Given<'a> {
    /// What stands in `hex`.
    pub(in crate::check) octets: Vec<u8>,
    /// What stands in `input`, which most structures ignore.
    pub(in crate::check) input: Option<&'a Value>,
    /// The numbers that hold in its file.
    pub(in crate::check) code_points: &'a CodePoints,
}

impl Given<'_> {
    /// The numbers that hold in its file. No file changes option kinds.
    pub(super) fn numbers(&self) -> Numbers {
        Numbers { code_points: *self.code_points, ..Numbers::default() }
    }

    /// Its `input`. Every member that the structure has must be there; others are ignored.
    pub(super) fn input<T: DeserializeOwned + Serialize>(&self) -> Result<T, NoValue> {
        let input = self.input.ok_or_else(|| NoValue::malformed("there is no `input`"))?;
        at_least(input).map_err(|error| {
            NoValue::malformed(format!("`input` is none of this structure: {error}"))
        })
    }

    /// Holds a structure to its `input` alone.
    pub(super) fn no_octets(&self) -> Result<(), NoValue> {
        if self.octets.is_empty() {
            Ok(())
        } else {
            Err(NoValue::malformed("`hex` is not empty, and this structure has no octets"))
        }
    }
}

/// Why there is no value.
#[derive(Debug)]
pub(in crate::check) enum NoValue {
    /// The library refuses what is given.
    Refused {
        /// By its name in vector files.
        reason: &'static str,
        /// In words.
        error: String,
    },
    /// Whatever the test expects, it does not hold.
    Problem(Problem),
}

impl NoValue {
    /// Nothing can be tested with what is given.
    pub(super) fn malformed(problem: impl AsRef<str>) -> Self {
        Self::Problem(Problem::new(problem))
    }
}

impl From<Error> for NoValue {
    fn from(error: Error) -> Self {
        Self::Refused { reason: error.reason().code(), error: error.to_string() }
    }
}
