//! The structures that vector files can be about, in one table.
//!
//! Those with octets have their models in [`crate::value`]; what is computed with keys is here.

mod crypto;
mod given;

use std::fmt::Debug;

use data_encoding::HEXLOWER;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::outcome::Problem;
use crate::value::json::{exactly, to_value};
use crate::value::{Numbers, WireValue, tcp, tls};
pub(super) use given::{Given, NoValue};

/// A structure, by the model of its `value`.
trait Structure: Serialize + DeserializeOwned + PartialEq + Debug {
    /// The value of what a test gives.
    fn of(given: &Given<'_>) -> Result<Self, NoValue>;

    /// The octets of this value, or why there are none; `None` for what this is not asked of: the
    /// carriers, which are only read, and the structures on keys.
    fn encode(&self, _: &Numbers) -> Option<Result<Vec<u8>, String>> {
        None
    }
}

/// What has octets is what the library makes of them.
impl<V: WireValue> Structure for V {
    fn of(given: &Given<'_>) -> Result<Self, NoValue> {
        V::decode(&given.octets, &given.numbers()).map_err(NoValue::from)
    }

    fn encode(&self, numbers: &Numbers) -> Option<Result<Vec<u8>, String>> {
        V::encode(self, numbers)
    }
}

/// How the tests of a structure are checked.
#[derive(Debug)]
pub(super) struct Check {
    structure: &'static str,
    /// The value of what a test gives, for one that says there is none.
    pub(super) value: fn(&Given<'_>) -> Result<Value, NoValue>,
    /// Holds what a test gives against the value that it must have.
    pub(super) valid: fn(&Given<'_>, &Value) -> Result<(), Problem>,
}

static STRUCTURES: [Check; 14] = [
    check::<tls::IpAddressValue>("ip_address"),
    check::<tls::MigrationTokenValue>("migration_token"),
    check::<tls::MigrationSupportValue>("migration_support"),
    check::<tls::MigrationAllowedValue>("migration_allowed"),
    check::<tls::MigrateNotifyValue>("migrate_notify"),
    check::<tls::MigrateRequestValue>("migrate_request"),
    check::<tls::ClientHelloValue>("client_hello"),
    check::<tls::NewSessionTicketValue>("new_session_ticket"),
    check::<tcp::OptionValue>("tcp_option"),
    check::<tcp::OptionsValue>("tcp_options"),
    check::<tcp::HeaderValue>("tcp_header"),
    check::<crypto::SessionKeysValue>("key_schedule"),
    check::<crypto::VerifiedTokenValue>("token_verification"),
    check::<crypto::MigrateAuthValue>("tcp_migrate_auth"),
];

/// How the structure of this name is checked, if it is known.
pub(super) fn find(structure: &str) -> Option<&'static Check> {
    STRUCTURES.iter().find(|check| check.structure == structure)
}

const fn check<S: Structure>(structure: &'static str) -> Check {
    Check { structure, value: value::<S>, valid: valid::<S> }
}

fn value<S: Structure>(given: &Given<'_>) -> Result<Value, NoValue> {
    S::of(given).map(|value| to_value(&value))
}

fn valid<S: Structure>(given: &Given<'_>, value: &Value) -> Result<(), Problem> {
    let expected = exactly::<S>(value)
        .map_err(|error| Problem::new(format!("`value` is none of this structure: {error}")))?;
    match S::of(given) {
        Ok(found) if found == expected => {}
        Ok(found) => {
            let problem = Problem::new("another value comes of it");
            return Err(problem.with(to_value(&expected), to_value(&found)));
        }
        Err(NoValue::Refused { reason, error }) => {
            let problem = Problem::new(format!("refused: {error}"));
            return Err(problem.with(json!({ "value": value }), json!({ "reason": reason })));
        }
        Err(NoValue::Problem(problem)) => return Err(problem),
    }
    match Structure::encode(&expected, &given.numbers()) {
        Some(Ok(encoded)) if encoded != given.octets => {
            Err(Problem::new("encoding gives other octets")
                .with(HEXLOWER.encode(&given.octets), HEXLOWER.encode(&encoded)))
        }
        Some(Err(problem)) => Err(Problem::new(format!("`value` can't be encoded: {problem}"))),
        Some(Ok(_)) | None => Ok(()),
    }
}
