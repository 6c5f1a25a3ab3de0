//! One vector file: is it one, what does it test, and what came of that.

use std::collections::BTreeSet;
use std::path::Path;

use rehome::CodePoints;
use serde_json::Value;
use serde_json::value::RawValue;

use super::outcome::{CAPTURE, Checked, Outcome, Problem, cut};
use super::source::{self, Members, unreadable};
use super::structures::{self, Check};
use super::test_case::TestCase;
use super::{capture, code_points};

/// What `format` says in the files that are ours.
const FORMAT: &str = "rehome-vectors/1";

/// Reads and checks a file.
pub(super) fn check(path: &Path) -> Outcome {
    check_text(path, source::read(path))
}

/// Checks the text of a file at `path`, where that could be read.
pub(super) fn check_text(path: &Path, text: Result<String, String>) -> Outcome {
    let text = match text {
        Ok(text) => text,
        Err(message) => return Outcome::Unreadable(message),
    };
    let members = match Members::read(&text) {
        Ok(members) => members,
        Err(error) => return Outcome::Unreadable(unreadable(error)),
    };
    // Of two formats, whichever a reader takes: what may be ours is not to be skipped.
    if !members.all("format").any(|format| is(format, FORMAT)) {
        return Outcome::NoVectorFile(match members.get("format") {
            Some(format) => format!("`format` is {}, not \"{FORMAT}\"", cut(format.get())),
            None => "no `format`".to_owned(),
        });
    }
    let structure = members.get("structure").and_then(name).unwrap_or_default();
    let checked = match source::unique_keys(&text) {
        Ok(()) => check_structure(path, &structure, &members),
        Err(error) if error.is_data() => Err(error.to_string()),
        Err(error) => return Outcome::Unreadable(unreadable(error)),
    };
    let checked = checked.unwrap_or_else(|problem| Checked::of(&structure).refused(problem));
    Outcome::Checked(structure, checked)
}

/// Whether a member is this text.
fn is(member: &RawValue, text: &str) -> bool {
    source::value(member).is_ok_and(|value| value == text)
}

/// The text of a member, which may go into every line of the report.
fn name(member: &RawValue) -> Option<String> {
    source::value(member).ok()?.as_str().map(|text| cut(text).into_owned())
}

/// What came of the tests, or what is wrong with the file.
fn check_structure(path: &Path, structure: &str, members: &Members<'_>) -> Result<Checked, String> {
    let code_points = code_points::of_file(&members.object(&["code_points"])?)?;
    explained_flags(members)?;
    if structure == CAPTURE {
        return capture::check(path, members, code_points);
    }
    if structure.is_empty() {
        return Err("no `structure`".to_owned());
    }
    let check = structures::find(structure).ok_or_else(|| {
        format!("structure `{structure}` is unknown, so nothing of it was checked")
    })?;
    let mut run = Run { check, code_points, ids: BTreeSet::new(), checked: Checked::of(structure) };
    if let Some(tests) = members.get("tests") {
        source::for_each(tests, |position, test| run.test(position, test));
    }
    if run.checked.is_empty() { Err("no tests".to_owned()) } else { Ok(run.checked) }
}

/// The flags that a file explains must be an object's keys. Which there are changes no result.
fn explained_flags(members: &Members<'_>) -> Result<(), String> {
    let of_file = |problem| format!("`flags` of the file: {problem}");
    match members.get("flags").map(source::value).transpose().map_err(of_file)? {
        None | Some(Value::Null | Value::Object(_)) => Ok(()),
        Some(_) => Err(of_file("not an object".to_owned())),
    }
}

/// The tests of a file, one after the other.
struct Run {
    check: &'static Check,
    code_points: CodePoints,
    ids: BTreeSet<u64>,
    checked: Checked,
}

impl Run {
    fn test(&mut self, position: u64, test: &RawValue) {
        let case = match TestCase::read(test, position) {
            Ok(case) => case,
            Err(failure) => return self.checked.fail(*failure),
        };
        match self.hold(&case) {
            Ok(()) => self.checked.pass(case.result),
            Err(problem) => self.checked.fail(case.failed(problem)),
        }
    }

    fn hold(&mut self, case: &TestCase) -> Result<(), Problem> {
        if !self.ids.insert(case.id.get()) {
            return Err(Problem::new("another test has the same id"));
        }
        case.hold_against(self.check, &self.code_points)
    }
}
