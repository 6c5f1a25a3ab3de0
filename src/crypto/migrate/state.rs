//! What a connection does at what arrives, as far as Migrate is concerned.
//!
//! | state | event | answer | next state |
//! |---|---|---|---|
//! | any | Migrate SYN, token unknown | RST | unchanged |
//! | ESTABLISHED, FIN_WAIT, SYN_RCVD, MIGRATE_WAIT | Migrate SYN, ReqNo not newer | SYN/ACK again if it is the last accepted request, else nothing | unchanged |
//! | the same | Migrate SYN, newer, Request wrong | RST | unchanged |
//! | the same | Migrate SYN, newer, Request right | SYN/ACK | SYN_RCVD |
//! | SYN_RCVD | ACK | none | ESTABLISHED |
//! | ESTABLISHED, SYN_RCVD, Migrate-Permitted negotiated | RST | none | MIGRATE_WAIT |
//! | the same and FIN_WAIT otherwise | RST | none | CLOSED |
//! | MIGRATE_WAIT | RST | ignored | unchanged |
//! | MIGRATE_WAIT | data | taken without an ACK | unchanged |
//! | MIGRATE_WAIT | timeout | none | CLOSED |
//! | what is not here | | as TCP has it | |
//!
//! Rulings: what FIN_WAIT and SYN_RCVD do, and the answer to a ReqNo that is not newer. A SYN/ACK can
//! be lost, so SYN_RCVD takes the SYN again, and a peer that moves again before it has acknowledged.

/// The states of a connection (RFC 9293, section 3.3.2) that matter to Migrate, and its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum MigrateState {
    /// ESTABLISHED.
    Established,
    /// FIN_WAIT_1 and FIN_WAIT_2. One that moves goes by SYN_RCVD to ESTABLISHED, as the draft has it;
    /// TCP has to remember that it has sent its FIN, and to enter this state again.
    FinWait,
    /// SYN_RCVD, after a Migrate SYN was accepted.
    SynReceived,
    /// MIGRATE_WAIT: reset by somebody, and waiting for the peer to turn up elsewhere.
    MigrateWait,
    /// CLOSED.
    Closed,
}

/// What arrives at a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum StateEvent {
    /// A SYN with a Migrate option, judged.
    MigrateSyn(SynJudgement),
    /// An RST that TCP accepts.
    Rst,
    /// An ACK that acknowledges the SYN/ACK.
    Ack,
    /// A segment with data that TCP accepts.
    Data,
    /// The time that TCP waits in TIME_WAIT has passed since MIGRATE_WAIT was entered.
    Timeout,
}

/// What is to be said of a SYN with a Migrate option. The first that holds, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum SynJudgement {
    /// Its Token is that of no connection.
    UnknownToken,
    /// It is the SYN that was accepted last: sequence number, ReqNo and Request are the same.
    Duplicate,
    /// ReqNo is not newer.
    Stale,
    /// Its Request was not made with the connection's secrets.
    WrongRequest,
    /// It may move the connection.
    Right,
}

/// What a connection answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MigrateAnswer {
    /// An RST, to where the segment came from.
    Rst,
    /// A SYN/ACK, to the peer's new address.
    SynAck,
    /// The SYN/ACK once more, to the address that the peer has by now: not to where a copy of its
    /// SYN came from.
    SynAckAgain,
    /// The data is taken, and no ACK is sent.
    DataWithoutAck,
    /// Nothing is sent.
    Nothing,
    /// Migrate has no say in this: as TCP has it.
    AsTcp,
}

/// Why a connection answers so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MigrateReason {
    /// The Token is that of no connection.
    UnknownToken,
    /// The request is the one that was accepted last.
    DuplicateRequest,
    /// ReqNo is not newer than the last one accepted.
    StaleReqNo,
    /// The Request was not made with the connection's secrets.
    WrongRequest,
    /// The connection has moved.
    Moved,
    /// The peer has acknowledged the move.
    Acknowledged,
    /// The connection was reset, and waits for its peer to move it.
    Waiting,
    /// The connection was reset.
    Reset,
    /// The connection waits, and does not listen to resets.
    ResetIgnored,
    /// The connection waits; an ACK would go to an address that the peer may have left.
    AckWithheld,
    /// The peer has not turned up.
    TimedOut,
    /// Migrate has no say in this.
    NotMigrate,
}

/// What comes of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use]
pub struct MigrateStep {
    /// What is sent.
    pub answer: MigrateAnswer,
    /// Why.
    pub reason: MigrateReason,
    /// The state that follows. Where TCP has the say it is the same, for TCP to change.
    pub next: MigrateState,
}

impl MigrateState {
    /// What comes of an event; `migrate_permitted` says whether both SYNs had the Migrate-Permitted
    /// option. Without it the connection has no Token that a SYN could name.
    pub const fn on(self, event: StateEvent, migrate_permitted: bool) -> MigrateStep {
        use MigrateAnswer as Answer;
        use MigrateReason as Reason;
        use MigrateState::{Closed, Established, FinWait, MigrateWait, SynReceived};

        let (answer, reason, next) = match (event, self) {
            (StateEvent::MigrateSyn(judgement), _) => match judgement {
                _ if !migrate_permitted || matches!(self, Closed) => {
                    (Answer::Rst, Reason::UnknownToken, self)
                }
                SynJudgement::UnknownToken => (Answer::Rst, Reason::UnknownToken, self),
                SynJudgement::Duplicate => (Answer::SynAckAgain, Reason::DuplicateRequest, self),
                SynJudgement::Stale => (Answer::Nothing, Reason::StaleReqNo, self),
                SynJudgement::WrongRequest => (Answer::Rst, Reason::WrongRequest, self),
                SynJudgement::Right => (Answer::SynAck, Reason::Moved, SynReceived),
            },
            (StateEvent::Rst, Established | SynReceived) if migrate_permitted => {
                (Answer::Nothing, Reason::Waiting, MigrateWait)
            }
            (StateEvent::Rst, Established | SynReceived | FinWait) => {
                (Answer::Nothing, Reason::Reset, Closed)
            }
            (StateEvent::Rst, MigrateWait) => (Answer::Nothing, Reason::ResetIgnored, self),
            (StateEvent::Data, MigrateWait) => (Answer::DataWithoutAck, Reason::AckWithheld, self),
            (StateEvent::Timeout, MigrateWait) => (Answer::Nothing, Reason::TimedOut, Closed),
            (StateEvent::Ack, SynReceived) => (Answer::Nothing, Reason::Acknowledged, Established),
            _ => (Answer::AsTcp, Reason::NotMigrate, self),
        };
        MigrateStep { answer, reason, next }
    }
}
