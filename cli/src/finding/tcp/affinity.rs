//! Service Affinity options, and who opened the connection.

use rehome::OptionKinds;
use rehome::tcp::{TcpHeader, TcpOption};

use super::openings::Openings;
use super::{Finding, Id, Rules, Sink};
use crate::element::Sent;

/// Both are about connections whose SYN was captured. Where both sides sent one, each is a client
/// and a server.
pub(super) fn judge(rules: &Rules, sent: &Sent<'_>, openings: &Openings, sink: Sink<'_>) {
    if !has_option(sent.header, &rules.kinds) {
        return;
    }
    match openings.of(sent) {
        (_, Some(client)) if !client.has_saf => {
            let why = if client.has_acc_ecn { "offered Accurate ECN" } else { "had no SAF" };
            let message = format!("Service Affinity option to a client whose SYN {why}");
            let finding = Finding::of_segment(Id::AffinityNotOffered, sent, message);
            sink(finding.with([client.frame]));
        }
        (Some(own), None) => {
            let message = "Service Affinity option from the side that sent the SYN";
            let finding = Finding::of_segment(Id::AffinityFromClient, sent, message);
            sink(finding.with([own.frame]));
        }
        _ => {}
    }
}

/// Malformed ones count by their kind, as they do for [`TcpHeader::faults_with`].
fn has_option(header: &TcpHeader<'_>, kinds: &OptionKinds) -> bool {
    header.options.known_with(kinds).any(|option| match option {
        Ok(option) => matches!(option, TcpOption::ServiceAffinity(_)),
        Err(malformed) => [kinds.service_affinity_ipv4(), kinds.service_affinity_ipv6()]
            .contains(&malformed.kind()),
    })
}
