//! How a command ends: its exit status, and what standard error says of it.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Args, Command};

/// The end of the help of commands that make something.
pub(crate) const MAKES: &str = "\
Exit status:
  0  done
  2  wrong usage
  3  the secret can't be read, is not hexadecimal, or can't be used";

/// A command with its arguments.
pub(crate) trait Run: Args {
    /// How it is called.
    const NAME: &'static str;

    /// Does what it is for.
    fn run(&self) -> Result<Verdict, Failure>;

    /// Does it, and tells what went wrong on standard error.
    fn finish(&self) -> ExitCode {
        let failure = match self.run() {
            Ok(Verdict::Valid) => return ExitCode::SUCCESS,
            Ok(Verdict::Refused) => return 1.into(),
            Err(failure) => failure,
        };
        // Where standard error is closed, nobody is left to tell.
        let _ = failure.tell::<Self>();
        failure.status().into()
    }
}

/// What came of what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is valid, or was made.
    Valid,
    /// It is refused.
    Refused,
}

/// Why there is no verdict.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Arguments have a value that they can't have, or don't go together.
    Usage(String),
    /// What the arguments name can't be read, or is not what it has to be.
    Unreadable(String),
    /// The report can't be written.
    Unwritable(io::Error),
}

impl Failure {
    fn status(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Unreadable(_) | Self::Unwritable(_) => 3,
        }
    }

    fn tell<R: Run>(&self) -> io::Result<()> {
        let mut stderr = io::stderr();
        match self {
            // As clap tells what it finds itself.
            Self::Usage(message) => R::augment_args(Command::new(R::NAME))
                .error(ErrorKind::ValueValidation, message)
                .print(),
            Self::Unreadable(message) => writeln!(stderr, "rehome: {message}"),
            Self::Unwritable(error) => {
                writeln!(stderr, "rehome: the report can't be written: {error}")
            }
        }
    }
}
