//! Rules about messages of TLS, but for what tokens say.

mod early;
mod offer;
mod second;

use rehome::ExtensionType;
use rehome::tls::{ClientHello, NewSessionTicket};

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
        let Some(element) = heard.element else { return };
        let carried = Carried::of(element, rules);
        for &(number, name) in &carried.0 {
            if let Some((id, message)) = self.numbers.judge(number, name) {
                sink(Finding::of(id, element, message));
            }
        }
        match element.kind {
            Kind::ClientHello => second::judge(heard, element, sink),
            Kind::NewSessionTicket | Kind::MigrateNotify | Kind::MigrateRequest => {
                self.of_server(heard, element, &carried, sink);
            }
            Kind::TcpSegment => {}
        }
    }

    /// What a server only should send, after the handshake.
    fn of_server(
        &mut self,
        heard: &Heard<'_>,
        element: &Element,
        carried: &Carried,
        sink: Sink<'_>,
    ) {
        match element.sender {
            Some(Sender::Client) => {
                let what = match element.kind {
                    Kind::NewSessionTicket => "NewSessionTicket",
                    kind => kind.name(),
                };
                let message = format!("{what} comes from the client, and is for servers to send");
                sink(Finding::of(Id::FromClient, element, message));
            }
            Some(Sender::Server) => offer::judge(heard, element, carried, sink),
            // Whoever has not heard a hello can't know.
            None => {}
        }
        if element.kind != Kind::NewSessionTicket {
            self.early.message(heard, element, sink);
        }
    }

    pub(super) fn finished(&mut self, finished: &Finished<'_>, sink: Sink<'_>) {
        self.early.finished(finished, sink);
    }
}

/// What of ours an element has: numbers, and the names of what they stand for.
struct Carried(Vec<(Number, &'static str)>);

impl Carried {
    /// Also of one that is broken, as far as it can be read.
    fn of(element: &Element, rules: &Rules) -> Self {
        let numbers = &rules.code_points;
        let token = (numbers.migration_token(), "migration_token");
        Self(match element.kind {
            Kind::ClientHello => {
                let support = (numbers.migration_support(), "migration_support");
                extensions([support, token], |extension_type| {
                    ClientHello::find_extension_unvalidated(&element.octets, extension_type)
                        .is_ok_and(|found| found.is_some())
                })
            }
            Kind::NewSessionTicket => {
                let allowed = (numbers.migration_allowed(), "migration_allowed");
                extensions([allowed, token], |extension_type| {
                    NewSessionTicket::find_extension_unvalidated(&element.octets, extension_type)
                        .is_ok_and(|found| found.is_some())
                })
            }
            Kind::MigrateNotify => {
                vec![(Number::Alert(numbers.migrate_notify()), "migrate_notify")]
            }
            Kind::MigrateRequest => {
                vec![(Number::Handshake(numbers.migrate_request()), "migrate_request")]
            }
            Kind::TcpSegment => Vec::new(),
        })
    }

    fn names(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|&(_, name)| name)
    }
}

fn extensions(
    ours: [(ExtensionType, &'static str); 2],
    is_there: impl Fn(ExtensionType) -> bool,
) -> Vec<(Number, &'static str)> {
    let found = ours.into_iter().filter(|&(extension_type, _)| is_there(extension_type));
    found.map(|(extension_type, name)| (Number::Extension(extension_type), name)).collect()
}
