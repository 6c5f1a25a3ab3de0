//! Who opened a connection, and what the SYN offered.

use rehome::tcp::SynOffer;

use crate::element::Sent;
use crate::flow::{ByNumber, Direction};

/// Of so many connections it is remembered, of those that began last.
const MOST: usize = 1 << 15;

/// Who opened a connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Opening {
    /// Who sent the SYN.
    client: Direction,
    /// The last SYN with SAF; where there is none, the last one.
    pub(super) frame: u64,
    /// One offered service affinity.
    pub(super) has_saf: bool,
    /// One offered Accurate ECN.
    pub(super) has_acc_ecn: bool,
    /// The other side sent one too.
    is_mutual: bool,
    /// Who has sent a FIN.
    closed: Option<Direction>,
}

/// The connections whose SYN was captured and that have not ended.
#[derive(Debug, Default)]
pub(super) struct Openings {
    /// By the connection's number.
    table: ByNumber<u64, Opening>,
    /// This one and those before it were given up.
    given_up: u64,
}

impl Openings {
    /// A SYN without ACK.
    pub(super) fn open(&mut self, sent: &Sent<'_>) {
        let Some(flow) = sent.flow.filter(|flow| flow.number > self.given_up) else { return };
        let offer = sent.header.flags.syn_offer();
        let opening = self.table.entry(flow.number).or_insert(Opening {
            client: sent.direction,
            frame: sent.frame.number,
            has_saf: false,
            has_acc_ecn: false,
            is_mutual: false,
            closed: None,
        });
        opening.is_mutual |= opening.client != sent.direction;
        let has_saf = offer == SynOffer::ServiceAffinity;
        if has_saf || !opening.has_saf {
            opening.frame = sent.frame.number;
        }
        opening.has_saf |= has_saf;
        opening.has_acc_ecn |= offer == SynOffer::AccEcn;
        while self.table.len() > MOST {
            self.given_up = self.given_up.saturating_add(1);
            self.table.remove(&self.given_up);
        }
    }

    /// How the connection of a segment was opened, and whether by who sent it. Where both sides sent a
    /// SYN, none is the client.
    pub(super) fn of(&self, sent: &Sent<'_>) -> Option<(Opening, bool)> {
        let opening = self.table.get(&sent.flow?.number).filter(|opening| !opening.is_mutual)?;
        Some((*opening, opening.client == sent.direction))
    }

    /// A FIN: with that of the other side the connection ends.
    pub(super) fn close(&mut self, sent: &Sent<'_>) {
        let Some(flow) = sent.flow else { return };
        let Some(opening) = self.table.get_mut(&flow.number) else { return };
        match opening.closed {
            Some(direction) if direction != sent.direction => self.forget(sent),
            _ => opening.closed = Some(sent.direction),
        }
    }

    /// An RST.
    pub(super) fn forget(&mut self, sent: &Sent<'_>) {
        if let Some(flow) = sent.flow {
            self.table.remove(&flow.number);
        }
    }
}

#[cfg(test)]
mod tests {
    use rehome::tcp::{TcpFlags, TcpHeader};

    use super::*;
    use crate::capture::FrameId;
    use crate::flow::Flow;

    /// Gives the segment of a connection to `act`.
    fn segment(
        openings: &mut Openings,
        number: u64,
        direction: Direction,
        flags: TcpFlags,
        act: impl FnOnce(&mut Openings, &Sent<'_>),
    ) {
        let header = TcpHeader { flags, ..TcpHeader::default() };
        let frame = FrameId { number, time: None };
        let endpoint = ([192, 0, 2, 1], 1).into();
        let flow =
            Flow { number, source: endpoint, destination: endpoint, begun: frame, is_whole: true };
        let sent = Sent {
            frame,
            source: endpoint,
            destination: endpoint,
            flow: Some(&flow),
            direction,
            header: &header,
            element: None,
        };
        act(openings, &sent);
    }

    fn open(openings: &mut Openings, number: u64) {
        segment(openings, number, Direction::Forward, TcpFlags::SYN, Openings::open);
    }

    #[test]
    fn connections_that_end_are_forgotten() {
        let mut openings = Openings::default();
        for number in 1..=3 {
            open(&mut openings, number);
        }
        segment(&mut openings, 1, Direction::Forward, TcpFlags::RST, |it, sent| it.forget(sent));
        for direction in Direction::BOTH {
            assert!(openings.table.contains_key(&2));
            segment(&mut openings, 2, direction, TcpFlags::FIN, Openings::close);
            // One that is sent again is no other.
            segment(&mut openings, 3, Direction::Backward, TcpFlags::FIN, Openings::close);
        }
        let left: Vec<_> = openings.table.keys().copied().collect();
        assert_eq!(left, [3]);
    }

    #[test]
    fn those_that_began_first_go_first_and_do_not_come_back() {
        let most = u64::try_from(MOST).unwrap();
        let mut openings = Openings::default();
        for number in 10..10 + most + 3 {
            open(&mut openings, number);
        }
        for number in 1..13 {
            open(&mut openings, number);
        }
        assert_eq!((openings.table.len(), openings.given_up), (MOST, 12));
        open(&mut openings, u64::MAX);
        assert_eq!((openings.table.len(), openings.given_up), (MOST, 13));
    }
}
