//! One test of a vector file: octets and input, and what must come of them.

use std::num::NonZeroU64;

use data_encoding::HEXLOWER;
use rehome::CodePoints;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::known::retain_known;
use super::outcome::{Failure, Problem, cut};
use super::source;
use super::structures::{Check, Given, NoValue};
use super::verdict::Verdict;

/// A test as the file has it. Keys that the format does not name are ignored, and null is as good as
/// nothing.
#[derive(Debug, Deserialize)]
pub(super) struct TestCase {
    pub(super) id: NonZeroU64,
    comment: Option<String>,
    /// By these tests are sorted, and nothing is decided.
    #[serde(rename = "flags")]
    _flags: Option<Vec<String>>,
    hex: String,
    input: Option<Value>,
    pub(super) result: Verdict,
    value: Option<Value>,
    reason: Option<Value>,
}

impl TestCase {
    /// Reads a test; `position` counts them from 1, for those without a number.
    pub(super) fn read(test: &RawValue, position: u64) -> Result<Self, Box<Failure>> {
        let none = |id: Option<u64>, error: String| {
            let text = match id {
                Some(_) => format!("not a test: {error}"),
                None => format!("number {position} of the tests is none: {error}"),
            };
            Box::new(Failure { id, ..Problem::new(text).of_file() })
        };
        let test = source::value(test).map_err(|problem| none(None, problem))?;
        if !test.is_object() {
            return Err(none(None, "not an object".to_owned()));
        }
        let id = test.get("id").and_then(Value::as_u64);
        let mut case: Self =
            serde_json::from_value(test).map_err(|error| none(id, error.to_string()))?;
        case.value.iter_mut().for_each(retain_known);
        Ok(case)
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
        let given = Given { octets, input: self.input.as_ref(), code_points };
        let problem = match (self.result, &self.value, &self.reason) {
            (Verdict::Valid, Some(value), None) => return (check.valid)(&given, value),
            (Verdict::Invalid, None, Some(Value::String(reason))) => {
                return refused((check.value)(&given), reason);
            }
            (Verdict::Valid, None, _) => "`result` is valid without a `value`",
            (Verdict::Valid, _, Some(_)) => "`result` is valid, and yet there is a `reason`",
            (Verdict::Invalid, Some(_), Some(_)) => {
                "`result` is invalid, and yet there is a `value`"
            }
            (Verdict::Invalid, ..) => "`result` is invalid without a `reason` in words",
        };
        Err(Problem::new(problem))
    }

    /// That this test has failed.
    pub(super) fn failed(&self, problem: Problem) -> Failure {
        let comment = self.comment.as_deref().map(|comment| cut(comment).into_owned());
        Failure { id: Some(self.id.get()), frame: None, comment, problem }
    }
}

/// Whether there is no value for this reason.
fn refused(value: Result<Value, NoValue>, expected: &str) -> Result<(), Problem> {
    let (problem, got) = match value {
        Err(NoValue::Refused { reason, .. }) if reason == expected => return Ok(()),
        Err(NoValue::Refused { reason, error }) => {
            (format!("refused for another reason: {error}"), json!({ "reason": reason }))
        }
        Err(NoValue::Problem(problem)) => return Err(problem),
        Ok(value) => ("not refused".to_owned(), json!({ "value": value })),
    };
    Err(Problem::new(problem).with(json!({ "reason": expected }), got))
}
