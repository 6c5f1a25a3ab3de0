//! `rehome inspect`: what a capture carries, a line an element.

mod filter;
mod human;
mod input;
mod json;
mod key_log_file;
mod limits;
mod notices;
mod output;
mod reading;
mod rules;
mod secret_file;
mod secrets;
mod sessions;
mod summary;

use std::process::ExitCode;

use clap::Args;

use crate::arguments::numbers::NumbersArgs;
use crate::ending::{Failure, Run, Verdict};
use crate::input::Source;
use crate::scan::{Account, Settings};
use filter::FilterArgs;
use human::Human;
use json::Json;
use limits::LimitsArgs;
use output::{Lines, Output};
use rules::RulesArgs;
use secrets::SecretsArgs;

/// Prints what a capture carries of the formats of TLS and TCP, a line an element.
///
/// A line has the frame, its time (UTC), who sent the element to whom, which element it is, and what it
/// says; a ClientHello that attempts a migration has a verdict where secrets of sessions are given. TLS
/// is found by itself, on any port. What TLS protects is read where --keylog or the capture itself (a
/// Decryption Secrets Block of a pcapng) has the secrets; without them the hellos are seen.
///
/// Why elements may be missing is told on standard error: gaps, secrets that are not given, limits.
///
/// tcpdump -U -w - | rehome inspect - prints each element as soon as it is complete, as with any
/// capture that comes through a pipe. Of a file all are printed at its end, in the order of the frames.
#[derive(Args, Debug)]
#[command(after_help = "\
With --json each line is an object with `schema` (rehome-inspect/1) and `type`:
  element  frame, time (Unix seconds as text, nine decimals; null where there is none),
           flow (number, source, destination, as the element went), sender (client, server
           or null), element, value as vector files have it, or error with message, field
           and offset, hex, offsets (frame; or stream, frames and protected), verdict
  notice   code, frame, flow, direction, message: why elements may be missing; direction is
           forward (as the connection's first frame went), backward, or null for both
  end      frames, elements and notices as printed, error (why reading broke off, or null);
           there is none where a file can't be opened

The codes of notices:
  of connections  gap, overlap_differs
  of TLS          no_secret, no_hello, other_cipher_suite, not_authentic, bad_plaintext,
                  not_a_record, spans_key_change, unprotected
  of limits       message_limit, held_limit, octets_limit, total_limit, flows_limit, idle_limit,
                  key_log_limit, judge_limit

Exit status:
  0  the capture was read to its end, or nobody reads the output any more
  2  wrong usage
  3  a file can't be read, or is no capture, or breaks off; what came before was printed")]
pub struct Inspect {
    /// The capture, pcap or pcapng; `-` is standard input
    file: Source,
    /// Print JSON Lines, each with `schema` and `type`
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    numbers: NumbersArgs,
    #[command(flatten)]
    secrets: SecretsArgs,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    rules: RulesArgs,
    #[command(flatten)]
    limits: LimitsArgs,
}

impl Inspect {
    /// Does what is asked, and gives the process's exit status.
    pub fn run(&self) -> ExitCode {
        self.finish()
    }
}

impl Run for Inspect {
    const NAME: &'static str = "rehome inspect";

    fn run(&self) -> Result<Verdict, Failure> {
        let numbers = self.numbers.numbers()?;
        let settings = Settings {
            code_points: numbers.code_points,
            kinds: numbers.kinds,
            limits: self.limits.limits(),
        };
        let judge = self.secrets.judge()?;
        let key_logs = self.secrets.key_logs()?;
        let lines: Box<dyn Lines> = match self.json {
            true => Box::new(Json::new()),
            false => Box::new(Human::new(numbers)),
        };
        let output = Output::new(lines, self.filter.clone());
        let account =
            Account::with_migrate_keys(self.rules.rules(numbers), self.secrets.migrate_keys()?);
        reading::read(&self.file, settings, account, judge, key_logs, output)
    }
}
