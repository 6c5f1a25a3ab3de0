//! `rehome token verify`.

use std::convert::Infallible;
use std::io::{self, Write};
use std::time::Duration;

use clap::Args;
use rehome::crypto::{Freshness, NonceMemory, NonceUse, Refusal, Verifier};
use rehome::tls::{IpAddress, MigrationToken};
use rehome::wire::Decode;
use serde::Serialize;

use super::fields::TokenFields;
use super::session::SigningArgs;
use super::{SCHEMA, clock};
use crate::arguments;
use crate::ending::{Failure, Run, Verdict};
use crate::hex::{self, NonceBuf};
use crate::input::{HexOrStdin, Source};
use crate::report::{self, Decimal, Form, Judgement, Report};

/// Decides on a token as a server does to which a client presents it.
///
/// The checks, in this order: the token is well-formed, it is the session's, its signature is right, it
/// has not expired, its target is one of --local-address, its nonce is not one of --used-nonce.
/// Nothing is remembered: what was used before is what --used-nonce says.
#[derive(Args, Debug)]
#[command(after_help = "\
Exit status:
  0  the token is valid
  1  it is refused
  2  wrong usage
  3  the secret or the token can't be read or is not hexadecimal, or the secret has a wrong length")]
pub(super) struct Verify {
    #[command(flatten)]
    token: TokenArgs,
    /// The server's time, in seconds since 1970; the system's by default
    #[arg(long, value_name = "UNIX_SECONDS")]
    now: Option<u64>,
    /// For how many seconds after its expiry a token is still taken
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    tolerance: u64,
    /// An address of the server's own, any number of times; without one the target is not checked
    #[arg(long, value_name = "ADDR:PORT", value_parser = arguments::address)]
    local_address: Vec<IpAddress>,
    /// A nonce that counts as used in this session, any number of times
    #[arg(long, value_name = "HEX", value_parser = hex::nonce)]
    used_nonce: Vec<NonceBuf>,
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    signing: SigningArgs,
}

#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct TokenArgs {
    /// The MigrationToken in hexadecimal, or `-` for standard input
    #[arg(value_name = "TOKEN_HEX")]
    token: Option<HexOrStdin>,
    /// A file with the token in hexadecimal, space around it ignored; `-` is standard input
    #[arg(long, value_name = "PATH")]
    token_file: Option<Source>,
}

#[derive(Serialize)]
struct VerifyReport<'a> {
    #[serde(flatten)]
    fields: Option<TokenFields<'a>>,
    now: Decimal,
    #[serde(flatten)]
    judgement: Judgement,
}

impl Run for Verify {
    const NAME: &'static str = "rehome token verify";

    fn run(&self) -> Result<Verdict, Failure> {
        if self.token.is_stdin() && self.signing.session.is_secret_stdin() {
            let message = "secret and token can't both come from standard input";
            return Err(Failure::Usage(message.to_owned()));
        }
        let keys = self.signing.session.keys()?;
        let octets = self.token.read()?;
        let now = clock::now(self.now)?;
        let nonces = UsedNonces(&self.used_nonce);
        let token = MigrationToken::from_bytes(&octets).map_err(Refusal::Malformed);
        let verdict = token.and_then(|token| self.verifier(now).verify(&keys, token, &nonces));
        let judgement = match verdict {
            Ok(_) => Judgement::Valid,
            Err(refusal) => Judgement::refused(refusal.code(), refusal),
        };
        let fields = token.ok().map(TokenFields::from);
        let report = VerifyReport { fields, now: Decimal(now), judgement };
        self.form.print(&report)?;
        Ok(report.judgement.verdict())
    }
}

impl Verify {
    fn verifier(&self, now: u64) -> Verifier<'_> {
        let verifier = Verifier::at(now)
            .clock_tolerance(Duration::from_secs(self.tolerance))
            .signed_content(self.signing.signed_content.into());
        match &*self.local_address {
            [] => verifier,
            own => verifier.local_addresses(own),
        }
    }
}

impl TokenArgs {
    fn is_stdin(&self) -> bool {
        self.token.as_ref().is_some_and(HexOrStdin::is_stdin)
            || self.token_file.as_ref().is_some_and(Source::is_stdin)
    }

    fn read(&self) -> Result<Vec<u8>, Failure> {
        match self {
            Self { token: Some(token), .. } => token.read("TOKEN_HEX"),
            Self { token_file: Some(file), .. } => file.read_hex_of("--token-file"),
            _ => Err(Failure::Usage("no token is given".to_owned())),
        }
    }
}

/// A memory of what is said to have been used, which remembers nothing.
struct UsedNonces<'a>(&'a [NonceBuf]);

impl NonceMemory for UsedNonces<'_> {
    type Error = Infallible;

    fn consume(&self, used: &NonceUse<'_>) -> Result<Freshness, Infallible> {
        let is_used = self.0.iter().any(|nonce| nonce.as_opaque() == used.nonce);
        Ok(if is_used { Freshness::Replayed } else { Freshness::Fresh })
    }
}

impl Report for VerifyReport<'_> {
    const SCHEMA: &'static str = SCHEMA;
    const TYPE: &'static str = "verify";

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut rows = self.fields.as_ref().map(TokenFields::rows).unwrap_or_default();
        rows.push(("now", &self.now));
        rows.extend(self.judgement.rows());
        report::write_rows(&rows, out)
    }
}
