//! Connections read as TLS, and their messages as elements.

use super::report::{Notice, Report, Settings};
use crate::element::{Element, Judge, Place, carrier};
use crate::flow::{Direction, Flow};
use crate::tls::{Connection, Event, KeyLog, Reading};

/// What the connections have in common.
pub(super) struct TlsReader {
    pub(super) settings: Settings,
    pub(super) key_log: KeyLog,
    pub(super) judge: Judge,
    pub(super) plaintext: Vec<u8>,
}

impl TlsReader {
    /// Reads in a connection, and hands over the elements that are found.
    pub(super) fn read(
        &mut self,
        flow: Flow,
        connection: &mut Connection,
        sink: &mut dyn FnMut(Report),
        act: impl FnOnce(&mut Connection, &mut Reading<'_>, &mut dyn FnMut(Direction, Event<'_>)),
    ) {
        let Self { settings, key_log, judge, plaintext } = self;
        let mut reading = Reading {
            key_log,
            migrate_request: settings.code_points.migrate_request(),
            limit: settings.limits.octets,
            plaintext,
        };
        act(connection, &mut reading, &mut |direction, event| {
            tell(event, flow, direction, settings, judge, sink);
        });
    }
}

fn tell(
    event: Event<'_>,
    flow: Flow,
    direction: Direction,
    settings: &Settings,
    judge: &mut Judge,
    sink: &mut dyn FnMut(Report),
) {
    let message = match event {
        Event::Message(message) => message,
        Event::Finished { .. } => return,
        Event::Notice(notice) => {
            return sink(Report::Notice(Notice::Tls(flow, direction, notice)));
        }
    };
    let Some(told) = carrier::told(&message, flow.number, &settings.code_points, judge) else {
        return;
    };
    let (source, destination) = flow.endpoints(direction);
    let span = message.span;
    sink(Report::Element(Box::new(Element {
        frame: span.completed_by,
        flow: Some(flow.number),
        source,
        destination,
        sender: message.sender,
        kind: told.kind,
        place: Place::Stream {
            octets: span.octets,
            frames: span.frames,
            is_protected: message.is_protected,
        },
        octets: message.octets.to_vec(),
        value: told.value,
        verdict: told.verdict,
    })));
}
