//! The outermost object of a file, split into its members.

use std::borrow::Cow;
use std::fmt;

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer as _};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::value;

/// The members of a file that have a meaning.
const NAMES: [&str; 11] = [
    "format",
    "structure",
    "code_points",
    "flags",
    "tests",
    "capture",
    "frames",
    "elements",
    "keylog",
    "resumption_master_secrets",
    "tcp_migrate",
];

/// The members of a file that have a meaning, each as its text, in the order of the file.
#[derive(Debug)]
pub(in crate::check) struct Members<'a>(Vec<(&'static str, &'a RawValue)>);

impl<'a> Members<'a> {
    /// None where the text is not an object.
    pub(in crate::check) fn read(text: &'a str) -> serde_json::Result<Self> {
        let mut json = serde_json::Deserializer::from_str(text);
        let members = if text.trim_start().starts_with('{') {
            json.deserialize_map(Named)?
        } else {
            IgnoredAny::deserialize(&mut json).map(|IgnoredAny| Vec::new())?
        };
        json.end()?;
        Ok(Self(members))
    }

    /// More than one where a key stands twice.
    pub(in crate::check) fn all(&self, name: &str) -> impl Iterator<Item = &'a RawValue> {
        self.0.iter().filter(move |(its, _)| *its == name).map(|(_, member)| *member)
    }

    pub(in crate::check) fn get(&self, name: &str) -> Option<&'a RawValue> {
        self.all(name).next()
    }

    /// The object that those of these names make.
    pub(in crate::check) fn object(&self, names: &[&str]) -> Result<Value, String> {
        let mut object = Map::new();
        for name in names {
            if let Some(member) = self.get(name) {
                let value = value(member).map_err(|problem| format!("`{name}`: {problem}"))?;
                object.insert((*name).to_owned(), value);
            }
        }
        Ok(object.into())
    }
}

struct Named;

#[derive(Deserialize)]
pub(super) struct Key<'a>(#[serde(borrow)] pub(super) Cow<'a, str>);

impl<'de> Visitor<'de> for Named {
    type Value = Vec<(&'static str, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(Key(key)) = map.next_key()? {
            match NAMES.into_iter().find(|name| *name == key) {
                Some(name) => members.push((name, map.next_value()?)),
                None => map.next_value().map(|IgnoredAny| ())?,
            }
        }
        Ok(members)
    }
}
