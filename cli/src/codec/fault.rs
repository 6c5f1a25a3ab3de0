//! Octets that are refused, and where.

use std::io::{self, Write};

use rehome::Error;
use serde::Serialize;

use crate::value::tree::write_fault;

/// What the library says of octets that it refuses, beside the reason.
#[derive(Debug, Serialize)]
pub(super) struct Fault {
    field: &'static str,
    offset: usize,
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self { field: error.field(), offset: error.offset() }
    }
}

impl Fault {
    /// Writes the octets around it, with a mark.
    pub(super) fn write(&self, octets: &[u8], out: &mut dyn Write) -> io::Result<()> {
        write_fault(octets, self.offset, out)
    }
}
