//! The oracles on every test vector, and the vectors' verdicts. What vectors say of keys is held
//! against the library in `crypto_vectors.rs`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;

use rehome_oracles::vectors::{self, Vector};
use rehome_oracles::{STRUCTURES, structure, structure_with};

/// The structures on keys, of which a token is all that has octets.
const ON_KEYS: [&str; 3] = ["key_schedule", "tcp_migrate_auth", "token_verification"];

/// What a token that is well-formed is refused for.
const AFTER_DECODING: [&str; 5] =
    ["session_mismatch", "bad_signature", "expired", "wrong_target", "replayed"];

fn all() -> Vec<Vector> {
    vectors::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("testvectors")).unwrap()
}

fn of_octets() -> Vec<Vector> {
    let on_keys = |vector: &Vector| ON_KEYS.contains(&vector.structure.as_str());
    all().into_iter().filter(|vector| !on_keys(vector)).collect()
}

#[test]
fn every_vector_is_judged_as_its_file_says() {
    let vectors = of_octets();
    assert!(vectors.len() > 1000, "only {} vectors were found", vectors.len());
    let mut seen = std::collections::BTreeSet::new();
    for vector in &vectors {
        let Vector { name, octets, .. } = vector;
        let result = structure_with(&vector.structure, octets, &vector.numbers)
            .unwrap_or_else(|| panic!("{name}: unknown structure"));
        let reason = result.as_ref().err().map(|error| error.reason().code());
        assert_eq!(reason, vector.reason.as_deref(), "{name}: {result:?}");
        seen.insert(vector.structure.clone());
    }
    let vectors_have = &STRUCTURES[..11];
    assert!(vectors_have.iter().all(|&name| seen.contains(name)), "{seen:?} is not all");
}

/// A token is well-formed or not, whatever the keys say of it.
#[test]
fn tokens_that_are_verified_are_decoded_first() {
    let on_verification = |vector: &Vector| vector.structure == "token_verification";
    let (mut decoded, mut refused) = (0, 0);
    for Vector { name, octets, reason, .. } in all().into_iter().filter(on_verification) {
        let result = structure("migration_token", &octets).unwrap();
        match (&result, reason.as_deref()) {
            (Ok(()), None) => decoded += 1,
            (Ok(()), Some(reason)) if AFTER_DECODING.contains(&reason) => decoded += 1,
            (Err(error), Some(reason)) => {
                assert_eq!(error.reason().code(), reason, "{name}");
                refused += 1;
            }
            _ => panic!("{name}: {reason:?}, but {result:?}"),
        }
    }
    assert!(decoded > 100 && refused > 20, "{decoded} and {refused}");
}

/// What is wrong is not taken for short: cut a whole structure, and only then more octets help.
#[test]
fn what_is_incomplete_was_cut_at_its_end() {
    let mut incomplete = 0;
    for Vector { name, structure, numbers, octets, reason, .. } in of_octets() {
        let Err(error) = structure_with(&structure, &octets, &numbers).unwrap() else { continue };
        if error.is_incomplete() {
            assert_eq!(reason.as_deref(), Some("truncated"), "{name}: {error}");
            assert_eq!(error.offset(), octets.len(), "{name}: {error}");
            incomplete += 1;
        }
    }
    assert!(incomplete > 100, "only {incomplete} vectors were cut at their end");
}

/// Every other structure too may meet these octets.
#[test]
fn every_oracle_holds_on_the_octets_of_every_vector() {
    for vector in all().iter().filter(|vector| vector.octets.len() < 1000) {
        let decoded = STRUCTURES
            .iter()
            .filter(|name| structure_with(name, &vector.octets, &vector.numbers).unwrap().is_ok())
            .count();
        assert!(vector.reason.is_some() || decoded > 0, "{}", vector.name);
    }
}
