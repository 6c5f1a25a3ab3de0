//! The elements that a capture is expected to carry.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use serde_json::value::RawValue;

use crate::check::known::retain_known;
use crate::check::outcome::cut;
use crate::check::source;
use crate::element::{Element, Kind, Value};
use crate::value::json::exactly;

/// An element as vector files have it.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct VectorElement {
    #[serde(skip)]
    pub(super) frame: u64,
    #[serde(rename = "element")]
    pub(super) kind: Kind,
    #[serde(flatten)]
    outcome: Outcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<String>,
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Outcome {
    Value(Value),
    Error(String),
}

impl From<Element> for VectorElement {
    fn from(element: Element) -> Self {
        Self {
            frame: element.frame.number,
            kind: element.kind,
            outcome: match element.value {
                Ok(value) => Outcome::Value(value),
                Err(error) => Outcome::Error(error.reason().code().to_owned()),
            },
            verdict: element.verdict.map(str::to_owned),
        }
    }
}

/// The elements of a list, in its order, or the first thing that is wrong with one.
pub(super) fn elements(list: &RawValue) -> Result<Vec<VectorElement>, String> {
    let (mut elements, mut problem) = (Vec::new(), None);
    source::for_each(list, |number, element| match read(element) {
        Ok(element) => elements.push(element),
        Err(error) => {
            problem.get_or_insert(format!("number {number} of the elements: {error}"));
        }
    });
    problem.map_or(Ok(elements), Err)
}

fn read(element: &RawValue) -> Result<VectorElement, String> {
    let mut element = source::value(element)?;
    element.get_mut("value").into_iter().for_each(retain_known);
    let name = element.get("element").and_then(Json::as_str).ok_or("no `element`")?;
    let kind = Kind::find(name)
        .ok_or_else(|| format!("unknown element `{}`, so nothing was checked", cut(name)))?;
    let member = |key: &str| element.get(key).filter(|member| !member.is_null());
    let not_of = |key: &str, allowed: bool| match member(key) {
        Some(_) if !allowed => Err(format!("`{key}` of a {name}")),
        _ => Ok(()),
    };
    not_of("error", kind != Kind::TcpSegment)?;
    not_of("verdict", kind == Kind::ClientHello)?;
    let frame = element.get("frame").and_then(Json::as_u64).ok_or("no `frame`")?;
    let verdict = member("verdict").map(|verdict| word("verdict", verdict)).transpose()?;
    let outcome = match (member("value"), member("error")) {
        (Some(value), None) => Outcome::Value(of_kind(kind, value)?),
        (None, Some(_)) if verdict.is_some() => {
            return Err("a `verdict` beside an `error`".to_owned());
        }
        (None, Some(error)) => Outcome::Error(word("error", error)?),
        (None, None) => return Err("no `value`".to_owned()),
        (Some(_), Some(_)) => return Err("`value` and `error` both".to_owned()),
    };
    Ok(VectorElement { frame, kind, outcome, verdict })
}

fn word(key: &str, value: &Json) -> Result<String, String> {
    let word = value.as_str().ok_or_else(|| format!("`{key}` is not text"))?;
    Ok(cut(word).into_owned())
}

fn of_kind(kind: Kind, value: &Json) -> Result<Value, String> {
    fn read<T: DeserializeOwned + Serialize>(
        value: &Json,
        make: fn(T) -> Value,
    ) -> Result<Value, String> {
        exactly(value).map(make)
    }
    match kind {
        Kind::TcpSegment => read(value, Value::TcpSegment),
        Kind::ClientHello => read(value, Value::ClientHello),
        Kind::NewSessionTicket => read(value, Value::NewSessionTicket),
        Kind::MigrateNotify => read(value, Value::MigrateNotify),
        Kind::MigrateRequest => read(value, Value::MigrateRequest),
    }
}
