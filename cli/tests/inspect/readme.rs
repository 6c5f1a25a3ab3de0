//! What README.md shows is what the command prints.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{captures, command, ended, process};

/// The screens of README.md: a command, and what it prints.
fn screens() -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let text = fs::read_to_string(path).unwrap();
    let screens = text.split("```console\n$ rehome ").skip(1);
    let screen = |screen: &str| {
        let (command, printed) = screen.split("```").next().unwrap().split_once('\n').unwrap();
        (command.to_owned(), printed.to_owned())
    };
    screens.map(screen).collect()
}

/// The secret of the session in the capture that is the last of these arguments.
fn session(arguments: &str) -> String {
    let capture = Path::new(arguments.split(' ').next_back().unwrap()).with_extension("json");
    let description = fs::read(captures().join(capture)).unwrap();
    let description: Value = serde_json::from_slice(&description).unwrap();
    description["resumption_master_secrets"][0]["secret"].as_str().unwrap().to_owned()
}

#[test]
fn every_screen_is_what_is_printed() {
    let screens = screens();
    assert_eq!(screens.len(), 2);
    for (text, printed) in screens {
        let ended = match text.strip_prefix("inspect ") {
            Some(arguments) => {
                let session = format!("--rms sha256:{}", session(arguments));
                ended(command(&arguments.replace("--rms-file rms.txt", &session)))
            }
            None => process::run(&text),
        };
        let status = i32::from(printed.contains("  error "));
        assert_eq!((ended.status, &*ended.out), (status, &*printed), "{text}");
    }
}
