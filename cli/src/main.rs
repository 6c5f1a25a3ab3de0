//! The command `rehome`.

use std::io::{Write, stderr, stdout};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;

use clap::{Args, Parser, Subcommand};
use rehome_cli::check::{self, Format, Status};
use rehome_cli::codec::{Decode, Encode};
use rehome_cli::inspect::Inspect;
use rehome_cli::migrate::Migrate;
use rehome_cli::token::Token;
use rehome_cli::usage;

/// Works with the formats that move live TLS and TCP sessions between servers.
#[derive(Debug, Parser)]
#[command(name = "rehome", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(Check),
    Decode(Decode),
    Encode(Encode),
    Inspect(Box<Inspect>),
    Token(Box<Token>),
    Migrate(Box<Migrate>),
}

/// Checks test vectors, and captures by their vectors, against the library.
///
/// PATH is a vector file of the format `rehome-vectors/1` (a regular file, no pipe), or a folder that
/// is searched for such files (`*.json`).
#[derive(Debug, Args)]
#[command(after_help = "\
With --json each line is an object with `schema` (rehome-check/1) and `type`:
  file     path, structure, result (pass or fail), failed, and what holds: valid and invalid
           (tests by their result), or of a capture elements (by name) and frames
  failure  path, structure, id (of a test) or frame, comment, problem, expected, got; only
           what there is
  skipped  path, reason: a file of a folder that is no vector file
  error    path, message, and the counts of a capture that breaks off
  summary  passed, failed, skipped and errors (files), tests_passed, tests_failed, status

Exit status:
  0  everything holds
  1  something does not hold, or is not known
  2  wrong usage
  3  a file can't be read, or isn't a vector file; the others were checked. Or the report can't
     be written")]
struct Check {
    /// Vector files, and folders of them.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// So many files are checked at a time, 1024 at most; as many as there are processors by default.
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// Report in JSON Lines, each with `schema` and `type`.
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    match usage::parse::<Arguments>().command {
        Command::Check(check) => check.run(),
        Command::Decode(decode) => decode.run(),
        Command::Encode(encode) => encode.run(),
        Command::Inspect(inspect) => inspect.run(),
        Command::Token(token) => token.run(),
        Command::Migrate(migrate) => migrate.run(),
    }
}

impl Check {
    fn run(&self) -> ExitCode {
        let processors = || thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        let jobs = self.jobs.unwrap_or_else(processors);
        let checked = if self.json {
            check::run(&self.paths, Format::Json, jobs, stdout().lock())
        } else {
            // Takes the colour out where the output is no terminal, or NO_COLOR is set.
            check::run(&self.paths, Format::Human, jobs, anstream::stdout().lock())
        };
        let status = checked.unwrap_or_else(|error| {
            // Where standard error is closed too, nobody is left to tell.
            let _ = writeln!(stderr(), "rehome: the report can't be written: {error}");
            Status::Unreadable
        });
        status.code().into()
    }
}
