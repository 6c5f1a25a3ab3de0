//! Connections that move, or do not: what a stack sees from end to end.

use rehome::crypto::{
    MigrateAnswer as A, MigrateConnection, MigrateEvent, MigrateReason as R, MigrateState as S,
    MigrateStep, ReqNoView,
};
use rehome_oracles::migrate::{Syn, at, secrets};

const VIEWS: [ReqNoView; 2] = [ReqNoView::EightBit, ReqNoView::SevenBit];

fn connection(view: ReqNoView) -> MigrateConnection {
    MigrateConnection::new(Some(secrets(view)), at(1))
}

fn moved() -> MigrateStep {
    MigrateStep { answer: A::SynAck, reason: R::Moved, next: S::SynReceived }
}

/// What does not change a connection.
#[track_caller]
fn stays(connection: &mut MigrateConnection, syn: &Syn, answer: A, reason: R) {
    let before = (connection.state(), connection.peer(), connection.last_reqno());
    let step = connection.on(&syn.event());
    assert_eq!(step, MigrateStep { answer, reason, next: before.0 });
    assert_eq!((connection.state(), connection.peer(), connection.last_reqno()), before);
}

#[test]
fn the_first_request_may_have_any_number() {
    for view in VIEWS {
        for reqno in 0..=255 {
            let mut connection = connection(view);
            assert_eq!(connection.last_reqno(), None);
            assert_eq!(connection.on(&Syn::new(view, reqno, 2).event()), moved());
            assert_eq!((connection.peer(), connection.last_reqno()), (at(2), Some(reqno)));
            let step = connection.on(&MigrateEvent::Ack);
            assert_eq!((step.reason, connection.state()), (R::Acknowledged, S::Established));
        }
    }
}

/// A copy of the accepted SYN gets the SYN/ACK once more, to where the peer is; never to where the
/// copy came from. Another request of the same number gets nothing, be it right or not.
#[test]
fn a_duplicate_is_answered_to_the_peer_that_is_known() {
    for view in VIEWS {
        let mut connection = connection(view);
        let syn = Syn::new(view, 5, 2);
        assert_eq!(connection.on(&syn.event()), moved());
        let copy = Syn { source: at(66), ..syn };
        stays(&mut connection, &syn, A::SynAckAgain, R::DuplicateRequest);
        stays(&mut connection, &copy, A::SynAckAgain, R::DuplicateRequest);
        // The option in another SYN is no duplicate.
        let other = Syn { seqno: syn.seqno.wrapping_add(1), ..syn };
        stays(&mut connection, &other, A::Nothing, R::StaleReqNo);
        let _ = connection.on(&MigrateEvent::Ack);
        stays(&mut connection, &copy, A::SynAckAgain, R::DuplicateRequest);
        assert_eq!(connection.peer(), at(2));

        let mut altered = copy;
        altered.request[7] ^= 1;
        stays(&mut connection, &altered, A::Nothing, R::StaleReqNo);
        let seqno = 0x4444_4444;
        let request = secrets(view).request(seqno, 5);
        stays(&mut connection, &Syn { seqno, request, ..syn }, A::Nothing, R::StaleReqNo);
        let mut other = copy;
        other.token[0] ^= 1;
        stays(&mut connection, &other, A::Rst, R::UnknownToken);
    }
}

/// In the view of 7 bits the Preload bit is no part of the number.
#[test]
fn preload_makes_no_other_request() {
    let view = ReqNoView::SevenBit;
    let mut connection = connection(view);
    let syn = Syn::new(view, 5, 2);
    assert_eq!(connection.on(&syn.event()), moved());
    let preload = Syn { reqno: 0x85, source: at(3), ..syn };
    stays(&mut connection, &preload, A::SynAckAgain, R::DuplicateRequest);
    // In that of 8 bits it is a number that is half of all numbers ahead, which is not newer.
    let view = ReqNoView::EightBit;
    let mut connection = MigrateConnection::new(Some(secrets(view)), at(1));
    assert_eq!(connection.on(&Syn::new(view, 5, 2).event()), moved());
    stays(&mut connection, &Syn::new(view, 0x85, 3), A::Nothing, R::StaleReqNo);
}

#[test]
fn who_does_not_know_the_secrets_moves_nothing() {
    for view in VIEWS {
        let mut connection = connection(view);
        let right = Syn::new(view, 5, 2);
        for bit in 0..64 {
            let mut wrong = right;
            wrong.request[bit / 8] ^= 1 << (bit % 8);
            stays(&mut connection, &wrong, A::Rst, R::WrongRequest);
        }
        // Neither the number nor the sequence number of a right request can be changed.
        for reqno in (0..=255).filter(|reqno| view.reqno(*reqno) != 5) {
            stays(&mut connection, &Syn { reqno, ..right }, A::Rst, R::WrongRequest);
        }
        stays(&mut connection, &Syn { seqno: 6, ..right }, A::Rst, R::WrongRequest);
        assert_eq!(connection.on(&right.event()), moved());
    }
}

/// Of 40 moves an old SYN replayed at any time moves nothing back.
#[test]
fn old_requests_are_stale() {
    for view in VIEWS {
        let mut connection = connection(view);
        let syns: Vec<_> = (0..40).map(|number| Syn::new(view, number, number)).collect();
        for (count, syn) in syns.iter().enumerate() {
            assert_eq!(connection.on(&syn.event()), moved());
            for old in &syns[..count] {
                let old = Syn { source: at(66), ..*old };
                stays(&mut connection, &old, A::Nothing, R::StaleReqNo);
            }
        }
    }
}

/// Numbers start again after the last one, any number of times.
#[test]
fn numbers_wrap_around() {
    for (view, numbers) in VIEWS.into_iter().zip([256_u16, 128]) {
        let half = u8::try_from(numbers / 2).unwrap();
        for step in [1, 2, half - 1] {
            let mut connection = connection(view);
            let mut number = u8::MAX;
            for _ in 0..1000 {
                assert_eq!(connection.on(&Syn::new(view, number, 2).event()), moved());
                assert_eq!(connection.last_reqno(), Some(number));
                let exactly_half = Syn::new(view, number.wrapping_add(half), 66);
                stays(&mut connection, &exactly_half, A::Nothing, R::StaleReqNo);
                let one_before = Syn::new(view, number.wrapping_sub(1), 66);
                stays(&mut connection, &one_before, A::Nothing, R::StaleReqNo);
                number = number.wrapping_add(step);
            }
        }
    }
}

/// What serial arithmetic can't prevent, and neither document does: once the numbers have gone more
/// than half of their way round, a copy of a SYN from before is newer again, and its Request is as
/// right as it was.
#[test]
fn a_copy_is_taken_when_the_numbers_have_gone_half_way_round() {
    for (view, half) in VIEWS.into_iter().zip([128_u8, 64]) {
        let mut connection = connection(view);
        let first = Syn::new(view, 0, 2);
        let copy = Syn { source: at(66), ..first };
        assert_eq!(connection.on(&first.event()), moved());
        for number in 1..=half {
            assert_eq!(connection.on(&Syn::new(view, number, 3).event()), moved());
            stays(&mut connection, &copy, A::Nothing, R::StaleReqNo);
        }
        assert_eq!(connection.on(&Syn::new(view, half + 1, 3).event()), moved());
        assert_eq!(connection.on(&copy.event()), moved());
        assert_eq!(connection.peer(), at(66));
    }
}

/// Reset by somebody, the connection waits for its peer, who turns up elsewhere.
#[test]
fn a_connection_that_was_reset_is_moved_and_goes_on() {
    for view in VIEWS {
        let mut connection = connection(view);
        let step = connection.on(&MigrateEvent::Rst);
        assert_eq!((step.answer, step.reason), (A::Nothing, R::Waiting));
        assert_eq!(connection.on(&MigrateEvent::Rst).reason, R::ResetIgnored);
        assert_eq!(connection.on(&MigrateEvent::Data).answer, A::DataWithoutAck);
        assert_eq!((connection.state(), connection.peer()), (S::MigrateWait, at(1)));
        assert_eq!(connection.on(&Syn::new(view, 1, 2).event()), moved());
        // The SYN/ACK is lost, and the peer moves on before it has acknowledged.
        assert_eq!(connection.on(&Syn::new(view, 2, 3).event()), moved());
        stays(&mut connection, &Syn::new(view, 1, 2), A::Nothing, R::StaleReqNo);
        assert_eq!(connection.on(&MigrateEvent::Ack).next, S::Established);
        assert_eq!((connection.peer(), connection.last_reqno()), (at(3), Some(2)));
        assert_eq!(connection.on(&MigrateEvent::Data).answer, A::AsTcp);
    }
}

#[test]
fn nobody_comes_and_the_connection_is_closed() {
    let view = ReqNoView::EightBit;
    let mut connection = connection(view);
    let _ = connection.on(&MigrateEvent::Rst);
    assert_eq!(connection.on(&MigrateEvent::Timeout).reason, R::TimedOut);
    assert_eq!(connection.state(), S::Closed);
    stays(&mut connection, &Syn::new(view, 1, 2), A::Rst, R::UnknownToken);
}

#[test]
fn a_peer_that_closes_may_still_move() {
    let view = ReqNoView::SevenBit;
    let mut connection = connection(view);
    connection.enter(S::FinWait);
    assert_eq!(connection.on(&Syn::new(view, 1, 2).event()), moved());
    connection.enter(S::FinWait);
    assert_eq!(connection.on(&MigrateEvent::Rst).reason, R::Reset);
    assert_eq!(connection.state(), S::Closed);
}

/// Without Migrate-Permitted nothing names the connection, and a reset ends it.
#[test]
fn what_was_not_negotiated_does_not_happen() {
    for view in VIEWS {
        let mut connection = MigrateConnection::new(None, at(1));
        stays(&mut connection, &Syn::new(view, 1, 2), A::Rst, R::UnknownToken);
        assert_eq!(connection.on(&MigrateEvent::Data).answer, A::AsTcp);
        assert_eq!(connection.on(&MigrateEvent::Rst).reason, R::Reset);
        assert_eq!(connection.state(), S::Closed);
    }
}
