//! Rules about tokens.

use super::{Rules, Sink};
use crate::element::{Element, Heard};

/// What of earlier tokens is remembered.
#[derive(Debug, Default)]
pub(super) struct Memory {}

impl Memory {
    pub(super) fn message(&mut self, _: &Rules, _: &Heard<'_>, _: Sink<'_>) {}

    pub(super) fn verdict(&mut self, _: &Element, _: Sink<'_>) {}
}
