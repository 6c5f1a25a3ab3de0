//! Structure `capture`: what a capture file carries, held against the elements that are expected.

mod comparison;
mod progress;
mod segment;

use std::collections::BTreeSet;
use std::error::Error;
use std::fs::File;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use super::outcome::Checked;
use super::structures::SegmentValue;
use crate::capture::CaptureReader;
use crate::packet::tcp_segment;
use comparison::Comparison;

/// The name of the structure.
pub(super) const STRUCTURE: &str = "capture";

/// The element that the TCP formats make.
const TCP_SEGMENT: &str = "tcp_segment";

/// A capture's file, as far as it is understood. Keys that the format does not name are ignored.
#[derive(Debug, Deserialize)]
struct Expectation {
    capture: PathBuf,
    frames: Option<u64>,
    elements: Vec<Element>,
    keylog: Option<Value>,
    resumption_master_secrets: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct Element {
    frame: u64,
    element: String,
    value: Option<Value>,
}

/// Checks the capture that a file at `path` names.
pub(super) fn check(path: &Path, file: &Value) -> Checked {
    let comparison = Comparison::default();
    let expectation = match Expectation::deserialize(file) {
        Ok(expectation) => expectation,
        Err(error) => return comparison.refused(format!("not a capture's description: {error}")),
    };
    if let Some(problem) = expectation.unsupported() {
        return comparison.refused(problem);
    }
    let expected = match expectation.segments() {
        Ok(expected) => expected,
        Err(problem) => return comparison.refused(problem),
    };
    let capture = path.parent().unwrap_or(Path::new("")).join(&expectation.capture);
    let mut comparison = comparison.of(expected);
    match read(&capture, &mut comparison) {
        Ok(()) => comparison.finish(expectation.frames),
        Err(error) => comparison.broken_off(format!("{}: {error}", capture.display())),
    }
}

/// Brings the segments of a capture to the comparison, in order.
fn read(capture: &Path, comparison: &mut Comparison) -> Result<(), Box<dyn Error>> {
    // Opening a pipe would wait for a writer.
    let metadata = capture.metadata()?;
    if !metadata.is_file() {
        return Err("not a regular file".into());
    }
    let progress = progress::bar(metadata.len(), capture);
    let mut reader = CaptureReader::new(progress.wrap_read(File::open(capture)?))?;
    while let Some(frame) = reader.next_frame()? {
        let segment = tcp_segment(frame.link_type(), frame.octets());
        let element = segment.and_then(|segment| segment::element(segment.octets));
        comparison.frame(frame.number(), element);
    }
    progress.finish_and_clear();
    Ok(())
}

impl Expectation {
    /// What can't be checked here: all that captures of TLS are about.
    fn unsupported(&self) -> Option<String> {
        let elements = self.elements.iter().map(|element| element.element.as_str());
        let mut names: BTreeSet<&str> = elements.filter(|name| *name != TCP_SEGMENT).collect();
        if self.keylog.is_some() {
            names.insert("keylog");
        }
        if self.resumption_master_secrets.is_some() {
            names.insert("resumption_master_secrets");
        }
        let names: Vec<&str> = names.into_iter().collect();
        let all = names.join(", ");
        (!names.is_empty()).then(|| {
            format!("captures of TLS are not supported, so nothing was checked: it has {all}")
        })
    }

    /// The segments that are expected, each with its frame.
    fn segments(&self) -> Result<Vec<(u64, SegmentValue)>, String> {
        let segment = |element: &Element| {
            let value = element.value.as_ref().ok_or("no `value`".to_owned())?;
            SegmentValue::deserialize(value).map_err(|error| error.to_string())
        };
        let with_frame = |element: &Element| match segment(element) {
            Ok(value) => Ok((element.frame, value)),
            Err(error) => Err(format!("the element of frame {}: {error}", element.frame)),
        };
        self.elements.iter().map(with_frame).collect()
    }
}
