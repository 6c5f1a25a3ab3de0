//! `key_schedule`: the keys of a session.

use rehome::crypto::{HashAlgorithm, SessionKeys};
use serde::{Deserialize, Serialize};

use crate::check::structures::Structure;
use crate::check::structures::given::{Given, NoValue};
use crate::check::structures::model::Octets;

/// Which session.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SessionInput {
    hash: HashName,
    resumption_master_secret: Octets,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum HashName {
    Sha256,
    Sha384,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::check::structures) struct SessionKeysValue {
    session_id: Octets,
    mac_key: Octets,
}

impl From<HashName> for HashAlgorithm {
    fn from(hash: HashName) -> Self {
        match hash {
            HashName::Sha256 => Self::Sha256,
            HashName::Sha384 => Self::Sha384,
        }
    }
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
