//! What came of a file: counts, and what does not hold.

use serde::Serialize;
use serde_json::Value;

use super::test_case::Verdict;

/// What came of a file.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It was checked as a file of this structure.
    Checked(String, Checked),
    /// It is JSON, but its `format` is another one or absent.
    NoVectorFile(String),
    /// It can't be read, or isn't JSON.
    Unreadable(String),
}

/// What was found in a vector file.
#[derive(Debug, Default, Serialize)]
pub(super) struct Checked {
    #[serde(flatten)]
    pub(super) passed: Passed,
    /// How many tests, elements, or things of the file itself do not hold.
    pub(super) failed: u64,
    /// The failures that are told one by one: all, or the first of a capture.
    #[serde(skip)]
    pub(super) failures: Vec<Failure>,
    /// Why the check could not be brought to its end.
    #[serde(skip)]
    pub(super) error: Option<String>,
}

/// What holds.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Passed {
    /// Tests by their result.
    Tests { valid: u64, invalid: u64 },
    /// Elements of a capture, and how many frames it was read for.
    Elements { elements: u64, frames: u64 },
}

impl Default for Passed {
    fn default() -> Self {
        Self::Tests { valid: 0, invalid: 0 }
    }
}

/// One thing that does not hold, and where.
#[derive(Debug, Serialize)]
pub(super) struct Failure {
    /// The test's number in its file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<u64>,
    /// The frame of a capture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) frame: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) comment: Option<String>,
    #[serde(flatten)]
    pub(super) problem: Problem,
}

/// What does not hold.
#[derive(Debug, Serialize)]
pub(super) struct Problem {
    /// In words.
    #[serde(rename = "problem")]
    pub(super) text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expected: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) got: Option<Value>,
}

impl Problem {
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), expected: None, got: None }
    }

    /// With what should have come, and what did.
    pub(super) fn with(self, expected: impl Into<Value>, got: impl Into<Value>) -> Self {
        Self { expected: Some(expected.into()), got: Some(got.into()), ..self }
    }

    /// Of the file as a whole.
    pub(super) fn of_file(self) -> Failure {
        Failure { id: None, frame: None, comment: None, problem: self }
    }
}

impl Checked {
    pub(super) fn holds(&self) -> bool {
        self.failed == 0 && self.error.is_none()
    }

    pub(super) fn passed(&self) -> u64 {
        match self.passed {
            Passed::Tests { valid, invalid } => valid + invalid,
            Passed::Elements { elements, .. } => elements,
        }
    }

    pub(super) fn fail(&mut self, failure: Failure) {
        self.failed += 1;
        self.failures.push(failure);
    }

    pub(super) fn pass(&mut self, verdict: Verdict) {
        if let Passed::Tests { valid, invalid } = &mut self.passed {
            match verdict {
                Verdict::Valid => *valid += 1,
                Verdict::Invalid => *invalid += 1,
            }
        }
    }
}
