//! What of ours a message has.

use rehome::tls::{ClientHello, NewSessionTicket};
use rehome::{CodePoints, ExtensionType};

use super::Number;
use crate::element::{Element, Kind};

pub(super) const SUPPORT: &str = "migration_support";
pub(super) const ALLOWED: &str = "migration_allowed";
pub(super) const TOKEN: &str = "migration_token";

/// The numbers of an element, with the names of what they stand for; also of one that is broken, as
/// far as it can be read.
pub(super) fn numbers(element: &Element, numbers: &CodePoints) -> Vec<(Number, &'static str)> {
    let token = (numbers.migration_token(), TOKEN);
    match element.kind {
        Kind::ClientHello => {
            extensions([(numbers.migration_support(), SUPPORT), token], |extension_type| {
                let octets = &element.octets;
                ClientHello::find_extension_unvalidated(octets, extension_type)
                    .is_ok_and(|found| found.is_some())
            })
        }
        Kind::NewSessionTicket => {
            extensions([(numbers.migration_allowed(), ALLOWED), token], |extension_type| {
                let octets = &element.octets;
                NewSessionTicket::find_extension_unvalidated(octets, extension_type)
                    .is_ok_and(|found| found.is_some())
            })
        }
        kind @ Kind::MigrateNotify => vec![(Number::Alert(numbers.migrate_notify()), kind.name())],
        kind @ Kind::MigrateRequest => {
            vec![(Number::Handshake(numbers.migrate_request()), kind.name())]
        }
        Kind::TcpSegment => Vec::new(),
    }
}

fn extensions(
    ours: [(ExtensionType, &'static str); 2],
    is_there: impl Fn(ExtensionType) -> bool,
) -> Vec<(Number, &'static str)> {
    let found = ours.into_iter().filter(|&(extension_type, _)| is_there(extension_type));
    found.map(|(extension_type, name)| (Number::Extension(extension_type), name)).collect()
}
