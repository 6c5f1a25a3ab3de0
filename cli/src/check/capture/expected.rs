//! The elements that a capture is expected to carry.

use std::collections::BTreeSet;

use serde_json::Value;
use serde_json::value::RawValue;

use crate::check::outcome::cut;
use crate::check::source;
use crate::value::json::exactly;
use crate::value::tcp::SegmentValue;

/// The elements that the TLS formats make.
const OF_TLS: [&str; 4] =
    ["client_hello", "new_session_ticket", "migrate_notify", "migrate_request"];

#[derive(Debug, Default)]
pub(super) struct Expected {
    segments: Vec<(u64, SegmentValue)>,
    /// What can't be checked here: all that captures of TLS are about.
    pub(super) tls: BTreeSet<&'static str>,
    /// The first thing that is wrong with the elements.
    problem: Option<String>,
}

impl Expected {
    pub(super) fn of(elements: &RawValue) -> Self {
        let mut expected = Self::default();
        source::for_each(elements, |number, element| {
            if let Err(problem) = expected.add(element) {
                expected
                    .problem
                    .get_or_insert(format!("number {number} of the elements: {problem}"));
            }
        });
        expected
    }

    fn add(&mut self, element: &RawValue) -> Result<(), String> {
        let element = source::value(element)?;
        let name = element.get("element").and_then(Value::as_str).ok_or("no `element`")?;
        if name == "tcp_segment" {
            self.segments.push(segment(&element)?);
            return Ok(());
        }
        let name = OF_TLS
            .into_iter()
            .find(|known| *known == name)
            .ok_or_else(|| format!("unknown element `{}`, so nothing was checked", cut(name)))?;
        self.tls.insert(name);
        Ok(())
    }

    /// The segments, each with its frame, if they are all that is expected.
    pub(super) fn segments(self) -> Result<Vec<(u64, SegmentValue)>, String> {
        match self.problem {
            Some(problem) => Err(problem),
            None if self.tls.is_empty() => Ok(self.segments),
            None => {
                let found = Vec::from_iter(self.tls).join(", ");
                Err(format!(
                    "captures of TLS are not supported, only of TCP, so nothing was checked: {found}"
                ))
            }
        }
    }
}

fn segment(element: &Value) -> Result<(u64, SegmentValue), String> {
    if let Some(key) = ["error", "verdict"].into_iter().find(|key| element.get(key).is_some()) {
        return Err(format!("`{key}` of a tcp_segment"));
    }
    let frame = element.get("frame").and_then(Value::as_u64).ok_or("no `frame`")?;
    let value = element.get("value").ok_or("no `value`")?;
    Ok((frame, exactly(value)?))
}
