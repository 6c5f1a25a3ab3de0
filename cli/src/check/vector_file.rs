//! One vector file: is it one, what does it test, and what came of that.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use rehome::CodePoints;
use serde_json::Value;

use super::outcome::{Checked, Outcome, Problem};
use super::test_case::TestCase;
use super::{capture, code_points, structures};

/// What `format` says in the files that are ours.
const FORMAT: &str = "rehome-vectors/1";

/// A vector file is held in memory whole, so there is a bound to it.
const MAX_SIZE: u64 = 256 << 20;

/// Reads and checks a file.
pub(super) fn check(path: &Path) -> Outcome {
    let octets = match read(path) {
        Ok(octets) => octets,
        Err(message) => return Outcome::Unreadable(message),
    };
    let file: Value = match serde_json::from_slice(&octets) {
        Ok(file) => file,
        Err(error) => return Outcome::Unreadable(format!("not JSON: {error}")),
    };
    match file.get("format") {
        Some(Value::String(format)) if format == FORMAT => {}
        Some(format) => {
            return Outcome::NoVectorFile(format!("`format` is {format}, not \"{FORMAT}\""));
        }
        None => return Outcome::NoVectorFile("no `format`".to_owned()),
    }
    let structure = file.get("structure").and_then(Value::as_str).unwrap_or_default();
    Outcome::Checked(structure.to_owned(), check_structure(path, structure, &file))
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let mut octets = Vec::new();
    let file = File::open(path).map_err(|error| error.to_string())?;
    file.take(MAX_SIZE + 1).read_to_end(&mut octets).map_err(|error| error.to_string())?;
    match u64::try_from(octets.len()) {
        Ok(0..=MAX_SIZE) => Ok(octets),
        _ => Err(format!("larger than {MAX_SIZE} octets")),
    }
}

fn check_structure(path: &Path, structure: &str, file: &Value) -> Checked {
    let mut checked = Checked::default();
    match code_points::of_file(file) {
        Err(problem) => checked.fail(Problem::new(problem).of_file()),
        Ok(code_points) => match structure {
            capture::STRUCTURE => return capture::check(path, file),
            "" => checked.fail(Problem::new("no `structure`").of_file()),
            _ => check_tests(structure, file, &code_points, &mut checked),
        },
    }
    checked
}

fn check_tests(structure: &str, file: &Value, code_points: &CodePoints, checked: &mut Checked) {
    let Some(check) = structures::find(structure) else {
        let problem = format!("structure `{structure}` is unknown, so nothing of it was checked");
        return checked.fail(Problem::new(problem).of_file());
    };
    let tests = file.get("tests").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    if tests.is_empty() {
        return checked.fail(Problem::new("no tests").of_file());
    }
    let mut ids = BTreeSet::new();
    for (position, test) in (1..).zip(tests) {
        match TestCase::read(test, position) {
            Err(failure) => checked.fail(*failure),
            Ok(case) if !ids.insert(case.id) => {
                checked.fail(case.failed(Problem::new("another test has the same id")));
            }
            Ok(case) => match case.hold_against(check, code_points) {
                Ok(()) => checked.pass(case.result),
                Err(problem) => checked.fail(case.failed(problem)),
            },
        }
    }
}
