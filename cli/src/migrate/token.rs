//! `rehome migrate token`.

use std::io::{self, Write};

use clap::Args;
use rehome::crypto::ReqNoView;
use serde::Serialize;

use super::SCHEMA;
use super::connection::ConnectionArgs;
use crate::ending::{Failure, MAKES, Run, Verdict};
use crate::hex::Hex;
use crate::report::{Form, Report};

/// Prints a connection's Token, by which Migrate options name it.
#[derive(Args, Debug)]
#[command(after_help = MAKES)]
pub(super) struct Token {
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    connection: ConnectionArgs,
}

#[derive(Serialize)]
struct TokenReport<'a> {
    token: Hex<'a>,
}

impl Run for Token {
    const NAME: &'static str = "rehome migrate token";

    fn run(&self) -> Result<Verdict, Failure> {
        // The Token is the same in both views.
        let token = self.connection.secrets(ReqNoView::EightBit)?.token();
        self.form.print(&TokenReport { token: Hex(&token) })?;
        Ok(Verdict::Valid)
    }
}

impl Report for TokenReport<'_> {
    const SCHEMA: &'static str = SCHEMA;
    const TYPE: &'static str = "token";

    /// The Token alone, for scripts.
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", self.token)
    }
}
