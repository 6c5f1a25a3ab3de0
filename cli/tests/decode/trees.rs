//! A tree of each structure.

mod carriers;
mod tcp;
mod tls;

use crate::decode;

/// Holds what is printed, but for a line break before it.
#[track_caller]
fn assert_tree(structure: &str, hex: &str, expected: &str) {
    let ended = decode(structure, hex, "");
    assert_eq!((ended.status, &*ended.err), (0, ""));
    assert_eq!(format!("\n{}", ended.out), expected, "{}", ended.out);
}
