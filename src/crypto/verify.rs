//! Deciding on a token that a client presents (draft-wang-tls-service-affinity-00, section 3.4).

use core::time::Duration;

use subtle::{Choice, ConstantTimeEq};

use super::{Freshness, NonceMemory, NonceUse, Refusal, SessionKeys, SignedContent};
use crate::tls::{IpAddress, MigrationToken};
use crate::wire::Decode;

/// What a server brings to the decision, beside the session's keys and the memory of nonces.
///
/// The checks, in this order, the first that fails being the reason:
///
/// 1. the token is well-formed;
/// 2. its session_id is the session's, in constant time;
/// 3. its signature is right, in constant time;
/// 4. it has not expired: `now <= expiry_timestamp`, with a tolerance for clocks where one is set;
/// 5. its target_address is one of the server's own, where it says which those are;
/// 6. its nonce was never used. This uses it, and comes last, so that a token which is refused for
///    anything else uses up nothing.
///
/// The session is the one of the PSK that the same ClientHello offers, never one that is looked up
/// by what the token says.
///
/// A token goes over the wire in clear, so anybody on the way can copy it into a hello of their own.
/// Use its nonce where the binder of the PSK has been verified, if your stack lets you:
/// [`Verifier::check`] first, [`Unspent::consume`] then. After a HelloRetryRequest the second hello
/// carries the same token: use its nonce once for a connection.
///
/// ```
/// use rehome::crypto::{HashAlgorithm, InMemoryNonces, Refusal, SessionKeys, Verifier};
/// use rehome::tls::{ClientHello, IpAddress};
/// use rehome::wire::Decode;
///
/// # fn on_client_hello(message: &[u8], resumption_master_secret: &[u8], now: u64,
/// #     nonces: &InMemoryNonces) -> Result<bool, Box<dyn std::error::Error>> {
/// let own = [IpAddress::new([192, 0, 2, 44].into(), 443)];
/// let hello = ClientHello::from_bytes(message)?;
/// let Some(token) = hello.migration_token else { return Ok(false) };
/// // From the ticket, or from where PSKs are stored.
/// let keys = SessionKeys::derive(HashAlgorithm::Sha256, resumption_master_secret)?;
/// match Verifier::at(now).local_addresses(&own).verify(&keys, token, nonces) {
///     Ok(accepted) => {
///         println!("session {} has moved", accepted.token().session_id());
///         Ok(true)
///     }
///     Err(refusal) => {
///         eprintln!("the PSK is not accepted: {refusal}");
///         Ok(false)
///     }
/// }
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Verifier<'a> {
    now: u64,
    clock_tolerance: Duration,
    local_addresses: Option<&'a [IpAddress]>,
    signed_content: SignedContent,
}

impl<'a> Verifier<'a> {
    /// A server whose clock says `now`, in seconds since the Unix epoch. It has no tolerance for
    /// clocks, does not check the target, and reads the signed content as encoded.
    #[must_use]
    pub const fn at(now: u64) -> Self {
        Self {
            now,
            clock_tolerance: Duration::ZERO,
            local_addresses: None,
            signed_content: SignedContent::Encoded,
        }
    }

    /// Takes tokens for so many whole seconds after they have expired, since the issuer's clock may
    /// be behind. All servers that share a memory of nonces need the same tolerance.
    #[must_use]
    pub const fn clock_tolerance(self, clock_tolerance: Duration) -> Self {
        Self { clock_tolerance, ..self }
    }

    /// Takes only tokens whose target is one of these. Addresses are compared as they are: an
    /// IPv4-mapped IPv6 address is not the IPv4 address.
    #[must_use]
    pub const fn local_addresses(self, local_addresses: &'a [IpAddress]) -> Self {
        Self { local_addresses: Some(local_addresses), ..self }
    }

    /// Reads the signed content otherwise, for the weak reading of some peers.
    #[must_use]
    pub const fn signed_content(self, signed_content: SignedContent) -> Self {
        Self { signed_content, ..self }
    }

    /// Checks a token that was read and uses its nonce.
    ///
    /// # Errors
    /// The first of the checks 2 to 6 that fails. The server does not accept the PSK, and goes on
    /// with a full handshake; see [`Refusal`].
    pub fn verify<'t, M: NonceMemory + ?Sized>(
        &self,
        keys: &SessionKeys,
        token: MigrationToken<'t>,
        nonces: &M,
    ) -> Result<Accepted<'t>, Refusal<M::Error>> {
        self.check(keys, token).map_err(Refusal::widen)?.consume(nonces)
    }

    /// Checks the octets of a token, the `extension_data` of `migration_token`, and uses its nonce.
    ///
    /// # Errors
    /// The first of the six checks that fails.
    pub fn verify_octets<'t, M: NonceMemory + ?Sized>(
        &self,
        keys: &SessionKeys,
        extension_data: &'t [u8],
        nonces: &M,
    ) -> Result<Accepted<'t>, Refusal<M::Error>> {
        let token = MigrationToken::from_bytes(extension_data).map_err(Refusal::Malformed)?;
        self.verify(keys, token, nonces)
    }

    /// Checks all but the nonce, for those who ask for that in a way of their own (and wait for the
    /// answer as their runtime does).
    ///
    /// # Errors
    /// The first of the checks 2 to 5 that fails.
    pub fn check<'t>(
        &self,
        keys: &SessionKeys,
        token: MigrationToken<'t>,
    ) -> Result<Unspent<'t>, Refusal> {
        if !same(token.session_id().as_bytes(), keys.session_id().as_bytes()) {
            return Err(Refusal::SessionMismatch);
        }
        let tag = self.signed_content.sign(keys.mac(), token.signed_content(), &token.claims());
        if !same(token.signature().as_bytes(), tag.as_signature().as_bytes()) {
            return Err(Refusal::BadSignature);
        }
        let last = token.expiry_timestamp().saturating_add(self.clock_tolerance.as_secs());
        if self.now > last {
            return Err(Refusal::Expired);
        }
        if self.local_addresses.is_some_and(|own| !own.contains(&token.target_address())) {
            return Err(Refusal::WrongTarget);
        }
        Ok(Unspent { token, now: self.now, retain_until: last })
    }
}

/// Whether octets are the same, in a time that depends on their number alone. They are compared by
/// words, since `subtle` goes through memory once for each comparison.
fn same(a: &[u8], b: &[u8]) -> bool {
    let words = a.chunks(8).zip(b.chunks(8));
    let same = words.fold(Choice::from(1), |same, (a, b)| same & word(a).ct_eq(&word(b)));
    a.len() == b.len() && same.into()
}

/// Up to eight octets.
fn word(octets: &[u8]) -> u64 {
    match octets.first_chunk() {
        Some(octets) => u64::from_ne_bytes(*octets),
        None => octets.iter().fold(0, |word, octet| word << 8 | u64::from(*octet)),
    }
}

/// A token that is right but for its nonce, of which nothing is known yet: it is not to be accepted.
#[derive(Debug)]
#[must_use = "the token is not accepted before its nonce is used"]
pub struct Unspent<'t> {
    token: MigrationToken<'t>,
    now: u64,
    retain_until: u64,
}

impl<'t> Unspent<'t> {
    /// What a memory of nonces has to be asked.
    #[must_use]
    pub const fn nonce_use(&self) -> NonceUse<'t> {
        NonceUse {
            session_id: self.token.session_id(),
            nonce: self.token.nonce(),
            now: self.now,
            retain_until: self.retain_until,
        }
    }

    /// Asks it.
    ///
    /// # Errors
    /// The nonce was used before, or the memory can't tell.
    pub fn consume<M: NonceMemory + ?Sized>(
        self,
        nonces: &M,
    ) -> Result<Accepted<'t>, Refusal<M::Error>> {
        let freshness = nonces.consume(&self.nonce_use()).map_err(Refusal::NonceMemory)?;
        self.accept(freshness)
    }

    /// Takes the answer that a memory gave to [`Unspent::nonce_use`].
    ///
    /// # Errors
    /// [`Refusal::Replayed`].
    pub fn accept<E>(self, freshness: Freshness) -> Result<Accepted<'t>, Refusal<E>> {
        match freshness {
            Freshness::Fresh => Ok(Accepted(self.token)),
            Freshness::Replayed => Err(Refusal::Replayed),
        }
    }
}

/// A token that has passed all six checks, once: its PSK may be accepted. Nothing else makes one.
#[derive(Debug, PartialEq, Eq)]
pub struct Accepted<'t>(MigrationToken<'t>);

impl<'t> Accepted<'t> {
    /// The token.
    #[must_use]
    pub const fn token(&self) -> MigrationToken<'t> {
        self.0
    }
}
