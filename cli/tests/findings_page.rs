//! FINDINGS.md has the table of findings as the command has it, and an example of a line that is
//! printed. With `UPDATE_FINDINGS=1` the table is written there.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use assert_cmd::Command;
use rehome_cli::finding::{Id, Severity};
use rehome_cli::story::{Outcome, StepKind};

const HEAD: &str = "| id | severity | raised when | rests on |\n| --- | --- | --- | --- |\n";

/// The table, as it has to stand in the page.
fn table() -> String {
    let mut table = HEAD.to_owned();
    for id in Id::ALL {
        let (severity, source) = (id.severity(), id.source());
        let meaning = id.meaning().strip_suffix('.').unwrap();
        table += &format!("| `{id}` | {severity} | {meaning} | {source} |\n");
    }
    table
}

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("FINDINGS.md")
}

fn page() -> String {
    fs::read_to_string(path()).unwrap()
}

#[test]
fn the_example_is_what_is_printed() {
    let page = page();
    let [example, name] = [("```json\n", "```"), ("(It is of `", "`")].map(|(begin, end)| {
        let behind = page.split_once(begin).unwrap().1;
        behind.split_once(end).unwrap().0
    });
    let capture = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name);
    let mut command = Command::cargo_bin("rehome").unwrap();
    let output = command.args(["inspect", "--json"]).arg(capture).output().unwrap();
    let without_space = |text: &str| text.split_whitespace().collect::<String>();
    let lines = String::from_utf8(output.stdout).unwrap();
    let mut lines = lines.lines().map(without_space);
    assert!(lines.any(|line| line == without_space(example)), "{example}");
}

#[test]
fn each_outcome_is_told() {
    let page = page();
    for outcome in [
        Outcome::Stayed,
        Outcome::NeverContacted,
        Outcome::Unanswered,
        Outcome::Moved,
        Outcome::Refused,
        Outcome::Anew,
        Outcome::Failed,
    ] {
        let line = format!("\n| `{}` | {} | ", outcome.code(), outcome.words());
        assert!(page.contains(&line), "{outcome:?}");
    }
}

#[test]
fn each_step_is_told() {
    let page = page();
    for step in [
        StepKind::Contact,
        StepKind::Offer,
        StepKind::Agree,
        StepKind::Authorize,
        StepKind::Trigger,
        StepKind::Attempt,
        StepKind::Anew,
        StepKind::Resume,
        StepKind::Retry,
        StepKind::Accept,
        StepKind::Refuse,
        StepKind::Alert,
        StepKind::Close,
        StepKind::Reset,
    ] {
        assert!(page.contains(&format!("\n| `{}` | ", step.code())), "{step:?}");
    }
}

#[test]
fn the_table_is_that_of_the_command() {
    let page = page();
    let (before, rest) = page.split_once(HEAD).unwrap();
    let rows = rest.split_inclusive('\n').take_while(|line| line.starts_with('|'));
    let behind = &rest[rows.map(str::len).sum()..];
    let expected = format!("{before}{}{behind}", table());
    if env::var_os("UPDATE_FINDINGS").is_some() {
        fs::write(path(), expected).unwrap();
    } else {
        assert!(page == expected, "UPDATE_FINDINGS=1 cargo test --test findings_page writes it");
    }
}

/// An error is against a document.
#[test]
fn what_rests_on_a_ruling_alone_is_no_error() {
    let ours = Id::ALL.iter().filter(|id| id.source() == "ruling").collect::<Vec<_>>();
    assert_eq!(ours, [&Id::OptionRepeated]);
    assert!(ours.iter().all(|id| id.severity() < Severity::Error));
}

#[test]
fn each_id_is_a_name_of_its_own() {
    let codes: BTreeSet<_> = Id::ALL.iter().map(|id| id.code()).collect();
    assert_eq!(codes.len(), Id::ALL.len());
    for code in codes {
        assert!(code.bytes().all(|octet| octet == b'_' || octet.is_ascii_lowercase()), "{code}");
    }
}
