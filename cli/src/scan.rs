//! From frames to elements.
//!
//! [`Scan`] takes frames and tells each [`Element`](crate::element::Element) when its last octet is
//! there, or all of them in the order of their frames when the capture has ended.

mod account;
mod ended;
mod followed;
mod holding;
mod order;
mod report;
mod tls_reader;
mod unread;
mod waiting;

use std::fmt;

use rehome::tcp::TcpHeader;

use crate::capture::{Frame, Item, LinkType, Mark, Part, Timestamp};
use crate::element::{Judge, segment};
use crate::flow::{Direction, Flows};
use crate::packet::{Glance, Segment, tcp_segment};
use crate::tls::{KeyLog, Left, may_begin};
pub use account::Account;
use ended::Ended;
use followed::Followed;
use order::Order;
pub use report::{Notice, Report, Settings};
use tls_reader::TlsReader;
use unread::Unread;

/// Reads the frames of a capture in their order.
pub struct Scan {
    settings: Settings,
    flows: Flows<Followed>,
    ended: Ended,
    reader: TlsReader,
    /// Whether secrets were added since all connections were gone through.
    are_new: bool,
    /// What brings nothing may pass, as was found when something had last been done.
    lets_pass: bool,
    /// What was done when that was, in frames and additions.
    retried: u64,
    /// Times that secrets were added.
    additions: u64,
    /// What is told, where that waits for the end.
    order: Option<Box<Order>>,
    /// Frames whose link type is not read.
    unread: Unread,
    /// The frame that was read last.
    last: Mark,
}

impl Scan {
    /// Tells each element as soon as it is complete and can be read, with a verdict by what came
    /// before. Begins with the secrets that are known, and the sessions for verdicts.
    pub fn new(settings: Settings, key_log: KeyLog, judge: Judge) -> Self {
        let flows = Flows::outliving(settings.limits, Followed::waits).beginning(may_begin);
        let reader = TlsReader { settings, key_log, judge, account: None, plaintext: Vec::new() };
        Self {
            settings,
            flows,
            ended: Ended::default(),
            reader,
            are_new: false,
            lets_pass: true,
            retried: 0,
            additions: 0,
            order: None,
            unread: Unread::default(),
            last: Mark::NONE,
        }
    }

    /// Tells all when the capture has ended, in the order of the frames, with verdicts by all that is
    /// in it. Where that would be too much to hold, it goes on as [`Scan::new`] does.
    pub fn ordered(settings: Settings, key_log: KeyLog, mut judge: Judge) -> Self {
        judge.defer(true);
        Self { order: Some(Box::default()), ..Self::new(settings, key_log, judge) }
    }

    /// Tells findings and stories too.
    #[must_use]
    pub fn with_account(mut self, account: Account) -> Self {
        self.reader.account = Some(account);
        self
    }

    /// Reads the next frames of a part from `at` on while they bring nothing, as most do, which a glance at
    /// each shows. Returns what stands behind them, and is to be taken, with a frame by [`Scan::frame`], before
    /// this goes on; none at the end. [`Scan::passed`] is to be called after some such frames.
    #[inline(always)]
    pub fn skim<'a>(
        &mut self,
        part: &Part<'a, Option<Glance>>,
        at: &mut usize,
    ) -> Option<Item<'a>> {
        if self.lets_pass {
            *at += self.flows.pass_over(part.seen().get(*at..).unwrap_or_default());
        }
        let item = part.item(*at)?;
        *at += 1;
        Some(item)
    }

    /// Nothing else is to be done with the next frame.
    fn may_let_pass(&self) -> bool {
        !self.are_new && !self.flows.is_crowded()
    }

    /// All up to this frame were read.
    pub fn passed(&mut self, last: Option<Mark>) {
        self.last = last.unwrap_or(self.last);
    }

    /// Reads the next frame, and hands over what is complete with it.
    pub fn frame(&mut self, frame: &Frame<'_>, sink: &mut dyn FnMut(Report)) {
        self.last = frame.mark();
        let Some(segment) = tcp_segment(frame.link_type(), frame.octets()) else {
            return self.unread.count(frame.link_type());
        };
        let parsed = TcpHeader::from_segment_options_unvalidated(segment.octets);
        // One that is cut, or is none, is not told of.
        let Ok((header, payload)) = parsed else { return };
        self.in_order(sink, |scan, sink| scan.read(frame, &segment, (&header, payload), sink));
        self.lets_pass = self.may_let_pass();
    }

    /// Holds what is told, where that is wanted.
    fn in_order(
        &mut self,
        sink: &mut dyn FnMut(Report),
        act: impl FnOnce(&mut Self, &mut dyn FnMut(Report)),
    ) {
        let Some(mut order) = self.order.take() else { return act(self, sink) };
        act(self, &mut |report| order.push(report));
        let is_full = order.is_full() && !order.waits;
        self.order = Some(order);
        if is_full {
            self.release(false, sink);
        }
    }

    /// Hands over what is held, at the end of the capture or before.
    fn release(&mut self, is_end: bool, sink: &mut dyn FnMut(Report)) {
        if let Some(order) = self.order.take() {
            let TlsReader { judge, account, .. } = &mut self.reader;
            let account = account.as_mut().map(|account| (account, is_end));
            order.release(judge, &self.settings.code_points, account, sink);
        }
    }

    fn read(
        &mut self,
        frame: &Frame<'_>,
        segment: &Segment<'_>,
        (header, payload): (&TcpHeader<'_>, &[u8]),
        sink: &mut dyn FnMut(Report),
    ) {
        let id = self.last.id();
        let mut element = segment::element(frame, segment, header, &self.settings.kinds);
        let Self { flows, reader, .. } = self;
        let mut is_wanted = element.is_some() || reader.wants(header);
        if let Some(arrival) = &mut flows.segment(segment, header, payload, id) {
            let (flow, direction) = (arrival.flow(), arrival.direction());
            if std::mem::take(&mut is_wanted) {
                let current = Some((&flow, direction));
                reader.segment(id, segment, header, element.take(), current, sink);
            }
            let (mut left, mut held) = ([Left::All; 2], 0);
            while let Some((followed, chunk)) = arrival.next_chunk() {
                reader.read(flow, followed, sink, |connection, reading, sink| {
                    connection.read(direction, &chunk, id, reading, sink);
                });
                left = Direction::BOTH.map(|direction| followed.connection.left(direction));
                held = followed.held();
            }
            arrival.hold(held);
            for (direction, left) in Direction::BOTH.into_iter().zip(left) {
                match left {
                    Left::Nothing => arrival.ignore(direction),
                    Left::All => arrival.skip(direction, 0..0),
                    Left::AllBut { from, until } => arrival.skip(direction, from..until),
                }
            }
        }
        if is_wanted {
            let current = flows.current();
            let current = current.as_ref().map(|(flow, direction)| (flow, *direction));
            reader.segment(id, segment, header, element, current, sink);
        }
        if flows.has_news() || self.ended.len() > 0 {
            flows.notices().for_each(|notice| reader.notice(notice, sink));
            self.take_ended(sink);
        }
        if self.are_new && self.is_worth_a_walk() {
            self.retry(sink);
        }
    }

    /// How many frames were read.
    pub fn frames(&self) -> u64 {
        self.last.number()
    }

    /// How many frames have a link type that is not read. None stands for all beyond the first few
    /// link types.
    pub fn unread(&self) -> impl Iterator<Item = (Option<LinkType>, u64)> {
        self.unread.each()
    }

    /// When the last frame was captured.
    pub fn last_time(&self) -> Option<Timestamp> {
        self.last.id().time
    }

    /// How many connections there were so far.
    pub fn flows(&self) -> u64 {
        self.flows.count()
    }

    /// How many secrets are known.
    pub fn secrets(&self) -> usize {
        self.reader.key_log.count()
    }

    /// Whether there was no room for all secrets.
    pub fn key_log_is_full(&self) -> bool {
        self.reader.key_log.is_full()
    }

    /// Whether there was no room for all tickets and nonces: later verdicts may lack them.
    pub fn judge_is_full(&self) -> bool {
        self.reader.judge.is_full()
    }

    /// The capture has ended: reads what can be read without what is missing.
    pub fn finish(&mut self, sink: &mut dyn FnMut(Report)) {
        let frame = self.last.id();
        self.in_order(sink, |scan, sink| {
            scan.visit_waiting(sink, |connection, reading, sink| {
                connection.finish(frame, reading, sink);
            });
            scan.flows.finish();
            let Self { flows, reader, .. } = scan;
            flows.notices().for_each(|notice| reader.notice(notice, sink));
        });
        let is_ordered = self.order.is_some();
        self.release(true, sink);
        if let Some(account) = &mut self.reader.account {
            if !is_ordered {
                account.settle(sink);
            }
            account.finish(sink);
        }
    }
}

impl fmt::Debug for Scan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scan").field("settings", &self.settings).finish_non_exhaustive()
    }
}
