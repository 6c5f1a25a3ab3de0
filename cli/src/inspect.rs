//! `rehome inspect`: what a capture carries, what is wrong in it, and what became of sessions.

mod batches;
mod capture_file;
mod elapsed;
mod filter;
mod flow_set;
mod human;
mod input;
mod jobs;
mod json;
mod key_log_file;
mod limits;
mod lock;
mod notices;
mod output;
mod processors;
mod reading;
mod rules;
mod secret_file;
mod secrets;
mod sessions;
mod shared_file;
mod summary;
mod tally;

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
use reading::New;
use rules::RulesArgs;
use secrets::SecretsArgs;

/// Prints what a capture carries of the formats of TLS and TCP, what is wrong in it, and what became
/// of each session that may move.
///
/// A line an element has the frame, its time (UTC), who sent it to whom, which element it is, and what
/// it says; a ClientHello that attempts a migration has a verdict where secrets of sessions are given.
/// Below it stands what was found: severity, id and words, the first ten of an id one by one. Then come
/// the stories, a line a step: frame, time since the step before, connection, step, and what there is
/// to say of it, with what was found in its frame. Ten stories each that moved or stayed are shown,
/// and fifty of each other outcome, of each the first twenty steps and the last ten; the others are
/// counted.
///
/// TLS is found by itself, on any port. What TLS protects is read where --keylog or the capture itself
/// (a Decryption Secrets Block of a pcapng) has the secrets; without them the hellos are seen. Why
/// elements may be missing is told on standard error: gaps, secrets that are not given, limits.
///
/// tcpdump -U -w - | rehome inspect - prints each element as soon as it is complete, as with any
/// capture that comes through a pipe. Of a file all are printed at its end, in the order of the frames.
#[derive(Args, Debug)]
#[command(after_help = "\
With --json each line is an object with `schema` (rehome-inspect/1) and `type`; times are Unix
seconds as text with nine decimals, null where there is none; flow is number (null where it is
of no connection that is followed), source and destination, as what the line is about went:
  element  frame, time, flow, sender (client, server or null), element, value as vector files
           have it, or error with message, field and offset, hex, offsets (frame; or stream,
           frames and protected), verdict (absent where there is none)
  finding  id, severity (error, warning or note), section (of the document), frames, frame (of
           them the one that shows it), time, flow, message
  story    number, family (tls_00, tls_03, tcp_affinity or tcp_migrate), outcome, servers, took
           (seconds of the last move, from its trigger or first contact on; null unless the
           outcome is moved, or where a time isn't known), steps, left_out (steps that there was
           no room for). A step has step, frame, time, after (seconds since the step before; null
           where a time isn't known), flow, detail, verdict (absent where there is none)
  notice   code, frame, flow, direction, message: why elements may be missing; frame and flow are
           null where it is about the whole capture; direction is forward (as the connection's
           first frame went), backward, or null for both
  end      frames, first_time (of the first frame that has one), last_time (of the last frame),
           flows (seen; with_elements that were printed), error (why reading broke off, or
           null), and of what was printed elements, malformed, verdicts (on ClientHellos), findings
           (by severity),
           by_id (id, severity, count, frame: the first), stories, by_outcome (family, outcome,
           count), notices, by_code; there is none where a file can't be opened. With --summary
           it is the only line, and counts the same

The outcomes of stories: moved, stayed, never_contacted, unanswered, refused, anew, failed.
The steps: contact, offer, agree, authorize, trigger, attempt, anew, resume, retry, accept,
refuse, alert, close, reset.

The codes of notices:
  of frames       unknown_link (its link type is none of those that are read)
  of connections  gap
  of TLS          no_secret, no_hello, other_cipher_suite, not_authentic, bad_plaintext,
                  not_a_record, spans_key_change, unprotected
  of key logs     key_log_empty (no line is a secret for records of TLS 1.3)
  of limits       message_limit, held_limit, octets_limit, total_limit, flows_limit, idle_limit,
                  key_log_limit, judge_limit

Exit status:
  0  the capture was read to its end, or nobody reads the output any more
  1  the same, and a finding is an error, be it hidden by a filter or not (but for --allow)
  2  wrong usage
  3  a file can't be read, or is no capture, or breaks off; what came before was printed. Or
     the report can't be written

There is colour on a terminal; with the variable NO_COLOR set there is none, with CLICOLOR_FORCE
there is some wherever lines for people go.")]
pub struct Inspect {
    /// The capture, pcap or pcapng; `-` is standard input
    file: Source,
    /// Show each element octet by octet, and all findings, stories and steps. Octets are counted from the
    /// start of the frame or stream; those of a message that was protected, is malformed, or is
    /// divided by record headers, from the start of the message
    #[arg(short, long, conflicts_with_all = ["summary", "json"])]
    verbose: bool,
    /// Print counts instead: of elements, verdicts, findings, stories and notices
    #[arg(long)]
    summary: bool,
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
            false => Box::new(Human::new(numbers, self.verbose)),
        };
        let filter = self.filter.clone().into();
        let output = Output::new(lines, filter, self.rules.allowed(), self.summary);
        let (rules, migrate_keys) = (self.rules.rules(numbers), self.secrets.migrate_keys()?);
        let begin = |new: New, key_log| {
            let account = Account::with_migrate_keys(rules, migrate_keys.clone());
            new(settings, key_log, judge.anew()).with_account(account)
        };
        reading::read(&self.file, &begin, key_logs, output)
    }
}
