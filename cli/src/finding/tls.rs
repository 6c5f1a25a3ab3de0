//! Rules about messages of TLS, but for what tokens say.

mod carried;
mod early;
mod offer;
mod second;

use super::code_points::{self, Number};
use super::{Finding, Id, Rules, Sink};
use crate::element::{Element, Finished, Heard, Kind};
use crate::tls::Sender;
use early::Early;

/// What of earlier messages is remembered.
#[derive(Debug, Default)]
pub(super) struct Memory {
    early: Early,
    numbers: code_points::Memory,
}

impl Memory {
    pub(super) fn message(&mut self, rules: &Rules, heard: &Heard<'_>, sink: Sink<'_>) {
        let Some(element) = heard.element else {
            return Early::in_the_clear(rules, heard).into_iter().for_each(sink);
        };
        match (element.kind, element.sender) {
            (Kind::TcpSegment, _) => return,
            (Kind::ClientHello, _) => return second::judge(heard, element, sink),
            (_, Some(Sender::Client)) => sink(from_client(element)),
            (_, Some(Sender::Server)) => offer::judge(rules, heard, element, sink),
            // Whoever has not heard a hello can't know.
            (_, None) => {}
        }
        if element.kind != Kind::NewSessionTicket {
            self.early.message(heard, element, sink);
        }
    }

    pub(super) fn finished(&mut self, finished: &Finished, sink: Sink<'_>) {
        self.early.finished(finished, sink);
    }

    /// An element in the order in which they are told.
    pub(super) fn verdict(&mut self, rules: &Rules, element: &Element, sink: Sink<'_>) {
        for (number, name) in carried::numbers(element, &rules.code_points) {
            if let Some((id, message)) = self.numbers.judge(number, name) {
                sink(Finding::of(id, element, message));
            }
        }
    }
}

fn from_client(element: &Element) -> Finding {
    let what = match element.kind {
        Kind::NewSessionTicket => "NewSessionTicket",
        kind => kind.name(),
    };
    let message = format!("{what} comes from the client, and is for servers to send");
    Finding::of(Id::FromClient, element, message)
}
