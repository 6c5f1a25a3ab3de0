//! Where two JSON values differ, so that a failure shows the one number that is wrong.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::{Map, Value};

/// One place at which two values differ.
#[derive(Debug, PartialEq)]
pub(crate) struct Difference<'a> {
    /// Where: `options[2].port`, or empty for the whole.
    pub(crate) path: String,
    pub(crate) expected: Option<&'a Value>,
    pub(crate) got: Option<&'a Value>,
}

/// All places, in the order of the keys.
pub(crate) fn differences<'a>(expected: &'a Value, got: &'a Value) -> Vec<Difference<'a>> {
    let mut found = Vec::new();
    compare(String::new(), Some(expected), Some(got), &mut found);
    found
}

fn compare<'a>(
    path: String,
    expected: Option<&'a Value>,
    got: Option<&'a Value>,
    found: &mut Vec<Difference<'a>>,
) {
    match (expected, got) {
        (Some(Value::Object(expected)), Some(Value::Object(got))) if alike(expected, got) => {
            let keys: BTreeSet<&String> = expected.keys().chain(got.keys()).collect();
            for key in keys {
                let dot = if path.is_empty() { "" } else { "." };
                compare(format!("{path}{dot}{key}"), expected.get(key), got.get(key), found);
            }
        }
        (Some(Value::Array(expected)), Some(Value::Array(got))) => {
            for index in 0..expected.len().max(got.len()) {
                compare(format!("{path}[{index}]"), expected.get(index), got.get(index), found);
            }
        }
        _ if expected == got => {}
        _ => found.push(Difference { path, expected, got }),
    }
}

/// Objects without a key in common are shown whole: there is nothing to compare.
fn alike(expected: &Map<String, Value>, got: &Map<String, Value>) -> bool {
    expected == got || expected.keys().any(|key| got.contains_key(key))
}

impl fmt::Display for Difference<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        let (expected, got) = excerpts(text(self.expected), text(self.got));
        write!(f, "expected {expected}, got {got}")
    }
}

fn text(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), Value::to_string)
}

/// Characters that are shown of a long value, on each side of the first that differs.
const BEFORE: usize = 16;
const AFTER: usize = 44;

/// Cuts long values to the surroundings of the first character in which they differ.
fn excerpts(expected: String, got: String) -> (String, String) {
    let same = expected.chars().zip(got.chars()).take_while(|(a, b)| a == b).count();
    (excerpt(expected, same), excerpt(got, same))
}

fn excerpt(text: String, at: usize) -> String {
    let length = text.chars().count();
    if length <= BEFORE + AFTER {
        return text;
    }
    let skipped = at.saturating_sub(BEFORE).min(length);
    let shown: String = text.chars().skip(skipped).take(BEFORE + AFTER).collect();
    let before = if skipped > 0 { "…" } else { "" };
    let after = if length > skipped + BEFORE + AFTER { "…" } else { "" };
    format!("{before}{shown}{after}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn lines(expected: &Value, got: &Value) -> Vec<String> {
        differences(expected, got).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn only_what_differs_is_told() {
        let expected = json!({"a": 1, "b": {"c": [1, {"d": "x"}]}, "e": null});
        let got = json!({"a": 1, "b": {"c": [1, {"d": "y"}, 3]}, "f": true});
        assert_eq!(
            lines(&expected, &got),
            [
                "b.c[1].d: expected \"x\", got \"y\"",
                "b.c[2]: expected nothing, got 3",
                "e: expected null, got nothing",
                "f: expected nothing, got true",
            ]
        );
        assert!(lines(&got, &got).is_empty());
        assert_eq!(lines(&json!("a"), &json!("b")), ["expected \"a\", got \"b\""]);
        assert_eq!(
            lines(&json!({"value": {}}), &json!({"reason": "missing"})),
            ["expected {\"value\":{}}, got {\"reason\":\"missing\"}"]
        );
    }

    #[test]
    fn long_values_are_cut_around_the_difference() {
        let long = "0".repeat(1000);
        let other = format!("{}1{}", "0".repeat(500), "0".repeat(499));
        let [line] = &lines(&json!(long), &json!(other))[..] else { panic!("one line") };
        assert!(line.chars().count() < 160, "{line}");
        assert!(line.contains("…000000000000000010000"), "{line}");
    }
}
