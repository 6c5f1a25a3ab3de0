//! A connection that may be moved.

use core::net::SocketAddr;

use subtle::ConstantTimeEq;

use super::{MigrateReason, MigrateSecrets, MigrateState, MigrateStep, StateEvent, SynJudgement};
use crate::tcp::Migrate;

/// What arrives at a connection. TCP has judged it before, as far as that is its own to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MigrateEvent<'a> {
    /// A SYN with a Migrate option.
    MigrateSyn {
        /// The option.
        migrate: Migrate<'a>,
        /// The sequence number of the SYN.
        seqno: u32,
        /// Where it came from.
        source: SocketAddr,
    },
    /// An RST that TCP accepts.
    Rst,
    /// An ACK that acknowledges the SYN/ACK.
    Ack,
    /// A segment with data that TCP accepts.
    Data,
    /// The time that TCP waits in TIME_WAIT has passed since MIGRATE_WAIT was entered.
    Timeout,
}

/// What a TCP stack keeps of a connection for Migrate: its state, its peer, its secrets, and the
/// request that moved it last.
///
/// ```
/// use rehome::crypto::{
///     MigrateAnswer, MigrateConnection, MigrateEvent, MigrateKey, MigrateSecrets, MigrateState,
///     ReqNoView,
/// };
/// use rehome::tcp::Migrate;
///
/// let view = ReqNoView::EightBit;
/// let secrets = MigrateSecrets { ni: 1, nj: 2, key: MigrateKey::INSECURE, view };
/// let (token, request) = (secrets.token(), secrets.request(3, 1));
/// let mut connection = MigrateConnection::new(Some(secrets), "192.0.2.1:5000".parse()?);
///
/// let source = "198.51.100.7:6000".parse()?;
/// let migrate = Migrate { reqno: 1, token: &token, request: &request };
/// let step = connection.on(&MigrateEvent::MigrateSyn { migrate, seqno: 3, source });
/// assert_eq!(step.answer, MigrateAnswer::SynAck);
/// assert_eq!(connection.peer(), source);
/// # Ok::<(), std::net::AddrParseError>(())
/// ```
#[derive(Debug)]
pub struct MigrateConnection {
    secrets: Option<MigrateSecrets>,
    state: MigrateState,
    peer: SocketAddr,
    last: Option<AcceptedRequest>,
}

/// The request that was accepted last.
#[derive(Clone, Copy, Debug)]
struct AcceptedRequest {
    seqno: u32,
    reqno_octet: u8,
    request: [u8; 8],
}

impl MigrateConnection {
    /// A connection that has been established, with its secrets if both SYNs had the
    /// Migrate-Permitted option.
    #[must_use]
    pub const fn new(secrets: Option<MigrateSecrets>, peer: SocketAddr) -> Self {
        Self { secrets, state: MigrateState::Established, peer, last: None }
    }

    /// The state.
    #[must_use]
    pub const fn state(&self) -> MigrateState {
        self.state
    }

    /// Where the peer is.
    #[must_use]
    pub const fn peer(&self) -> SocketAddr {
        self.peer
    }

    /// The octet with the ReqNo that was accepted last.
    #[must_use]
    pub fn last_reqno(&self) -> Option<u8> {
        self.last.map(|last| last.reqno_octet)
    }

    /// Enters a state for a reason of TCP's own, such as a close.
    pub const fn enter(&mut self, state: MigrateState) {
        self.state = state;
    }

    /// What comes of an event, which changes the connection: a request that is accepted moves it to
    /// where it came from.
    pub fn on(&mut self, event: &MigrateEvent<'_>) -> MigrateStep {
        let judged = match event {
            MigrateEvent::MigrateSyn { migrate, seqno, .. } => {
                StateEvent::MigrateSyn(self.judge(migrate, *seqno))
            }
            MigrateEvent::Rst => StateEvent::Rst,
            MigrateEvent::Ack => StateEvent::Ack,
            MigrateEvent::Data => StateEvent::Data,
            MigrateEvent::Timeout => StateEvent::Timeout,
        };
        let step = self.state.on(judged, self.secrets.is_some());
        self.state = step.next;
        if let (MigrateEvent::MigrateSyn { migrate, seqno, source }, MigrateReason::Moved) =
            (event, step.reason)
        {
            self.peer = *source;
            self.last = Some(AcceptedRequest {
                seqno: *seqno,
                reqno_octet: migrate.reqno,
                request: *migrate.request,
            });
        }
        step
    }

    fn judge(&self, migrate: &Migrate<'_>, seqno: u32) -> SynJudgement {
        let Some(secrets) = &self.secrets else {
            return SynJudgement::UnknownToken;
        };
        let judgement = secrets.judge(migrate, seqno, self.last_reqno());
        match self.last {
            Some(last) if judgement == SynJudgement::Stale => {
                let of = |octet| secrets.view.reqno(octet);
                let same_syn = seqno == last.seqno && of(migrate.reqno) == of(last.reqno_octet);
                let same_request = bool::from(last.request.ct_eq(migrate.request));
                if same_syn && same_request { SynJudgement::Duplicate } else { judgement }
            }
            _ => judgement,
        }
    }
}
