//! The structures on keys by their test vectors, with the library's own memory of nonces.

#![cfg(feature = "crypto")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;
use std::time::Duration;

use rehome::crypto::{
    Freshness, Grant, HashAlgorithm, InMemoryNonces, MigrateSecrets, NonceMemory, NonceUse,
    ReqNoView, SessionKeys, SignedContent, Verifier,
};
use rehome::tcp::Migrate;
use rehome::tls::{IpAddress, Nonce};
use rehome::wire::Encode;
use rehome_oracles::vectors::{self, Vector, from_hex};

/// The vectors of a structure, of which there are at least so many.
fn vectors_of(structure: &str, at_least: usize) -> Vec<Vector> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testvectors");
    let mut vectors = vectors::read(&folder).unwrap();
    vectors.retain(|vector| vector.structure == structure);
    assert!(vectors.len() >= at_least, "only {} vectors were found", vectors.len());
    vectors
}

/// A member of a vector's input.
fn text<'a>(vector: &'a Vector, member: &str) -> &'a str {
    vector.input[member].as_str().unwrap_or_else(|| panic!("{}: no {member}", vector.name))
}

fn octets(vector: &Vector, member: &str) -> Vec<u8> {
    from_hex(text(vector, member)).unwrap()
}

fn number<T: TryFrom<u64>>(vector: &Vector, member: &str) -> T {
    let number = vector.input[member].as_u64().and_then(|number| number.try_into().ok());
    number.unwrap_or_else(|| panic!("{}: no {member}", vector.name))
}

/// A member of a vector's value.
fn expected(vector: &Vector, member: &str) -> Vec<u8> {
    from_hex(vector.value[member].as_str().unwrap()).unwrap()
}

fn keys(vector: &Vector) -> SessionKeys {
    let hash = match text(vector, "hash") {
        "sha256" => HashAlgorithm::Sha256,
        "sha384" => HashAlgorithm::Sha384,
        other => panic!("{}: {other}", vector.name),
    };
    SessionKeys::derive(hash, &octets(vector, "resumption_master_secret")).unwrap()
}

#[test]
fn sessions_have_the_keys_of_their_secret() {
    for vector in vectors_of("key_schedule", 50) {
        let keys = keys(&vector);
        let name = &vector.name;
        assert_eq!(keys.session_id().as_bytes(), expected(&vector, "session_id"), "{name}");
        assert_eq!(keys.mac_key(), expected(&vector, "mac_key"), "{name}");
    }
}

#[test]
fn migrate_options_are_those_of_their_secrets() {
    for vector in vectors_of("tcp_migrate_auth", 100) {
        let view = match text(&vector, "view") {
            "8bit" => ReqNoView::EightBit,
            "7bit" => ReqNoView::SevenBit,
            other => panic!("{}: {other}", vector.name),
        };
        let key = <[u8; 25]>::try_from(octets(&vector, "key")).unwrap().into();
        let (ni, nj) = (number(&vector, "ni"), number(&vector, "nj"));
        let secrets = MigrateSecrets { ni, nj, key, view };
        let (seqno, reqno) = (number(&vector, "seqno"), number(&vector, "reqno_octet"));
        let [token, request] = ["token", "request"].map(|member| expected(&vector, member));
        assert_eq!(secrets.token()[..], token, "{}", vector.name);
        assert_eq!(secrets.request(seqno, reqno)[..], request, "{}", vector.name);
        let [token, request] = [&token, &request].map(|octets| octets[..].try_into().unwrap());
        let migrate = Migrate { reqno, token, request };
        assert!(secrets.is_token(&migrate) && secrets.is_request(&migrate, seqno));
        assert!(!secrets.is_request(&migrate, seqno ^ 1), "{}", vector.name);
    }
}

/// The addresses that are the server's, where the vector says which.
fn local_addresses(vector: &Vector) -> Option<Vec<IpAddress>> {
    let own = &vector.input["local_addresses"];
    let addresses = own.as_array().into_iter().flatten().map(|own| {
        let (address, port) = (own["address"].as_str().unwrap(), own["port"].as_u64().unwrap());
        IpAddress::new(address.parse().unwrap(), port.try_into().unwrap())
    });
    (!own.is_null()).then(|| addresses.collect())
}

/// A memory that keeps all, with the nonces that the vector says were used.
fn memory(vector: &Vector, keys: &SessionKeys, now: u64) -> InMemoryNonces {
    let nonces = InMemoryNonces::new(1000).max_retention(Duration::MAX);
    for used in vector.input["used_nonces"].as_array().unwrap() {
        let octets = from_hex(used.as_str().unwrap()).unwrap();
        // Octets that are too few for a nonce are in no token.
        let Ok(nonce) = Nonce::new(&octets) else { continue };
        let used = NonceUse { session_id: keys.session_id(), nonce, now, retain_until: u64::MAX };
        let Ok(Freshness::Fresh | Freshness::Replayed) = nonces.consume(&used) else {
            panic!("{}: the memory is too small", vector.name)
        };
    }
    nonces
}

#[test]
fn tokens_are_taken_or_refused_as_their_vector_says() {
    for vector in vectors_of("token_verification", 300) {
        let Vector { name, octets, .. } = &vector;
        let now = text(&vector, "now").parse().unwrap();
        let signed_content = match text(&vector, "signed_content") {
            "encoded" => SignedContent::Encoded,
            "bare" => SignedContent::Bare,
            other => panic!("{name}: {other}"),
        };
        let keys = keys(&vector);
        let own = local_addresses(&vector);
        let verifier = Verifier::at(now).signed_content(signed_content);
        let verifier = own.as_deref().map_or(verifier, |own| verifier.local_addresses(own));
        let nonces = memory(&vector, &keys, now);
        let before = nonces.len();

        let verdict = verifier.verify_octets(&keys, octets, &nonces);
        let reason = verdict.as_ref().err().map(|refusal| refusal.code());
        assert_eq!(reason, vector.reason.as_deref(), "{name}: {verdict:?}");
        let Ok(accepted) = verdict else {
            assert_eq!(nonces.len(), before, "{name}: what is refused uses no nonce");
            continue;
        };
        let token = accepted.token();
        assert_eq!(nonces.len(), before + 1, "{name}");
        let again = verifier.verify(&keys, token, &nonces).map_err(|refusal| refusal.code());
        assert_eq!(again.err(), Some("replayed"), "{name}");

        // What is taken can be issued, octet for octet.
        assert_eq!(token.to_vec(), *octets, "{name}");
        let (target_address, nonce) = (token.target_address(), token.nonce());
        let grant = Grant { target_address, expiry_timestamp: token.expiry_timestamp(), nonce };
        let mut issued = vec![0; keys.issued_len(&grant)];
        assert_eq!(keys.issue_with(&grant, signed_content, &mut issued), Ok(octets.len()));
        assert_eq!(issued, *octets, "{name}");
        let weaker = SignedContent::Bare;
        keys.issue_with(&grant, weaker, &mut issued).unwrap();
        assert_eq!(issued == *octets, signed_content == weaker, "{name}: the readings differ");
    }
}
