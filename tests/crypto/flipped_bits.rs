//! Whatever single bit of a signed token changes, it is refused and uses up nothing.

use rehome::crypto::{HashAlgorithm, Refusal, SignedContent, Verifier};
use rehome::tls::IpAddress;

use crate::build::{HASHES, NOW, READINGS, Recorder, grant, issue, keys, v4, v6};

fn no_bit_may_change(
    hash: HashAlgorithm,
    target: IpAddress,
    nonce_len: usize,
    reading: SignedContent,
) {
    let (keys, nonce) = (keys(hash, 7), vec![0x5c; nonce_len]);
    let token = issue(&keys, &grant(target, &nonce), reading);
    // Neither the expiry nor the target is looked at, so that nothing but the signature protects
    // them.
    let verifier = Verifier::at(0).signed_content(reading);
    let nonces = Recorder::default();
    let mut signatures_refused = 0;
    for bit in 0..8 * token.len() {
        let mut flipped = token.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        match verifier.verify_octets(&keys, &flipped, &nonces) {
            Err(Refusal::Malformed(_) | Refusal::SessionMismatch) => {}
            Err(Refusal::BadSignature) => signatures_refused += 1,
            other => panic!("bit {bit}: {other:?}"),
        }
    }
    // All but the three length octets, the address type and the session_id are for the signature to
    // protect; the lengths in part.
    let protected = token.len() - 4 - 32;
    assert!(signatures_refused >= 8 * protected, "{signatures_refused} of {protected} octets");
    assert_eq!(*nonces.asked.borrow(), [], "nothing is used up");

    let verifier = Verifier::at(NOW).signed_content(reading);
    let accepted = verifier.verify_octets(&keys, &token, &nonces).unwrap();
    assert_eq!(accepted.token().target_address(), target);
    assert_eq!(verifier.verify_octets(&keys, &token, &nonces), Err(Refusal::Replayed));
    assert_eq!(nonces.asked.borrow().len(), 2);
}

#[test]
fn no_single_bit_of_a_token_may_change() {
    for hash in HASHES {
        for target in [v4(), v6()] {
            for nonce_len in [16, 255] {
                for reading in READINGS {
                    no_bit_may_change(hash, target, nonce_len, reading);
                }
            }
        }
    }
}

/// A signature that is right as far as it goes is wrong.
#[test]
fn a_signature_has_the_length_of_the_hash() {
    let sha_384 = keys(HashAlgorithm::Sha384, 7);
    let token = issue(&sha_384, &grant(v4(), &[1; 16]), SignedContent::Encoded);
    let signature_at = token.len() - 48;
    for len in 32..=255_u8 {
        let mut other = token.clone();
        other[signature_at - 1] = len;
        other.resize(signature_at + usize::from(len), 0);
        let nonces = Recorder::default();
        let found = Verifier::at(NOW).verify_octets(&sha_384, &other, &nonces).map(|_| ());
        let expected = if len == 48 { Ok(()) } else { Err(Refusal::BadSignature) };
        assert_eq!(found, expected, "{len} octets");
    }
}
