//! `rehome token keys`.

use std::io::{self, Write};

use clap::Args;
use serde::Serialize;

use super::SCHEMA;
use super::session::SessionArgs;
use crate::ending::{Failure, MAKES, Run, Verdict};
use crate::hex::Hex;
use crate::report::{self, Form, Report};

/// Prints a session's id, and the key that signs its tokens.
///
/// Both are derived from the session's resumption_master_secret. The MAC key is a secret too: whoever
/// has it can sign tokens of the session.
#[derive(Args, Debug)]
#[command(after_help = MAKES)]
pub(super) struct Keys {
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    session: SessionArgs,
}

#[derive(Serialize)]
struct KeysReport<'a> {
    session_id: Hex<'a>,
    mac_key: Hex<'a>,
}

impl Run for Keys {
    const NAME: &'static str = "rehome token keys";

    fn run(&self) -> Result<Verdict, Failure> {
        let keys = self.session.keys()?;
        let (session_id, mac_key) = (Hex(keys.session_id().as_bytes()), Hex(keys.mac_key()));
        self.form.print(&KeysReport { session_id, mac_key })?;
        Ok(Verdict::Valid)
    }
}

impl Report for KeysReport<'_> {
    const SCHEMA: &'static str = SCHEMA;
    const TYPE: &'static str = "keys";

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        report::write_rows(&[("session_id", &self.session_id), ("mac_key", &self.mac_key)], out)
    }
}
