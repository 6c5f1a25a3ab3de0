//! Keys that come line by line while the capture is read, or behind it: the elements are the same as
//! with all of them at first.

use proptest::prelude::*;
use rehome_cli::capture::CaptureReader;
use rehome_cli::packet::tcp_segment;
use rehome_cli::scan::{Report, Scan};
use rehome_cli::tls::KeyLog;

use super::base::{self, Seen};
use super::plan::{self, Cuts};
use super::random::Random;
use super::recut::{bases, in_any_order};
use super::{streams, wire};

/// What is in a capture where each line of the keys is added behind some frame.
fn read_with_late_keys(
    capture: &[u8],
    keys: &[u8],
    random: &mut Random,
    begin: impl FnOnce(KeyLog) -> Scan,
) -> Vec<Seen> {
    let mut lines: Vec<_> = keys.split(|octet| *octet == b'\n').collect();
    random.shuffle(&mut lines);
    let mut key_log = KeyLog::new();
    key_log.set_more_may_come(true);
    let mut scan = begin(key_log);
    let mut seen = Vec::new();
    let mut sink = |report| {
        if let Report::Element(element) = report {
            seen.push(Seen::from(*element));
        }
    };
    let often = 1 + random.below(20);
    let mut reader = CaptureReader::new(capture).unwrap();
    while let Some(frame) = reader.next_frame().unwrap() {
        scan.frame(&frame, &mut sink);
        if random.one_in(often) {
            let line = lines.pop().unwrap_or_default();
            scan.add_secrets(line, true, &mut sink);
        }
    }
    while let Some(line) = lines.pop() {
        scan.add_secrets(line, true, &mut sink);
    }
    scan.add_secrets(b"", false, &mut sink);
    scan.finish(&mut sink);
    seen
}

fn check(seed: u64, has_fin: bool) -> Result<(), TestCaseError> {
    let mut random = Random::new(seed);
    let bases = bases();
    let base = bases[random.below(bases.len())];
    let (conversations, seconds) = streams::conversations(&base.capture);
    let cuts = |random: &mut Random| Cuts { each: 1 + random.below(500), copies: 3, has_fin };
    let pieces = in_any_order(&conversations, cuts, &mut random);
    let capture = plan::write(&pieces, &conversations, 1, seconds, &mut random);
    let (mut expected, _) = base.read(&capture);
    expected.sort();
    let begin = |key_log| base.scan(key_log);
    let mut found = read_with_late_keys(&capture, &base.keys, &mut random, begin);
    found.sort();
    prop_assert_eq!(found, expected, "{}", base.name);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 80, failure_persistence: None, ..Default::default() })]

    #[test]
    fn keys_may_come_while_their_connections_are_open(seed: u64) {
        check(seed, false)?;
    }

    #[test]
    fn keys_may_come_when_their_connections_have_ended(seed: u64) {
        check(seed, true)?;
    }
}

/// The capture without FIN and RST, so that its connections stay open; none where it has several link
/// types.
fn without_ends(capture: &[u8]) -> Option<Vec<u8>> {
    let mut reader = CaptureReader::new(capture).unwrap();
    let mut link_type = None;
    let mut file = Vec::new();
    while let Some(frame) = reader.next_frame().unwrap() {
        let its = frame.link_type();
        if *link_type.get_or_insert(its) != its {
            return None;
        }
        let mut octets = frame.octets().to_vec();
        if let Some(segment) = tcp_segment(its, frame.octets()) {
            let start = segment.octets.as_ptr().addr() - frame.octets().as_ptr().addr();
            octets[start + 13] &= !5;
        }
        let seconds = frame.time().map_or(0, |time| time.seconds);
        wire::record(&mut file, seconds, |out| out.extend(octets));
    }
    Some([wire::pcap(link_type?.0), file].concat())
}

#[test]
fn keys_of_all_captures_may_come_late() {
    // Here an endpoint's connections follow each other, which FINs tell apart.
    let reuse = ["tls-synthetic-port-reuse"];
    for base in base::all(&["tls"]).into_iter().filter(|base| !reuse.contains(&&*base.name)) {
        let Some(capture) = without_ends(&base.capture) else { continue };
        let (mut expected, _) = base.read(&capture);
        let mut key_log = KeyLog::new();
        key_log.add(&base.keys);
        let (ordered, _) = base::read(&capture, base.ordered(key_log));
        for seed in 0..10 {
            let mut random = Random::new(seed);
            let begin = |key_log| base.ordered(key_log);
            let found = read_with_late_keys(&capture, &base.keys, &mut random, begin);
            assert!(found == ordered, "{}: {seed}", base.name);
            let begin = |key_log| base.scan(key_log);
            let mut found = read_with_late_keys(&capture, &base.keys, &mut random, begin);
            found.sort();
            expected.sort();
            assert!(without_verdicts(found) == without_verdicts(expected.clone()), "{}", base.name);
        }
    }
}

/// As it comes, one that takes a ticket to know is another before that can be read.
fn without_verdicts(mut seen: Vec<Seen>) -> Vec<Seen> {
    seen.iter_mut().for_each(|it| it.verdict = None);
    seen
}
