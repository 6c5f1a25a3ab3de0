//! `rehome encode`.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;
use serde_json::value::RawValue;

use super::input::JsonOrStdin;
use super::structures::{self, Encoded};
use super::{SCHEMA, input};
use crate::arguments::numbers::NumbersArgs;
use crate::ending::{Failure, Run, Verdict};
use crate::hex::Hex;
use crate::report::{self, Form, Judgement, Report};
use crate::terms::Structure;

/// Encodes one value and prints its octets in hexadecimal.
///
/// The value is one of the test vectors' format: an object with all members of the structure and no
/// others. An object with `value` beside `hex` or `result`, such as a test of a vector file or what
/// `rehome decode --json` prints, stands for its `value`. The messages client_hello and
/// new_session_ticket can be decoded but not encoded.
#[derive(Args, Debug)]
#[command(after_help = "\
With --json an object is printed, with `schema` (rehome-codec/1), `type` (encode) and
  structure        as given
  result           valid or invalid
  hex, value       where it is valid: the octets, and the value in them
  reason, message  where it is invalid: no_value, and a sentence

Exit status:
  0  the octets are printed
  1  the JSON is no value of the structure
  2  wrong usage, or JSON is not JSON
  3  standard input can't be read, is not JSON, or has more than 1048576 characters")]
pub struct Encode {
    /// What the value is of
    structure: Structure,
    /// The value; by default, or for `-`, it is read from standard input
    #[arg(value_name = "JSON")]
    json_value: Option<JsonOrStdin>,
    #[command(flatten)]
    numbers: NumbersArgs,
    #[command(flatten)]
    form: Form,
}

#[derive(Serialize)]
struct EncodeReport {
    structure: Structure,
    #[serde(flatten)]
    judgement: Judgement,
    #[serde(flatten)]
    encoded: Option<EncodedReport>,
}

#[derive(Serialize)]
struct EncodedReport {
    hex: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Box<RawValue>>,
}

impl Encode {
    /// Does what is asked, and gives the process's exit status.
    pub fn run(&self) -> ExitCode {
        self.finish()
    }
}

impl Run for Encode {
    const NAME: &'static str = "rehome encode";

    fn run(&self) -> Result<Verdict, Failure> {
        let structure = self.structure;
        let Some(encoder) = structures::encoder(structure) else {
            let message = "client_hello and new_session_ticket can be decoded, but not encoded";
            return Err(Failure::Usage(message.to_owned()));
        };
        let numbers = self.numbers.numbers()?;
        let given = input::value(self.json_value.as_ref())?;
        let encoded = input::inner(given, structure).and_then(|value| encoder(&value, &numbers));
        let report = match encoded {
            Ok(Encoded { octets, value }) => {
                let encoded = Some(EncodedReport { hex: Hex(&octets).to_string(), value });
                EncodeReport { structure, judgement: Judgement::Valid, encoded }
            }
            Err(problem) => {
                let judgement = Judgement::refused("no_value", input::plain(&problem));
                EncodeReport { structure, judgement, encoded: None }
            }
        };
        self.form.print(&report)?;
        Ok(report.judgement.verdict())
    }
}

impl Report for EncodeReport {
    const SCHEMA: &'static str = SCHEMA;
    const TYPE: &'static str = "encode";

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        match &self.encoded {
            Some(encoded) => writeln!(out, "{}", encoded.hex),
            None => report::write_rows(&self.judgement.rows(), out),
        }
    }
}
