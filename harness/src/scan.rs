//! Whole captures: what they carry, what is found wrong, and what is told across connections.

use std::time::Duration;

use rehome_cli::capture::{Batch, CaptureReader, Item, key_logs};
use rehome_cli::element::Judge;
use rehome_cli::finding::Rules;
use rehome_cli::flow::Limits;
use rehome_cli::packet::Glance;
use rehome_cli::scan::{Account, Report, Scan, Settings};
use rehome_cli::tls::KeyLog;

use crate::captures::is_seen_right;

/// Limits that are soon reached.
const SMALL: Limits =
    Limits { flows: 2, octets: 1000, total_octets: 2000, idle: Duration::from_secs(2) };

/// What was told of each element: its frame, its octets, and what it is.
type Told = Vec<(u64, Vec<u8>, &'static str)>;

/// Any octets as a capture that is told of: frame by frame and all at the end the same elements. Within
/// small limits it is read too, and what is passed over at a glance is nothing.
pub fn scan(octets: &[u8]) {
    let mut keys = Vec::new();
    // What can't be read here can't be read the second time.
    let _ = key_logs(octets, |text| keys.extend([text, b"\n"].concat()));
    let Ok(mut reader) = CaptureReader::new(octets) else { return };
    let new = [Scan::new, Scan::ordered];
    let mut within_limits = new.map(|new| begin(new, &keys, Limits::default()));
    let mut within_small = new.map(|new| begin(new, &keys, SMALL));
    let mut told = [Told::new(), Told::new()];
    let (mut slow, mut looked) = (begin(Scan::new, &keys, SMALL), Vec::new());
    while let Ok(Some(frame)) = reader.next_frame() {
        is_seen_right(&frame);
        slow.frame(&frame, &mut |report| looked.push(format!("{report:?}")));
        for (scan, told) in within_limits.iter_mut().zip(&mut told) {
            scan.frame(&frame, &mut |report| take(report, told));
        }
        for scan in &mut within_small {
            scan.frame(&frame, &mut |report| take(report, &mut Told::new()));
        }
    }
    for (scan, told) in within_limits.iter_mut().zip(&mut told) {
        assert_eq!(scan.frames(), reader.frames());
        scan.finish(&mut |report| take(report, told));
        told.sort();
    }
    within_small.iter_mut().for_each(|scan| scan.finish(&mut |it| take(it, &mut Told::new())));
    slow.finish(&mut |report| looked.push(format!("{report:?}")));
    let (fast, glanced) = at_a_glance(octets, begin(Scan::new, &keys, SMALL));
    assert_eq!((slow.frames(), slow.flows()), (fast.frames(), fast.flows()));
    assert_eq!(looked, glanced, "what is passed over at a glance is nothing");
    let [at_once, at_the_end] = told;
    assert_eq!(at_once, at_the_end, "it does not matter when elements are told");
}

/// What is told where most frames are passed over.
fn at_a_glance(octets: &[u8], mut scan: Scan) -> (Scan, Vec<String>) {
    let (mut told, mut batch) = (Vec::new(), Batch::default());
    let mut tell = |report| told.push(format!("{report:?}"));
    let mut reader = CaptureReader::new(octets).ok();
    while let Some(Ok(true)) = reader.as_mut().map(|reader| reader.next_batch(&mut batch)) {
        batch.look(&Glance::of);
        for part in batch.parts() {
            let mut at = 0;
            while let Some(item) = scan.skim(&part, &mut at) {
                if let Item::Frame(frame) = item {
                    scan.frame(&frame, &mut tell);
                }
            }
        }
        scan.passed(batch.last_mark());
    }
    scan.finish(&mut tell);
    (scan, told)
}

fn begin(new: fn(Settings, KeyLog, Judge) -> Scan, keys: &[u8], limits: Limits) -> Scan {
    let mut key_log = KeyLog::new();
    key_log.add(keys);
    let settings = Settings { limits, ..Settings::default() };
    new(settings, key_log, Judge::new()).with_account(Account::new(Rules::default()))
}

fn take(report: Report, told: &mut Told) {
    match report {
        Report::Element(element) => {
            told.push((element.frame.number, element.octets, element.kind.name()));
        }
        Report::Finding(finding) => assert!(!finding.message.is_empty()),
        Report::Story(story) => assert!(story.steps.is_sorted_by_key(|step| step.frame.number)),
        Report::Notice(_) => {}
    }
}
