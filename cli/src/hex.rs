//! Octets as hexadecimal text.

use std::error::Error;
use std::fmt;

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use rehome::tls::Nonce;
use rehome::wire::OpaqueBuf;
use serde::{Serialize, Serializer};

/// Octets that print as lower-case hexadecimal, without a copy of the text being made: it may be a
/// secret's.
#[derive(Clone, Copy)]
pub(crate) struct Hex<'a>(pub(crate) &'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        HEXLOWER.encode_display(self.0).fmt(f)
    }
}

impl Serialize for Hex<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Reads hexadecimal digits of either case, and nothing else: no space, no `0x`.
pub(crate) fn decode(text: &[u8]) -> Result<Vec<u8>, NotHex> {
    if let Some(before) = text.iter().position(|digit| !digit.is_ascii_hexdigit()) {
        return Err(NotHex::At { character: before + 1 });
    }
    HEXLOWER_PERMISSIVE.decode(text).map_err(|_| NotHex::Odd { digits: text.len() })
}

/// The same where white space may stand between the digits.
pub(crate) fn decode_spaced(text: &[u8]) -> Result<Vec<u8>, NotHex> {
    let is_other = |octet: &u8| !octet.is_ascii_hexdigit() && !octet.is_ascii_whitespace();
    if let Some(before) = text.iter().position(is_other) {
        return Err(NotHex::At { character: before + 1 });
    }
    let digits: Vec<u8> = text.iter().copied().filter(u8::is_ascii_hexdigit).collect();
    decode(&digits)
}

/// Why text is no octets. It shows nothing of the text, which may be a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotHex {
    /// What stands there is no digit; characters count from 1.
    At { character: usize },
    /// Half of an octet is missing.
    Odd { digits: usize },
}

impl fmt::Display for NotHex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At { character } => write!(f, "not hexadecimal at character {character}"),
            Self::Odd { digits } => write!(f, "an odd number of hexadecimal digits, {digits}"),
        }
    }
}

impl Error for NotHex {}

/// An owned [`Nonce`].
pub(crate) type NonceBuf = OpaqueBuf<16, 255>;

/// Reads the nonce of a token.
pub(crate) fn nonce(text: &str) -> Result<NonceBuf, Box<dyn Error + Send + Sync>> {
    let octets = decode(text.as_bytes())?;
    Nonce::new(&octets)?;
    Ok(NonceBuf::new(octets)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_either_case() {
        assert_eq!(decode(b"00aAfF"), Ok(vec![0, 0xaa, 0xff]));
        assert_eq!(decode(b""), Ok(vec![]));
        assert_eq!(Hex(&[0, 0xaa, 0xff]).to_string(), "00aaff");
    }

    #[test]
    fn what_is_wrong_is_told_by_its_place() {
        for (text, expected) in [
            ("0x00", NotHex::At { character: 2 }),
            ("00 11", NotHex::At { character: 3 }),
            ("000g0", NotHex::At { character: 4 }),
            ("00é", NotHex::At { character: 3 }),
            ("000", NotHex::Odd { digits: 3 }),
        ] {
            assert_eq!(decode(text.as_bytes()), Err(expected), "{text}");
        }
    }

    #[test]
    fn space_between_digits() {
        let read = |text: &str| decode_spaced(text.as_bytes());
        assert_eq!(read(" 00aA\n\t fF\r\n0 1 "), Ok(vec![0, 0xaa, 0xff, 1]));
        assert_eq!(read(" \n"), Ok(vec![]));
        assert_eq!(read("00 1"), Err(NotHex::Odd { digits: 3 }));
        assert_eq!(read("00\n0x"), Err(NotHex::At { character: 5 }));
        assert_eq!(read("00\u{a0}"), Err(NotHex::At { character: 3 }));
    }

    #[test]
    fn a_nonce_has_16_to_255_octets() {
        for (octets, is_one) in [(15, false), (16, true), (255, true), (256, false)] {
            assert_eq!(nonce(&"ab".repeat(octets)).is_ok(), is_one, "{octets}");
        }
    }
}
