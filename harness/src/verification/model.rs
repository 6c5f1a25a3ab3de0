//! What a server has to say of octets that are presented to it as a token: the six checks in their
//! order (draft-wang-tls-service-affinity-00, section 3.4, and the rulings on it), told once more.

use std::time::Duration;

use arbitrary::{Result, Unstructured};
use rehome::crypto::{Refusal, SignedContent};
use rehome::tls::IpAddress;
use rehome::wire::Encode;

use super::formula::sessions;
use super::memory::Key;
use super::presented::{NOW, Presented, TARGETS};

/// What comes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Malformed,
    SessionMismatch,
    BadSignature,
    Expired,
    WrongTarget,
    Replayed,
    NonceMemory,
    Accepted,
}

impl Verdict {
    /// That of the library.
    pub(super) fn of<T>(answer: &std::result::Result<T, Refusal<impl Sized>>) -> Self {
        match answer {
            Ok(_) => Self::Accepted,
            Err(Refusal::Malformed(_)) => Self::Malformed,
            Err(Refusal::SessionMismatch) => Self::SessionMismatch,
            Err(Refusal::BadSignature) => Self::BadSignature,
            Err(Refusal::Expired) => Self::Expired,
            Err(Refusal::WrongTarget) => Self::WrongTarget,
            Err(Refusal::Replayed) => Self::Replayed,
            Err(_) => Self::NonceMemory,
        }
    }
}

/// A server, with the session of the PSK that is offered to it.
#[derive(Clone, Debug)]
pub(super) struct Server {
    /// Which of the sessions.
    pub(super) session: usize,
    pub(super) reading: SignedContent,
    pub(super) now: u64,
    pub(super) tolerance: Duration,
    pub(super) own: Option<Vec<IpAddress>>,
}

impl Server {
    /// One of a few.
    pub(super) fn of(which: u8) -> Self {
        let own = (which & 8 != 0).then(|| TARGETS.to_vec());
        let reading = if which & 4 == 0 { SignedContent::Encoded } else { SignedContent::Bare };
        let tolerance = Duration::from_secs(u64::from(which >> 4));
        Self { session: usize::from(which & 3), reading, now: NOW, tolerance, own }
    }

    /// One that is often the right one for a token, and whose clock is often just before or behind
    /// the token's expiry.
    pub(super) fn for_token(u: &mut Unstructured<'_>, token: &Presented) -> Result<Self> {
        let session = if u.ratio(7, 8)? { token.session } else { u.int_in_range(0..=3)? };
        let reading = if u.ratio(7, 8)? { token.reading } else { u.arbitrary()? };
        let tolerance = *u.choose(&[0, 0, 1, 300, u64::MAX])?;
        let last = token.expiry.saturating_add(tolerance);
        let now = match u.int_in_range(0..=7)? {
            0 => last.saturating_add(1),
            1 => last,
            2 => token.expiry.saturating_add(1),
            3 => u.arbitrary()?,
            4 => u64::MAX,
            _ => NOW,
        };
        let own = match u.int_in_range(0..=3)? {
            0 => Some(TARGETS.iter().copied().filter(|own| *own != token.target).collect()),
            1 => Some(vec![token.target]),
            2 => Some(TARGETS.to_vec()),
            _ => None,
        };
        Ok(Self { session, reading, now, tolerance: Duration::from_secs(tolerance), own })
    }

    /// The verdict, where `knows` says which nonces were used.
    pub(super) fn judge(&self, octets: &[u8], knows: impl Fn(&Key) -> bool) -> Verdict {
        let session = &sessions()[self.session];
        let Some(token) = Split::of(octets) else { return Verdict::Malformed };
        if token.session_id != session.session_id {
            return Verdict::SessionMismatch;
        }
        if token.signature != session.sign(&token.content(self.reading)) {
            return Verdict::BadSignature;
        }
        let last = u128::from(token.expiry()) + u128::from(self.tolerance.as_secs());
        if u128::from(self.now) > last {
            return Verdict::Expired;
        }
        if self.own.as_ref().is_some_and(|own| own.iter().all(|own| own.to_vec() != token.target)) {
            return Verdict::WrongTarget;
        }
        if knows(&(token.session_id.to_vec(), token.nonce.to_vec())) {
            return Verdict::Replayed;
        }
        Verdict::Accepted
    }

    /// To which second the nonce of a token must be kept.
    pub(super) fn last_second(&self, octets: &[u8]) -> u64 {
        let expiry = Split::of(octets).map_or(0, |token| token.expiry());
        expiry.saturating_add(self.tolerance.as_secs())
    }
}

/// A token cut into its fields.
struct Split<'a> {
    target: &'a [u8],
    session_id: &'a [u8],
    expiry: &'a [u8],
    nonce: &'a [u8],
    signature: &'a [u8],
}

impl<'a> Split<'a> {
    fn of(octets: &'a [u8]) -> Option<Self> {
        let target = match octets.first()? {
            0 => 7,
            1 => 19,
            _ => return None,
        };
        let (target, rest) = octets.split_at_checked(target)?;
        let (session_id, rest) = counted(rest, 32)?;
        let (expiry, rest) = rest.split_at_checked(8)?;
        let (nonce, rest) = counted(rest, 16)?;
        let (signature, rest) = counted(rest, 32)?;
        rest.is_empty().then_some(Self { target, session_id, expiry, nonce, signature })
    }

    fn expiry(&self) -> u64 {
        self.expiry.iter().fold(0, |expiry, octet| expiry << 8 | u64::from(*octet))
    }

    fn content(&self, reading: SignedContent) -> Vec<u8> {
        let Self { target, session_id, expiry, nonce, .. } = *self;
        match reading {
            SignedContent::Encoded => {
                [target, &prefixed(session_id), expiry, &prefixed(nonce)].concat()
            }
            SignedContent::Bare => [target, session_id, expiry, nonce].concat(),
        }
    }
}

/// A vector behind its length octet, and what follows.
fn counted(octets: &[u8], min: usize) -> Option<(&[u8], &[u8])> {
    let (length, rest) = octets.split_first()?;
    let (field, rest) = rest.split_at_checked(usize::from(*length))?;
    (field.len() >= min).then_some((field, rest))
}

/// At most 255 octets behind their length.
pub(super) fn prefixed(octets: &[u8]) -> Vec<u8> {
    let length = u8::try_from(octets.len());
    assert!(length.is_ok(), "a vector of {}", octets.len());
    [&[length.unwrap_or_default()], octets].concat()
}
