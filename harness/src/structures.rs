//! Any octets, read as one structure.

use rehome_oracles::structure;

/// Runs the oracle of the structure of this name.
pub(crate) fn octets(name: &str, octets: &[u8]) {
    assert!(structure(name, octets).is_some(), "{name} is no structure");
}
