//! When a client moves, at the ends of all numbers.

use proptest::prelude::*;
use rehome::crypto::SignedContent;
use rehome::strategies::ip_address;
use rehome::tls::{MigrationToken, MoveDecision, StayReason, StoredTicket};
use rehome::wire::Decode;

use crate::build::{HASHES, any_second, grant, issue, keys, v4};
use crate::cases;

fn decide(
    target: rehome::tls::IpAddress,
    expiry: u64,
    ticket_lifetime: u32,
    received_at: u64,
    now: u64,
) -> MoveDecision {
    let mut grant = grant(target, &[1; 16]);
    grant.expiry_timestamp = expiry;
    let octets = issue(&keys(HASHES[0], 7), &grant, SignedContent::Encoded);
    let token = MigrationToken::from_bytes(&octets).unwrap();
    StoredTicket { ticket: &[7], ticket_lifetime, received_at, token }.decide(now)
}

/// A ticket lives for seven days at most, whatever it says (RFC 8446, section 4.6.1).
#[test]
fn no_ticket_lives_for_more_than_seven_days() {
    let expired = MoveDecision::Stay(StayReason::TicketExpired);
    for lifetime in [604_800, 604_801, u32::MAX] {
        let after = |seconds: u64| decide(v4(), u64::MAX, lifetime, 1000, 1000 + seconds);
        assert_eq!(after(604_799), MoveDecision::Move(v4()));
        assert_eq!(after(604_800), expired);
    }
    assert_eq!(decide(v4(), u64::MAX, u32::MAX, 0, u64::MAX), expired);
    assert_eq!(decide(v4(), u64::MAX, 1, u64::MAX, u64::MAX), MoveDecision::Move(v4()));
    assert_eq!(decide(v4(), 0, 1, u64::MAX, 0), MoveDecision::Move(v4()));
}

proptest! {
    #![proptest_config(cases(1024))]

    /// Of several reasons to stay the first is named: the token's time, the ticket's, the target.
    #[test]
    fn the_first_reason_is_named(
        (now, received_at, expiry) in (any_second(), any_second(), any_second()),
        lifetime in prop_oneof![0..3_u32, 604_799..604_802_u32, any::<u32>()],
        target in ip_address(),
    ) {
        let age = i128::from(now) - i128::from(received_at);
        let stays = |reason, holds: bool| holds.then_some(MoveDecision::Stay(reason));
        let expected = stays(StayReason::TokenExpired, now > expiry)
            .or(stays(StayReason::TicketExpired, age.max(0) >= i128::from(lifetime.min(604_800))))
            .or(stays(StayReason::UnusableTarget, !target.is_usable()))
            .unwrap_or(MoveDecision::Move(target));
        prop_assert_eq!(decide(target, expiry, lifetime, received_at, now), expected);
    }
}
