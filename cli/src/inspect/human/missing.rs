//! Why there is less to see than people may expect.

use std::io::{self, Write};

use crate::inspect::tally::{End, Hidden};

/// Says why there is no element, and why no error where the exit status says that there is one. That
/// a capture has no element is told on a terminal only.
pub(super) fn write(end: &End, is_terminal: bool, err: &mut dyn Write) -> io::Result<()> {
    let End { extent, tally, hidden, error } = end;
    match (tally.elements.all(), hidden.elements) {
        // Of what broke off the error tells.
        (0, 0) if is_terminal && error.is_none() => {
            let frames = if extent.frames == 1 { "frame" } else { "frames" };
            writeln!(err, "rehome: no element in {} {frames}", extent.frames)?;
        }
        (0, 1..) => {
            let number = hidden.elements;
            let them = if number == 1 { "it" } else { "them" };
            writeln!(err, "rehome: no element shown of {number}, filters hide {them}")?;
        }
        _ => {}
    }
    errors(end, err)
}

/// Says where errors are hidden, and none is shown.
pub(super) fn errors(End { tally, hidden, .. }: &End, err: &mut dyn Write) -> io::Result<()> {
    let Hidden { errors, .. } = hidden;
    match (tally.errors(), errors) {
        (0, 1) => writeln!(err, "rehome: 1 finding of severity error is hidden by filters"),
        (0, 2..) => {
            writeln!(err, "rehome: {errors} findings of severity error are hidden by filters")
        }
        _ => Ok(()),
    }
}
