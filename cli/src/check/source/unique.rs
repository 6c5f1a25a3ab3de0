//! Keys that stand twice in one object: each reader would take another of the two.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};

use super::members::Key;
use crate::check::outcome::cut;
use crate::usage::may_be_secret;

/// Reads through a text without holding more of it than the keys of open objects. An error of
/// category `Data` tells of a key that stands twice.
pub(crate) fn unique_keys(text: &str) -> serde_json::Result<()> {
    Unique.deserialize(&mut serde_json::Deserializer::from_str(text))
}

#[derive(Clone, Copy)]
struct Unique;

impl<'de> DeserializeSeed<'de> for Unique {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Unique {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(self)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut keys: HashSet<Cow<'de, str>> = HashSet::new();
        while let Some(Key(key)) = map.next_key()? {
            if let Some(key) = keys.replace(key) {
                // It may be a secret, given for a key.
                return Err(A::Error::custom(match may_be_secret(&key) {
                    true => "a key stands twice in one object,".to_owned(),
                    false => format!("the key `{}` stands twice in one object,", cut(&key)),
                }));
            }
            map.next_value_seed(self)?;
        }
        Ok(())
    }
}
