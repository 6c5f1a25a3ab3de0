//! `openssl s_server` and `openssl s_client`, talked to like by hand.

use std::io::{ErrorKind, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// So long is waited for what has to come.
const PATIENCE: Duration = Duration::from_secs(30);

type Output = Arc<(Mutex<Vec<u8>>, Condvar)>;

pub(super) struct Peer {
    child: Child,
    input: ChildStdin,
    output: Output,
    /// So much of the output was heard.
    heard: usize,
}

/// Whether OpenSSL is there, as it has to be where `REHOME_REQUIRE_OPENSSL` is set.
pub(super) fn is_there() -> bool {
    match Command::new("openssl").arg("version").output() {
        Ok(_) => true,
        Err(error) if std::env::var_os("REHOME_REQUIRE_OPENSSL").is_none() => {
            assert_eq!(error.kind(), ErrorKind::NotFound);
            let thread = thread::current();
            // Straight to the stream: what is printed the harness keeps to itself.
            let name = thread.name().unwrap();
            let _ = writeln!(std::io::stderr(), "skipped: {name}: no openssl: {error}");
            false
        }
        Err(error) => panic!("openssl: {error}"),
    }
}

impl Peer {
    pub(super) fn start(folder: &Path, arguments: &str) -> Self {
        let mut command = Command::new("openssl");
        command.args(arguments.split_whitespace()).current_dir(folder);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let output = Output::default();
        collect(child.stdout.take().unwrap(), &output);
        collect(child.stderr.take().unwrap(), &output);
        let input = child.stdin.take().unwrap();
        Self { child, input, output, heard: 0 }
    }

    pub(super) fn say(&mut self, line: &str) {
        self.input.write_all(format!("{line}\n").as_bytes()).unwrap();
    }

    /// Waits until it prints a text, and gives what stands up to it.
    pub(super) fn hear(&mut self, text: &str) -> String {
        let (output, more) = &*self.output;
        let mut output = output.lock().unwrap();
        let deadline = Instant::now() + PATIENCE;
        loop {
            let rest = &output[self.heard..];
            if let Some(at) = rest.windows(text.len()).position(|it| it == text.as_bytes()) {
                self.heard += at + text.len();
                return String::from_utf8_lossy(&rest[..at]).into_owned();
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "no {text:?} in {}", String::from_utf8_lossy(&output));
            output = more.wait_timeout(output, left).unwrap().0;
        }
    }

    /// Waits until it has ended.
    pub(super) fn finish(mut self) {
        let deadline = Instant::now() + PATIENCE;
        while self.child.try_wait().unwrap().is_none() {
            assert!(Instant::now() < deadline, "it does not end");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn collect(mut from: impl Read + Send + 'static, output: &Output) {
    let output = Arc::clone(output);
    thread::spawn(move || {
        let mut buf = [0; 4096];
        while let Ok(length @ 1..) = from.read(&mut buf) {
            output.0.lock().unwrap().extend_from_slice(&buf[..length]);
            output.1.notify_all();
        }
    });
}
