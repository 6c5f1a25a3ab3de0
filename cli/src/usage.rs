//! Wrong usage, told without what may be a secret at the wrong place.

use clap::Parser;
use clap::error::{ContextKind, ContextValue, Error};

/// From how many hexadecimal digits in a row something may be a secret.
const DIGITS: usize = 16;

/// The arguments of this process. Where they are wrong, or ask for help, this ends it.
pub fn parse<P: Parser>() -> P {
    P::try_parse().unwrap_or_else(|error| without_secrets(error).exit())
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
            let not_shown = "(hexadecimal digits, not shown)".to_owned();
            error.insert(kind, ContextValue::String(not_shown));
        }
    }
    error
}

/// Whether there are many hexadecimal digits in a row.
pub(crate) fn may_be_secret(text: &str) -> bool {
    text.split(|digit: char| !digit.is_ascii_hexdigit()).any(|digits| digits.len() >= DIGITS)
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
            ("", false),
        ] {
            assert_eq!(may_be_secret(text), expected, "{text}");
        }
    }
}
