//! All captures, by their descriptions.

use std::fs::{self, File};
use std::process::Stdio;

use serde_json::{Map, Value};

use super::*;

/// What a description has of an element, out of its line.
fn as_described(line: &Value) -> Value {
    let keys = ["frame", "element", "value", "error", "verdict"];
    let kept = keys.iter().filter_map(|key| Some((key.to_string(), line.get(key)?.clone())));
    Value::Object(kept.collect::<Map<_, _>>())
}

fn assert_described(description: &Value, ended: &Ended, is_pipe: bool) {
    let name = &description["capture"];
    assert!(ended.status <= 1, "{name}: {ended:?}");
    let (mut lines, end) = of_type("element", &ended.out);
    if is_pipe {
        // What waited for another stream comes after what did not.
        lines.sort_by_key(|line| line["frame"].as_u64().unwrap());
    }
    let found: Vec<_> = lines.iter().map(as_described).collect();
    assert_eq!(Value::Array(found), description["elements"], "{name}");
    assert_eq!(end["error"], Value::Null, "{name}");
    if let Some(frames) = description.get("frames") {
        assert_eq!(&end["frames"], frames, "{name}");
    }
    let counts = end["elements"].as_object().unwrap();
    for (kind, count) in counts {
        let printed = lines.iter().filter(|line| line["element"] == **kind).count();
        assert_eq!(*count, printed, "{name}: {kind}");
    }
}

#[test]
fn files_and_pipes_give_what_is_expected() {
    let mut count = 0;
    for entry in fs::read_dir(captures()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let description = description(path.file_name().unwrap().to_str().unwrap());
        let name = description["capture"].as_str().unwrap();
        let arguments = arguments_of(&description);
        let of_file = inspect(&format!("{name} {arguments}"));
        assert_described(&description, &of_file, false);
        // A verdict on what comes through a pipe can't rest on what is behind it.
        if name != "tls-synthetic-link.pcap" {
            let of_pipe = inspect_piped(&format!("- {arguments}"), capture(name));
            assert_described(&description, &of_pipe, true);
        }
        count += 1;
    }
    assert!(count > 60, "{count}");
}

#[test]
fn a_file_on_standard_input_is_a_file() {
    // Its keys stand behind its frames, and what they open is printed in order all the same.
    for name in ["tls-synthetic-keys-last", "tls00-aes256-ipv6", "tcp-migrate"] {
        let path = captures().join(name).with_extension("pcapng");
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_rehome"));
        command.args(["inspect", "-", "--json"]).stdin(Stdio::from(File::open(&path).unwrap()));
        let out = String::from_utf8(command.output().unwrap().stdout).unwrap();
        assert_eq!(out, printed(inspect(&format!("{name}.pcapng --json"))), "{name}");
        assert!(frames(&out).is_sorted(), "{name}");
    }
}
