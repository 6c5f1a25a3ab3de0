//! Wrong usage, told without what may be a secret at the wrong place, and without what would steer a
//! terminal.

use std::fmt::{self, Write};
use std::io::{IsTerminal, stdout};

use clap::Parser;
use clap::error::{ContextKind, ContextValue, Error};

/// From how many hexadecimal digits in a row something may be a secret.
const DIGITS: usize = 16;

/// From how many where none is a letter: a decimal number may have some more than [`DIGITS`].
const DECIMAL_DIGITS: usize = 32;

/// Help on a terminal has lines of at most so many columns; elsewhere paragraphs are not wrapped.
const WIDEST: usize = 100;

/// What stands in the place of a secret.
pub(crate) const NOT_SHOWN: &str = "(hexadecimal digits, not shown)";

/// The arguments of this process. Where they are wrong, or ask for help, this ends it.
pub fn parse<P: Parser>() -> P {
    let mut command = P::command().max_term_width(WIDEST);
    if !stdout().is_terminal() {
        command = command.term_width(0);
    }
    let parsed = command.try_get_matches().and_then(|matches| P::from_arg_matches(&matches));
    parsed.unwrap_or_else(|error| without_secrets(error).exit())
}

/// Errors of clap show the argument that is wrong. Where that may be a secret, it is taken out.
fn without_secrets(mut error: Error) -> Error {
    let secret: Vec<ContextKind> = error
        .context()
        .filter(|(_, value)| may_be_secret(&value.to_string()))
        .map(|(kind, _)| kind)
        .collect();
    for kind in secret {
        if let Some(ContextValue::String(_)) = error.remove(kind) {
            error.insert(kind, ContextValue::String(NOT_SHOWN.to_owned()));
        }
    }
    error
}

/// Whether there are many hexadecimal digits in a row.
pub(crate) fn may_be_secret(text: &str) -> bool {
    text.split(|digit: char| !digit.is_ascii_hexdigit()).any(|digits| {
        let is_decimal = digits.bytes().all(|digit| digit.is_ascii_digit());
        digits.len() >= if is_decimal { DECIMAL_DIGITS } else { DIGITS }
    })
}

/// A text, or something else where it may be a secret.
pub(crate) fn unless_secret<'a>(text: &'a str, otherwise: &'a str) -> &'a str {
    if may_be_secret(text) { otherwise } else { text }
}

/// A path as it may go to a terminal, or something else where it may be a secret, given for a path.
pub(crate) fn shown(path: &str, otherwise: &str) -> String {
    Plain(unless_secret(path, otherwise)).to_string()
}

/// Text from elsewhere as it may go to a terminal: what would steer it is escaped.
pub(crate) struct Plain<'a>(pub(crate) &'a str);

impl fmt::Display for Plain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|character| match character {
            // Controls, and the marks that turn the direction of writing.
            '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => {
                write!(f, "{}", character.escape_unicode())
            }
            _ if character.is_control() => write!(f, "{}", character.escape_default()),
            _ => f.write_char(character),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_in_a_row() {
        for (text, expected) in [
            ("6af15cf86e0b8b7b", true),
            ("--0x6AF15CF86E0B8B7B:", true),
            ("6af15cf86e0b8b7", false),
            ("6af15cf8:6e0b8b7b", false),
            ("[2001:db8::44]:443", false),
            ("18446744073709551616", false),
            ("1234567890123456789012345678901", false),
            ("12345678901234567890123456789012", true),
            ("123456789012345e", true),
            ("18446744073709551616:6AF15CF86E0B8B7B", true),
            ("", false),
        ] {
            assert_eq!(may_be_secret(text), expected, "{text}");
        }
    }

    #[test]
    fn what_would_steer_a_terminal_is_escaped() {
        let text = "caf\u{e9}\u{1b}[2J\r\n\u{9b}31m\u{202e}abc";
        assert_eq!(shown(text, "other"), "caf\u{e9}\\u{1b}[2J\\r\\n\\u{9b}31m\\u{202e}abc");
        assert_eq!(shown("sha256:6af15cf86e0b8b7b", "other"), "other");
    }
}
