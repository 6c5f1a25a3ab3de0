//! The line of an element.

use std::ops::Range;

use rehome::Error;
use serde::Serialize;

use super::{FlowLine, unix_seconds};
use crate::element::{Element, Kind, Place, Value};
use crate::hex::Hex;
use crate::tls::Sender;

#[derive(Serialize)]
pub(super) struct ElementLine<'a> {
    frame: u64,
    /// Seconds since 1970, in decimal.
    time: Option<String>,
    flow: FlowLine,
    sender: Option<&'static str>,
    element: Kind,
    #[serde(flatten)]
    outcome: Outcome<'a>,
    hex: Hex<'a>,
    offsets: Offsets<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Outcome<'a> {
    Value { value: &'a Value },
    Error { error: &'static str, message: String, field: &'static str, offset: usize },
}

#[derive(Serialize)]
#[serde(untagged)]
enum Offsets<'a> {
    Frame { frame: [usize; 2] },
    Stream { stream: [u64; 2], frames: &'a [u64], protected: bool },
}

impl<'a> From<&'a Element> for ElementLine<'a> {
    fn from(element: &'a Element) -> Self {
        let (source, destination) = (element.source, element.destination);
        Self {
            frame: element.frame.number,
            time: element.frame.time.map(unix_seconds),
            flow: FlowLine { number: element.flow, source, destination },
            sender: element.sender.map(|sender| match sender {
                Sender::Client => "client",
                Sender::Server => "server",
            }),
            element: element.kind,
            outcome: match &element.value {
                Ok(value) => Outcome::Value { value },
                Err(error) => error.into(),
            },
            hex: Hex(&element.octets),
            offsets: (&element.place).into(),
            verdict: element.verdict,
        }
    }
}

impl From<&Error> for Outcome<'_> {
    fn from(error: &Error) -> Self {
        Self::Error {
            error: error.reason().code(),
            message: error.to_string(),
            field: error.field(),
            offset: error.offset(),
        }
    }
}

impl<'a> From<&'a Place> for Offsets<'a> {
    fn from(place: &'a Place) -> Self {
        match place {
            Place::Frame(Range { start, end }) => Self::Frame { frame: [*start, *end] },
            Place::Stream { octets: Range { start, end }, frames, is_protected } => {
                Self::Stream { stream: [*start, *end], frames, protected: *is_protected }
            }
        }
    }
}
