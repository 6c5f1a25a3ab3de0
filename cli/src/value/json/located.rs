//! Where in a value something is wrong, which serde does not tell.

use std::fmt;
use std::iter::Enumerate;
use std::slice;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Error, Expected, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde::{Deserializer, forward_to_deserialize_any};
use serde_json::{Value, map};

/// Reads a value; an error has the path of what is wrong.
pub(super) fn located<T: DeserializeOwned>(value: &Value) -> Result<T, Located> {
    T::deserialize(At(value))
}

/// An error, and its place: `options[2].port: …`.
#[derive(Debug)]
pub(super) struct Located {
    path: String,
    message: String,
}

impl Located {
    /// The same, told from the object around it.
    fn in_member(self, key: &str) -> Self {
        let dot = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        Self { path: format!("{key}{dot}{}", self.path), ..self }
    }

    /// The same, told from the list around it.
    fn in_element(self, index: usize) -> Self {
        self.in_member(&format!("[{index}]"))
    }
}

impl fmt::Display for Located {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.path {
            "" => f.write_str(&self.message),
            path => write!(f, "{path}: {}", self.message),
        }
    }
}

impl std::error::Error for Located {}

impl Error for Located {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { path: String::new(), message: message.to_string() }
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        match unexpected {
            // By its name in JSON.
            Unexpected::Unit => Self::custom(format!("invalid type: null, expected {expected}")),
            _ => Self::custom(format!("invalid type: {unexpected}, expected {expected}")),
        }
    }
}

/// A value that is to be read.
struct At<'a>(&'a Value);

impl<'de> Deserializer<'de> for At<'de> {
    type Error = Located;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Located> {
        match self.0 {
            Value::Array(list) => visitor.visit_seq(Elements(list.iter().enumerate())),
            Value::Object(map) => visitor.visit_map(Members { rest: map.iter(), last: None }),
            scalar => scalar.deserialize_any(visitor).map_err(Located::custom),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Located> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Located> {
        visitor.visit_newtype_struct(self)
    }

    /// A name that stands alone, as all of ours do.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Located> {
        self.0.deserialize_enum(name, variants, visitor).map_err(Located::custom)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

struct Elements<'de>(Enumerate<slice::Iter<'de, Value>>);

impl<'de> SeqAccess<'de> for Elements<'de> {
    type Error = Located;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Located> {
        let read =
            |(index, value)| seed.deserialize(At(value)).map_err(|error| error.in_element(index));
        self.0.next().map(read).transpose()
    }
}

struct Members<'de> {
    rest: map::Iter<'de>,
    /// The member whose key was read last.
    last: Option<(&'de String, &'de Value)>,
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = Located;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Located> {
        self.last = self.rest.next();
        self.last.map(|(key, _)| seed.deserialize(BorrowedStrDeserializer::new(key))).transpose()
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Located> {
        let (key, value) = self.last.take().ok_or_else(|| Located::custom("no key was read"))?;
        seed.deserialize(At(value)).map_err(|error| error.in_member(key))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::value::tcp::OptionsValue;
    use crate::value::tls::MigrationTokenValue;

    #[test]
    fn the_place_is_told() {
        let read = |value| located::<MigrationTokenValue>(&value).unwrap_err().to_string();
        let wrong = json!({ "target_address": { "address": "192.0.2.1", "port": "443" } });
        assert_eq!(read(wrong), "target_address.port: invalid type: string \"443\", expected u16");
        assert_eq!(read(json!({ "nonce": "0" }))[..6], *"nonce:");
        assert_eq!(read(json!({})), "missing field `target_address`");
        let read = |option: Value| {
            let options = json!({ "options": [{ "name": "nop", "kind": 1 }, option] });
            located::<OptionsValue>(&options).unwrap_err().to_string()
        };
        let error = read(json!({ "name": "no" }));
        assert!(error.starts_with("options[1].name: unknown variant `no`"), "{error}");
        let affinity = json!({ "name": "service_affinity", "kind": 79, "port": "1" });
        assert_eq!(read(affinity), "options[1].port: invalid type: string \"1\", expected u16");
        assert_eq!(read(json!({ "name": "other", "kind": 5 })), "options[1]: missing field `data`");
    }
}
