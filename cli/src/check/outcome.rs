//! What came of a file: counts, and what does not hold.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use super::verdict::Verdict;
use crate::element::Counts;

/// The structure of files about captures.
pub(super) const CAPTURE: &str = "capture";

/// So many failures of a file are told, and all are counted: there may be millions.
const TOLD: usize = 100;

/// So many characters of a text that a file may choose are told.
const MOST: usize = 500;

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
#[derive(Debug, Serialize)]
pub(super) struct Checked {
    #[serde(flatten)]
    pub(super) passed: Passed,
    /// How many tests, elements, or things of the file itself do not hold.
    pub(super) failed: u64,
    /// The first of them, which are told one by one.
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
    /// Elements of a capture by their name, and how many frames it was read for.
    Elements { elements: Counts, frames: u64 },
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
    /// As text: a tree would be many times as large.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expected: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) got: Option<Box<RawValue>>,
}

impl Problem {
    pub(super) fn new(text: impl AsRef<str>) -> Self {
        Self { text: cut(text.as_ref()).into_owned(), expected: None, got: None }
    }

    /// With what should have come, and what did.
    pub(super) fn with(self, expected: impl Into<Value>, got: impl Into<Value>) -> Self {
        let [expected, got] = [expected.into(), got.into()].map(|value| to_raw_value(&value).ok());
        Self { expected, got, ..self }
    }

    /// Of the file as a whole.
    pub(super) fn of_file(self) -> Failure {
        Failure { id: None, frame: None, comment: None, problem: self }
    }
}

/// The beginning of a text that may be long.
pub(super) fn cut(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(MOST) {
        Some(_) => Cow::Owned(text.chars().take(MOST).chain(['…']).collect()),
        None => Cow::Borrowed(text),
    }
}

impl Checked {
    /// Nothing yet, of a file of this structure.
    pub(super) fn of(structure: &str) -> Self {
        let passed = match structure {
            CAPTURE => Passed::Elements { elements: Counts::default(), frames: 0 },
            _ => Passed::Tests { valid: 0, invalid: 0 },
        };
        Self { passed, failed: 0, failures: Vec::new(), error: None }
    }

    /// The file as a whole does not hold.
    pub(super) fn refused(mut self, problem: String) -> Self {
        self.fail(Problem::new(problem).of_file());
        self
    }

    /// Whether there was nothing that could hold or not.
    pub(super) fn is_empty(&self) -> bool {
        self.passed() + self.failed == 0
    }

    /// How many failures are not told.
    pub(super) fn untold(&self) -> u64 {
        self.failed.saturating_sub(u64::try_from(self.failures.len()).unwrap_or(u64::MAX))
    }

    pub(super) fn passed(&self) -> u64 {
        match &self.passed {
            Passed::Tests { valid, invalid } => valid + invalid,
            Passed::Elements { elements, .. } => {
                elements.each().iter().map(|(_, count)| count).sum()
            }
        }
    }

    pub(super) fn fail(&mut self, failure: Failure) {
        self.fail_with(|| failure);
    }

    /// The failure is made only if it is told.
    pub(super) fn fail_with(&mut self, failure: impl FnOnce() -> Failure) {
        self.failed += 1;
        if self.failures.len() < TOLD {
            self.failures.push(failure());
        }
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
