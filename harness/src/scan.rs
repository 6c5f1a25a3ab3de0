//! Whole captures: what they carry, what is found wrong, and what is told across connections.

use std::time::Duration;

use rehome_cli::capture::{CaptureReader, key_logs};
use rehome_cli::element::Judge;
use rehome_cli::finding::Rules;
use rehome_cli::flow::Limits;
use rehome_cli::scan::{Account, Report, Scan as Scanned, Settings};
use rehome_cli::tls::KeyLog;

use crate::captures::is_seen_right;

/// Limits that are soon reached.
const SMALL: Limits =
    Limits { flows: 2, octets: 1000, total_octets: 2000, idle: Duration::from_secs(2) };

/// What was told of an element, in any order.
type Told = Vec<(u64, Vec<u8>, String)>;

/// Any octets as a capture that is told of: frame by frame and all at the end the same elements, and
/// within small limits no others but what those leave out.
pub fn scan(octets: &[u8]) {
    let at_once = told(octets, Scanned::new, Limits::default());
    let at_the_end = told(octets, Scanned::ordered, Limits::default());
    assert_eq!(at_once, at_the_end, "it does not matter when elements are told");
    told(octets, Scanned::new, SMALL);
    told(octets, Scanned::ordered, SMALL);
}

fn told(octets: &[u8], new: fn(Settings, KeyLog, Judge) -> Scanned, limits: Limits) -> Told {
    let mut key_log = KeyLog::new();
    // What can't be read here can't be read the second time.
    let _ = key_logs(octets, |text| {
        key_log.add(text);
    });
    let settings = Settings { limits, ..Settings::default() };
    let mut scan =
        new(settings, key_log, Judge::new()).with_account(Account::new(Rules::default()));
    let mut told = Vec::new();
    let mut sink = |report| match report {
        Report::Element(element) => {
            told.push((element.frame.number, element.octets, format!("{:?}", element.kind)));
        }
        Report::Finding(finding) => assert!(!finding.message.is_empty()),
        Report::Story(story) => assert!(story.steps.is_sorted_by_key(|step| step.frame.number)),
        Report::Notice(_) => {}
    };
    let Ok(mut reader) = CaptureReader::new(octets) else { return told };
    while let Ok(Some(frame)) = reader.next_frame() {
        is_seen_right(&frame);
        scan.frame(&frame, &mut sink);
    }
    assert_eq!(scan.frames(), reader.frames());
    scan.finish(&mut sink);
    told.sort();
    told
}
