//! The six checks, in their order: of any faults together the first is the one that is named, and
//! the memory of nonces is asked only where there is no other.

use std::time::Duration;

use proptest::prelude::*;
use rehome::crypto::{HashAlgorithm, Refusal, SignedContent, Verifier};
use rehome::tls::IpAddress;

use crate::build::{
    Asked, Down, Fields, HASHES, NOW, READINGS, Recorder, any_second, grant, hmac, issue, keys, v4,
    v6,
};
use crate::cases;

const MALFORMED: u8 = 1;
const OTHER_SESSION: u8 = 2;
const BAD_SIGNATURE: u8 = 4;
const EXPIRED: u8 = 8;
const WRONG_TARGET: u8 = 16;
const REPLAYED: u8 = 32;

const NONCE: [u8; 16] = [0x5c; 16];

/// A token with these faults, each of which is there whatever the others are.
fn token(hash: HashAlgorithm, reading: SignedContent, faults: u8) -> Vec<u8> {
    let keys = keys(hash, 7);
    let mut fields = Fields {
        target: v4(),
        session_id: keys.session_id().as_bytes().to_vec(),
        expiry: NOW,
        nonce: NONCE.to_vec(),
    };
    if faults & OTHER_SESSION != 0 {
        fields.session_id[31] ^= 1;
    }
    if faults & EXPIRED != 0 {
        fields.expiry -= 1;
    }
    if faults & WRONG_TARGET != 0 {
        fields.target = v6();
    }
    // The signature is right for what the token says, unless it is to be wrong.
    let mut signature = hmac(hash, keys.mac_key(), &fields.content(reading));
    if faults & BAD_SIGNATURE != 0 {
        *signature.last_mut().unwrap() ^= 1;
    }
    let mut octets = fields.octets(&signature);
    if faults & MALFORMED != 0 {
        octets.push(0);
    }
    octets
}

/// The first of the faults, and nothing where there is none.
fn expected(faults: u8, down: bool) -> Option<&'static str> {
    Some(match 1_u8.checked_shl(faults.trailing_zeros()) {
        Some(MALFORMED) => "trailing_data",
        Some(OTHER_SESSION) => "session_mismatch",
        Some(BAD_SIGNATURE) => "bad_signature",
        Some(EXPIRED) => "expired",
        Some(WRONG_TARGET) => "wrong_target",
        _ if down => "nonce_memory",
        Some(REPLAYED) => "replayed",
        _ => return None,
    })
}

#[test]
fn of_any_faults_the_first_is_named() {
    for hash in HASHES {
        for reading in READINGS {
            for (faults, down) in (0..64).flat_map(|faults| [(faults, false), (faults, true)]) {
                judge(hash, reading, faults, down);
            }
        }
    }
}

fn judge(hash: HashAlgorithm, reading: SignedContent, faults: u8, down: bool) {
    let keys = keys(hash, 7);
    let nonces = Recorder { down, ..Recorder::default() };
    let used = Asked {
        session_id: keys.session_id().as_bytes().to_vec(),
        nonce: NONCE.to_vec(),
        now: NOW,
        retain_until: NOW,
    };
    if faults & REPLAYED != 0 {
        nonces.asked.borrow_mut().push(used.clone());
    }
    let before = nonces.asked.borrow().len();

    let own = [IpAddress::new([198, 51, 100, 1].into(), 443), v4()];
    let verifier = Verifier::at(NOW).local_addresses(&own).signed_content(reading);
    let octets = token(hash, reading, faults);
    let found = verifier.verify_octets(&keys, &octets, &nonces);
    assert_eq!(found.err().map(|refusal| refusal.code()), expected(faults, down), "{faults:06b}");

    let asked = nonces.asked.borrow();
    if faults & !REPLAYED == 0 {
        assert_eq!(asked[before..], [used], "{faults:06b}");
    } else {
        assert_eq!(asked.len(), before, "{faults:06b}: not asked");
    }
}

/// Refusals have names that do not change, and say what the memory said.
#[test]
fn a_memory_that_can_not_tell_refuses() {
    let keys = keys(HashAlgorithm::Sha256, 7);
    let octets = token(HashAlgorithm::Sha256, SignedContent::Encoded, 0);
    let nonces = Recorder { down: true, ..Recorder::default() };
    for _ in 0..3 {
        let found = Verifier::at(NOW).verify_octets(&keys, &octets, &nonces);
        assert_eq!(found, Err(Refusal::NonceMemory(Down)));
    }
}

/// A server that does not say which addresses are its own takes any; one that has none takes none.
#[test]
fn the_target_is_checked_where_the_server_says_its_own() {
    let keys = keys(HashAlgorithm::Sha256, 7);
    let mapped = IpAddress::new([0, 0, 0, 0, 0, 0xffff, 0xc000, 0x022c].into(), 443);
    for target in [v4(), v6(), mapped, IpAddress::new([0; 4].into(), 0)] {
        let token = issue(&keys, &grant(target, &NONCE), SignedContent::Encoded);
        let verify = |verifier: Verifier<'_>| {
            verifier.verify_octets(&keys, &token, &Recorder::default()).map(|_| ())
        };
        assert_eq!(verify(Verifier::at(NOW)), Ok(()));
        assert_eq!(verify(Verifier::at(NOW).local_addresses(&[])), Err(Refusal::WrongTarget));
        assert_eq!(verify(Verifier::at(NOW).local_addresses(&[target])), Ok(()));
        let other_port = IpAddress { port: target.port ^ 1, ..target };
        let own = [other_port, IpAddress::new([192, 0, 2, 45].into(), 443)];
        assert_eq!(verify(Verifier::at(NOW).local_addresses(&own)), Err(Refusal::WrongTarget));
    }
    // An address that maps another is not that other.
    let token = issue(&keys, &grant(mapped, &NONCE), SignedContent::Encoded);
    let own = [v4()];
    let found = Verifier::at(NOW).local_addresses(&own);
    let found = found.verify_octets(&keys, &token, &Recorder::default());
    assert_eq!(found, Err(Refusal::WrongTarget));
}

proptest! {
    #![proptest_config(cases(1024))]

    /// A token is taken to the end of the second of its expiry and as many whole seconds longer as
    /// the tolerance has, and its nonce is kept so long; neither wraps at the end of time.
    #[test]
    fn expiry_and_tolerance(
        now in any_second(),
        expiry in any_second(),
        tolerance in prop_oneof![
            (0..4_u64, 0..1_000_000_000_u32).prop_map(|(s, ns)| Duration::new(s, ns)),
            Just(Duration::MAX),
            any::<u64>().prop_map(Duration::from_secs),
        ],
    ) {
        let keys = keys(HashAlgorithm::Sha256, 7);
        let mut grant = grant(v4(), &NONCE);
        grant.expiry_timestamp = expiry;
        let token = issue(&keys, &grant, SignedContent::Encoded);
        let nonces = Recorder::default();
        let verifier = Verifier::at(now).clock_tolerance(tolerance);
        let found = verifier.verify_octets(&keys, &token, &nonces).map(|_| ());

        let last = u128::from(expiry) + u128::from(tolerance.as_secs());
        let asked = nonces.asked.borrow();
        if u128::from(now) <= last {
            prop_assert_eq!(found, Ok(()));
            let retain_until = u64::try_from(last).unwrap_or(u64::MAX);
            let [one] = &asked[..] else { panic!("asked once") };
            prop_assert_eq!((one.now, one.retain_until), (now, retain_until));
        } else {
            prop_assert_eq!(found, Err(Refusal::Expired));
            prop_assert!(asked.is_empty());
        }
    }
}
