//! The report as JSON Lines: one object a line, with the version of this form in `schema`.

use std::io::{self, Write};

use serde::Serialize;

use super::Event;

/// Grows by one where a line changes so that a reader of the old form would misread it.
const SCHEMA: &str = "rehome-check/1";

#[derive(Serialize)]
struct Line<'a> {
    schema: &'static str,
    #[serde(flatten)]
    event: &'a Event<'a>,
}

pub(super) fn write(event: &Event<'_>, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &Line { schema: SCHEMA, event })?;
    out.write_all(b"\n")
}
