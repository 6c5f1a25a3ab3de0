//! Structure `capture`: what a capture file carries, held against the elements that are expected.

mod comparison;
mod expected;
mod progress;
mod segment;

use std::error::Error;
use std::fs::File;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::outcome::Checked;
use super::source::Members;
use crate::capture::CaptureReader;
use crate::packet::tcp_segment;
use crate::value::json::{object, present};
use comparison::Comparison;
use expected::Expected;

/// A capture's file, but for its elements. Keys that the format does not name are ignored.
#[derive(Debug, Deserialize)]
struct Description {
    capture: PathBuf,
    #[serde(default, deserialize_with = "present")]
    frames: Option<u64>,
    #[serde(default)]
    resumption_master_secrets: Vec<IgnoredAny>,
}

/// Checks the capture that a file at `path` names, or says what is wrong with the file.
pub(super) fn check(path: &Path, members: &Members<'_>) -> Result<Checked, String> {
    let description = |problem| format!("not a capture's description: {problem}");
    let members_of_it = members.object(&["capture", "frames", "resumption_master_secrets"]);
    let its: Description = object(&members_of_it.map_err(description)?).map_err(description)?;
    let elements = members.get("elements").filter(|elements| elements.get().starts_with('['));
    let elements = elements.ok_or_else(|| description("no list `elements`".to_owned()))?;
    let mut expected = Expected::of(elements);
    if members.get("keylog").is_some() {
        expected.tls.insert("keylog");
    }
    // An empty list means that there are none.
    if !its.resumption_master_secrets.is_empty() {
        expected.tls.insert("resumption_master_secrets");
    }
    let capture = path.parent().unwrap_or(Path::new("")).join(&its.capture);
    let mut comparison = Comparison::of(expected.segments()?);
    Ok(match read(&capture, &mut comparison) {
        Ok(()) => comparison.finish(its.frames),
        Err(error) => comparison.broken_off(format!("{}: {error}", capture.display())),
    })
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
