//! The weakness of the bare reading, shown: one signature holds for several tokens.

use proptest::collection::vec;
use proptest::prelude::*;
use rehome::crypto::{HashAlgorithm, Refusal, SignedContent, Verifier};
use rehome::strategies::resumption_master_secret;
use rehome::tls::MigrationToken;
use rehome::wire::Decode;

use crate::build::{Fields, NOW, Recorder, grant, hmac, issue, keys, v4};
use crate::cases;

/// The same values with so many octets moved from the expiry into the session_id, and from the
/// nonce into the expiry. No key is needed for that.
fn moved(fields: &Fields, count: usize) -> Fields {
    let values = [&fields.session_id, &fields.expiry.to_be_bytes()[..], &fields.nonce].concat();
    let (session_id, rest) = values.split_at(fields.session_id.len() + count);
    let (expiry, nonce) = rest.split_first_chunk().unwrap();
    Fields {
        target: fields.target,
        session_id: session_id.to_vec(),
        expiry: u64::from_be_bytes(*expiry),
        nonce: nonce.to_vec(),
    }
}

/// Server A has issued a token by the bare reading, with a nonce of 24 octets. Somebody who saw it
/// makes another of it.
///
/// An implementation that does not compare the whole session_id with the session's (that looks the
/// session up by its first 32 octets, or takes the key from the ticket and goes on to the signature)
/// would accept the second token as well: its signature is right, it is valid for some thirteen
/// thousand years and so for as long as the ticket is, and its nonce was never used. Each further
/// octet that is moved gives one more, so that one token is good for nine.
#[test]
fn two_tokens_with_one_signature() {
    let keys = keys(HashAlgorithm::Sha256, 7);
    let nonce: Vec<u8> = (100..124).collect();
    let seen = issue(&keys, &grant(v4(), &nonce), SignedContent::Bare);
    let signature = &seen[seen.len() - 32..];

    let fields = Fields {
        target: v4(),
        session_id: keys.session_id().as_bytes().to_vec(),
        expiry: NOW + 300,
        nonce: nonce.clone(),
    };
    let forged = moved(&fields, 1);
    let forged_octets = forged.octets(signature);
    let forged_token = MigrationToken::from_bytes(&forged_octets).expect("it is well-formed");
    assert!(forged_token.session_id().as_bytes().starts_with(&fields.session_id));
    assert!(forged_token.expiry_timestamp() > NOW + 13_000 * 365 * 86_400);
    assert_ne!(forged_token.nonce().as_bytes(), nonce);

    // What is signed is the same by the bare reading, and differs by the encoded one.
    let sign = |fields: &Fields, reading| {
        hmac(HashAlgorithm::Sha256, keys.mac_key(), &fields.content(reading))
    };
    assert_eq!(sign(&fields, SignedContent::Bare), signature);
    assert_eq!(sign(&forged, SignedContent::Bare), signature);
    assert_ne!(sign(&forged, SignedContent::Encoded), sign(&fields, SignedContent::Encoded));

    // The verifier compares the whole session_id, and before the signature.
    let nonces = Recorder::default();
    let verifier = Verifier::at(NOW).signed_content(SignedContent::Bare);
    let found = verifier.verify_octets(&keys, &forged_octets, &nonces);
    assert_eq!(found, Err(Refusal::SessionMismatch));
    assert!(nonces.asked.borrow().is_empty());
    assert!(verifier.verify_octets(&keys, &seen, &nonces).is_ok());
    let late = Verifier::at(NOW + 301).signed_content(SignedContent::Bare);
    assert_eq!(late.verify_octets(&keys, &seen, &nonces), Err(Refusal::Expired));
    assert_eq!(late.verify_octets(&keys, &forged_octets, &nonces), Err(Refusal::SessionMismatch));
}

proptest! {
    #![proptest_config(cases(256))]

    /// However many octets are moved, the bare signature is that of both tokens, the encoded one of
    /// one, and the verifier refuses the other by either reading.
    #[test]
    fn octets_that_move(
        (hash, secret) in resumption_master_secret(),
        nonce in vec(any::<u8>(), 17..=239),
        expiry in any::<u64>(),
        count in any::<prop::sample::Index>(),
    ) {
        let keys = rehome::crypto::SessionKeys::derive(hash, &secret).unwrap();
        let session_id = keys.session_id().as_bytes().to_vec();
        let fields = Fields { target: v4(), session_id, expiry, nonce };
        let forged = moved(&fields, 1 + count.index(fields.nonce.len() - 16));
        for reading in [SignedContent::Bare, SignedContent::Encoded] {
            let same = forged.content(reading) == fields.content(reading);
            prop_assert_eq!(same, reading == SignedContent::Bare);
            let signature = hmac(hash, keys.mac_key(), &fields.content(reading));
            let verifier = Verifier::at(0).signed_content(reading);
            let nonces = Recorder::default();
            let verify = |octets: &[u8]| verifier.verify_octets(&keys, octets, &nonces).map(|_| ());
            let found = verify(&forged.octets(&signature));
            prop_assert_eq!(found, Err(Refusal::SessionMismatch));
            prop_assert_eq!(verify(&fields.octets(&signature)), Ok(()));
        }
    }
}
