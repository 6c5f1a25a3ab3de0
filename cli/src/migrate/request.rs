//! `rehome migrate request`.

use std::io::{self, Write};

use clap::Args;
use rehome::tcp::Migrate;
use rehome::wire::Encode;
use serde::Serialize;

use super::SCHEMA;
use super::connection::{ConnectionArgs, SynArgs};
use super::fields::OptionFields;
use crate::arguments;
use crate::ending::{Failure, MAKES, Run, Verdict};
use crate::hex::Hex;
use crate::report::{self, Form, Report};

/// Prints the Token and Request with which a connection's peer asks to move it, and the Migrate option
/// that they make (`hex`).
#[derive(Args, Debug)]
#[command(after_help = MAKES)]
pub(super) struct Request {
    #[command(flatten)]
    syn: SynArgs,
    /// The octet of ReqNo
    #[arg(long, value_name = "OCTET", value_parser = arguments::number::<u8>)]
    reqno: u8,
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    connection: ConnectionArgs,
}

#[derive(Serialize)]
struct RequestReport<'a> {
    hex: Hex<'a>,
    #[serde(flatten)]
    fields: OptionFields<'a>,
}

impl Run for Request {
    const NAME: &'static str = "rehome migrate request";

    fn run(&self) -> Result<Verdict, Failure> {
        let secrets = self.connection.secrets(self.syn.view())?;
        let (token, request) = (secrets.token(), secrets.request(self.syn.seqno, self.reqno));
        let option = Migrate { reqno: self.reqno, token: &token, request: &request };
        let octets = option.to_vec();
        let report = RequestReport { hex: Hex(&octets), fields: option.into() };
        self.form.print(&report)?;
        Ok(Verdict::Valid)
    }
}

impl Report for RequestReport<'_> {
    const SCHEMA: &'static str = SCHEMA;
    const TYPE: &'static str = "request";

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut rows = self.fields.rows();
        rows.push(("hex", &self.hex));
        report::write_rows(&rows, out)
    }
}
