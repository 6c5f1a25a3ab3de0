//! Rules about messages of TLS, but for what tokens say.

use super::{Rules, Sink};
use crate::element::{Finished, Heard};

/// What of earlier messages is remembered.
#[derive(Debug, Default)]
pub(super) struct Memory {}

impl Memory {
    pub(super) fn message(&mut self, _: &Rules, _: &Heard<'_>, _: Sink<'_>) {}

    pub(super) fn finished(&mut self, _: &Finished<'_>, _: Sink<'_>) {}
}
