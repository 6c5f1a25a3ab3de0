//! Tokens as they are issued: under their own keys and reading they are right, under no others.

use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;
use rehome::BufferTooSmall;
use rehome::crypto::{
    Grant, HashAlgorithm, Label, Labels, MAX_TOKEN_LIFETIME, Refusal, SessionKeys, SignedContent,
    Verifier, expiry_timestamp,
};
use rehome::strategies::{ip_address, opaque, resumption_master_secret, signed_content};
use rehome::tls::{MigrationToken, Nonce};
use rehome::wire::Decode;

use crate::build::{Fields, READINGS, Recorder, any_second, hmac, issue};
use crate::cases;

/// What keys are derived from: a hash, a secret and two labels.
#[derive(Clone, Debug, PartialEq)]
struct Source {
    hash: HashAlgorithm,
    secret: Vec<u8>,
    labels: [Vec<u8>; 2],
}

impl Source {
    fn keys(&self) -> SessionKeys {
        let [id, mac] = self.labels.each_ref().map(|label| Label::new(label).unwrap());
        let labels = Labels::new(id, mac).unwrap();
        SessionKeys::derive_with(self.hash, &self.secret, &labels).unwrap()
    }
}

fn any_source() -> impl Strategy<Value = Source> {
    let default = [b"migration id".to_vec(), b"migration mac".to_vec()];
    let labels = prop_oneof![
        2 => Just(default),
        1 => (vec(any::<u8>(), 1..20), vec(any::<u8>(), 21..40)).prop_map(|(id, mac)| [id, mac]),
    ];
    (resumption_master_secret(), labels).prop_map(|((hash, secret), labels)| Source {
        hash,
        secret,
        labels,
    })
}

/// Another source, which differs from the first in one thing or in all.
fn two_sources() -> impl Strategy<Value = (Source, Source)> {
    (any_source(), any_source(), 0..5_u8, any::<prop::sample::Index>()).prop_map(
        |(one, all, what, at)| {
            let mut other = one.clone();
            match what {
                0 => {
                    let at = at.index(other.secret.len());
                    other.secret[at] ^= 1;
                }
                1 => {
                    other.hash = match one.hash {
                        HashAlgorithm::Sha256 => HashAlgorithm::Sha384,
                        _ => HashAlgorithm::Sha256,
                    };
                    other.secret.resize(other.hash.output_len(), 0);
                }
                2 => other.labels[0].push(0),
                3 => other.labels.swap(0, 1),
                _ => other = all,
            }
            (one, other)
        },
    )
}

fn any_grant() -> impl Strategy<Value = (rehome::tls::IpAddress, u64, Vec<u8>)> {
    let nonce = opaque::<16, 255>().prop_map(|nonce| nonce.into_vec());
    (ip_address(), any_second(), nonce)
}

fn verify(
    keys: &SessionKeys,
    now: u64,
    reading: SignedContent,
    octets: &[u8],
) -> Result<(), &'static str> {
    let verifier = Verifier::at(now).signed_content(reading);
    let verified = verifier.verify_octets(keys, octets, &Recorder::default());
    verified.map(|_| ()).map_err(|refusal| refusal.code())
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn a_token_is_right_under_its_own_keys_and_reading_only(
        (one, other) in two_sources(),
        (target_address, expiry_timestamp, nonce) in any_grant(),
        reading in signed_content(),
    ) {
        let grant = Grant { target_address, expiry_timestamp, nonce: Nonce::new(&nonce).unwrap() };
        let keys = one.keys();
        let octets = issue(&keys, &grant, reading);

        // It says what was granted, and is signed by HMAC over what the reading names.
        let fields = Fields {
            target: target_address,
            session_id: keys.session_id().as_bytes().to_vec(),
            expiry: expiry_timestamp,
            nonce: nonce.clone(),
        };
        let signature = hmac(keys.hash(), keys.mac_key(), &fields.content(reading));
        prop_assert_eq!(&octets, &fields.octets(&signature));

        for other_reading in READINGS {
            let expected = if other_reading == reading { Ok(()) } else { Err("bad_signature") };
            prop_assert_eq!(verify(&keys, expiry_timestamp, other_reading, &octets), expected);
        }

        let others = other.keys();
        prop_assert_eq!(one == other, keys == others);
        if one != other {
            for reading in READINGS {
                let found = verify(&others, expiry_timestamp, reading, &octets);
                prop_assert_eq!(found, Err("session_mismatch"));
            }
            // With the other's session_id it would be a token of the other, but for the key, which
            // is another one unless the label of the session_id is all that differs.
            let session_id = others.session_id().as_bytes().to_vec();
            let stolen = Fields { session_id, ..fields };
            let found = verify(&others, expiry_timestamp, reading, &stolen.octets(&signature));
            prop_assert_eq!(found, Err("bad_signature"));
            let signature = hmac(keys.hash(), keys.mac_key(), &stolen.content(reading));
            let found = verify(&others, expiry_timestamp, reading, &stolen.octets(&signature));
            let same_key = keys.mac_key() == others.mac_key();
            prop_assert_eq!(found, if same_key { Ok(()) } else { Err("bad_signature") });
            let only_the_id = Source { labels: [one.labels[0].clone(), other.labels[1].clone()], ..other };
            prop_assert_eq!(same_key, one == only_the_id);
        }
    }

    #[test]
    fn a_buffer_that_is_too_small_is_left_untouched(
        source in any_source(),
        (target_address, expiry_timestamp, nonce) in any_grant(),
        reading in signed_content(),
        beyond in 0..100_usize,
    ) {
        let grant = Grant { target_address, expiry_timestamp, nonce: Nonce::new(&nonce).unwrap() };
        let keys = source.keys();
        let needed = keys.issued_len(&grant);
        let target = if target_address.address.is_ipv4() { 7 } else { 19 };
        prop_assert_eq!(needed, target + 33 + 8 + 1 + nonce.len() + 1 + keys.hash().output_len());
        let mut buf = vec![0xa5; needed + beyond];
        for available in 0..needed {
            let found = keys.issue_with(&grant, reading, &mut buf[..available]);
            prop_assert_eq!(found, Err(BufferTooSmall { needed, available }));
            prop_assert!(buf.iter().all(|octet| *octet == 0xa5));
        }
        prop_assert_eq!(keys.issue_with(&grant, reading, &mut buf), Ok(needed));
        prop_assert!(buf[needed..].iter().all(|octet| *octet == 0xa5), "not beyond its end");
        let token = MigrationToken::from_bytes(&buf[..needed]).unwrap();
        prop_assert_eq!(token.session_id(), keys.session_id());
        prop_assert_eq!(token.claims().nonce, grant.nonce);
        if reading == SignedContent::Encoded {
            let mut again = vec![0; needed];
            prop_assert_eq!(keys.issue(&grant, &mut again), Ok(needed));
            prop_assert_eq!(again, &buf[..needed]);
        }
    }

    /// A token lives for as long as was asked, in whole seconds, for seven days at most.
    #[test]
    fn the_life_of_a_token_is_capped(now in any_second(), lifetime in any::<Duration>()) {
        let seconds = lifetime.as_secs().min(604_800);
        let expected = u128::from(now) + u128::from(seconds);
        let expected = u64::try_from(expected).unwrap_or(u64::MAX);
        prop_assert_eq!(expiry_timestamp(now, lifetime), expected);
    }
}

#[test]
fn the_longest_life_of_a_token_is_seven_days() {
    assert_eq!(MAX_TOKEN_LIFETIME.as_secs(), 7 * 86_400);
    for (lifetime, seconds) in [
        (Duration::ZERO, 0),
        (Duration::from_millis(999), 0),
        (Duration::from_secs(604_799), 604_799),
        (Duration::from_secs(604_800), 604_800),
        (Duration::from_secs(604_801), 604_800),
        (Duration::MAX, 604_800),
    ] {
        assert_eq!(expiry_timestamp(1000, lifetime), 1000 + seconds);
    }
    assert_eq!(expiry_timestamp(u64::MAX - 1, Duration::from_secs(2)), u64::MAX);
}

/// What a token verifies to is the token, and refusals by type are what they are by name.
#[test]
fn a_token_that_was_read_is_judged_as_its_octets_are() {
    let source = Source {
        hash: HashAlgorithm::Sha256,
        secret: vec![7; 32],
        labels: [b"a".to_vec(), b"b".to_vec()],
    };
    let keys = source.keys();
    let nonce = Nonce::from_array(&[9; 16]);
    let target_address = crate::build::v4();
    let octets = issue(
        &keys,
        &Grant { target_address, expiry_timestamp: 10, nonce },
        SignedContent::Encoded,
    );
    let token = MigrationToken::from_bytes(&octets).unwrap();
    let nonces = Recorder::default();
    assert_eq!(Verifier::at(11).verify(&keys, token, &nonces), Err(Refusal::Expired));
    let accepted = Verifier::at(10).verify_octets(&keys, &octets, &nonces).unwrap();
    assert_eq!(accepted.token(), token);
    assert_eq!(Verifier::at(10).verify(&keys, token, &nonces), Err(Refusal::Replayed));
}
