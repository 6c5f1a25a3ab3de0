//! What is said of captures beside their elements: findings, and stories across connections.
//!
//! Captures are made here, segment by segment, so that each test has octets that raise a finding
//! and octets that don't.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod capture;
mod peer;
mod story;
mod tcp;
mod tls;

use rehome_cli::element::{Element, Judge};
use rehome_cli::finding::{Finding, Rules};
use rehome_cli::scan::{Account, Scan, Settings};
use rehome_cli::story::Story;
use rehome_cli::tls::KeyLog;

use capture::Capture;

/// What was said of a capture.
#[derive(Debug, Default)]
struct Said {
    elements: Vec<Element>,
    findings: Vec<Finding>,
    stories: Vec<Story>,
}

impl Said {
    /// The findings, each with its frames.
    fn codes(&self) -> Vec<(&'static str, Vec<u64>)> {
        let pairs = self.findings.iter().map(|finding| (finding.id.code(), finding.frames()));
        pairs.collect()
    }

    /// The frames of the findings of one code.
    fn frames(&self, code: &str) -> Vec<Vec<u64>> {
        let its = self.codes().into_iter().filter(|(its, _)| *its == code);
        its.map(|(_, frames)| frames).collect()
    }
}

/// Reads a capture in the order of its frames.
fn read(capture: &Capture, rules: Rules, key_log: KeyLog, judge: Judge) -> Said {
    let settings =
        Settings { code_points: rules.code_points, kinds: rules.kinds, ..Settings::default() };
    let scan = Scan::ordered(settings, key_log, judge).with_account(Account::new(rules));
    capture.read(scan)
}

/// The same by the defaults, without secrets.
fn read_plain(capture: &Capture) -> Said {
    read(capture, Rules::default(), KeyLog::new(), Judge::new())
}
