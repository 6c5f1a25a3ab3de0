//! Any events in any order, against what must always hold of a connection.

use proptest::collection::vec;
use proptest::prelude::*;
use rehome::crypto::{
    MigrateAnswer as A, MigrateConnection, MigrateEvent, MigrateReason as R, MigrateState as S,
    ReqNoView,
};

use crate::cases;
use crate::migrate_connection::{Syn, VIEWS, at, secrets};

#[derive(Clone, Debug)]
enum Action {
    /// The peer asks from a network, with a number so far beyond its last one.
    Ask {
        ahead: u8,
        network: u8,
    },
    /// A SYN that was sent before, from elsewhere.
    Replay {
        which: prop::sample::Index,
        network: u8,
    },
    /// One of those with a bit changed: of its Token, its Request, or its number.
    Tamper {
        which: prop::sample::Index,
        bit: u8,
        network: u8,
    },
    Rst,
    Ack,
    Data,
    Timeout,
    /// The peer's end of the stream, seen by TCP.
    Fin,
}

fn actions() -> impl Strategy<Value = Vec<Action>> {
    let which = any::<prop::sample::Index>;
    let action = prop_oneof![
        6 => (prop_oneof![1..4_u8, any::<u8>()], 2..6_u8)
            .prop_map(|(ahead, network)| Action::Ask { ahead, network }),
        4 => (which(), 60..64_u8).prop_map(|(which, network)| Action::Replay { which, network }),
        4 => (which(), 0..136_u8, 60..64_u8)
            .prop_map(|(which, bit, network)| Action::Tamper { which, bit, network }),
        3 => Just(Action::Ack),
        2 => Just(Action::Rst),
        2 => Just(Action::Data),
        1 => Just(Action::Timeout),
        1 => Just(Action::Fin),
    ];
    vec(action, 1..60)
}

/// How far a number is ahead of the last one.
fn ahead(view: ReqNoView, number: u8, last: u8) -> u16 {
    let numbers = if view == ReqNoView::EightBit { 256 } else { 128 };
    (numbers + u16::from(number) % numbers - u16::from(last) % numbers) % numbers
}

fn run(view: ReqNoView, negotiated: bool, actions: &[Action]) {
    let half = if view == ReqNoView::EightBit { 128 } else { 64 };
    let mut connection = MigrateConnection::new(negotiated.then(|| secrets(view)), at(1));
    let mut sent = vec![Syn::new(view, 200, 2)];
    let mut last_accepted: Option<Syn> = None;
    let mut waiting_or_closed = false;
    for action in actions {
        let mut syn = None;
        let event = match *action {
            Action::Ask { ahead, network } => {
                let number = connection.last_reqno().unwrap_or(0).wrapping_add(ahead);
                sent.push(Syn::new(view, number, network));
                syn.insert(sent[sent.len() - 1]).event()
            }
            Action::Replay { which, network } => {
                syn.insert(Syn { source: at(network), ..*which.get(&sent) }).event()
            }
            Action::Tamper { which, bit, network } => {
                let syn = syn.insert(Syn { source: at(network), ..*which.get(&sent) });
                let octet = match bit / 8 {
                    index @ 0..8 => &mut syn.token[usize::from(index)],
                    index @ 8..16 => &mut syn.request[usize::from(index - 8)],
                    _ => &mut syn.reqno,
                };
                *octet ^= 1 << (bit % 8);
                syn.event()
            }
            Action::Rst => MigrateEvent::Rst,
            Action::Ack => MigrateEvent::Ack,
            Action::Data => MigrateEvent::Data,
            Action::Timeout => MigrateEvent::Timeout,
            Action::Fin => {
                if connection.state() == S::Established {
                    connection.enter(S::FinWait);
                }
                continue;
            }
        };
        let (state, peer, last) = (connection.state(), connection.peer(), connection.last_reqno());
        let step = connection.on(&event);
        assert_eq!(connection.state(), step.next);

        // It moves where a SYN with the right Token and a right and newer Request arrives at a
        // connection that is alive, and nowhere else.
        let (own, accepted) = (secrets(view), last_accepted);
        let known = |syn: &Syn| negotiated && state != S::Closed && syn.token == own.token();
        let newer = |syn: &Syn| {
            accepted.is_none_or(|last| (1..half).contains(&ahead(view, syn.reqno, last.reqno)))
        };
        let right = |syn: &Syn| syn.request == own.request(syn.seqno, syn.reqno);
        let moves = syn.is_some_and(|syn| known(&syn) && newer(&syn) && right(&syn));
        assert_eq!(step.reason == R::Moved, moves);
        if let Some(syn) = syn.filter(|_| moves) {
            assert_eq!((step.answer, step.next), (A::SynAck, S::SynReceived));
            assert_eq!((connection.peer(), connection.last_reqno()), (syn.source, Some(syn.reqno)));
            last_accepted = Some(syn);
        } else {
            assert_eq!((connection.peer(), connection.last_reqno()), (peer, last));
        }

        // Every answer has its reason.
        if let Some(syn) = syn.filter(|_| !moves) {
            assert_eq!(step.next, state, "a SYN that does not move changes nothing");
            let same_number = |last: &Syn| ahead(view, syn.reqno, last.reqno) == 0;
            let again =
                accepted.filter(same_number).is_some_and(|last| last.request == syn.request);
            let expected = match () {
                () if !known(&syn) => (A::Rst, R::UnknownToken),
                () if again => (A::SynAckAgain, R::DuplicateRequest),
                () if !newer(&syn) => (A::Nothing, R::StaleReqNo),
                () => (A::Rst, R::WrongRequest),
            };
            assert_eq!((step.answer, step.reason), expected);
        }
        match step.answer {
            A::Rst | A::SynAck | A::SynAckAgain => assert!(syn.is_some()),
            A::DataWithoutAck => assert_eq!(state, S::MigrateWait),
            A::AsTcp => assert_eq!((step.reason, step.next), (R::NotMigrate, state)),
            A::Nothing => assert!(syn.is_none() || step.reason == R::StaleReqNo),
        }
        if state == S::Closed {
            assert_eq!(step.next, S::Closed);
            assert!(matches!(step.answer, A::Rst | A::AsTcp));
        }
        if !negotiated {
            assert!(matches!(step.next, S::Established | S::FinWait | S::Closed));
        }
        waiting_or_closed |= matches!(step.next, S::MigrateWait | S::Closed);
    }
    let reset = actions.iter().any(|action| matches!(action, Action::Rst));
    assert!(!waiting_or_closed || reset, "nothing but a reset ends a connection");
}

proptest! {
    #![proptest_config(cases(1024))]

    #[test]
    fn any_events_in_any_order(actions in actions(), view in proptest::sample::select(&VIEWS[..])) {
        run(view, true, &actions);
        run(view, false, &actions);
    }
}
