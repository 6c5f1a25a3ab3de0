//! Tokens on their way to a server: issued, and perhaps changed, forged or cut.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use arbitrary::{Arbitrary, Result, Unstructured};
use rehome::crypto::{Grant, SignedContent};
use rehome::tls::{IpAddress, Nonce};
use rehome::wire::{Encode, Opaque};

use super::formula::sessions;
use super::model::{Server, Verdict, prefixed};

/// The clock of most servers.
pub(super) const NOW: u64 = 1_800_000_000;

/// The addresses of servers: an IPv4 address and the IPv6 address that maps it are two.
pub(super) const TARGETS: [IpAddress; 3] = {
    let (v4, mapped) =
        (Ipv4Addr::new(192, 0, 2, 44), Ipv4Addr::new(192, 0, 2, 44).to_ipv6_mapped());
    let v6 = Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0x2c);
    [
        IpAddress::new(IpAddr::V4(v4), 443),
        IpAddress::new(IpAddr::V6(mapped), 443),
        IpAddress::new(IpAddr::V6(v6), 443),
    ]
};

/// What was done to a token after it was issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Nothing,
    /// A bit, or the length of the whole.
    Octets,
    /// The session_id, the signature kept.
    SessionId,
    /// Another field, the signature kept; or signed by another session's key.
    Content,
    /// Octets moved between fields, so that by the bare reading the signature is right.
    Moved,
}

/// A token, and how it came about.
#[derive(Clone, Debug)]
pub(super) struct Presented {
    pub(super) octets: Vec<u8>,
    pub(super) session: usize,
    pub(super) reading: SignedContent,
    pub(super) target: IpAddress,
    pub(super) expiry: u64,
    nonce: Vec<u8>,
    change: Change,
}

impl Presented {
    /// A token of one of the sessions, issued by the library, with the octets that the draft says.
    pub(super) fn issued(u: &mut Unstructured<'_>) -> Result<Self> {
        let session = u.int_in_range(0..=3)?;
        let target = if u.ratio(3, 4)? { *u.choose(&TARGETS)? } else { IpAddress::arbitrary(u)? };
        let expiry = match u.int_in_range(0..=5)? {
            0 => u.arbitrary()?,
            1 => *u.choose(&[0, u64::MAX - 1, u64::MAX])?,
            // The most that a memory keeps, and one more.
            2 => NOW + 8 * 24 * 60 * 60 + u.int_in_range(0..=1)?,
            _ => NOW + u.int_in_range(0..=300)?,
        };
        let nonce = match u.int_in_range(0..=3)? {
            0 => Opaque::<16, 255>::arbitrary(u)?.as_bytes().to_vec(),
            1 => vec![1; 255],
            which => vec![which; 16],
        };
        let mut token = Self {
            octets: Vec::new(),
            session,
            reading: u.arbitrary()?,
            target,
            expiry,
            nonce,
            change: Change::Nothing,
        };
        token.octets = token.issue();
        let session = &sessions()[token.session];
        assert_eq!(token.octets, token.signed(&session.session_id, token.session));
        Ok(token)
    }

    /// The token by the library.
    fn issue(&self) -> Vec<u8> {
        let keys = &sessions()[self.session].keys;
        let Ok(nonce) = Nonce::new(&self.nonce) else { return Vec::new() };
        let (target_address, expiry_timestamp) = (self.target, self.expiry);
        let grant = Grant { target_address, expiry_timestamp, nonce };
        let mut buf = vec![0xa5; keys.issued_len(&grant) + 1];
        assert_eq!(keys.issue_with(&grant, self.reading, &mut buf), Ok(buf.len() - 1));
        assert_eq!(buf.pop(), Some(0xa5), "no octet more is written");
        buf
    }

    /// The token of this session_id, signed by this session's key, by the hashes.
    fn signed(&self, session_id: &[u8], signer: usize) -> Vec<u8> {
        let (target, expiry) = (self.target.to_vec(), self.expiry.to_be_bytes());
        let encoded =
            [&target[..], &prefixed(session_id), &expiry, &prefixed(&self.nonce)].concat();
        let bare = [&target[..], session_id, &expiry, &self.nonce].concat();
        let content = if self.reading == SignedContent::Bare { &bare } else { &encoded };
        [&encoded[..], &prefixed(&sessions()[signer].sign(content))].concat()
    }

    /// The same token after somebody without the key had it in hand.
    pub(super) fn changed(mut self, u: &mut Unstructured<'_>) -> Result<Self> {
        let signature = self.octets.split_off(self.octets.len() - self.signature_len());
        let issued = self.clone();
        let session_id = &sessions()[self.session].session_id;
        self.change = Change::Content;
        match u.int_in_range(0..=8)? {
            0 => self.target.port ^= 1 << u.int_in_range(0..=15)?,
            1 => self.target = *u.choose(&TARGETS)?,
            2 => self.expiry ^= 1 << u.int_in_range(0..=63)?,
            3 => self.nonce.iter_mut().take(1).for_each(|octet| *octet ^= 1),
            4 if self.nonce.len() > 16 => self.nonce.truncate(self.nonce.len() - 1),
            5 => {
                let signer = (self.session + u.int_in_range(1..=3)?) % 4;
                self.octets = self.signed(session_id, signer);
                return Ok(self);
            }
            6 => {
                self.change = Change::SessionId;
                let other = &sessions()[(self.session + 1) % 4].session_id;
                self.octets = [self.unsigned(other), signature].concat();
                return Ok(self);
            }
            7 if self.nonce.len() > 16 => return Ok(self.moved(&signature)),
            _ => {
                self.change = Change::Octets;
                self.octets.extend(signature);
                return self.damaged(u);
            }
        }
        if (self.target, self.expiry, &self.nonce) == (issued.target, issued.expiry, &issued.nonce)
        {
            self.change = Change::Nothing;
        }
        self.octets = [self.unsigned(session_id), signature].concat();
        Ok(self)
    }

    /// A bit flipped, or octets less or more.
    fn damaged(mut self, u: &mut Unstructured<'_>) -> Result<Self> {
        let at = u.choose_index(self.octets.len())?;
        match u.int_in_range(0..=5)? {
            0 => self.octets.truncate(at),
            1 => self.octets.push(u.arbitrary()?),
            _ => {
                let bit = 1 << u.int_in_range(0..=7)?;
                self.octets.iter_mut().skip(at).take(1).for_each(|octet| *octet ^= bit);
            }
        }
        Ok(self)
    }

    /// The first octet of the expiry now ends the session_id, and so on: the values one after another
    /// are the same octets as before.
    fn moved(mut self, signature: &[u8]) -> Self {
        let values =
            [&sessions()[self.session].session_id[..], &self.expiry.to_be_bytes(), &self.nonce]
                .concat();
        let (session_id, rest) = values.split_at(33);
        let (expiry, nonce) = rest.split_at(8);
        let fields = [&prefixed(session_id)[..], expiry, &prefixed(nonce)].concat();
        self.octets = [&self.target.to_vec()[..], &fields, signature].concat();
        self.change = Change::Moved;
        self
    }

    /// The octets before the signature.
    fn unsigned(&self, session_id: &[u8]) -> Vec<u8> {
        let (target, expiry) = (self.target.to_vec(), self.expiry.to_be_bytes());
        [&target[..], &prefixed(session_id), &expiry, &prefixed(&self.nonce)].concat()
    }

    /// With its length octet.
    fn signature_len(&self) -> usize {
        1 + sessions()[self.session].keys.hash().output_len()
    }

    /// Asserts that a verdict is one that a token with this past can get at this server.
    pub(super) fn must_be(&self, verdict: Verdict, server: &Server) {
        let expected: &[Verdict] = match self.change {
            Change::Octets => {
                &[Verdict::Malformed, Verdict::SessionMismatch, Verdict::BadSignature]
            }
            _ if server.session != self.session && self.change != Change::SessionId => {
                &[Verdict::SessionMismatch]
            }
            // At the server of another session it may be that one's, and has no signature of it.
            Change::SessionId => &[Verdict::SessionMismatch, Verdict::BadSignature],
            Change::Moved => &[Verdict::SessionMismatch],
            Change::Content => &[Verdict::BadSignature],
            Change::Nothing if server.reading != self.reading => &[Verdict::BadSignature],
            Change::Nothing => {
                &[Verdict::Expired, Verdict::WrongTarget, Verdict::Replayed, Verdict::Accepted]
            }
        };
        assert!(expected.contains(&verdict), "{verdict:?} of {self:?}");
    }
}
