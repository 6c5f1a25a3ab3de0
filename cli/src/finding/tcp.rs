//! Rules about TCP segments.

use super::{Finding, Id, Rules, Sink};
use crate::element::Sent;
use crate::flow::{self, What};

/// What of earlier segments is remembered.
#[derive(Debug, Default)]
pub(super) struct Memory {}

impl Memory {
    pub(super) fn segment(&mut self, _: &Rules, _: &Sent<'_>, _: Sink<'_>) {}

    pub(super) fn notice(&mut self, notice: &flow::Notice, sink: Sink<'_>) {
        if let What::OverlapDiffers { given_by, .. } = notice.what {
            let direction = notice.direction.unwrap_or(flow::Direction::Forward);
            let (source, destination) = notice.flow.endpoints(direction);
            let finding = Finding::of_flow(
                Id::OverlapDiffers,
                notice.flow,
                notice.frame,
                notice.what.to_string(),
            );
            sink(Finding { source, destination, ..finding.with([given_by.number]) });
        }
    }
}
