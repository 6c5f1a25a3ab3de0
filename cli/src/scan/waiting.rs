//! Connections whose records wait: for secrets, or for what the other direction says.

use super::Scan;
use super::followed::Followed;
use super::report::{Notice, Report};
use crate::flow::{self, Direction};
use crate::tls::{Connection, Event, Reading};

/// So many connections are gone through in the time of a frame.
const WALK: usize = 64;

impl Scan {
    /// Keeps the connections that have ended while secrets for them may still come.
    pub(super) fn take_ended(&mut self, sink: &mut dyn FnMut(Report)) {
        let Self { settings, flows, ended, reader, last: frame, .. } = self;
        let frame = frame.id();
        let more_may_come = reader.key_log.more_may_come();
        for (flow, mut followed) in flows.ended() {
            if more_may_come {
                ended.keep(flow, followed);
            } else {
                reader.read(flow, &mut followed, sink, |connection, reading, sink| {
                    connection.finish(frame, reading, sink);
                });
            }
        }
        // What the others hold counts too.
        ended.trim(settings.limits.total_octets.saturating_sub(flows.held()), |flow| {
            let what = flow::What::TotalLimit;
            let notice = flow::Notice { flow, direction: None, frame, what };
            sink(Report::Notice(Notice::Flow(notice)));
        });
    }

    /// Adds secrets, and reads what waited for them; where there are no more to come, nothing waits
    /// any longer.
    pub fn add_secrets(&mut self, text: &[u8], more_may_come: bool, sink: &mut dyn FnMut(Report)) {
        let ends = self.reader.key_log.more_may_come() && !more_may_come;
        self.reader.key_log.set_more_may_come(more_may_come);
        self.are_new |= self.reader.key_log.add(text);
        self.additions = self.additions.saturating_add(1);
        if ends || (self.are_new && self.is_worth_a_walk()) {
            self.in_order(sink, Self::retry);
        }
        self.lets_pass = self.may_let_pass();
    }

    /// Going through all connections for a few secrets each time would take for ever: it waits until
    /// as much else was done as that would take, by and large.
    pub(super) fn is_worth_a_walk(&self) -> bool {
        let done = usize::try_from(self.work().saturating_sub(self.retried)).unwrap_or(usize::MAX);
        done >= self.flows.followed().saturating_add(self.ended.len()) / WALK
    }

    /// What was done so far.
    fn work(&self) -> u64 {
        self.last.number().saturating_add(self.additions)
    }

    /// Reads on where there may be secrets now.
    pub(super) fn retry(&mut self, sink: &mut dyn FnMut(Report)) {
        (self.are_new, self.retried) = (false, self.work());
        let frame = self.last.id();
        self.visit_waiting(sink, |connection, reading, sink| {
            connection.retry(frame, reading, sink);
        });
    }

    /// Reads on in all connections that wait.
    pub(super) fn visit_waiting(
        &mut self,
        sink: &mut dyn FnMut(Report),
        mut act: impl FnMut(&mut Connection, &mut Reading<'_>, &mut dyn FnMut(Direction, Event<'_>)),
    ) {
        let Self { flows, reader, ended, .. } = self;
        let mut visit = |flow, followed: &mut Followed| {
            if followed.waits() {
                reader.read(flow, followed, sink, &mut act);
            }
        };
        ended.visit(&mut visit);
        flows.visit(|flow, followed| {
            visit(flow, followed);
            followed.held()
        });
    }
}
