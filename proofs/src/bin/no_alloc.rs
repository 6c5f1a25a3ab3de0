//! The library links with neither std nor an allocator, and works so: this binary, which has
//! neither, decodes a token and an options area, encodes them again, and ends with status 0 where
//! the octets are the same. With the feature `crypto` it also issues a token and accepts it once, and
//! moves a connection of TCP Migrate.
//!
//! With the feature `planted_alloc` it must not link.

#![no_std]
#![no_main]

use core::panic::PanicInfo;

use rehome::tcp::{ServiceAffinity, TcpOption, TcpOptions, TcpOptionsBuf};
use rehome::tls::{IpAddress, MigrationToken, MigrationTokenClaims, Nonce, SessionId, Signature};
use rehome::wire::{Decode, Encode};
use rehome_proofs as _;

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {}
}

#[unsafe(no_mangle)]
extern "C" fn proof() -> i32 {
    if token_stays_the_same() != Some(true) {
        return 1;
    }
    if options_stay_the_same() != Some(true) {
        return 2;
    }
    #[cfg(feature = "crypto")]
    if crypto::a_token_is_accepted_once() != Some(true) {
        return 3;
    }
    #[cfg(feature = "crypto")]
    if crypto::a_connection_moves() != Some(true) {
        return 4;
    }
    0
}

fn token_stays_the_same() -> Option<bool> {
    let claims = MigrationTokenClaims {
        target_address: IpAddress::new([192, 0, 2, 1].into(), 443),
        session_id: SessionId::from_array(&[7; 32]),
        expiry_timestamp: 1_800_000_000,
        nonce: Nonce::from_array(&[9; 16]),
    };
    let mut octets = core::hint::black_box([0; 98]);
    claims.encode_signed(Signature::from_array(&[0x5a; 32]), &mut octets).ok()?;
    let token = MigrationToken::from_bytes(core::hint::black_box(&octets)).ok()?;
    let mut again = [0; 98];
    token.encode(&mut again).ok()?;
    Some(token.claims() == claims && again == octets)
}

fn options_stay_the_same() -> Option<bool> {
    let octets = core::hint::black_box([1, 1, 79, 8, 192, 0, 2, 40, 1, 187, 0, 0]);
    let options = TcpOptions::from_bytes(&octets).ok()?;
    let mut built = TcpOptionsBuf::new();
    for option in options.iter().flatten() {
        if let TcpOption::ServiceAffinity(option) = option {
            let again = ServiceAffinity::new(option.address(), option.port());
            built.push(again).ok()?;
        } else {
            built.push(option).ok()?;
        }
    }
    built.pad();
    Some(built.as_bytes() == octets)
}

#[cfg(feature = "crypto")]
mod crypto {
    use core::cell::Cell;
    use core::convert::Infallible;
    use core::hint::black_box;
    use core::net::SocketAddr;

    use rehome::crypto::{
        Freshness, Grant, HashAlgorithm, MigrateConnection, MigrateEvent, MigrateKey,
        MigrateSecrets, MigrateState, NonceMemory, NonceUse, Refusal, ReqNoView, SessionKeys,
        Verifier,
    };
    use rehome::tcp::Migrate;
    use rehome::tls::{IpAddress, Nonce};

    /// Remembers one nonce.
    struct One(Cell<Option<[u8; 16]>>);

    impl NonceMemory for One {
        type Error = Infallible;

        fn consume(&self, used: &NonceUse<'_>) -> Result<Freshness, Infallible> {
            let nonce = used.nonce.as_bytes().first_chunk().copied();
            let known = nonce == self.0.replace(nonce);
            Ok(if known { Freshness::Replayed } else { Freshness::Fresh })
        }
    }

    pub(super) fn a_token_is_accepted_once() -> Option<bool> {
        let target_address = IpAddress::new([192, 0, 2, 44].into(), 443);
        let nonce = black_box([9; 16]);
        let nonce = Nonce::from_array(&nonce);
        let grant = Grant { target_address, expiry_timestamp: 1_800_000_300, nonce };
        for (hash, secret) in [
            (HashAlgorithm::Sha256, &black_box([7; 32])[..]),
            (HashAlgorithm::Sha384, &black_box([7; 48])),
        ] {
            let keys = SessionKeys::derive(hash, secret).ok()?;
            let mut token = [0; 114];
            let len = keys.issue(&grant, &mut token).ok()?;
            let (token, nonces) = (token.get(..len)?, One(Cell::new(None)));
            let verifier = Verifier::at(1_800_000_300);
            let first = verifier.verify_octets(&keys, token, &nonces);
            let second = verifier.verify_octets(&keys, token, &nonces);
            if first.is_err() || second != Err(Refusal::Replayed) {
                return Some(false);
            }
        }
        Some(true)
    }

    pub(super) fn a_connection_moves() -> Option<bool> {
        let (old, source) = ([192, 0, 2, 1], [198, 51, 100, 7]);
        let (old, source) = (SocketAddr::from((old, 5000)), SocketAddr::from((source, 6000)));
        let key = MigrateKey::from_shared_secret(&black_box([5; 20])).ok()?;
        let secrets = MigrateSecrets { ni: 1, nj: 2, key, view: ReqNoView::SevenBit };
        let (token, request) = (secrets.token(), secrets.request(3, 1));
        let mut connection = MigrateConnection::new(Some(secrets), old);
        let migrate = Migrate { reqno: 1, token: &token, request: &request };
        let _ = connection.on(&MigrateEvent::MigrateSyn { migrate, seqno: 3, source });
        let _ = connection.on(&MigrateEvent::Ack);
        Some(connection.peer() == source && connection.state() == MigrateState::Established)
    }
}
