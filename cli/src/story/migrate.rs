//! Connections of TCP Migrate: their Tokens, and what is to be said of Requests.

use std::fmt;

use rehome::crypto::{MigrateKey, MigrateSecrets, ReqNoView, SynJudgement};
use rehome::tcp::Migrate;
use zeroize::Zeroizing;

use super::plot::Key;
use super::stories::{Contact, Sink, Stories};
use super::{Family, Said, Step, StepKind};
use crate::element::Sent;
use crate::finding::{Finding, Id};
use crate::flow::Flow;
use crate::hex::Hex;

/// Both views of ReqNo. What is right in one of them is right.
const VIEWS: [ReqNoView; 2] = [ReqNoView::EightBit, ReqNoView::SevenBit];

/// What the ends of a secure connection share, from which its key is made.
pub type SharedSecret = Zeroizing<Vec<u8>>;

/// A connection that may migrate.
pub(super) struct Migrating {
    ni: u32,
    nj: u32,
    is_secure: bool,
    /// By each key that may be its own, in each view.
    secrets: Vec<MigrateSecrets>,
    /// The last Migrate SYN.
    last: Option<Request>,
    /// The ReqNo octet that was accepted last.
    accepted: Option<u8>,
}

/// A Migrate SYN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Request {
    flow: u64,
    seqno: u32,
    reqno: u8,
    request: [u8; 8],
}

impl fmt::Debug for Migrating {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Migrating").field("last", &self.last).finish_non_exhaustive()
    }
}

impl Migrating {
    /// After the SYN.
    pub(super) fn new(ni: u32, is_secure: bool) -> Self {
        Self { ni, nj: 0, is_secure, secrets: Vec::new(), last: None, accepted: None }
    }

    /// After the SYN/ACK. Returns the Tokens that the connection may have: one where both ends are
    /// insecure, else one for each key that is given.
    pub(super) fn agreed(
        &mut self,
        nj: u32,
        is_secure: bool,
        shared_secrets: &[SharedSecret],
    ) -> Vec<[u8; 8]> {
        self.nj = nj;
        let (ni, nj) = (self.ni, self.nj);
        let in_views = |key: &dyn Fn() -> Option<MigrateKey>| {
            let secrets = VIEWS.map(|view| Some(MigrateSecrets { ni, nj, key: key()?, view }));
            secrets.into_iter().flatten().collect::<Vec<_>>()
        };
        self.secrets = match self.is_secure && is_secure {
            true => {
                let key = |secret: &SharedSecret| MigrateKey::from_shared_secret(secret).ok();
                shared_secrets.iter().flat_map(|secret| in_views(&|| key(secret))).collect()
            }
            false => in_views(&|| Some(MigrateKey::INSECURE)),
        };
        // The Token is the same in both views.
        self.secrets.iter().step_by(VIEWS.len()).map(MigrateSecrets::token).collect()
    }

    /// What it takes of memory.
    pub(super) fn cost(&self) -> usize {
        size_of::<Self>() + self.secrets.len() * size_of::<MigrateSecrets>()
    }

    /// What is to be said of a request, the best in any view.
    fn judge(&self, migrate: &Migrate<'_>, seqno: u32) -> SynJudgement {
        let judgements = self.secrets.iter().map(|its| its.judge(migrate, seqno, self.accepted));
        let rank = |judgement: &SynJudgement| match judgement {
            SynJudgement::Right => 3,
            SynJudgement::WrongRequest => 2,
            SynJudgement::Stale | SynJudgement::Duplicate => 1,
            SynJudgement::UnknownToken => 0,
        };
        judgements.max_by_key(rank).unwrap_or(SynJudgement::UnknownToken)
    }

    /// The SYN/ACK of a Migrate SYN was seen.
    pub(super) fn accepted(&mut self, flow: Flow) {
        if let Some(last) = self.last.filter(|last| last.flow == flow.number) {
            self.accepted = Some(last.reqno);
        }
    }
}

impl Stories {
    /// A Migrate option on a SYN.
    pub(super) fn migrate(
        &mut self,
        sent: &Sent<'_>,
        flow: Flow,
        migrate: &Migrate<'_>,
        sink: Sink<'_>,
    ) {
        if !sent.is_syn() {
            return;
        }
        let ends = [sent.source, sent.destination];
        let seqno = sent.header.sequence_number;
        let request =
            Request { flow: flow.number, seqno, reqno: migrate.reqno, request: *migrate.request };
        let Some(number) = self.find(&Key::Token(*migrate.token)) else {
            return self.unknown(sent, flow, migrate, sink);
        };
        let Some(plot) = self.plot(number) else { return };
        let attempts = plot.steps(StepKind::Attempt).last().map(|step| step.frame.number);
        let agreed = plot.steps(StepKind::Agree).map(|step| step.frame.number).next();
        let Some(migrating) = &mut plot.migrating else { return };
        // The SYN once more.
        if migrating.last == Some(request) {
            return;
        }
        let last = migrating.accepted;
        let judgement = migrating.judge(migrate, seqno);
        migrating.last = Some(request);
        let (id, verdict) = match judgement {
            SynJudgement::Right => (None, "valid"),
            SynJudgement::WrongRequest => (Some(Id::MigrateRequestWrong), "wrong_request"),
            SynJudgement::Stale | SynJudgement::Duplicate => {
                (Some(Id::MigrateReqNoStale), "stale_reqno")
            }
            SynJudgement::UnknownToken => (Some(Id::MigrateTokenUnknown), "unknown_token"),
        };
        self.contact(number, Contact { flow, ends });
        let detail = format!("Migrate, ReqNo {}", migrate.reqno);
        let step = Step::new(StepKind::Attempt, sent.frame, Some(flow), ends, detail);
        self.add(number, Step { verdict: Some(verdict), ..step });
        if let Some(id) = id {
            let message = match (id, last) {
                (Id::MigrateReqNoStale, Some(last)) => {
                    format!("ReqNo {} is not newer than {last}, accepted last", migrate.reqno)
                }
                _ => "the Request was not made with the connection's secrets".to_owned(),
            };
            let others = agreed.into_iter().chain(attempts.filter(|_| last.is_some()));
            sink(Said::Finding(Finding::of_segment(id, sent, message).with(others)));
        }
    }

    /// A Migrate SYN whose Token is of no connection that is known by it.
    fn unknown(&mut self, sent: &Sent<'_>, flow: Flow, migrate: &Migrate<'_>, sink: Sink<'_>) {
        if self.of(flow).is_some() {
            return;
        }
        let ends = [sent.source, sent.destination];
        let token = Hex(migrate.token);
        // Of a secure connection whose key is not given the server alone is known.
        let secure = self.find_only(&Key::Secure(sent.destination));
        let number = match secure {
            Some(number) => {
                self.contact(number, Contact { flow, ends });
                number
            }
            None => self.begin(Family::TcpMigrate, Contact { flow, ends }),
        };
        let detail = format!("Migrate, ReqNo {}, token {token}", migrate.reqno);
        self.add(number, Step::new(StepKind::Attempt, sent.frame, Some(flow), ends, detail));
        if !self.has_secure {
            let message = format!("no connection in this capture has Token {token}");
            sink(Said::Finding(Finding::of_segment(Id::MigrateTokenUnknown, sent, message)));
        }
    }
}
