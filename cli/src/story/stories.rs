//! Puts what is read together to stories.

use super::Said;
use crate::element::{Element, Heard, Sent};
use crate::finding::Rules;

/// The stories that are being told.
#[derive(Debug)]
pub(crate) struct Stories {}

impl Stories {
    pub(crate) fn new(_: &Rules) -> Self {
        Self {}
    }

    /// A segment with SYN, FIN or RST, or one that is an element.
    pub(crate) fn segment(&mut self, _: &Sent<'_>, _: &mut dyn FnMut(Said)) {}

    /// A message of TLS.
    pub(crate) fn message(&mut self, _: &Heard<'_>, _: &mut dyn FnMut(Said)) {}

    /// An element whose verdict is known now.
    pub(crate) fn verdict(&mut self, _: &Element) {}

    /// Nothing more is read.
    pub(crate) fn end(&mut self, _: &mut dyn FnMut(Said)) {}

    /// All verdicts are known.
    pub(crate) fn finish(&mut self, _: &mut dyn FnMut(Said)) {}
}
