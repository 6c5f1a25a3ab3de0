//! Files of test vectors, by whoever wrote them.

use std::path::Path;

use rehome_cli::check::{Format, Status, run_octets};

/// As much as a file may make the report grow: a line for each of the first failures.
const LONGEST_REPORT: usize = 4 << 20;

/// Any octets as a vector file: it is judged the same each time and in each form, and the report is
/// bounded. What a file says of captures is read beside those of the test vectors.
pub fn vector_json(octets: &[u8]) {
    let (status, report) = checked(octets, Format::Json);
    let (status_again, report_again) = checked(octets, Format::Json);
    assert_eq!((status, &report), (status_again, &report_again), "and the same again");
    let (for_people, text) = checked(octets, Format::Human);
    assert_eq!(status, for_people, "both forms come to the same");
    assert!(!text.is_empty());
    for line in report.split(|&octet| octet == b'\n').filter(|line| !line.is_empty()) {
        assert!(line.starts_with(b"{") && line.ends_with(b"}"), "each line is an object");
    }
}

fn checked(octets: &[u8], format: Format) -> (Status, Vec<u8>) {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../testvectors/captures/any.json"));
    let mut report = Vec::new();
    let status = run_octets(path, octets.to_vec(), format, &mut report);
    assert!(report.len() <= LONGEST_REPORT, "the report is bounded");
    (status.unwrap_or(Status::Unreadable), report)
}
