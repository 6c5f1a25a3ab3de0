//! Rules about TCP segments.

mod affinity;
mod openings;
mod options;
mod saf;

use rehome::tcp::TcpFlags;

use super::{Finding, Id, Rules, Sink, code_points};
use crate::element::Sent;
use crate::flow::{self, Direction, What};
use openings::Openings;

/// What of earlier segments is remembered.
#[derive(Debug, Default)]
pub(super) struct Memory {
    openings: Openings,
    code_points: code_points::Memory,
}

impl Memory {
    /// Every segment that shows something raises its findings, one that is sent again too.
    pub(super) fn segment(&mut self, rules: &Rules, sent: &Sent<'_>, sink: Sink<'_>) {
        let flags = sent.header.flags;
        let is_reset = flags.contains(TcpFlags::RST);
        if flags.contains(TcpFlags::SYN) && !is_reset {
            if flags.contains(TcpFlags::ACK) {
                saf::syn_ack(sent, &self.openings, sink);
            } else {
                self.openings.open(sent);
            }
        }
        if sent.element.is_some() {
            options::judge(rules, sent, &mut self.code_points, sink);
            saf::syn(sent, sink);
            affinity::judge(rules, sent, &self.openings, sink);
        }
        if is_reset {
            self.openings.forget(sent);
        } else if flags.contains(TcpFlags::FIN) {
            self.openings.close(sent);
        }
    }

    /// There may be one for every segment: nothing is remembered of it.
    pub(super) fn notice(&mut self, notice: &flow::Notice, sink: Sink<'_>) {
        let What::OverlapDiffers { offset, given_by } = notice.what else { return };
        let direction = notice.direction.unwrap_or(Direction::Forward);
        let message = format!("octet {offset} is sent again and differs; the first counts");
        let finding =
            Finding::of_flow(Id::OverlapDiffers, notice.flow, direction, notice.frame, message);
        sink(finding.with([given_by.number]));
    }
}
