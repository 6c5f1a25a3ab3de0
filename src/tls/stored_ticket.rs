//! The client's side of a move (draft-wang-tls-service-affinity-00, sections 3.2 to 3.4).

#[cfg(feature = "alloc")]
mod owned;

use core::fmt;

#[cfg(feature = "alloc")]
pub use owned::StoredTicketBuf;

use super::{IpAddress, MigrationToken, NewSessionTicket};

/// Seven days, the longest that a ticket may be used (RFC 8446, section 4.6.1).
const MAX_TICKET_LIFETIME: u32 = 604_800;

/// A ticket and the token that came with it, which a client keeps together: the token is good for
/// the session of this ticket only, and for one attempt.
///
/// Which session it belongs to and who signed it is between the servers; the client looks at when
/// and where to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StoredTicket<'a> {
    /// `ticket`: the PSK identity to offer.
    pub ticket: &'a [u8],
    /// `ticket_lifetime`, in seconds.
    pub ticket_lifetime: u32,
    /// When both were received, in seconds since the Unix epoch.
    pub received_at: u64,
    /// The token to present.
    pub token: MigrationToken<'a>,
}

/// Whether a client moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MoveDecision {
    /// It connects to this address, and offers ticket and token.
    Move(IpAddress),
    /// It does not, and carries on or connects anew as if it had no token.
    Stay(StayReason),
}

/// Why a client does not move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StayReason {
    /// The token has expired.
    TokenExpired,
    /// The ticket has outlived its lifetime, and the token is of no use without it.
    TicketExpired,
    /// Nobody can connect to the target: its port is 0, or its address unspecified, multicast or
    /// broadcast.
    UnusableTarget,
}

impl<'a> StoredTicket<'a> {
    /// What a client keeps of a NewSessionTicket; none where that has no token.
    #[must_use]
    pub fn new(message: &NewSessionTicket<'a>, received_at: u64) -> Option<Self> {
        Some(Self {
            ticket: message.ticket.as_bytes(),
            ticket_lifetime: message.ticket_lifetime,
            received_at,
            token: message.migration_token?,
        })
    }

    /// An owned copy, for as long as the session may be carried on.
    #[cfg(feature = "alloc")]
    #[must_use]
    pub fn to_buf(&self) -> StoredTicketBuf {
        StoredTicketBuf::from(*self)
    }

    /// Whether to move at `now`, in seconds since the Unix epoch.
    ///
    /// The first that holds: the token has expired (it is valid while `now <= expiry_timestamp`),
    /// the ticket has, the target is not [usable](IpAddress::is_usable). A clock that stands before
    /// the ticket's arrival counts as its arrival.
    #[must_use]
    pub fn decide(&self, now: u64) -> MoveDecision {
        let target = self.token.target_address();
        let lifetime = self.ticket_lifetime.min(MAX_TICKET_LIFETIME);
        if now > self.token.expiry_timestamp() {
            MoveDecision::Stay(StayReason::TokenExpired)
        } else if now.saturating_sub(self.received_at) >= lifetime.into() {
            MoveDecision::Stay(StayReason::TicketExpired)
        } else if !target.is_usable() {
            MoveDecision::Stay(StayReason::UnusableTarget)
        } else {
            MoveDecision::Move(target)
        }
    }
}

impl fmt::Display for StayReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TokenExpired => "the token has expired",
            Self::TicketExpired => "the ticket has outlived its lifetime",
            Self::UnusableTarget => "nobody can connect to the token's target",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::{MigrationTokenClaims, Nonce, SessionId, Signature};
    use crate::wire::Decode;

    const NOW: u64 = 1_800_000_000;

    /// What is decided on a ticket of ten minutes with a token of five.
    fn decide(target_address: IpAddress, ticket_lifetime: u32, now: u64) -> MoveDecision {
        let claims = MigrationTokenClaims {
            target_address,
            session_id: SessionId::from_array(&[1; 32]),
            expiry_timestamp: NOW + 300,
            nonce: Nonce::from_array(&[2; 16]),
        };
        let mut buf = [0; 110];
        let len = claims.encode_signed(Signature::from_array(&[3; 32]), &mut buf).unwrap();
        let token = MigrationToken::from_bytes(&buf[..len]).unwrap();
        StoredTicket { ticket: &[7], ticket_lifetime, received_at: NOW, token }.decide(now)
    }

    fn target() -> IpAddress {
        IpAddress::new([192, 0, 2, 44].into(), 443)
    }

    #[test]
    fn a_token_is_good_to_the_end_of_its_last_second() {
        let expired = MoveDecision::Stay(StayReason::TokenExpired);
        for (now, decision) in [
            (0, MoveDecision::Move(target())),
            (NOW, MoveDecision::Move(target())),
            (NOW + 300, MoveDecision::Move(target())),
            (NOW + 301, expired),
            (u64::MAX, expired),
        ] {
            assert_eq!(decide(target(), 600, now), decision);
        }
    }

    #[cfg(feature = "alloc")]
    #[test]
    fn an_owned_copy_is_the_same() {
        let mut token = [0; 98];
        [token[7], token[48], token[65]] = [32, 16, 32];
        let token = MigrationToken::from_bytes(&token).unwrap();
        let stored = StoredTicket { ticket: &[7, 8], ticket_lifetime: 9, received_at: NOW, token };
        assert_eq!(stored.to_buf().as_ticket(), stored);
    }

    #[test]
    fn a_ticket_is_good_for_less_than_its_lifetime() {
        assert_eq!(decide(target(), 10, NOW + 9), MoveDecision::Move(target()));
        let expired = MoveDecision::Stay(StayReason::TicketExpired);
        assert_eq!(decide(target(), 10, NOW + 10), expired);
        assert_eq!(decide(target(), 0, NOW), expired);
    }

    #[test]
    fn nobody_moves_to_where_nobody_can_be() {
        for target in [
            IpAddress::new([192, 0, 2, 44].into(), 0),
            IpAddress::new([0, 0, 0, 0].into(), 443),
            IpAddress::new([224, 0, 0, 1].into(), 443),
            IpAddress::new([255, 255, 255, 255].into(), 443),
            IpAddress::new([0xff02, 0, 0, 0, 0, 0, 0, 1].into(), 443),
        ] {
            let stay = MoveDecision::Stay(StayReason::UnusableTarget);
            assert_eq!(decide(target, 600, NOW), stay);
        }
    }
}
