//! Captures and key logs with octets that are wrong, missing or too many: they are read to some end.

use proptest::prelude::*;
use rehome_cli::capture::{CaptureReader, key_logs};
use rehome_cli::tls::KeyLog;

use super::base::{self, Base};
use super::random::Random;
use super::wire;

/// Some octets changed, put in, taken out or repeated, or the end cut off.
fn damage(octets: &mut Vec<u8>, random: &mut Random) {
    let at = random.below(octets.len() + 1);
    let rest = octets.len() - at;
    let count = random.below(20).min(rest);
    match random.below(7) {
        0 => octets.truncate(at),
        1 => drop(octets.drain(at..at + count)),
        2 => {
            let new = random.octets(count);
            octets.splice(at..at, new).for_each(drop);
        }
        3 => {
            let copy = octets[at..at + count].to_vec();
            let other = random.below(octets.len() + 1);
            octets.splice(other..other, copy).for_each(drop);
        }
        4 => octets[at..at + count].fill([0, 255][random.below(2)]),
        _ if rest > 0 => octets[at] ^= 1 << random.below(8),
        _ => {}
    }
}

/// The frames of a capture that have the link type of the first, some of them damaged, dropped,
/// repeated, or moved.
fn with_damaged_frames(capture: &[u8], random: &mut Random) -> Vec<u8> {
    let mut reader = CaptureReader::new(capture).unwrap();
    let mut frames = Vec::new();
    let mut link_type = None;
    while let Some(frame) = reader.next_frame().unwrap() {
        if *link_type.get_or_insert(frame.link_type()) == frame.link_type() {
            frames.push((frame.octets().to_vec(), frame.time().map_or(0, |time| time.seconds)));
        }
    }
    for _ in 0..1 + random.below(6) {
        let at = random.below(frames.len());
        match random.below(6) {
            0 if frames.len() > 1 => drop(frames.remove(at)),
            1 => frames.push(frames[at].clone()),
            2 => {
                let frame = frames.remove(at);
                frames.insert(random.below(frames.len() + 1), frame);
            }
            _ => damage(&mut frames[at].0, random),
        }
    }
    let mut file = wire::pcap(link_type.unwrap().0);
    for (frame, seconds) in frames {
        wire::record(&mut file, seconds, |out| out.extend(frame));
    }
    file
}

/// Lines put in, mixed and damaged.
fn with_damaged_lines(keys: &[u8], random: &mut Random) -> Vec<u8> {
    let mut lines: Vec<_> = keys.split(|octet| *octet == b'\n').map(<[u8]>::to_vec).collect();
    for _ in 0..random.below(6) {
        let (from, to) = (random.below(lines.len()), random.below(lines.len()));
        match random.below(5) {
            // The beginning of one line, and the end of another.
            0 => {
                let cut = random.below(lines[from].len() + 1);
                let end = lines[from][cut..].to_vec();
                let cut = cut.min(lines[to].len());
                lines[to].splice(cut.., end).for_each(drop);
            }
            1 => lines[to] = random.octets(200),
            2 => lines[to].resize(70_000, b'a'),
            3 => lines.swap(from, to),
            _ => damage(&mut lines[to], random),
        }
    }
    lines.join(&[b'\n', b'\r', 0][random.below(3)])
}

/// Each octet can lead to one report at most, and each line of the keys too.
fn read(
    base: &Base,
    capture: &[u8],
    keys: &[u8],
    random: &mut Random,
) -> Result<(), TestCaseError> {
    let mut key_log = KeyLog::new();
    key_log.read(keys).unwrap();
    let _ = key_logs(capture, |text| {
        key_log.add(text);
    });
    let is_awaited = random.one_in(3);
    key_log.set_more_may_come(is_awaited);
    let mut scan = match random.one_in(2) {
        true => base.scan_within(base::small_limits(random), key_log),
        false => base.scan(key_log),
    };
    let mut reports = 0;
    if let Ok(mut reader) = CaptureReader::new(capture) {
        while let Ok(Some(frame)) = reader.next_frame() {
            scan.frame(&frame, &mut |_| reports += 1);
        }
    }
    if is_awaited {
        scan.add_secrets(keys, false, &mut |_| reports += 1);
    }
    scan.finish(&mut |_| reports += 1);
    prop_assert!(reports <= capture.len(), "{}: {} reports", base.name, reports);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..Default::default() })]

    #[test]
    fn damaged_files_are_read_to_some_end(seed: u64) {
        let mut random = Random::new(seed);
        for base in base::all(&[""]) {
            let mut capture = base.capture.clone();
            for _ in 0..1 + random.below(4) {
                damage(&mut capture, &mut random);
            }
            read(base, &capture, &base.keys, &mut random)?;
        }
    }

    #[test]
    fn damaged_frames_and_keys_are_read_to_some_end(seed: u64) {
        let mut random = Random::new(seed);
        for base in base::all(&[""]) {
            let capture = with_damaged_frames(&base.capture, &mut random);
            let keys = with_damaged_lines(&base.keys, &mut random);
            read(base, &capture, &keys, &mut random)?;
        }
    }
}
