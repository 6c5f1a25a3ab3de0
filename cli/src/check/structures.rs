//! The wire structures that vector files can be about, in one table.
//!
//! Each has a model of its JSON `value`, which is read from the file, made from what the library
//! decodes, and turned into what the library encodes. So values are compared as what they mean:
//! addresses as addresses, and keys that do not belong there are refused.

mod model;
mod tcp;
mod tls;

use std::fmt::Debug;

use data_encoding::HEXLOWER;
use rehome::{CodePoints, Error};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::json::{exactly, to_value};
use super::outcome::Problem;
pub(super) use tcp::SegmentValue;

/// A wire structure, by the model of its `value`.
trait Structure: Serialize + DeserializeOwned + PartialEq + Debug {
    /// What `octets` mean.
    fn decode(octets: &[u8], code_points: &CodePoints) -> Result<Self, Error>;

    /// The octets of this value, or why there are none; `None` for the carriers, which are only read.
    fn encode(&self, _: &CodePoints) -> Option<Result<Vec<u8>, String>> {
        None
    }
}

/// How the tests of a structure are checked.
#[derive(Debug)]
pub(super) struct Check {
    structure: &'static str,
    /// Decodes, for a test that says it must fail.
    pub(super) decode: fn(&[u8], &CodePoints) -> Result<Value, Error>,
    /// Holds octets against the value that they must have.
    pub(super) valid: fn(&[u8], &Value, &CodePoints) -> Result<(), Problem>,
}

static STRUCTURES: [Check; 11] = [
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
];

/// How the structure of this name is checked, if it is known.
pub(super) fn find(structure: &str) -> Option<&'static Check> {
    STRUCTURES.iter().find(|check| check.structure == structure)
}

const fn check<S: Structure>(structure: &'static str) -> Check {
    Check { structure, decode: decode::<S>, valid: valid::<S> }
}

fn decode<S: Structure>(octets: &[u8], code_points: &CodePoints) -> Result<Value, Error> {
    S::decode(octets, code_points).map(|value| to_value(&value))
}

fn valid<S: Structure>(
    octets: &[u8],
    value: &Value,
    code_points: &CodePoints,
) -> Result<(), Problem> {
    let expected = exactly::<S>(value)
        .map_err(|error| Problem::new(format!("`value` is none of this structure: {error}")))?;
    match S::decode(octets, code_points) {
        Ok(decoded) if decoded == expected => {}
        Ok(decoded) => {
            let problem = Problem::new("decoding gives another value");
            return Err(problem.with(to_value(&expected), to_value(&decoded)));
        }
        Err(error) => {
            let problem = Problem::new(format!("refused: {error}"));
            let got = json!({ "reason": error.reason().code() });
            return Err(problem.with(json!({ "value": value }), got));
        }
    }
    match expected.encode(code_points) {
        Some(Ok(encoded)) if encoded != octets => Err(Problem::new("encoding gives other octets")
            .with(HEXLOWER.encode(octets), HEXLOWER.encode(&encoded))),
        Some(Err(problem)) => Err(Problem::new(format!("`value` can't be encoded: {problem}"))),
        Some(Ok(_)) | None => Ok(()),
    }
}
