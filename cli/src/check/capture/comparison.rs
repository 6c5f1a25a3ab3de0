//! What a capture carries beside what it should, both in the order of the frames.

use std::collections::VecDeque;

use super::expected::VectorElement;
use crate::check::outcome::{CAPTURE, Checked, Failure, Passed, Problem};
use crate::element::{Counts, Element};
use crate::value::json::to_value;

/// So many elements more than are expected are kept.
const MOST_MORE: usize = 10_000;

#[derive(Debug)]
pub(super) struct Comparison {
    expected: VecDeque<VectorElement>,
    found: Vec<VectorElement>,
    most: usize,
    /// Found, but not kept.
    more: u64,
    elements: Counts,
    checked: Checked,
}

impl Comparison {
    /// Starts with what is expected.
    pub(super) fn of(expected: Vec<VectorElement>) -> Self {
        Self {
            most: expected.len().saturating_add(MOST_MORE),
            expected: expected.into(),
            found: Vec::new(),
            more: 0,
            elements: Counts::default(),
            checked: Checked::of(CAPTURE),
        }
    }

    /// The next element that is found. Where there are very many they may not come in order.
    pub(super) fn found(&mut self, element: Element) {
        if self.found.len() < self.most {
            self.found.push(element.into());
        } else {
            self.more += 1;
        }
    }

    fn compare(&mut self) {
        let mut found = std::mem::take(&mut self.found);
        found.sort_by_key(|element| element.frame);
        for element in found {
            while self.expected.front().is_some_and(|expected| expected.frame < element.frame) {
                self.missing();
            }
            match self.expected.front().filter(|expected| expected.frame == element.frame) {
                Some(_) => self.compare_with_next(&element),
                None => {
                    let problem = "an element that is not expected";
                    self.fail(element.frame, problem, None, Some(&element));
                }
            }
        }
    }

    fn compare_with_next(&mut self, found: &VectorElement) {
        match self.expected.pop_front() {
            Some(expected) if expected == *found => self.elements.count(found.kind),
            expected => {
                let problem = match &expected {
                    Some(expected) if expected.kind != found.kind => "it is another element",
                    _ => "the element has another value",
                };
                self.fail(found.frame, problem, expected.as_ref(), Some(found));
            }
        }
    }

    fn missing(&mut self) {
        if let Some(expected) = self.expected.pop_front() {
            self.fail(expected.frame, "the element is not there", Some(&expected), None);
        }
    }

    fn fail(
        &mut self,
        frame: u64,
        problem: &str,
        expected: Option<&VectorElement>,
        got: Option<&VectorElement>,
    ) {
        self.checked.fail_with(|| {
            let problem = Problem::new(problem).with(to_value(&expected), to_value(&got));
            Failure { frame: Some(frame), ..problem.of_file() }
        });
    }

    /// The capture was read to its end: so many frames were there, so many should be.
    pub(super) fn finish(mut self, counted: u64, frames: Option<u64>) -> Checked {
        self.compare();
        while !self.expected.is_empty() {
            self.missing();
        }
        if let Some(frames) = frames.filter(|frames| *frames != counted) {
            let problem = Problem::new("the number of frames differs");
            self.checked.fail(problem.with(frames, counted).of_file());
        }
        self.checked(counted)
    }

    /// The capture could not be read on: what else was expected is not known to be missing.
    pub(super) fn broken_off(mut self, counted: u64, error: String) -> Checked {
        self.compare();
        Checked { error: Some(error), ..self.checked(counted) }
    }

    fn checked(mut self, frames: u64) -> Checked {
        if self.more > 0 {
            let problem = format!("{} elements more that are not expected", self.more);
            self.checked.fail(Problem::new(problem).of_file());
        }
        let Self { elements, checked, .. } = self;
        Checked { passed: Passed::Elements { elements, frames }, ..checked }
    }
}
