//! Structure `capture`: what a capture file carries, held against the elements that are expected.

mod comparison;
mod expected;
mod progress;

use std::error::Error;
use std::fs::File;
use std::path::{Path, PathBuf};

use rehome::CodePoints;
use serde::Deserialize;

use super::outcome::Checked;
use super::source::Members;
use crate::capture::{CaptureReader, key_logs};
use crate::element::{Judge, Report, Scan, Settings};
use crate::terms::Hash;
use crate::tls::KeyLog;
use crate::value::json::{object, present};
use crate::value::model::Octets;
use comparison::Comparison;

/// A capture's file, but for its elements. Keys that the format does not name are ignored.
#[derive(Debug, Deserialize)]
struct Description {
    capture: PathBuf,
    #[serde(default, deserialize_with = "present")]
    keylog: Option<PathBuf>,
    #[serde(default, deserialize_with = "present")]
    frames: Option<u64>,
    #[serde(default)]
    resumption_master_secrets: Vec<Session>,
}

#[derive(Debug, Deserialize)]
struct Session {
    hash: Hash,
    secret: Octets,
}

/// Checks the capture that a file at `path` names, or says what is wrong with the file.
pub(super) fn check(
    path: &Path,
    members: &Members<'_>,
    code_points: CodePoints,
) -> Result<Checked, String> {
    let description = |problem| format!("not a capture's description: {problem}");
    let names = ["capture", "keylog", "frames", "resumption_master_secrets"];
    let its: Description =
        object(&members.object(&names).map_err(description)?).map_err(description)?;
    let elements = members.get("elements").filter(|elements| elements.get().starts_with('['));
    let elements = elements.ok_or_else(|| description("no list `elements`".to_owned()))?;
    let expected = expected::elements(elements)?;
    let judge = its.judge().map_err(description)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut comparison = Comparison::of(expected);
    let capture = folder.join(&its.capture);
    let keylog = its.keylog.map(|keylog| folder.join(keylog));
    let key_log = match secrets(&capture, keylog.as_deref()) {
        Ok(key_log) => key_log,
        Err(error) => return Ok(comparison.broken_off(0, error)),
    };
    let settings = Settings { code_points, ..Settings::default() };
    let mut frames = 0;
    let read = read(&capture, Scan::new(settings, key_log, judge), &mut frames, &mut comparison);
    Ok(match read {
        Ok(()) => comparison.finish(frames, its.frames),
        Err(error) => comparison.broken_off(frames, format!("{}: {error}", capture.display())),
    })
}

impl Description {
    fn judge(&self) -> Result<Judge, String> {
        let mut judge = Judge::new();
        for (number, session) in (1..).zip(&self.resumption_master_secrets) {
            judge.add_session(session.hash.into(), &session.secret.0).map_err(|error| {
                format!("number {number} of `resumption_master_secrets`: {error}")
            })?;
        }
        Ok(judge)
    }
}

/// The secrets of the file that is named, and of the capture.
fn secrets(capture: &Path, keylog: Option<&Path>) -> Result<KeyLog, String> {
    let mut key_log = KeyLog::new();
    if let Some(path) = keylog {
        let read = open(path).and_then(|file| Ok(key_log.read(file)?));
        read.map_err(|error| format!("{}: {error}", path.display()))?;
    }
    let file = open(capture).map_err(|error| format!("{}: {error}", capture.display()))?;
    // What can't be read here can't be read a second time, and is told then.
    let _ = key_logs(file, |text| {
        key_log.add(text);
    });
    Ok(key_log)
}

/// Opening a pipe would wait for a writer.
fn open(path: &Path) -> Result<File, Box<dyn Error>> {
    match path.metadata()?.is_file() {
        true => Ok(File::open(path)?),
        false => Err("not a regular file".into()),
    }
}

/// Brings the elements of a capture to the comparison.
fn read(
    capture: &Path,
    mut scan: Scan,
    frames: &mut u64,
    comparison: &mut Comparison,
) -> Result<(), Box<dyn Error>> {
    let file = open(capture)?;
    let progress = progress::bar(file.metadata()?.len(), capture);
    let mut reader = CaptureReader::new(progress.wrap_read(file))?;
    let mut sink = |report| {
        if let Report::Element(element) = report {
            comparison.found(*element);
        }
    };
    while let Some(frame) = reader.next_frame()? {
        *frames = frame.number();
        scan.frame(&frame, &mut sink);
    }
    scan.finish(&mut sink);
    Ok(())
}
