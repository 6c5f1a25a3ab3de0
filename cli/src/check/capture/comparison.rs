//! What a capture carries beside what it should, both in the order of the frames.

use std::cmp::Ordering;
use std::collections::VecDeque;

use serde_json::Value;

use crate::check::json::to_value;
use crate::check::outcome::{Checked, Failure, Passed, Problem};
use crate::check::structures::SegmentValue;

/// So many failures are told; a wrong capture may hold millions.
const TOLD: usize = 20;

#[derive(Debug, Default)]
pub(super) struct Comparison {
    expected: VecDeque<(u64, SegmentValue)>,
    frames: u64,
    elements: u64,
    failed: u64,
    failures: Vec<Failure>,
}

impl Comparison {
    /// Starts with what is expected.
    pub(super) fn of(self, expected: Vec<(u64, SegmentValue)>) -> Self {
        Self { expected: expected.into(), ..self }
    }

    /// The next frame, and the element in it.
    pub(super) fn frame(&mut self, number: u64, element: Option<SegmentValue>) {
        self.frames = number;
        if let Some(found) = element {
            self.element(number, &found);
        }
    }

    fn element(&mut self, number: u64, found: &SegmentValue) {
        while let Some((frame, expected)) = self.expected.pop_front() {
            match frame.cmp(&number) {
                Ordering::Less => self.missing(frame, &expected),
                Ordering::Equal => return self.compare(number, &expected, found),
                Ordering::Greater => {
                    self.expected.push_front((frame, expected));
                    break;
                }
            }
        }
        self.fail(number, "an element that is not expected", Value::Null, to_value(found));
    }

    fn compare(&mut self, number: u64, expected: &SegmentValue, found: &SegmentValue) {
        if expected == found {
            self.elements += 1;
        } else {
            self.fail(number, "the element has another value", to_value(expected), to_value(found));
        }
    }

    fn missing(&mut self, frame: u64, expected: &SegmentValue) {
        self.fail(frame, "the element is not there", to_value(expected), Value::Null);
    }

    fn fail(&mut self, frame: u64, problem: &str, expected: Value, got: Value) {
        self.failed += 1;
        if self.failures.len() < TOLD {
            let failure = Problem::new(problem).with(expected, got).of_file();
            self.failures.push(Failure { frame: Some(frame), ..failure });
        }
    }

    /// The capture was read to its end.
    pub(super) fn finish(mut self, frames: Option<u64>) -> Checked {
        while let Some((frame, expected)) = self.expected.pop_front() {
            self.missing(frame, &expected);
        }
        let counted = self.frames;
        let mut checked = self.checked();
        match frames {
            Some(frames) if frames != counted => {
                let problem = Problem::new("the number of frames differs");
                checked.fail(problem.with(frames, counted).of_file());
            }
            _ => {}
        }
        checked
    }

    /// The capture could not be read on: what else was expected is not known to be missing.
    pub(super) fn broken_off(self, error: String) -> Checked {
        Checked { error: Some(error), ..self.checked() }
    }

    /// There is nothing that could be compared.
    pub(super) fn refused(self, problem: String) -> Checked {
        let mut checked = self.checked();
        checked.fail(Problem::new(problem).of_file());
        checked
    }

    fn checked(self) -> Checked {
        let Self { frames, elements, failed, mut failures, .. } = self;
        let told = u64::try_from(failures.len()).unwrap_or(failed);
        let untold = failed.saturating_sub(told);
        if untold > 0 {
            let text = format!("and {untold} more that are not told");
            failures.push(Problem::new(text).of_file());
        }
        Checked { passed: Passed::Elements { elements, frames }, failed, failures, error: None }
    }
}
