//! Octets and values as arguments, or on standard input.

use serde_json::Value;

use super::MOST_TEXT;
use crate::check::unique_keys;
use crate::ending::Failure;
use crate::hex;
use crate::input::{HexOrStdin, read_text};
use crate::terms::Structure;

/// So many characters of a message are told.
const MOST_MESSAGE: usize = 500;

/// The octets that are meant; without an argument those on standard input.
pub(super) fn octets(argument: Option<&HexOrStdin>) -> Result<Vec<u8>, Failure> {
    match argument {
        Some(HexOrStdin::Octets(octets)) => Ok(octets.clone()),
        Some(HexOrStdin::Stdin) | None => hex::decode_spaced(&text_of("HEX")?)
            .map_err(|error| Failure::Unreadable(format!("HEX -: {error}"))),
    }
}

/// The text on standard input; an error names the argument.
fn text_of(name: &str) -> Result<Vec<u8>, Failure> {
    read_text(MOST_TEXT).map_err(|failure| match failure {
        Failure::Unreadable(message) => Failure::Unreadable(format!("{name} {message}")),
        other => other,
    })
}

/// An argument: a value in JSON, or `-`.
#[derive(Clone, Debug)]
pub(super) enum JsonOrStdin {
    Value(Value),
    Stdin,
}

impl std::str::FromStr for JsonOrStdin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "-" => Ok(Self::Stdin),
            _ => json(text.as_bytes()).map(Self::Value),
        }
    }
}

/// The JSON that is meant; without an argument that on standard input.
pub(super) fn value(argument: Option<&JsonOrStdin>) -> Result<Value, Failure> {
    match argument {
        Some(JsonOrStdin::Value(value)) => Ok(value.clone()),
        Some(JsonOrStdin::Stdin) | None => {
            json(&text_of("JSON")?).map_err(|error| Failure::Unreadable(format!("JSON -: {error}")))
        }
    }
}

/// One JSON value, in whose objects no key stands twice.
fn json(text: &[u8]) -> Result<Value, String> {
    let not_json = |error: &dyn std::fmt::Display| format!("not JSON: {error}");
    let text = std::str::from_utf8(text).map_err(|error| not_json(&error))?;
    let value = serde_json::from_str(text).map_err(|error| not_json(&error))?;
    unique_keys(text).map_err(|error| plain(&error.to_string()))?;
    Ok(value)
}

/// The beginning of a message that may have text of the input in it, as it may go to a terminal.
pub(super) fn plain(message: &str) -> String {
    let mut plain = String::new();
    for character in message.chars().take(MOST_MESSAGE) {
        match character {
            ' '..='~' => plain.push(character),
            _ => plain.extend(character.escape_unicode()),
        }
    }
    plain
}

/// The value in what is given: all of it, or its `value` where it is an object such as vector files
/// and `rehome decode --json` have it.
pub(super) fn inner(given: Value, structure: Structure) -> Result<Value, String> {
    let Value::Object(mut object) = given else { return Ok(given) };
    // No structure's value has members of these names.
    if !["hex", "result"].into_iter().any(|name| object.contains_key(name)) {
        return Ok(Value::Object(object));
    }
    let named = serde_json::to_value(structure).unwrap_or_default();
    match object.get("structure") {
        Some(other) if *other != named => Err(format!("structure: {other}, not {named}")),
        _ => object.remove("value").ok_or_else(|| "there is no value in it".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_steer_a_terminal_is_escaped() {
        let twice = "{\"\u{202e}\\u001b\":1,\"\u{202e}\\u001b\":2}";
        let error = json(twice.as_bytes()).unwrap_err();
        assert!(error.starts_with("the key `\\u{202e}\\u{1b}` stands twice"), "{error}");
        assert_eq!(plain(&"x".repeat(501)).len(), 500);
    }
}
