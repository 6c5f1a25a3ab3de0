//! The oracles on every test vector, and the vectors' verdicts.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;

use rehome_oracles::vectors::{self, Vector};
use rehome_oracles::{STRUCTURES, structure_with};

fn all() -> Vec<Vector> {
    vectors::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("testvectors")).unwrap()
}

#[test]
fn every_vector_is_judged_as_its_file_says() {
    let vectors = all();
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

/// What is wrong is not taken for short: cut a whole structure, and only then more octets help.
#[test]
fn what_is_incomplete_was_cut_at_its_end() {
    let mut incomplete = 0;
    for Vector { name, structure, numbers, octets, reason } in all() {
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
