//! One test of a vector file: octets, and what must come of decoding them.

use data_encoding::HEXLOWER;
use rehome::{CodePoints, Error};
use serde::Deserialize;
use serde_json::{Value, json};

use super::json::object;
use super::outcome::{Failure, Problem};
use super::structures::Check;

/// A test as the file has it. Keys that the format does not name are ignored.
#[derive(Debug, Deserialize)]
pub(super) struct TestCase {
    pub(super) id: u64,
    comment: Option<String>,
    hex: String,
    pub(super) result: Verdict,
    value: Option<Value>,
    reason: Option<String>,
}

/// What the test says of its octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Verdict {
    Valid,
    Invalid,
}

impl TestCase {
    /// Reads a test; `position` counts them from 1, for those without a number.
    pub(super) fn read(test: &Value, position: u64) -> Result<Self, Box<Failure>> {
        object::<Self>(test).map_err(|error| {
            let id = test.get("id").and_then(Value::as_u64);
            let text = match id {
                Some(_) => format!("not a test: {error}"),
                None => format!("number {position} of the tests is none: {error}"),
            };
            Box::new(Failure { id, ..Problem::new(text).of_file() })
        })
    }

    /// Whether the library agrees.
    pub(super) fn hold_against(
        &self,
        check: &Check,
        code_points: &CodePoints,
    ) -> Result<(), Problem> {
        let octets = HEXLOWER.decode(self.hex.as_bytes()).map_err(|error| {
            Problem::new(format!("`hex` is not lower-case hexadecimal: {error}"))
        })?;
        match (self.result, &self.value, &self.reason) {
            (Verdict::Valid, Some(value), _) => (check.valid)(&octets, value, code_points),
            (Verdict::Valid, None, _) => Err(Problem::new("`result` is valid without a `value`")),
            (Verdict::Invalid, _, Some(reason)) => {
                refused((check.decode)(&octets, code_points), reason)
            }
            (Verdict::Invalid, _, None) => {
                Err(Problem::new("`result` is invalid without a `reason`"))
            }
        }
    }

    /// That this test has failed.
    pub(super) fn failed(&self, problem: Problem) -> Failure {
        Failure { id: Some(self.id), frame: None, comment: self.comment.clone(), problem }
    }
}

/// Whether octets were refused for this reason.
fn refused(decoded: Result<Value, Error>, reason: &str) -> Result<(), Problem> {
    let expected = json!({ "reason": reason });
    match decoded {
        Err(error) if error.reason().code() == reason => Ok(()),
        Err(error) => {
            let got = json!({ "reason": error.reason().code() });
            Err(Problem::new(format!("refused for another reason: {error}")).with(expected, got))
        }
        Ok(value) => Err(Problem::new("not refused").with(expected, json!({ "value": value }))),
    }
}
