//! What a capture carries beside what it should, both in the order of the frames.

use std::cmp::Ordering;
use std::collections::VecDeque;

use crate::check::outcome::{CAPTURE, Checked, Elements, Failure, Passed, Problem};
use crate::value::json::to_value;
use crate::value::tcp::SegmentValue;

#[derive(Debug)]
pub(super) struct Comparison {
    expected: VecDeque<(u64, SegmentValue)>,
    frames: u64,
    elements: Elements,
    checked: Checked,
}

impl Comparison {
    /// Starts with what is expected.
    pub(super) fn of(expected: Vec<(u64, SegmentValue)>) -> Self {
        Self {
            expected: expected.into(),
            frames: 0,
            elements: Elements::default(),
            checked: Checked::of(CAPTURE),
        }
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
        self.fail(number, "an element that is not expected", None, Some(found));
    }

    fn compare(&mut self, number: u64, expected: &SegmentValue, found: &SegmentValue) {
        if expected == found {
            self.elements.tcp_segment += 1;
        } else {
            self.fail(number, "the element has another value", Some(expected), Some(found));
        }
    }

    fn missing(&mut self, frame: u64, expected: &SegmentValue) {
        self.fail(frame, "the element is not there", Some(expected), None);
    }

    fn fail(
        &mut self,
        frame: u64,
        problem: &str,
        expected: Option<&SegmentValue>,
        got: Option<&SegmentValue>,
    ) {
        self.checked.fail_with(|| {
            let problem = Problem::new(problem).with(to_value(&expected), to_value(&got));
            Failure { frame: Some(frame), ..problem.of_file() }
        });
    }

    /// The capture was read to its end.
    pub(super) fn finish(mut self, frames: Option<u64>) -> Checked {
        while let Some((frame, expected)) = self.expected.pop_front() {
            self.missing(frame, &expected);
        }
        let counted = self.frames;
        if let Some(frames) = frames.filter(|frames| *frames != counted) {
            let problem = Problem::new("the number of frames differs");
            self.checked.fail(problem.with(frames, counted).of_file());
        }
        self.checked()
    }

    /// The capture could not be read on: what else was expected is not known to be missing.
    pub(super) fn broken_off(self, error: String) -> Checked {
        Checked { error: Some(error), ..self.checked() }
    }

    fn checked(self) -> Checked {
        let Self { frames, elements, checked, .. } = self;
        Checked { passed: Passed::Elements { elements, frames }, ..checked }
    }
}
