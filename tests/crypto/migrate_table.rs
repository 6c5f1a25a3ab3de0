//! The table of states, in all its cells: written here from the draft and the rulings, state by
//! state and event by event, with Migrate-Permitted negotiated and without.

use rehome::crypto::MigrateAnswer as A;
use rehome::crypto::MigrateReason as R;
use rehome::crypto::MigrateState::{Closed, Established, FinWait, MigrateWait, SynReceived};
use rehome::crypto::StateEvent::{Ack, Data, MigrateSyn, Rst, Timeout};
use rehome::crypto::SynJudgement::{Duplicate, Right, Stale, UnknownToken, WrongRequest};
use rehome::crypto::{MigrateState, MigrateStep, StateEvent};

type Cell = (A, R, MigrateState);

/// State, event, what comes of it where Migrate-Permitted was negotiated, and where it was not.
type Row = (MigrateState, StateEvent, Cell, Cell);

#[rustfmt::skip]
const TABLE: [Row; 45] = [
    (Established, MigrateSyn(UnknownToken), (A::Rst,            R::UnknownToken,     Established), (A::Rst,            R::UnknownToken, Established)),
    (Established, MigrateSyn(Duplicate),    (A::SynAckAgain,    R::DuplicateRequest, Established), (A::Rst,            R::UnknownToken, Established)),
    (Established, MigrateSyn(Stale),        (A::Nothing,        R::StaleReqNo,       Established), (A::Rst,            R::UnknownToken, Established)),
    (Established, MigrateSyn(WrongRequest), (A::Rst,            R::WrongRequest,     Established), (A::Rst,            R::UnknownToken, Established)),
    (Established, MigrateSyn(Right),        (A::SynAck,         R::Moved,            SynReceived), (A::Rst,            R::UnknownToken, Established)),
    (Established, Rst,                      (A::Nothing,        R::Waiting,          MigrateWait), (A::Nothing,        R::Reset,        Closed)),
    (Established, Ack,                      (A::AsTcp,          R::NotMigrate,       Established), (A::AsTcp,          R::NotMigrate,   Established)),
    (Established, Data,                     (A::AsTcp,          R::NotMigrate,       Established), (A::AsTcp,          R::NotMigrate,   Established)),
    (Established, Timeout,                  (A::AsTcp,          R::NotMigrate,       Established), (A::AsTcp,          R::NotMigrate,   Established)),

    (FinWait,     MigrateSyn(UnknownToken), (A::Rst,            R::UnknownToken,     FinWait),     (A::Rst,            R::UnknownToken, FinWait)),
    (FinWait,     MigrateSyn(Duplicate),    (A::SynAckAgain,    R::DuplicateRequest, FinWait),     (A::Rst,            R::UnknownToken, FinWait)),
    (FinWait,     MigrateSyn(Stale),        (A::Nothing,        R::StaleReqNo,       FinWait),     (A::Rst,            R::UnknownToken, FinWait)),
    (FinWait,     MigrateSyn(WrongRequest), (A::Rst,            R::WrongRequest,     FinWait),     (A::Rst,            R::UnknownToken, FinWait)),
    (FinWait,     MigrateSyn(Right),        (A::SynAck,         R::Moved,            SynReceived), (A::Rst,            R::UnknownToken, FinWait)),
    (FinWait,     Rst,                      (A::Nothing,        R::Reset,            Closed),      (A::Nothing,        R::Reset,        Closed)),
    (FinWait,     Ack,                      (A::AsTcp,          R::NotMigrate,       FinWait),     (A::AsTcp,          R::NotMigrate,   FinWait)),
    (FinWait,     Data,                     (A::AsTcp,          R::NotMigrate,       FinWait),     (A::AsTcp,          R::NotMigrate,   FinWait)),
    (FinWait,     Timeout,                  (A::AsTcp,          R::NotMigrate,       FinWait),     (A::AsTcp,          R::NotMigrate,   FinWait)),

    (SynReceived, MigrateSyn(UnknownToken), (A::Rst,            R::UnknownToken,     SynReceived), (A::Rst,            R::UnknownToken, SynReceived)),
    (SynReceived, MigrateSyn(Duplicate),    (A::SynAckAgain,    R::DuplicateRequest, SynReceived), (A::Rst,            R::UnknownToken, SynReceived)),
    (SynReceived, MigrateSyn(Stale),        (A::Nothing,        R::StaleReqNo,       SynReceived), (A::Rst,            R::UnknownToken, SynReceived)),
    (SynReceived, MigrateSyn(WrongRequest), (A::Rst,            R::WrongRequest,     SynReceived), (A::Rst,            R::UnknownToken, SynReceived)),
    (SynReceived, MigrateSyn(Right),        (A::SynAck,         R::Moved,            SynReceived), (A::Rst,            R::UnknownToken, SynReceived)),
    (SynReceived, Rst,                      (A::Nothing,        R::Waiting,          MigrateWait), (A::Nothing,        R::Reset,        Closed)),
    (SynReceived, Ack,                      (A::Nothing,        R::Acknowledged,     Established), (A::Nothing,        R::Acknowledged, Established)),
    (SynReceived, Data,                     (A::AsTcp,          R::NotMigrate,       SynReceived), (A::AsTcp,          R::NotMigrate,   SynReceived)),
    (SynReceived, Timeout,                  (A::AsTcp,          R::NotMigrate,       SynReceived), (A::AsTcp,          R::NotMigrate,   SynReceived)),

    (MigrateWait, MigrateSyn(UnknownToken), (A::Rst,            R::UnknownToken,     MigrateWait), (A::Rst,            R::UnknownToken, MigrateWait)),
    (MigrateWait, MigrateSyn(Duplicate),    (A::SynAckAgain,    R::DuplicateRequest, MigrateWait), (A::Rst,            R::UnknownToken, MigrateWait)),
    (MigrateWait, MigrateSyn(Stale),        (A::Nothing,        R::StaleReqNo,       MigrateWait), (A::Rst,            R::UnknownToken, MigrateWait)),
    (MigrateWait, MigrateSyn(WrongRequest), (A::Rst,            R::WrongRequest,     MigrateWait), (A::Rst,            R::UnknownToken, MigrateWait)),
    (MigrateWait, MigrateSyn(Right),        (A::SynAck,         R::Moved,            SynReceived), (A::Rst,            R::UnknownToken, MigrateWait)),
    (MigrateWait, Rst,                      (A::Nothing,        R::ResetIgnored,     MigrateWait), (A::Nothing,        R::ResetIgnored, MigrateWait)),
    (MigrateWait, Ack,                      (A::AsTcp,          R::NotMigrate,       MigrateWait), (A::AsTcp,          R::NotMigrate,   MigrateWait)),
    (MigrateWait, Data,                     (A::DataWithoutAck, R::AckWithheld,      MigrateWait), (A::DataWithoutAck, R::AckWithheld,  MigrateWait)),
    (MigrateWait, Timeout,                  (A::Nothing,        R::TimedOut,         Closed),      (A::Nothing,        R::TimedOut,     Closed)),

    (Closed,      MigrateSyn(UnknownToken), (A::Rst,            R::UnknownToken,     Closed),      (A::Rst,            R::UnknownToken, Closed)),
    (Closed,      MigrateSyn(Duplicate),    (A::Rst,            R::UnknownToken,     Closed),      (A::Rst,            R::UnknownToken, Closed)),
    (Closed,      MigrateSyn(Stale),        (A::Rst,            R::UnknownToken,     Closed),      (A::Rst,            R::UnknownToken, Closed)),
    (Closed,      MigrateSyn(WrongRequest), (A::Rst,            R::UnknownToken,     Closed),      (A::Rst,            R::UnknownToken, Closed)),
    (Closed,      MigrateSyn(Right),        (A::Rst,            R::UnknownToken,     Closed),      (A::Rst,            R::UnknownToken, Closed)),
    (Closed,      Rst,                      (A::AsTcp,          R::NotMigrate,       Closed),      (A::AsTcp,          R::NotMigrate,   Closed)),
    (Closed,      Ack,                      (A::AsTcp,          R::NotMigrate,       Closed),      (A::AsTcp,          R::NotMigrate,   Closed)),
    (Closed,      Data,                     (A::AsTcp,          R::NotMigrate,       Closed),      (A::AsTcp,          R::NotMigrate,   Closed)),
    (Closed,      Timeout,                  (A::AsTcp,          R::NotMigrate,       Closed),      (A::AsTcp,          R::NotMigrate,   Closed)),
];

#[test]
fn every_state_does_with_every_event_what_the_table_says() {
    for (state, event, negotiated, otherwise) in TABLE {
        for (permitted, (answer, reason, next)) in [(true, negotiated), (false, otherwise)] {
            let expected = MigrateStep { answer, reason, next };
            assert_eq!(state.on(event, permitted), expected, "{state:?} {event:?} {permitted}");
        }
    }
}

#[test]
fn the_table_has_every_cell_once() {
    let judgements = [UnknownToken, Duplicate, Stale, WrongRequest, Right].map(MigrateSyn);
    let events = judgements.into_iter().chain([Rst, Ack, Data, Timeout]);
    let mut cells = TABLE.iter();
    for state in [Established, FinWait, SynReceived, MigrateWait, Closed] {
        for event in events.clone() {
            let row = cells.next().expect("a row");
            assert_eq!((row.0, row.1), (state, event));
        }
    }
    assert!(cells.next().is_none());
}
