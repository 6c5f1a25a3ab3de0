//! Structure `capture`: what a capture file carries, held against the elements that are expected.

mod comparison;
mod expected;
mod migrations;
pub(super) mod progress;
mod sessions;

use std::error::Error;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rehome::CodePoints;
use serde::Deserialize;
use serde_json::Value;

use super::outcome::Checked;
use super::source::Members;
use crate::capture::{CaptureReader, key_logs};
use crate::element::Element;
use crate::flow::Limits;
use crate::scan::{Report, Scan, Settings};
use crate::tls::KeyLog;
use crate::usage::{may_be_secret, unless_secret};
use crate::value::json::object;
use comparison::Comparison;
use migrations::Migrations;

/// What a file tests must not depend on limits, but for memory: the longest message has 16 MiB, and
/// only the capture knows how long a connection is.
const LIMITS: Limits =
    Limits { flows: 1 << 20, octets: 64 << 20, total_octets: 1 << 30, idle: Duration::MAX };

/// A capture's file, but for its elements. Keys that the format does not name are ignored.
#[derive(Debug, Deserialize)]
struct Description {
    capture: PathBuf,
    keylog: Option<PathBuf>,
    frames: Option<u64>,
    resumption_master_secrets: Option<Value>,
    tcp_migrate: Option<Value>,
}

/// Checks the capture that a file at `path` names, or says what is wrong with the file.
pub(super) fn check(
    path: &Path,
    members: &Members<'_>,
    code_points: CodePoints,
) -> Result<Checked, String> {
    let description = |problem| format!("not a capture's description: {}", without_secret(problem));
    let names = ["capture", "keylog", "frames", "resumption_master_secrets", "tcp_migrate"];
    let its: Description =
        object(&members.object(&names).map_err(description)?).map_err(description)?;
    let elements = members.get("elements").filter(|elements| elements.get().starts_with('['));
    let elements = elements.ok_or_else(|| description("no list `elements`".to_owned()))?;
    let expected = expected::elements(elements)?;
    let judge = sessions::judge(its.resumption_master_secrets.as_ref()).map_err(description)?;
    let mut migrations =
        Migrations::read(its.tcp_migrate.as_ref(), &code_points).map_err(description)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut comparison = Comparison::of(expected);
    let capture = Named::of("capture", folder, &its.capture);
    let keylog = its.keylog.map(|keylog| Named::of("keylog", folder, &keylog));
    let key_log = match secrets(&capture, keylog.as_ref()) {
        Ok(key_log) => key_log,
        Err(error) => return Ok(comparison.broken_off(0, error)),
    };
    let settings = Settings { code_points, limits: LIMITS, ..Settings::default() };
    let scan = Scan::ordered(settings, key_log, judge);
    let mut frames = 0;
    let read = read(&capture.path, scan, &mut frames, |element| {
        migrations.found(&element);
        comparison.found(element);
    });
    let is_whole = read.is_ok();
    let mut checked = match read {
        Ok(()) => comparison.finish(frames, its.frames),
        Err(error) => comparison.broken_off(frames, format!("{}: {error}", capture.shown)),
    };
    migrations.failures(is_whole).for_each(|failure| checked.fail(failure));
    Ok(checked)
}

/// A file that the description names.
struct Named {
    path: PathBuf,
    /// The path for messages, unless it may be a secret.
    shown: String,
}

impl Named {
    fn of(member: &str, folder: &Path, path: &Path) -> Self {
        let is_shown = !may_be_secret(&path.display().to_string());
        let path = folder.join(path);
        let shown = match is_shown {
            true => path.display().to_string(),
            false => format!("the path given in `{member}`"),
        };
        Self { path, shown }
    }
}

fn without_secret(problem: String) -> String {
    unless_secret(&problem, "a member is of another type").to_owned()
}

/// The secrets of the file that is named, and of the capture.
fn secrets(capture: &Named, keylog: Option<&Named>) -> Result<KeyLog, String> {
    let mut key_log = KeyLog::new();
    if let Some(keylog) = keylog {
        let read = open(&keylog.path).and_then(|file| Ok(key_log.read(file)?));
        read.map_err(|error| format!("{}: {error}", keylog.shown))?;
    }
    let file = open(&capture.path).map_err(|error| format!("{}: {error}", capture.shown))?;
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

/// Hands over the elements of a capture.
fn read(
    capture: &Path,
    mut scan: Scan,
    frames: &mut u64,
    mut found: impl FnMut(Element),
) -> Result<(), Box<dyn Error>> {
    let file = open(capture)?;
    let progress = progress::bar(file.metadata()?.len(), capture);
    let mut reader = CaptureReader::new(progress.wrap_read(file))?;
    let mut sink = |report| {
        if let Report::Element(element) = report {
            found(*element);
        }
    };
    let ended = loop {
        match reader.next_frame() {
            Ok(Some(frame)) => scan.frame(&frame, &mut sink),
            ended => break ended.map(drop),
        }
    };
    *frames = reader.frames();
    // Of a capture that breaks off, what came before counts.
    scan.finish(&mut sink);
    Ok(ended?)
}
