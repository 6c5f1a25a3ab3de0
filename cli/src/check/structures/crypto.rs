//! The structures on keys: what they compute is in their `input`, and a token is all that any of them
//! has in octets.

mod migrate;
mod session_keys;
mod verify;

pub(super) use migrate::MigrateAuthValue;
pub(super) use session_keys::SessionKeysValue;
pub(super) use verify::VerifiedTokenValue;
