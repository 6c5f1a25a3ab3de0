//! `rehome inspect` as a process: what it prints, and how it ends.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod broken_off;
mod captures;
mod filters;
mod findings;
mod hidden;
mod inputs;
mod key_logs;
mod late_secrets;
mod live;
mod output;
#[path = "../process/mod.rs"]
mod process;
mod readme;
mod snapshots;
mod stories;
mod told;
mod usage;
mod verbose;

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use process::{Ended, done, ended, rehome};
use serde_json::Value;

fn captures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../testvectors/captures")
}

fn capture(name: &str) -> Vec<u8> {
    fs::read(captures().join(name)).unwrap()
}

/// The command in the folder of the captures, with these arguments.
fn command(arguments: &str) -> Command {
    let mut command = rehome(&format!("inspect {arguments}"));
    command.current_dir(captures());
    command
}

fn inspect(arguments: &str) -> Ended {
    ended(command(arguments))
}

/// The same with something that comes through a pipe.
fn inspect_piped(arguments: &str, octets: Vec<u8>) -> Ended {
    let mut command = command(arguments);
    command.write_stdin(octets);
    ended(command)
}

/// What goes well, whatever was found, and has nothing to tell on standard error.
#[track_caller]
fn printed(ended: Ended) -> String {
    assert!(ended.status <= 1 && ended.err.is_empty(), "{ended:?}");
    ended.out
}

fn json_lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The objects of one type, and the last one of all, which says how it ended.
#[track_caller]
fn of_type(kind: &str, out: &str) -> (Vec<Value>, Value) {
    let mut lines = json_lines(out);
    let end = lines.pop().unwrap();
    assert_eq!((&end["schema"], &end["type"]), (&"rehome-inspect/1".into(), &"end".into()));
    lines.retain(|line| line["type"] == kind);
    (lines, end)
}

/// What is printed for people without the stories.
fn without_stories(out: &str) -> &str {
    out.split_once("\nstory ").map_or(out, |(lines, _)| lines)
}

/// The frames of the elements in JSON Lines.
#[track_caller]
fn frames(out: &str) -> Vec<u64> {
    of_type("element", out).0.iter().map(|line| line["frame"].as_u64().unwrap()).collect()
}

/// The arguments with which a capture gives all that its description expects.
fn arguments_of(description: &Value) -> String {
    let mut arguments = String::from("--json");
    if let Some(keylog) = description["keylog"].as_str() {
        arguments += &format!(" --keylog {keylog}");
    }
    for session in description["resumption_master_secrets"].as_array().unwrap_or(&Vec::new()) {
        let [hash, secret] = ["hash", "secret"].map(|key| session[key].as_str().unwrap());
        arguments += &format!(" --rms {hash}:{secret}");
    }
    if let Some(numbers) = description["code_points"].as_object() {
        for (name, number) in numbers {
            arguments += &format!(" --code-points {name}={number}");
        }
    }
    arguments
}

fn description(name: &str) -> Value {
    serde_json::from_slice(&capture(name)).unwrap()
}
