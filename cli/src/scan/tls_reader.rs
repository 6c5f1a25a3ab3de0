//! Connections read as TLS, and their messages as elements.

use rehome::tcp::{TcpFlags, TcpHeader};

use super::account::Account;
use super::followed::Followed;
use super::report::{Notice, Report, Settings};
use crate::capture::FrameId;
use crate::element::{Element, Finished, Heard, Judge, Place, Sent, carrier};
use crate::flow::{self, Direction, Flow};
use crate::packet::Segment;
use crate::tls::{Connection, Event, KeyLog, Message, Reading};

/// What the connections have in common.
pub(super) struct TlsReader {
    pub(super) settings: Settings,
    pub(super) key_log: KeyLog,
    pub(super) judge: Judge,
    /// Where findings and stories are wanted.
    pub(super) account: Option<Account>,
    pub(super) plaintext: Vec<u8>,
}

impl TlsReader {
    /// Whether a segment that is no element is wanted nevertheless: it begins or ends a connection.
    #[inline]
    pub(super) fn wants(&self, header: &TcpHeader<'_>) -> bool {
        let flags = header.flags;
        let ends = [TcpFlags::SYN, TcpFlags::FIN, TcpFlags::RST];
        ends.into_iter().any(|flag| flags.contains(flag)) && self.account.is_some()
    }

    /// Tells of a segment, which belongs to a connection or to none.
    pub(super) fn segment(
        &mut self,
        frame: FrameId,
        segment: &Segment<'_>,
        header: &TcpHeader<'_>,
        mut element: Option<Box<Element>>,
        current: Option<(&Flow, Direction)>,
        sink: &mut dyn FnMut(Report),
    ) {
        if let Some(element) = &mut element {
            element.flow = current.map(|(flow, _)| flow.number);
        }
        let mut behind = Vec::new();
        if let Some(account) = &mut self.account {
            let sent = Sent {
                frame,
                source: (segment.source, header.source_port).into(),
                destination: (segment.destination, header.destination_port).into(),
                flow: current.map(|(flow, _)| flow),
                direction: current.map_or(Direction::Forward, |(_, direction)| direction),
                header,
                element: element.as_deref(),
            };
            account.segment(&sent, &mut |report| behind.push(report));
        }
        if let Some(element) = element {
            sink(Report::Element(element));
        }
        behind.into_iter().for_each(sink);
    }

    /// Tells what there is to tell of the segments of a connection.
    pub(super) fn notice(&mut self, notice: flow::Notice, sink: &mut dyn FnMut(Report)) {
        if let Some(account) = &mut self.account {
            account.notice(&notice, sink);
            // It is a finding then, and is not told twice.
            if matches!(notice.what, flow::What::OverlapDiffers { .. }) {
                return;
            }
        }
        sink(Report::Notice(Notice::Flow(notice)));
    }

    /// Reads in a connection, and hands over the elements that are found.
    pub(super) fn read(
        &mut self,
        flow: Flow,
        followed: &mut Followed,
        sink: &mut dyn FnMut(Report),
        act: impl FnOnce(&mut Connection, &mut Reading<'_>, &mut dyn FnMut(Direction, Event<'_>)),
    ) {
        let Self { settings, key_log, judge, account, plaintext } = self;
        let mut reading = Reading {
            key_log,
            migrate_request: settings.code_points.migrate_request(),
            limit: settings.limits.octets,
            plaintext,
        };
        let Followed { connection, handshake } = followed;
        act(connection, &mut reading, &mut |direction, event| match event {
            Event::Message(message) => {
                if account.is_some() {
                    handshake.hear(&message, &settings.code_points);
                }
                let element = element(&message, flow, direction, settings, judge);
                let Some(account) = account else {
                    return element.into_iter().for_each(|it| sink(Report::Element(Box::new(it))));
                };
                let mut behind = Vec::new();
                let mut push = |report| behind.push(report);
                let heard = Heard {
                    flow: &flow,
                    direction,
                    message: &message,
                    handshake,
                    element: element.as_ref(),
                };
                account.message(&heard, &mut push);
                if let Some(element) = element {
                    if !judge.is_deferred() {
                        account.verdict(&element, &mut push);
                    }
                    sink(Report::Element(Box::new(element)));
                }
                behind.into_iter().for_each(&mut *sink);
            }
            Event::Finished { sender, frame } => {
                let Some(account) = account else { return };
                handshake.finish(sender, frame);
                account.finished(&Finished { flow, sender, frame }, sink);
            }
            Event::Notice(notice) => sink(Report::Notice(Notice::Tls(flow, direction, notice))),
        });
    }
}

fn element(
    message: &Message<'_>,
    flow: Flow,
    direction: Direction,
    settings: &Settings,
    judge: &mut Judge,
) -> Option<Element> {
    let told = carrier::told(message, flow.number, &settings.code_points, judge)?;
    let (source, destination) = flow.endpoints(direction);
    let span = &message.span;
    Some(Element {
        frame: span.completed_by,
        flow: Some(flow.number),
        source,
        destination,
        sender: message.sender,
        kind: told.kind,
        place: Place::Stream {
            octets: span.octets.clone(),
            frames: span.frames.clone(),
            is_protected: message.is_protected,
        },
        octets: message.octets.to_vec(),
        value: told.value,
        verdict: told.verdict,
    })
}
