//! `rehome migrate`: tokens and requests of TCP Migrate.

mod connection;
mod fields;
mod request;
mod token;
mod verify;

use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::ending::Run;

/// The form of these commands' JSON objects.
const SCHEMA: &str = "rehome-migrate/1";

/// Makes tokens and requests of TCP Migrate, and decides on them.
#[derive(Args, Debug)]
pub struct Migrate {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Token(token::Token),
    Request(request::Request),
    Verify(verify::Verify),
}

impl Migrate {
    /// Does what is asked, and gives the process's exit status.
    pub fn run(&self) -> ExitCode {
        match &self.command {
            Command::Token(token) => token.finish(),
            Command::Request(request) => request.finish(),
            Command::Verify(verify) => verify.finish(),
        }
    }
}
