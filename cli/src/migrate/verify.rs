//! `rehome migrate verify`.

use std::io::{self, Write};

use clap::Args;
use rehome::crypto::{MigrateSecrets, SynJudgement};
use rehome::tcp::{Migrate, TcpOption};
use rehome::wire::Decode;
use rehome::{Error, OptionKinds, Reason};
use serde::Serialize;

use super::SCHEMA;
use super::connection::{ConnectionArgs, SynArgs};
use super::fields::OptionFields;
use crate::arguments;
use crate::ending::{Failure, Run, Verdict};
use crate::input::HexOrStdin;
use crate::report::{self, Form, Judgement, Report};

/// Decides on the Migrate option of a SYN, as the other end of the connection does.
///
/// The checks, in this order: it is a Migrate option (kind 16, 19 octets), its Token is the
/// connection's, its ReqNo is newer than --last-reqno, its Request was made with the connection's
/// secrets.
#[derive(Args, Debug)]
#[command(after_help = "\
Exit status:
  0  the option may move the connection
  1  it is refused
  2  wrong usage
  3  the secret or the option can't be read or is not hexadecimal, or the secret can't be used")]
pub(super) struct Verify {
    /// The option in hexadecimal, kind and length included, or `-` for standard input
    #[arg(value_name = "OPTION_HEX")]
    option: HexOrStdin,
    #[command(flatten)]
    syn: SynArgs,
    /// The octet of the ReqNo that was accepted last; without it any is newer
    #[arg(long, value_name = "OCTET", value_parser = arguments::number::<u8>)]
    last_reqno: Option<u8>,
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    connection: ConnectionArgs,
}

#[derive(Serialize)]
struct VerifyReport<'a> {
    #[serde(flatten)]
    fields: Option<OptionFields<'a>>,
    #[serde(flatten)]
    judgement: Judgement,
}

impl Run for Verify {
    const NAME: &'static str = "rehome migrate verify";

    fn run(&self) -> Result<Verdict, Failure> {
        if self.option.is_stdin() && self.connection.is_key_stdin() {
            let message = "secret and option can't both come from standard input";
            return Err(Failure::Usage(message.to_owned()));
        }
        let secrets = self.connection.secrets(self.syn.view())?;
        let octets = self.option.read("OPTION_HEX")?;
        let report = match read(&octets) {
            Ok(option) => {
                let judgement = self.judge(&secrets, &option);
                VerifyReport { fields: Some(option.into()), judgement }
            }
            Err(error) => {
                let judgement = Judgement::refused(
                    error.reason().code(),
                    format_args!("not a Migrate option: {error}"),
                );
                VerifyReport { fields: None, judgement }
            }
        };
        self.form.print(&report)?;
        Ok(report.judgement.verdict())
    }
}

impl Verify {
    fn judge(&self, secrets: &MigrateSecrets, option: &Migrate<'_>) -> Judgement {
        match secrets.judge(option, self.syn.seqno, self.last_reqno) {
            SynJudgement::UnknownToken => {
                Judgement::refused("unknown_token", "the Token is not the connection's")
            }
            SynJudgement::Stale | SynJudgement::Duplicate => {
                Judgement::refused("stale_reqno", "ReqNo is not newer than the last one accepted")
            }
            SynJudgement::WrongRequest => {
                Judgement::refused("wrong_request", "the Request was not made with these secrets")
            }
            SynJudgement::Right => Judgement::Valid,
        }
    }
}

fn read(octets: &[u8]) -> Result<Migrate<'_>, Error> {
    match TcpOption::from_bytes(octets)? {
        TcpOption::Migrate(option) => Ok(option),
        other => {
            let expected = OptionKinds::default().migrate().0.into();
            let reason = Reason::WrongType { found: other.kind().0.into(), expected };
            Err(Error::new(reason, "option.kind", 0))
        }
    }
}

impl Report for VerifyReport<'_> {
    const SCHEMA: &'static str = SCHEMA;
    const TYPE: &'static str = "verify";

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut rows = self.fields.as_ref().map(OptionFields::rows).unwrap_or_default();
        rows.extend(self.judgement.rows());
        report::write_rows(&rows, out)
    }
}
