//! `rehome token issue`.

use std::fmt::Display;
use std::io::{self, Write};
use std::time::Duration;

use clap::Args;
use rehome::crypto::{Grant, MAX_TOKEN_LIFETIME, expiry_timestamp};
use rehome::tls::{IpAddress, MigrationToken, Nonce};
use rehome::wire::Decode;
use serde::Serialize;

use super::fields::TokenFields;
use super::session::SigningArgs;
use super::{SCHEMA, clock};
use crate::arguments;
use crate::ending::{Failure, MAKES, Run, Verdict};
use crate::hex::{self, Hex, NonceBuf};
use crate::report::{Form, Report};

/// Issues a token: prints the MigrationToken in hexadecimal, signed by the session's key.
#[derive(Args, Debug)]
#[command(after_help = MAKES)]
pub(super) struct Issue {
    /// Where the client is to carry on, an IPv6 address in brackets
    #[arg(long, value_name = "ADDR:PORT", value_parser = arguments::address)]
    target: IpAddress,
    /// Take a target that no client can connect to, too
    #[arg(long)]
    any_target: bool,
    #[command(flatten)]
    last_second: LastSecondArgs,
    /// The time from which `--lifetime` counts, in seconds since 1970; the system's by default.
    /// With `--expiry` it changes nothing
    #[arg(long, value_name = "UNIX_SECONDS")]
    now: Option<u64>,
    /// The token's nonce, 16 to 255 octets; 16 of the system's randomness by default
    #[arg(long, value_name = "HEX", value_parser = hex::nonce)]
    nonce: Option<NonceBuf>,
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    signing: SigningArgs,
}

#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct LastSecondArgs {
    /// For how many seconds the token is valid, at most seven days (604800)
    #[arg(long, value_name = "SECONDS", value_parser = lifetime)]
    lifetime: Option<Duration>,
    /// The last second at which the token is valid, counted from 1970, however far off
    #[arg(long, value_name = "UNIX_SECONDS")]
    expiry: Option<u64>,
}

#[derive(Serialize)]
struct IssueReport<'a> {
    hex: Hex<'a>,
    #[serde(flatten)]
    fields: TokenFields<'a>,
}

impl Run for Issue {
    const NAME: &'static str = "rehome token issue";

    fn run(&self) -> Result<Verdict, Failure> {
        if !self.any_target && !self.target.is_usable() {
            return Err(Failure::Usage(format!(
                "--target: no client can connect to {}: its port is 0, or its address unspecified, \
                 multicast or broadcast (--any-target takes it all the same)",
                self.target
            )));
        }
        let keys = self.signing.session.keys()?;
        let random;
        let nonce = match &self.nonce {
            Some(nonce) => nonce.as_opaque(),
            None => {
                random = random_octets()?;
                Nonce::from_array(&random)
            }
        };
        let grant = Grant {
            target_address: self.target,
            expiry_timestamp: self.expiry_timestamp()?,
            nonce,
        };
        let mut octets = vec![0; keys.issued_len(&grant)];
        keys.issue_with(&grant, self.signing.signed_content.into(), &mut octets)
            .map_err(not_issued)?;
        let fields = MigrationToken::from_bytes(&octets).map_err(not_issued)?.into();
        self.form.print(&IssueReport { hex: Hex(&octets), fields })?;
        Ok(Verdict::Valid)
    }
}

impl Issue {
    fn expiry_timestamp(&self) -> Result<u64, Failure> {
        match self.last_second {
            LastSecondArgs { lifetime: Some(lifetime), .. } => {
                Ok(expiry_timestamp(clock::now(self.now)?, lifetime))
            }
            LastSecondArgs { expiry: Some(expiry), .. } => Ok(expiry),
            _ => Err(Failure::Usage("neither --lifetime nor --expiry is given".to_owned())),
        }
    }
}

/// A longer lifetime than a token may have would be cut, and is refused instead.
fn lifetime(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().map_err(|_| "not a number of seconds".to_owned())?;
    let lifetime = Duration::from_secs(seconds);
    if lifetime > MAX_TOKEN_LIFETIME {
        let (days, seconds) = (MAX_TOKEN_LIFETIME.as_secs() / 86400, MAX_TOKEN_LIFETIME.as_secs());
        return Err(format!("a token lives for at most {days} days, {seconds} seconds"));
    }
    Ok(lifetime)
}

fn random_octets() -> Result<[u8; 16], Failure> {
    let mut octets = [0; 16];
    match getrandom::fill(&mut octets) {
        Ok(()) => Ok(octets),
        Err(error) => Err(Failure::Unreadable(format!("the system's randomness: {error}"))),
    }
}

/// It is given the room that it needs, and reads as it was written.
fn not_issued(error: impl Display) -> Failure {
    Failure::Unreadable(format!("the token can't be issued: {error}"))
}

impl Report for IssueReport<'_> {
    const SCHEMA: &'static str = SCHEMA;
    const TYPE: &'static str = "issue";

    /// The token alone, for scripts.
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", self.hex)
    }
}
