//! `rehome decode`.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;
use serde_json::value::RawValue;

use super::fault::Fault;
use super::structures::{self, Decoded};
use super::{SCHEMA, input};
use crate::arguments::numbers::NumbersArgs;
use crate::ending::{Failure, Run, Verdict};
use crate::hex::Hex;
use crate::input::HexOrStdin;
use crate::report::{self, Form, Judgement, Report};
use crate::terms::Structure;
use crate::value::tree::{self, Node};

/// Decodes one value and shows each of its fields with its octets.
///
/// A line says where a field stands (7..40 are the octets from 7 on and before 40), its name, what it
/// says, and its octets; a length that stands before them is set apart. What is malformed is shown
/// with a mark at the octet that is wrong.
#[derive(Args, Debug)]
#[command(after_help = "\
With --json an object is printed, with `schema` (rehome-codec/1), `type` (decode) and
  structure, hex   what was given
  result           valid or invalid
  value            where it is valid, as vector files have it
  reason, message  where it is invalid: a code that stays, and a sentence
  field, offset    where it is invalid: the field that is wrong, and the octet

Exit status:
  0  the octets are a value of the structure
  1  they are none
  2  wrong usage, or HEX is not hexadecimal
  3  standard input can't be read, is not hexadecimal, or has more than 1048576 characters")]
pub struct Decode {
    /// What the octets are; of messages the whole, with type and length
    structure: Structure,
    /// The octets: hexadecimal digits of either case and nothing else. By default, or for `-`, they
    /// are read from standard input, where white space may stand between the digits, as `xxd -p`
    /// puts it
    hex: Option<HexOrStdin>,
    #[command(flatten)]
    numbers: NumbersArgs,
    #[command(flatten)]
    form: Form,
}

#[derive(Serialize)]
struct DecodeReport<'a> {
    structure: Structure,
    #[serde(rename = "hex", serialize_with = "as_hex")]
    octets: &'a [u8],
    #[serde(flatten)]
    judgement: Judgement,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Box<RawValue>>,
    #[serde(flatten)]
    fault: Option<Fault>,
    #[serde(skip)]
    tree: Option<Node>,
}

fn as_hex<S: serde::Serializer>(octets: &&[u8], serializer: S) -> Result<S::Ok, S::Error> {
    Hex(octets).serialize(serializer)
}

impl Decode {
    /// Does what is asked, and gives the process's exit status.
    pub fn run(&self) -> ExitCode {
        self.finish()
    }
}

impl Run for Decode {
    const NAME: &'static str = "rehome decode";

    fn run(&self) -> Result<Verdict, Failure> {
        let numbers = self.numbers.numbers()?;
        let octets = &*input::octets(self.hex.as_ref())?;
        let structure = self.structure;
        let report = match structures::decode(structure, octets, &numbers) {
            Ok(Decoded { value, tree }) => {
                let judgement = Judgement::Valid;
                DecodeReport { structure, octets, judgement, value, fault: None, tree: Some(tree) }
            }
            Err(error) => {
                let judgement = Judgement::refused(error.reason().code(), error);
                let fault = Some(error.into());
                DecodeReport { structure, octets, judgement, value: None, fault, tree: None }
            }
        };
        self.form.print(&report)?;
        Ok(report.judgement.verdict())
    }
}

impl Report for DecodeReport<'_> {
    const SCHEMA: &'static str = SCHEMA;
    const TYPE: &'static str = "decode";

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        if let Some(tree) = &self.tree {
            return tree::write(tree, self.octets, 0, out);
        }
        report::write_rows(&self.judgement.rows(), out)?;
        match &self.fault {
            Some(fault) => {
                writeln!(out)?;
                fault.write(self.octets, out)
            }
            None => Ok(()),
        }
    }
}
