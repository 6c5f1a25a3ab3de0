//! `rehome token`: a session's keys, and tokens issued and verified with them.

mod clock;
mod fields;
mod issue;
mod keys;
mod session;
mod verify;

use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::ending::Run;

/// The form of these commands' JSON objects.
const SCHEMA: &str = "rehome-token/1";

/// Derives a session's keys, issues tokens and decides on them.
#[derive(Args, Debug)]
pub struct Token {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Keys(keys::Keys),
    Issue(issue::Issue),
    Verify(verify::Verify),
}

impl Token {
    /// Does what is asked, and gives the process's exit status.
    pub fn run(&self) -> ExitCode {
        match &self.command {
            Command::Keys(keys) => keys.finish(),
            Command::Issue(issue) => issue.finish(),
            Command::Verify(verify) => verify.finish(),
        }
    }
}
