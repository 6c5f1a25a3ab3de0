//! Blocks of pcapng and lines of key logs without end.

use rehome_cli::capture::key_logs;
use rehome_cli::tls::KeyLog;

use super::run::{LIMITS, Made, run};
use crate::memory::peak_of;
use crate::random::Random;

const LENGTH: u64 = 4 << 20;

fn block(out: &mut Vec<u8>, block_type: u32, contents: &[u8]) {
    let length = (12 + contents.len() as u32).to_le_bytes();
    out.extend(block_type.to_le_bytes());
    out.extend(length);
    out.extend(contents);
    out.extend(length);
}

fn section(out: &mut Vec<u8>) {
    block(
        out,
        0x0a0d_0d0a,
        &[0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255],
    );
}

fn secrets(out: &mut Vec<u8>, lines: &str) {
    let length = (lines.len() as u32).to_le_bytes();
    let padding = vec![0; lines.len().wrapping_neg() % 4];
    block(out, 10, &[b"KSLT", &length, lines.as_bytes(), &padding].concat());
}

pub(crate) fn line(client_random: u64, secret: u64) -> String {
    format!("SERVER_TRAFFIC_SECRET_0 {client_random:064x} {secret:064x}\n")
}

fn head() -> Vec<u8> {
    let mut head = Vec::new();
    section(&mut head);
    head
}

#[test]
fn interfaces_without_end() {
    let contents = [101, 0, 0, 0, 0, 0, 0, 0];
    let of_one_section = Made::new(head(), LENGTH, |_, out| block(out, 1, &contents));
    let taken = run(LIMITS, of_one_section, true);
    assert!(taken.peak < 8 << 20, "{}", taken.peak);
    let of_many_sections = Made::new(head(), LENGTH, |number, out| {
        if number % 1000 == 0 {
            section(out);
        }
        block(out, 1, &contents);
    });
    let taken = run(LIMITS, of_many_sections, true);
    assert!(taken.peak < 2 << 20, "{}", taken.peak);
}

#[test]
fn sections_without_end() {
    let taken = run(LIMITS, Made::new(head(), LENGTH, |_, out| section(out)), true);
    assert!(taken.peak < 2 << 20, "{}", taken.peak);
}

#[test]
fn secrets_of_one_connection_without_end() {
    let peak = peak_of(|| {
        let mut key_log = KeyLog::new();
        let input = Made::new(head(), LENGTH, |number, out| secrets(out, &line(1, number)));
        key_logs(input, |text| {
            key_log.add(text);
        })
        .unwrap();
    });
    assert!(peak < 2 << 20, "{peak}");
}

#[test]
fn lines_of_one_connection_and_lines_that_are_none() {
    let mut random = Random::new(1);
    let peak = peak_of(|| {
        let input = Made::new(Vec::new(), LENGTH, |number, out| match random.below(4) {
            0 => out.extend(line(1, number).bytes()),
            1 => out.extend([7; 10_000]),
            2 => out.extend([0; 3]),
            _ => out.extend(line(number, 1).bytes().rev()),
        });
        KeyLog::new().read(input).unwrap();
    });
    assert!(peak < 1 << 20, "{peak}");
}

/// More lines than are kept.
#[test]
#[ignore = "takes two gigabytes"]
fn lines_of_different_connections_without_end() {
    let peak = |length: u64| {
        let mut key_log = KeyLog::new();
        let peak = peak_of(|| {
            let input = Made::new(Vec::new(), length, |number, out| {
                out.extend(line(number, 1).bytes());
            });
            key_log.read(input).unwrap();
        });
        (peak, key_log.is_full())
    };
    let ((first, is_full), (second, _)) = (peak(700 << 20), peak(1400 << 20));
    println!("{} MiB, then {} MiB", first >> 20, second >> 20);
    assert!(is_full);
    assert_eq!(first, second);
}
