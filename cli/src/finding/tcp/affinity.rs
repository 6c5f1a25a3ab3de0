//! Service Affinity options, and who opened the connection.

use rehome::OptionKinds;
use rehome::tcp::{TcpHeader, TcpOption};

use super::openings::Openings;
use super::{Finding, Id, Rules, Sink};
use crate::element::Sent;

/// Both are about connections whose SYN was captured.
pub(super) fn judge(rules: &Rules, sent: &Sent<'_>, openings: &Openings, sink: Sink<'_>) {
    if !has_option(sent.header, &rules.kinds) {
        return;
    }
    let Some((opening, is_from_client)) = openings.of(sent) else { return };
    let (id, message) = match opening {
        _ if is_from_client => {
            (Id::AffinityFromClient, "Service Affinity option from the side that sent the SYN")
        }
        _ if opening.has_saf => return,
        _ if opening.has_acc_ecn => (
            Id::AffinityNotOffered,
            "Service Affinity option to a client whose SYN offered Accurate ECN",
        ),
        _ => (Id::AffinityNotOffered, "Service Affinity option to a client whose SYN had no SAF"),
    };
    sink(Finding::of_segment(id, sent, message).with([opening.frame]));
}

/// Malformed ones count by their kind, as they do for [`TcpHeader::faults_with`].
fn has_option(header: &TcpHeader<'_>, kinds: &OptionKinds) -> bool {
    header.options.known_with(kinds).any(|option| match option {
        Ok(option) => matches!(option, TcpOption::ServiceAffinity(_)),
        Err(malformed) => [kinds.service_affinity_ipv4(), kinds.service_affinity_ipv6()]
            .contains(&malformed.kind()),
    })
}
