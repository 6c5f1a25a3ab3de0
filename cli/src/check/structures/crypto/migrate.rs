//! `tcp_migrate_auth`: token and request of TCP Migrate.

use rehome::crypto::{MigrateKey, MigrateSecrets};
use serde::{Deserialize, Serialize};

use crate::check::structures::Structure;
use crate::check::structures::given::{Given, NoValue};
use crate::terms::View;
use crate::value::model::{Octets, array};

#[derive(Debug, Serialize, Deserialize)]
struct MigrateInput {
    ni: u32,
    nj: u32,
    key: Octets,
    seqno: u32,
    reqno_octet: u8,
    view: View,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::check::structures) struct MigrateAuthValue {
    token: Octets,
    request: Octets,
}

impl MigrateInput {
    /// The key is given as it is hashed: already padded.
    fn secrets(&self) -> Result<MigrateSecrets, String> {
        let key = array::<25>(&self.key, "key")?;
        let (key, view) = (MigrateKey::from(*key), self.view.into());
        Ok(MigrateSecrets { ni: self.ni, nj: self.nj, key, view })
    }
}

impl Structure for MigrateAuthValue {
    fn of(given: &Given<'_>) -> Result<Self, NoValue> {
        given.no_octets()?;
        let input: MigrateInput = given.input()?;
        let secrets = input.secrets().map_err(NoValue::malformed)?;
        Ok(Self {
            token: secrets.token()[..].into(),
            request: secrets.request(input.seqno, input.reqno_octet)[..].into(),
        })
    }
}
