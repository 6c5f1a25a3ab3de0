//! SAF, and Accurate ECN, which has the same bit as AE.
//!
//! A SYN with SAF has (AE, CWR, ECE) = (1,0,0), (1,1,0) or (1,0,1). What comes back:
//!
//! | the server | SYN/ACK, by AE CWR ECE | |
//! |---|---|---|
//! | has no ECN | 000 | |
//! | has the classic one | 000 | without both ECE and CWR no SYN offers that (RFC 3168, section 6.1.1) |
//! | has Accurate ECN | 010, 011, 100, 110 | any SYN but 000 and 011 is an offer of that (RFC 9768, section 3.1.3), and these four confirm it (section 3.1.2, table 2) |
//! | has service affinity, and says so | 100 | the flag tells whether "the packet sender supports" the option (affinity draft, section 4) |
//!
//! Of the others a client of Accurate ECN takes 101 for a confirmation too (section 3.1.3), 001 for
//! classic ECN, and 111 for the copy of its own flags that a broken server makes.
//!
//! Ruling: 100 may be the answer of either, so nothing is said of it. With CWR or ECE beside it SAF is
//! AE, since nobody else sets those for a client that did not offer both.

use rehome::tcp::{SynOffer, TcpFlags};

use super::openings::Openings;
use super::{Finding, Id, Sink};
use crate::element::Sent;

/// A SYN that offers service affinity.
pub(super) fn syn(sent: &Sent<'_>, sink: Sink<'_>) {
    let flags = sent.header.flags;
    if flags.syn_offer() == SynOffer::ServiceAffinity {
        let message = format!("a server of Accurate ECN takes {flags} for an offer of that");
        sink(Finding::of_segment(Id::SafAmbiguous, sent, message));
    }
}

/// A SYN/ACK. Where the client has offered Accurate ECN too, this may be the answer to that.
pub(super) fn syn_ack(sent: &Sent<'_>, openings: &Openings, sink: Sink<'_>) {
    let flags = sent.header.flags;
    if !confirms_acc_ecn(flags) {
        return;
    }
    let Some((opening, false)) = openings.of(sent) else { return };
    if opening.has_saf && !opening.has_acc_ecn {
        let message = format!("{flags} answers a SYN with SAF as one that offers Accurate ECN");
        let finding = Finding::of_segment(Id::SafTakenForAccEcn, sent, message);
        sink(finding.with([opening.frame]));
    }
}

/// What a client of Accurate ECN takes for a confirmation, and nobody else sends.
fn confirms_acc_ecn(flags: TcpFlags) -> bool {
    let bits = [TcpFlags::SAF, TcpFlags::CWR, TcpFlags::ECE].map(|flag| flags.contains(flag));
    match bits {
        [true, true, true] | [_, false, false] | [false, false, true] => false,
        [_, true, _] | [true, _, true] => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_of_eight_confirm_it() {
        let ace = |bits: u16| TcpFlags::from_bits(0x012 | bits << 6).unwrap();
        let confirming: Vec<_> = (0..8).filter(|&bits| confirms_acc_ecn(ace(bits))).collect();
        assert_eq!(confirming, [0b010, 0b011, 0b101, 0b110]);
    }
}
