//! A Redis for one test.

use std::io::Write;
use std::net::TcpListener;
use std::panic::Location;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rehome::crypto::{Freshness, NonceMemory, NonceUse};
use rehome::tls::{Nonce, SessionId};
use rehome_redis::{RedisNonces, RedisNoncesError};
use tempfile::TempDir;

pub(crate) const NOW: u64 = 1_800_000_000;

/// A redis-server on a port of the loopback, with a folder of its own.
pub(crate) struct Server {
    process: Process,
    port: u16,
    folder: TempDir,
    options: Vec<String>,
}

impl Server {
    /// One that keeps all that it is told, and more options. `None`, and a line that says so, where
    /// there is no redis-server; a panic where the environment asks for one.
    #[track_caller]
    pub(crate) fn start(options: &[&str]) -> Option<Self> {
        let folder = TempDir::new().unwrap();
        let options: Vec<_> = options.iter().map(|option| (*option).to_owned()).collect();
        for _ in 0..5 {
            let port = free_port();
            let process = match spawn(port, &folder, &options) {
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                    let required = std::env::var_os("REHOME_REQUIRE_REDIS");
                    assert!(required.is_none_or(|v| v.is_empty()), "redis-server is not installed");
                    skipped(Location::caller());
                    return None;
                }
                started => started.unwrap(),
            };
            let mut process = Process(process);
            if process.answers(port) {
                return Some(Self { process, port, folder, options });
            }
        }
        panic!("redis-server does not start")
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    pub(crate) fn nonces(&self) -> RedisNonces {
        // Longer than by default: another test may have the processor.
        let timeout = Duration::from_secs(2);
        RedisNonces::open(&self.url()).unwrap().timeout(timeout).connect_timeout(timeout)
    }

    /// A connection to look inside with.
    pub(crate) fn connection(&self) -> redis::Connection {
        redis::Client::open(self.url()).unwrap().get_connection().unwrap()
    }

    pub(crate) fn command(&self, command: &[&str]) -> redis::Value {
        let mut packed = redis::cmd(command[0]);
        packed.arg(&command[1..]);
        packed.query(&mut self.connection()).unwrap()
    }

    /// Ends it at once, as a crash would. When this returns the process is gone.
    pub(crate) fn kill(&mut self) {
        self.process.kill();
    }

    /// Starts it again on the same port with what it has left in its folder.
    pub(crate) fn restart(&mut self) {
        self.process = Process(spawn(self.port, &self.folder, &self.options).unwrap());
        assert!(self.process.answers(self.port), "redis-server does not start again");
    }

    pub(crate) fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.process.0.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    }
}

/// Straight to the stream: what is printed the harness keeps to itself when a test passes.
fn skipped(caller: &Location<'_>) {
    let thread = thread::current();
    // A test that has no thread of its own is known by its place.
    let place = format!("{}:{}", caller.file(), caller.line());
    let name = thread.name().filter(|name| *name != "main").unwrap_or(&place);
    let _ = writeln!(std::io::stderr(), "skipped: {name}: no redis-server");
}

/// A redis-server that ends with this value.
struct Process(Child);

impl Process {
    /// Waits until it answers; false when it ends.
    fn answers(&mut self, port: u16) -> bool {
        let start = Instant::now();
        let client = redis::Client::open(format!("redis://127.0.0.1:{port}")).unwrap();
        let own = format!("process_id:{}\r\n", self.0.id());
        while self.0.try_wait().unwrap().is_none() {
            assert!(start.elapsed() < Duration::from_secs(20), "redis-server does not answer");
            let info = client
                .get_connection_with_timeout(Duration::from_secs(1))
                .and_then(|mut connection| redis::cmd("INFO").query::<String>(&mut connection));
            match info {
                // Not another one that has the port.
                Ok(info) if info.contains(&own) && info.contains("\r\nloading:0\r\n") => {
                    return true;
                }
                Err(error) if error.code() == Some("NOAUTH") => return true,
                _ => thread::sleep(Duration::from_millis(5)),
            }
        }
        false
    }

    fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A port that the system gives no client: one that asks a dead server again and again would
/// otherwise get the very port in the end, and be connected with itself.
fn free_port() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let start = std::process::id().wrapping_mul(101);
    loop {
        let next = start.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed)) % 12_000;
        let port = 20_000 + u16::try_from(next).unwrap();
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

fn spawn(port: u16, folder: &TempDir, options: &[String]) -> std::io::Result<Child> {
    Command::new("redis-server")
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", ""])
        .args(["--appendonly", "yes", "--appendfsync", "always", "--dir"])
        .arg(folder.path())
        .args(options)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
}

/// The nonce with this number, of a token that lives for five minutes from `NOW`.
pub(crate) fn consume(nonces: &RedisNonces, number: u64) -> Result<Freshness, RedisNoncesError> {
    consume_at(nonces, number, NOW, NOW + 300)
}

pub(crate) fn consume_at(
    nonces: &RedisNonces,
    number: u64,
    now: u64,
    retain_until: u64,
) -> Result<Freshness, RedisNoncesError> {
    with_nonce(number, now, retain_until, |used| nonces.consume(used))
}

pub(crate) fn with_nonce<T>(
    number: u64,
    now: u64,
    retain_until: u64,
    f: impl FnOnce(&NonceUse<'_>) -> T,
) -> T {
    let mut nonce = [0; 16];
    nonce[..8].copy_from_slice(&number.to_be_bytes());
    f(&NonceUse {
        session_id: SessionId::from_array(&[7; 32]),
        nonce: Nonce::from_array(&nonce),
        now,
        retain_until,
    })
}

/// Also asserts that the fastest of a few takes no longer than this: other work on the machine only
/// adds.
pub(crate) fn fastest_within<T>(limit: Duration, f: impl Fn() -> T) -> T {
    let mut all = Vec::new();
    for _ in 0..10 {
        let start = Instant::now();
        let result = f();
        all.push(start.elapsed());
        // For the timer of the system, and a thread that has to be started.
        if start.elapsed() <= limit + Duration::from_millis(30) {
            return result;
        }
    }
    panic!("took {all:?}, not {limit:?}")
}

/// Also asserts that it takes no longer than this, and two seconds for a machine that is busy.
pub(crate) fn within<T>(limit: Duration, f: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = f();
    let took = start.elapsed();
    assert!(took < limit + Duration::from_secs(2), "took {took:?}, not {limit:?}");
    result
}
