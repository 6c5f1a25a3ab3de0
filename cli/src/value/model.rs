//! How octet strings and 64-bit numbers stand in JSON.

use std::fmt::Display;

use data_encoding::HEXLOWER;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Octets as lower-case hexadecimal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Octets(pub(crate) Vec<u8>);

impl From<&[u8]> for Octets {
    fn from(octets: &[u8]) -> Self {
        Self(octets.to_vec())
    }
}

impl Serialize for Octets {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&HEXLOWER.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Octets {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        HEXLOWER
            .decode(text.as_bytes())
            .map(Self)
            .map_err(|error| D::Error::custom(format!("not lower-case hexadecimal: {error}")))
    }
}

/// A 64-bit number as a decimal string, for `#[serde(with = …)]`.
pub(crate) mod decimal {
    use super::*;

    pub(crate) fn serialize<S: Serializer>(number: &u64, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(number)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
        let text = String::deserialize(from)?;
        match text.parse::<u64>() {
            Ok(number) if number.to_string() == text => Ok(number),
            _ => Err(D::Error::custom(format!("{text:?} is not a 64-bit number in decimal"))),
        }
    }
}

/// As many octets as there have to be in the member of this name.
pub(crate) fn array<'a, const N: usize>(
    octets: &'a Octets,
    name: &str,
) -> Result<&'a [u8; N], String> {
    octets.0[..].try_into().map_err(|_| format!("`{name}` has {} octets, not {N}", octets.0.len()))
}

/// An error in words, of the member of this name.
pub(crate) fn in_field<E: Display>(name: &str) -> impl Fn(E) -> String + '_ {
    move |error| format!("{name}: {error}")
}

/// An error in words.
pub(crate) fn text(error: impl Display) -> String {
    error.to_string()
}
