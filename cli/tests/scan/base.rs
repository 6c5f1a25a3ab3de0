//! The captures of the test vectors, with what it takes to read them.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

use rehome::crypto::HashAlgorithm;
use rehome::{AlertDescription, CodePoints, ExtensionType, HandshakeType};
use rehome_cli::capture::{CaptureReader, key_logs};
use rehome_cli::element::{Element, Judge, Kind, Place};
use rehome_cli::finding::Rules;
use rehome_cli::flow::Limits;
use rehome_cli::scan::{Account, Notice, Report, Scan, Settings};
use rehome_cli::tls::{KeyLog, Sender};
use serde_json::Value;

use super::random::Random;

pub(crate) struct Base {
    pub(crate) name: String,
    pub(crate) capture: Vec<u8>,
    /// The lines of its key log, and of the capture's blocks of secrets.
    pub(crate) keys: Vec<u8>,
    sessions: Vec<(HashAlgorithm, Vec<u8>)>,
    code_points: CodePoints,
}

/// What of an element must not change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Seen {
    /// Source and destination.
    pub(crate) ends: [SocketAddr; 2],
    pub(crate) frame: u64,
    pub(crate) kind: Kind,
    pub(crate) octets: Vec<u8>,
    pub(crate) is_sent_by_client: Option<bool>,
    pub(crate) verdict: Option<&'static str>,
    /// Where in the stream, by which frames, and whether protected.
    pub(crate) place: (u64, u64, Vec<u64>, bool),
}

/// Limits that are soon reached.
pub(crate) fn small_limits(random: &mut Random) -> Limits {
    Limits {
        flows: random.below(4),
        octets: random.below(5000),
        total_octets: random.below(10_000),
        idle: Duration::from_secs(random.next() % 100),
    }
}

impl From<Element> for Seen {
    fn from(element: Element) -> Self {
        Self {
            ends: [element.source, element.destination],
            frame: element.frame.number,
            kind: element.kind,
            octets: element.octets,
            is_sent_by_client: element.sender.map(|sender| sender == Sender::Client),
            verdict: element.verdict,
            place: match element.place {
                Place::Frame(range) => (range.start as u64, range.end as u64, Vec::new(), false),
                Place::Stream { octets, frames, is_protected } => {
                    (octets.start, octets.end, frames, is_protected)
                }
            },
        }
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../testvectors/captures")
}

/// The captures whose names begin with any of these.
pub(crate) fn all(beginnings: &[&str]) -> Vec<&'static Base> {
    static ALL: OnceLock<Vec<Base>> = OnceLock::new();
    let bases = ALL.get_or_init(|| {
        let files = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<_> = files.filter(|it| it.extension().unwrap() == "json").collect();
        files.sort();
        files.iter().map(|path| Base::open(path)).collect()
    });
    let is_wanted = |base: &&Base| beginnings.iter().any(|it| base.name.starts_with(it));
    bases.iter().filter(is_wanted).collect()
}

impl Base {
    fn open(description: &Path) -> Self {
        let file: Value = serde_json::from_slice(&fs::read(description).unwrap()).unwrap();
        let read = |name: &Value| fs::read(folder().join(name.as_str().unwrap())).unwrap();
        let capture = read(&file["capture"]);
        let mut keys = file.get("keylog").map(read).unwrap_or_default();
        key_logs(&*capture, |text| keys.extend([b"\n", text].concat())).unwrap();
        let sessions = file.get("resumption_master_secrets").and_then(Value::as_array);
        let sessions = sessions.into_iter().flatten().map(|session| {
            let hash = match session["hash"].as_str().unwrap() {
                "sha256" => HashAlgorithm::Sha256,
                _ => HashAlgorithm::Sha384,
            };
            let secret = session["secret"].as_str().unwrap().as_bytes();
            (hash, data_encoding::HEXLOWER.decode(secret).unwrap())
        });
        let code_points = code_points(&file["code_points"]);
        Self {
            name: description.file_stem().unwrap().to_str().unwrap().to_owned(),
            capture,
            keys,
            sessions: sessions.collect(),
            code_points,
        }
    }

    pub(crate) fn scan(&self, key_log: KeyLog) -> Scan {
        self.scan_within(Limits::default(), key_log)
    }

    pub(crate) fn scan_within(&self, limits: Limits, key_log: KeyLog) -> Scan {
        Scan::new(self.settings(limits), key_log, self.judge()).with_account(self.account())
    }

    /// One that tells all at the end.
    pub(crate) fn ordered(&self, key_log: KeyLog) -> Scan {
        Scan::ordered(self.settings(Limits::default()), key_log, self.judge())
            .with_account(self.account())
    }

    fn account(&self) -> Account {
        Account::new(Rules { code_points: self.code_points, ..Rules::default() })
    }

    fn settings(&self, limits: Limits) -> Settings {
        Settings { code_points: self.code_points, limits, ..Settings::default() }
    }

    fn judge(&self) -> Judge {
        let mut judge = Judge::new();
        for (hash, secret) in &self.sessions {
            judge.add_session(*hash, secret).unwrap();
        }
        judge
    }

    /// What is in a capture under the keys of this one.
    pub(crate) fn read(&self, capture: &[u8]) -> (Vec<Seen>, Vec<Notice>) {
        self.read_within(Limits::default(), capture)
    }

    pub(crate) fn read_within(&self, limits: Limits, capture: &[u8]) -> (Vec<Seen>, Vec<Notice>) {
        let mut key_log = KeyLog::new();
        key_log.add(&self.keys);
        read(capture, self.scan_within(limits, key_log))
    }
}

pub(crate) fn read(capture: &[u8], mut scan: Scan) -> (Vec<Seen>, Vec<Notice>) {
    let (mut seen, mut notices) = (Vec::new(), Vec::new());
    let mut sink = |report| match report {
        Report::Element(element) => seen.push(Seen::from(*element)),
        Report::Notice(notice) => notices.push(notice),
        Report::Finding(finding) => assert!(!finding.message.is_empty()),
        Report::Story(story) => assert!(story.steps.is_sorted_by_key(|step| step.frame.number)),
    };
    let mut reader = CaptureReader::new(capture).unwrap();
    while let Some(frame) = reader.next_frame().unwrap() {
        scan.frame(&frame, &mut sink);
    }
    scan.finish(&mut sink);
    (seen, notices)
}

fn code_points(given: &Value) -> CodePoints {
    let number = |name: &str| given.get(name).and_then(Value::as_u64);
    let extension = |name| number(name).map(|number| ExtensionType(number.try_into().unwrap()));
    let octet = |name| number(name).map(|number| u8::try_from(number).unwrap());
    let default = CodePoints::default();
    CodePoints::builder()
        .migration_support(extension("migration_support").unwrap_or(default.migration_support()))
        .migration_allowed(extension("migration_allowed").unwrap_or(default.migration_allowed()))
        .migration_token(extension("migration_token").unwrap_or(default.migration_token()))
        .migrate_notify(octet("migrate_notify").map_or(default.migrate_notify(), AlertDescription))
        .migrate_request(octet("migrate_request").map_or(default.migrate_request(), HandshakeType))
        .build()
        .unwrap()
}
