//! A connection of TCP Migrate: its Tokens, and what is to be said of Requests.

use std::collections::BTreeMap;
use std::fmt;

use rehome::crypto::{MigrateKey, MigrateSecrets, ReqNoView, SynJudgement};
use rehome::tcp::Migrate;
use zeroize::Zeroizing;

/// Both views of ReqNo. What is right in one of them is right.
const VIEWS: [ReqNoView; 2] = [ReqNoView::EightBit, ReqNoView::SevenBit];
/// Of so many connections the request is remembered.
const MOST_REQUESTS: usize = 64;

/// What the ends of a secure connection share, from which its key is made.
pub type SharedSecret = Zeroizing<Vec<u8>>;

/// A connection that may migrate.
pub(super) struct Migrating {
    ni: u32,
    nj: u32,
    is_secure: bool,
    /// By each key that may be its own, in each view.
    secrets: Vec<MigrateSecrets>,
    /// The last Migrate SYN of each connection that was tried.
    requests: BTreeMap<u64, Request>,
    /// The ReqNo octet that was accepted last.
    accepted: Option<u8>,
}

/// A Migrate SYN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Request {
    seqno: u32,
    reqno: u8,
    request: [u8; 8],
}

impl fmt::Debug for Migrating {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Migrating").field("accepted", &self.accepted).finish_non_exhaustive()
    }
}

impl Migrating {
    /// After the SYN.
    pub(super) fn new(ni: u32, is_secure: bool) -> Self {
        Self {
            ni,
            nj: 0,
            is_secure,
            secrets: Vec::new(),
            requests: BTreeMap::new(),
            accepted: None,
        }
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
        let requests = MOST_REQUESTS * size_of::<(u64, Request)>();
        size_of::<Self>() + requests + self.secrets.len() * size_of::<MigrateSecrets>()
    }

    /// What is to be said of a request, the best in any view.
    fn judge(&self, migrate: &Migrate<'_>, seqno: u32) -> SynJudgement {
        let ranked = self.secrets.iter().map(|its| {
            let judgement = its.judge(migrate, seqno, self.accepted);
            // A Request that was made with the secrets tells which view its maker has.
            let is_made = || *migrate.request == its.request(seqno, migrate.reqno);
            let rank = match judgement {
                SynJudgement::Right => 4,
                SynJudgement::Stale | SynJudgement::Duplicate if is_made() => 3,
                SynJudgement::WrongRequest => 2,
                SynJudgement::Stale | SynJudgement::Duplicate => 1,
                SynJudgement::UnknownToken => 0,
            };
            (rank, judgement)
        });
        let best = ranked.max_by_key(|(rank, _)| *rank);
        best.map_or(SynJudgement::UnknownToken, |(_, judgement)| judgement)
    }

    /// Takes a Migrate SYN, and says what is to be said of it; nothing where it is one sent again.
    pub(super) fn request(
        &mut self,
        flow: u64,
        migrate: &Migrate<'_>,
        seqno: u32,
    ) -> Option<SynJudgement> {
        let request = Request { seqno, reqno: migrate.reqno, request: *migrate.request };
        if self.requests.insert(flow, request) == Some(request) {
            return None;
        }
        if self.requests.len() > MOST_REQUESTS {
            self.requests.pop_first();
        }
        Some(self.judge(migrate, seqno))
    }

    /// The SYN/ACK of a connection was seen.
    pub(super) fn accepted(&mut self, flow: u64) {
        if let Some(request) = self.requests.get(&flow) {
            self.accepted = Some(request.reqno);
        }
    }

    /// The ReqNo octet that was accepted last.
    pub(super) fn last_reqno(&self) -> Option<u8> {
        self.accepted
    }
}
