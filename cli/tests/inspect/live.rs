//! Captures that come while they are taken: each element is printed at once.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use super::*;

/// Far more than a line takes.
const LONG: Duration = Duration::from_secs(20);
/// Enough to see that no line comes.
const SHORT: Duration = Duration::from_millis(200);

struct Live {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Receiver<String>,
}

impl Live {
    fn new(arguments: &str) -> Self {
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_rehome"))
            .args(["inspect", "-"])
            .args(arguments.split_whitespace())
            .current_dir(captures())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (out, stdin) = (child.stdout.take().unwrap(), child.stdin.take());
        let (sender, lines) = channel();
        thread::spawn(move || {
            BufReader::new(out).lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        Self { child, stdin, lines }
    }

    fn write(&mut self, octets: &[u8]) {
        let stdin = self.stdin.as_mut().unwrap();
        stdin.write_all(octets).unwrap();
        stdin.flush().unwrap();
    }

    /// The next line that is no finding.
    #[track_caller]
    fn next(&mut self) -> Value {
        loop {
            let line = self.lines.recv_timeout(LONG).unwrap();
            let line: Value = serde_json::from_str(&line).unwrap();
            if line["type"] != "finding" {
                return line;
            }
        }
    }

    /// Nothing comes but findings.
    #[track_caller]
    fn assert_silent(&mut self) {
        loop {
            match self.lines.recv_timeout(SHORT) {
                Ok(line) if line.contains("\"type\":\"finding\"") => {}
                other => return assert_eq!(other, Err(RecvTimeoutError::Timeout)),
            }
        }
    }

    /// Closes its input, and gives what is still printed but for findings and stories. The status is
    /// not told from 0 where it is one of findings.
    fn end(mut self) -> (i32, Vec<Value>) {
        drop(self.stdin.take());
        let lines = self.lines.iter().map(|line| serde_json::from_str(&line).unwrap());
        let is_other =
            |line: &Value| !["finding", "story"].contains(&line["type"].as_str().unwrap());
        let lines = lines.filter(is_other).collect();
        let status = self.child.wait().unwrap().code().unwrap();
        (if status == 1 { 0 } else { status }, lines)
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The header of a pcap, and its records.
fn records(pcap: &[u8]) -> (&[u8], Vec<&[u8]>) {
    let (header, mut rest) = pcap.split_at(24);
    let mut records = Vec::new();
    while !rest.is_empty() {
        let length = u32::from_le_bytes(rest[8..12].try_into().unwrap()) as usize;
        let (record, after) = rest.split_at(16 + length);
        records.push(record);
        rest = after;
    }
    (header, records)
}

#[test]
fn each_element_comes_before_the_next_frame() {
    for name in ["tls-synthetic-aes128", "tls-synthetic-hello-pieces", "tcp-raw"] {
        let description = description(&format!("{name}.json"));
        let octets = capture(&format!("{name}.pcap"));
        let (header, records) = records(&octets);
        let mut live = Live::new(&arguments_of(&description));
        live.write(header);
        let elements = description["elements"].as_array().unwrap();
        for (number, record) in (1..).zip(&records) {
            live.write(record);
            for element in elements.iter().filter(|element| element["frame"] == number) {
                let line = live.next();
                for key in ["frame", "element", "value", "error", "verdict"] {
                    assert_eq!(line.get(key), element.get(key), "{name}: {key}");
                }
            }
        }
        let (status, rest) = live.end();
        assert_eq!((status, rest.len()), (0, 1), "{name}");
        assert_eq!(rest[0]["frames"], records.len(), "{name}");
    }
}

#[test]
fn nothing_comes_too_early() {
    let octets = capture("tcp-raw.pcap");
    let (header, records) = records(&octets);
    let mut live = Live::new("--json");
    live.write(header);
    let (all_but_one, last) = records[0].split_at(records[0].len() - 1);
    live.write(all_but_one);
    live.assert_silent();
    live.write(last);
    assert_eq!(live.next()["frame"], 1);
    assert_eq!(live.end().1[0]["frames"], 1);
}

#[test]
fn secrets_may_come_after_the_frames() {
    let keys = capture("tls-synthetic-aes128.keys");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys");
    fs::write(&path, "").unwrap();
    let mut log = fs::OpenOptions::new().append(true).open(&path).unwrap();
    let description = description("tls-synthetic-aes128.json");
    let keylog = path.display().to_string();
    let arguments = arguments_of(&description).replace("tls-synthetic-aes128.keys", &keylog);
    let mut live = Live::new(&arguments);
    live.write(&capture("tls-synthetic-aes128.pcap"));
    let expected = description["elements"].as_array().unwrap();
    let (hellos, others): (Vec<_>, Vec<_>) =
        expected.iter().partition(|element| element["element"] == "client_hello");
    for element in &hellos {
        assert_eq!(live.next()["frame"], element["frame"]);
    }
    live.assert_silent();
    // A line is taken once it has come to its end.
    let (first, second) = keys.split_at(keys.len() - 10);
    log.write_all(first).unwrap();
    thread::sleep(SHORT);
    log.write_all(second).unwrap();
    let mut frames: Vec<_> =
        others.iter().map(|_| live.next()["frame"].as_u64().unwrap()).collect();
    frames.sort_unstable();
    let expected: Vec<_> =
        others.iter().map(|element| element["frame"].as_u64().unwrap()).collect();
    assert_eq!(frames, expected);
    let (status, rest) = live.end();
    assert_eq!((status, rest.len(), &rest[0]["notices"]), (0, 1, &0.into()));
}

#[test]
fn the_last_line_of_a_key_log_needs_no_end() {
    let keys = capture("tls-synthetic-aes128.keys");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys");
    fs::write(&path, keys.trim_ascii_end()).unwrap();
    for input in ["tls-synthetic-aes128.pcap", "-"] {
        let arguments = format!("{input} --json --keylog {}", path.display());
        let out = printed(inspect_piped(&arguments, capture("tls-synthetic-aes128.pcap")));
        let described = description("tls-synthetic-aes128.json");
        let count = described["elements"].as_array().unwrap().len();
        assert_eq!(of_type("element", &out).0.len(), count, "{input}");
    }
}

#[test]
fn an_end_in_the_middle_is_told() {
    let octets = capture("tcp-raw.pcap");
    let mut live = Live::new("--json");
    live.write(&octets[..octets.len() - 1]);
    for frame in [1, 2, 4, 5, 10] {
        assert_eq!(live.next()["frame"], frame);
    }
    let (status, rest) = live.end();
    assert_eq!((status, rest.len(), &rest[0]["frames"]), (3, 1, &30.into()));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let octets = capture("tls-synthetic-hellos.pcap");
    let (header, records) = records(&octets);
    for arguments in [&["--json"][..], &[]] {
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_rehome"))
            .args(["inspect", "-"])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(header).unwrap();
        // It ends by itself, before its input does.
        let written =
            (0..10_000).flat_map(|_| &records).try_for_each(|record| stdin.write_all(record));
        assert!(written.is_err());
        let output = child.wait_with_output().unwrap();
        assert!(output.status.code().is_some_and(|code| code <= 1), "{output:?}");
        assert_eq!(output.stderr, b"");
    }
}
