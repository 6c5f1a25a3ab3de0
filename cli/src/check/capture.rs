//! Structure `capture`: what a capture file carries, held against the elements that are expected.

mod comparison;
mod progress;
mod segment;

use std::collections::BTreeSet;
use std::error::Error;
use std::fs::File;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Map, Value};

use super::json::{exactly, object};
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
    elements: Vec<Map<String, Value>>,
    keylog: Option<Value>,
    resumption_master_secrets: Option<Vec<Value>>,
}

/// Checks the capture that a file at `path` names.
pub(super) fn check(path: &Path, file: &Value) -> Checked {
    let comparison = Comparison::default();
    let expectation = match object::<Expectation>(file) {
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
    Ok(())
}

impl Expectation {
    /// What can't be checked here: all that captures of TLS are about.
    fn unsupported(&self) -> Option<String> {
        let name = |element: &Map<String, Value>| match element.get("element") {
            Some(Value::String(name)) => name.clone(),
            _ => "an element without a name".to_owned(),
        };
        let mut found: BTreeSet<String> = self.elements.iter().map(name).collect();
        found.remove(TCP_SEGMENT);
        if self.keylog.is_some() {
            found.insert("keylog".to_owned());
        }
        // An empty list means that there are none.
        if self.resumption_master_secrets.iter().flatten().next().is_some() {
            found.insert("resumption_master_secrets".to_owned());
        }
        if found.is_empty() {
            return None;
        }
        let found = Vec::from_iter(found).join(", ");
        Some(format!(
            "captures of TLS are not supported, only of TCP, so nothing was checked: {found}"
        ))
    }

    /// The segments that are expected, each with its frame.
    fn segments(&self) -> Result<Vec<(u64, SegmentValue)>, String> {
        let with_frame = |(position, element): (u64, &Map<String, Value>)| {
            let problem = |what: String| format!("number {position} of the elements: {what}");
            let frame = element.get("frame").and_then(Value::as_u64);
            let frame = frame.ok_or_else(|| problem("no `frame`".to_owned()))?;
            let value = element.get("value").ok_or_else(|| problem("no `value`".to_owned()))?;
            Ok((frame, exactly(value).map_err(problem)?))
        };
        (1..).zip(&self.elements).map(with_frame).collect()
    }
}
