//! A file's text, and the parts of it that are read one at a time: the whole is never held as a tree,
//! which can take seventy times the text's size.

mod members;
mod unique;

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use serde::Deserializer as _;
use serde::de::{SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

pub(super) use members::Members;
pub(crate) use unique::unique_keys;

/// The largest file that is read. The text is held in memory.
const MAX_FILE: u64 = 16 << 20;

/// The largest part of a file that is held as a tree: a test, an element, a member of the file.
const MAX_PART: usize = 1 << 20;

/// The text of a regular file: to open a pipe might wait for ever.
pub(super) fn read(path: &Path) -> Result<String, String> {
    let in_words = |error: std::io::Error| error.to_string();
    if !fs::metadata(path).map_err(in_words)?.is_file() {
        return Err("not a regular file".to_owned());
    }
    let mut octets = Vec::new();
    let file = File::open(path).map_err(in_words)?;
    file.take(MAX_FILE + 1).read_to_end(&mut octets).map_err(in_words)?;
    match u64::try_from(octets.len()) {
        Ok(0..=MAX_FILE) => text(octets),
        _ => Err(format!("larger than {MAX_FILE} octets")),
    }
}

/// The text that octets are.
pub(super) fn text(octets: Vec<u8>) -> Result<String, String> {
    match *octets {
        [0xef, 0xbb, 0xbf, ..] => Err(unreadable("it begins with a byte-order mark")),
        [0xfe, 0xff, ..] | [0xff, 0xfe, ..] => {
            Err(unreadable("it begins with a byte-order mark of UTF-16"))
        }
        _ => String::from_utf8(octets).map_err(unreadable),
    }
}

/// It may be JSON for others.
pub(super) fn unreadable(why: impl std::fmt::Display) -> String {
    format!("can't be read as JSON: {why}")
}

/// Hands on each element of a list, with its number from 1. What is no list has none.
pub(super) fn for_each<'a>(list: &'a RawValue, act: impl FnMut(u64, &'a RawValue)) {
    // Its syntax was checked when the members were read.
    let _ = serde_json::Deserializer::from_str(list.get()).deserialize_seq(Elements(act));
}

struct Elements<F>(F);

impl<'de, F: FnMut(u64, &'de RawValue)> Visitor<'de> for Elements<F> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        let mut number = 0;
        while let Some(element) = list.next_element()? {
            number += 1;
            (self.0)(number, element);
        }
        Ok(())
    }
}

/// A part of a file as a tree.
pub(super) fn value(part: &RawValue) -> Result<Value, String> {
    match part.get().len() {
        0..=MAX_PART => serde_json::from_str(part.get()).map_err(|error| error.to_string()),
        octets => Err(format!("it has {octets} octets, of which at most {MAX_PART} are taken")),
    }
}
