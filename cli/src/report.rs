//! What a command prints: lines for people, or one JSON object.

use std::fmt::Display;
use std::io::{ErrorKind, Write, stdout};
use std::{fmt, io};

use anstyle::{AnsiColor, Style};
use clap::Args;
use serde::{Serialize, Serializer};

use crate::ending::{Failure, Verdict};

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();

/// What a command has to say.
pub(crate) trait Report: Serialize {
    /// The form of the JSON object and its version, which grows by one where a reader of the old form
    /// would misread the new one.
    const SCHEMA: &'static str;
    /// What the object is among those of the form.
    const TYPE: &'static str;

    /// Writes lines for people.
    fn write(&self, out: &mut dyn Write) -> io::Result<()>;
}

#[derive(Serialize)]
struct Object<'a, R> {
    schema: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(flatten)]
    report: &'a R,
}

/// The argument that says in which form a report is printed.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Form {
    /// Print a JSON object, with `schema` and `type`
    #[arg(long)]
    json: bool,
}

impl Form {
    /// Prints a report. That its reader has gone away is no failure.
    pub(crate) fn print(self, report: &impl Report) -> Result<(), Failure> {
        let printed = if self.json {
            write_json(report, &mut stdout().lock())
        } else {
            // Takes the colour out where the output is no terminal, or NO_COLOR is set.
            let mut out = anstream::stdout().lock();
            report.write(&mut out).and_then(|()| out.flush())
        };
        match printed {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::Unwritable(error)),
            _ => Ok(()),
        }
    }
}

fn write_json<R: Report>(report: &R, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &Object { schema: R::SCHEMA, kind: R::TYPE, report })?;
    out.write_all(b"\n")?;
    out.flush()
}

/// A line of a report: a name and a value.
pub(crate) type Row<'a> = (&'static str, &'a dyn Display);

/// Writes a line each, values below each other.
pub(crate) fn write_rows(rows: &[Row<'_>], out: &mut dyn Write) -> io::Result<()> {
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    rows.iter().try_for_each(|(name, value)| writeln!(out, "{name:width$}  {value}"))
}

/// A 64-bit number: in JSON a decimal string, since many readers take numbers for doubles.
pub(crate) struct Decimal(pub(crate) u64);

impl Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Whether something is valid.
#[derive(Debug, Serialize)]
#[serde(tag = "result", rename_all = "lowercase")]
pub(crate) enum Judgement {
    Valid,
    Invalid(Refused),
}

/// Why not: a code that does not change, and a sentence for people.
#[derive(Debug, Serialize)]
pub(crate) struct Refused {
    reason: &'static str,
    message: String,
}

impl Judgement {
    pub(crate) fn refused(reason: &'static str, message: impl Display) -> Self {
        Self::Invalid(Refused { reason, message: message.to_string() })
    }

    pub(crate) fn verdict(&self) -> Verdict {
        match self {
            Self::Valid => Verdict::Valid,
            Self::Invalid(_) => Verdict::Refused,
        }
    }

    pub(crate) fn rows(&self) -> Vec<Row<'_>> {
        match self {
            Self::Valid => vec![("result", &Styled(GOOD, "valid"))],
            Self::Invalid(refused) => {
                vec![("result", &Styled(BAD, "invalid")), ("reason", refused)]
            }
        }
    }
}

impl Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.reason, self.message)
    }
}

struct Styled(Style, &'static str);

impl Display for Styled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(style, text) = self;
        write!(f, "{style}{text}{style:#}")
    }
}
