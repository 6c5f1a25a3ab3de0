//! Tokens issued, changed and verified.

/// To be written.
pub fn token_verification(_octets: &[u8]) {}
