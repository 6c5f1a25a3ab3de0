//! What is wrong with the options of a segment, whatever was sent before.

use rehome::tcp::{MalformedOption, SegmentFault, TcpOption};
use rehome::tls::IpAddress;
use rehome::{OptionKind, OptionKinds};

use super::super::code_points::{self, Number};
use super::super::target;
use super::{Finding, Id, Rules, Sink};
use crate::element::{Place, Sent};

/// Only which kinds were told is remembered.
pub(super) fn judge(
    rules: &Rules,
    sent: &Sent<'_>,
    told: &mut code_points::Memory,
    sink: Sink<'_>,
) {
    for option in sent.header.options.known_with(&rules.kinds) {
        match option {
            Err(malformed) => {
                sink(Finding::of_segment(Id::Malformed, sent, in_frame(&malformed, sent)));
            }
            Ok(TcpOption::ServiceAffinity(option)) => {
                let address = IpAddress::new(option.address(), option.port());
                if let Some((id, message)) = target::judge(address, sent.source) {
                    sink(Finding::of_segment(id, sent, message));
                }
            }
            Ok(_) => {}
        }
        let kind = option
            .map_or_else(|malformed| malformed.kind(), |option| option.kind_with(&rules.kinds));
        if let Some((id, message)) = told.judge(Number::Option(kind), name(kind, &rules.kinds)) {
            sink(Finding::of_segment(id, sent, message));
        }
    }
    for fault in sent.header.faults_with(&rules.kinds) {
        if let Some(id) = id(&fault) {
            sink(Finding::of_segment(id, sent, fault.to_string()));
        }
    }
}

/// What is wrong with an option, and where: as `-v` shows the octets, by the frame.
fn in_frame(malformed: &MalformedOption<'_>, sent: &Sent<'_>) -> String {
    let (kind, error) = (malformed.kind().0, malformed.error());
    match sent.element.map(|element| &element.place) {
        // The header ends with its options.
        Some(Place::Frame(header)) => {
            let options = header.end.saturating_sub(sent.header.options.as_bytes().len());
            let at = options.saturating_add(error.offset());
            let (field, reason) = (error.field(), error.reason());
            format!("option of kind {kind}: {field} at octet {at} of the frame: {reason}")
        }
        _ => malformed.to_string(),
    }
}

/// The documents' name of one of the four kinds.
fn name(kind: OptionKind, kinds: &OptionKinds) -> &'static str {
    match kind {
        _ if kind == kinds.service_affinity_ipv4() => "IPv4 Service Affinity",
        _ if kind == kinds.service_affinity_ipv6() => "IPv6 Service Affinity",
        _ if kind == kinds.migrate_permitted() => "Migrate-Permitted",
        _ => "Migrate",
    }
}

/// Without SYN the bit of SAF is a counter's of Accurate ECN, which is none of our business.
fn id(fault: &SegmentFault) -> Option<Id> {
    match fault {
        SegmentFault::ServiceAffinityWithoutFin => Some(Id::AffinityWithoutFin),
        SegmentFault::MigratePermittedWithoutSyn | SegmentFault::MigrateWithoutSyn => {
            Some(Id::MigrateWithoutSyn)
        }
        SegmentFault::MigrateBesideOther { .. } => Some(Id::MigrateBesideOther),
        SegmentFault::SecureWithoutTimestamps => Some(Id::KeyWithoutTimestamps),
        SegmentFault::Repeated { .. } => Some(Id::OptionRepeated),
        _ => None,
    }
}
