//! `key_schedule`: the keys of a session.

use rehome::crypto::SessionKeys;
use serde::{Deserialize, Serialize};

use crate::check::structures::Structure;
use crate::check::structures::given::{Given, NoValue};
use crate::terms::Hash;
use crate::value::model::Octets;

/// Which session.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SessionInput {
    hash: Hash,
    resumption_master_secret: Octets,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::check::structures) struct SessionKeysValue {
    session_id: Octets,
    mac_key: Octets,
}

impl SessionInput {
    /// A secret of the wrong length has no keys, and no test is about that.
    pub(super) fn keys(&self) -> Result<SessionKeys, NoValue> {
        SessionKeys::derive(self.hash.into(), &self.resumption_master_secret.0)
            .map_err(|error| NoValue::malformed(format!("`resumption_master_secret`: {error}")))
    }
}

impl Structure for SessionKeysValue {
    fn of(given: &Given<'_>) -> Result<Self, NoValue> {
        given.no_octets()?;
        let keys = given.input::<SessionInput>()?.keys()?;
        Ok(Self { session_id: keys.session_id().as_bytes().into(), mac_key: keys.mac_key().into() })
    }
}
