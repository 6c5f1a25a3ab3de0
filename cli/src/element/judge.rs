//! What a server that knows the sessions makes of the tokens in a capture.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

use rehome::crypto::{HashAlgorithm, KeyError, Refusal, SessionKeys, Verifier};
use rehome::tls::{ClientHello, MigrationToken, NewSessionTicket, PskIdentity};
use rehome::wire::Decode;

use crate::capture::Timestamp;

/// So many octets of tickets and nonces are remembered.
const MOST: usize = 256 << 20;
/// So many connections in which the same ticket came.
const MOST_ALIKE: usize = 16;
/// What an entry costs beside its octets.
const ENTRY: usize = 96;

/// The sessions whose secrets are given, and what was seen of them.
#[derive(Default)]
pub struct Judge {
    sessions: HashMap<[u8; 32], Arc<SessionKeys>>,
    /// Which connections a ticket came in.
    tickets: HashMap<Vec<u8>, Vec<u64>>,
    /// The session_ids in the tokens that a connection's tickets carried.
    of_connection: HashMap<u64, HashSet<Vec<u8>>>,
    /// Which connection a nonce was accepted in, by session_id and nonce.
    accepted: HashMap<Vec<u8>, u64>,
    held: usize,
    is_full: bool,
    /// Whether verdicts are asked for later, and only what they rest on is taken down.
    is_deferred: bool,
}

impl Judge {
    /// Knows no session: there are no verdicts.
    pub fn new() -> Self {
        Self::default()
    }

    /// One that knows the same sessions, and has seen nothing of them.
    #[must_use]
    pub fn anew(&self) -> Self {
        Self { sessions: self.sessions.clone(), ..Self::default() }
    }

    /// Adds the session of a `resumption_master_secret`.
    ///
    /// # Errors
    /// Its length is not that of the hash.
    pub fn add_session(
        &mut self,
        hash: HashAlgorithm,
        resumption_master_secret: &[u8],
    ) -> Result<(), KeyError> {
        let keys = SessionKeys::derive(hash, resumption_master_secret)?;
        if let Ok(session_id) = keys.session_id().as_bytes().try_into() {
            self.sessions.insert(session_id, Arc::new(keys));
        }
        Ok(())
    }

    pub(crate) fn defer(&mut self, is_deferred: bool) {
        self.is_deferred = is_deferred;
    }

    /// Whether verdicts come later.
    pub(crate) fn is_deferred(&self) -> bool {
        self.is_deferred
    }

    /// Whether tickets or nonces had to be forgotten: later verdicts may lack them.
    pub fn is_full(&self) -> bool {
        self.is_full
    }

    /// A ticket that a connection's server has issued.
    pub(crate) fn ticket(&mut self, flow: u64, ticket: &NewSessionTicket<'_>) {
        if self.sessions.is_empty() {
            return;
        }
        let identity = ticket.ticket.as_bytes();
        if self.has_room(identity.len()) {
            let connections = self.tickets.entry(identity.to_vec()).or_default();
            if connections.len() < MOST_ALIKE && !connections.contains(&flow) {
                connections.push(flow);
            }
        }
        if let Some(token) = ticket.migration_token {
            let session_id = token.session_id().as_bytes();
            if self.has_room(session_id.len()) {
                self.of_connection.entry(flow).or_default().insert(session_id.to_vec());
            }
        }
    }

    /// The verdict on a hello, where it attempts a migration and any session is known. A frame without
    /// a time expires nothing.
    pub(crate) fn verdict(
        &mut self,
        flow: u64,
        hello: &ClientHello<'_>,
        time: Option<Timestamp>,
    ) -> Option<&'static str> {
        let (token, pre_shared_key) = (hello.migration_token?, hello.pre_shared_key?);
        if self.sessions.is_empty() || self.is_deferred {
            return None;
        }
        let now = time.map_or(0, |time| time.seconds);
        Some(match self.judge(flow, token, pre_shared_key, now) {
            Ok(()) => "valid",
            Err(code) => code,
        })
    }

    fn judge(
        &mut self,
        flow: u64,
        token: MigrationToken<'_>,
        pre_shared_key: &[u8],
        now: u64,
    ) -> Result<(), &'static str> {
        let session_id = token.session_id().as_bytes();
        if self.is_other_session(pre_shared_key, session_id) {
            return Err(<Refusal>::SessionMismatch.code());
        }
        let keys = <&[u8; 32]>::try_from(session_id).ok();
        let keys = keys.and_then(|id| self.sessions.get(id)).ok_or("unknown_session")?;
        // The nonce is asked for below: one counts once for a connection.
        let _ = Verifier::at(now).check(keys, token).map_err(|refusal| refusal.code())?;
        let nonce = [session_id, token.nonce().as_bytes()].concat();
        match self.accepted.get(&nonce) {
            Some(first) if *first == flow => {}
            Some(_) => return Err(<Refusal>::Replayed.code()),
            None => {
                if self.has_room(nonce.len()) {
                    self.accepted.insert(nonce, flow);
                }
            }
        }
        Ok(())
    }

    /// Whether the first PSK identity is a ticket that was seen, tokens came with it, and none of them
    /// had this session_id.
    fn is_other_session(&self, pre_shared_key: &[u8], session_id: &[u8]) -> bool {
        let identities = pre_shared_key.get(2..).unwrap_or_default();
        let Ok((first, _)) = PskIdentity::from_prefix(identities) else { return false };
        let connections = self.tickets.get(first.identity.as_bytes()).into_iter().flatten();
        let mut known = connections.filter_map(|flow| self.of_connection.get(flow)).peekable();
        known.peek().is_some() && !known.any(|session_ids| session_ids.contains(session_id))
    }

    fn has_room(&mut self, octets: usize) -> bool {
        let held = self.held.saturating_add(octets).saturating_add(ENTRY);
        if held > MOST {
            self.is_full = true;
            return false;
        }
        self.held = held;
        true
    }
}

impl fmt::Debug for Judge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Judge")
            .field("sessions", &self.sessions.len())
            .field("tickets", &self.tickets.len())
            .field("accepted", &self.accepted.len())
            .finish_non_exhaustive()
    }
}
