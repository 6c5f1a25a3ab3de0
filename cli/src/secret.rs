//! Where a command's secret comes from.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io;

use clap::builder::TypedValueParser;
use clap::error::ErrorKind;
use clap::{Arg, Args, Command};
use zeroize::Zeroizing;

use crate::ending::Failure;
use crate::hex;
use crate::input::{self, Source};
use crate::usage;

/// The arguments that say where the secret is.
#[derive(Args, Debug)]
#[group(skip)]
pub(crate) struct SecretArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// Take the octets of the file as they are, a line's end included, not as hexadecimal
    #[arg(long, requires = "secret_file", conflicts_with_all = ["secret", "secret_env"])]
    secret_raw: bool,
}

/// The group of arguments of which there has to be one. A command may have others in it.
pub(crate) const PLACE: &str = "secret_place";

#[derive(Args, Debug)]
#[group(id = PLACE, required = true, multiple = false)]
struct PlaceArgs {
    /// A file with the secret in hexadecimal, space around it ignored; `-` is standard input
    #[arg(long, value_name = "PATH")]
    secret_file: Option<Source>,
    /// The name of an environment variable with the secret in hexadecimal
    #[arg(long, value_name = "NAME")]
    secret_env: Option<OsString>,
    /// The secret itself in hexadecimal: others on this machine can see it while the command runs,
    /// and shells write it to their history
    #[arg(long, value_name = "HEX", value_parser = SecretParser)]
    secret: Option<Secret>,
}

impl SecretArgs {
    /// What is made of the secret. Where there is none, or nothing can be made of it, the error names
    /// its place.
    pub(crate) fn make<T, E: fmt::Display>(
        &self,
        of: impl FnOnce(&[u8]) -> Result<T, E>,
    ) -> Result<T, Failure> {
        let place = self.place()?;
        let octets = place.read().map_err(|error| place.failure(&error))?;
        if octets.is_empty() {
            return Err(place.failure("no octets"));
        }
        of(&octets).map_err(|error| place.failure(error))
    }

    pub(crate) fn is_stdin(&self) -> bool {
        self.place.secret_file.as_ref().is_some_and(Source::is_stdin)
    }

    fn place(&self) -> Result<Place<'_>, Failure> {
        match &self.place {
            PlaceArgs { secret_file: Some(file), .. } if self.secret_raw => Ok(Place::Raw(file)),
            PlaceArgs { secret_file: Some(file), .. } => Ok(Place::File(file)),
            PlaceArgs { secret_env: Some(name), .. } => Ok(Place::Variable(name)),
            PlaceArgs { secret: Some(secret), .. } => Ok(Place::Argument(secret)),
            _ => Err(Failure::Usage("no secret is given".to_owned())),
        }
    }
}

/// Where the secret is.
#[derive(Debug)]
enum Place<'a> {
    File(&'a Source),
    Raw(&'a Source),
    Variable(&'a OsStr),
    Argument(&'a Secret),
}

impl Place<'_> {
    fn read(&self) -> io::Result<Zeroizing<Vec<u8>>> {
        match self {
            Self::File(file) => file.read_hex(),
            Self::Raw(file) => file.read(),
            Self::Variable(name) => {
                let text =
                    env::var_os(name).ok_or_else(|| io::Error::other("the variable is not set"))?;
                input::decode(&Zeroizing::new(text.into_encoded_bytes()))
            }
            Self::Argument(secret) => Ok(secret.0.clone()),
        }
    }

    /// What was written among the arguments is wrong usage; what was found elsewhere is not.
    fn failure(&self, error: impl fmt::Display) -> Failure {
        match self {
            Self::File(file) | Self::Raw(file) => {
                let path = file.to_string();
                let not_shown = "the path given with --secret-file";
                // It may be the secret itself, given for its path, and a short one.
                let shown = match path.bytes().all(|digit| digit.is_ascii_hexdigit()) {
                    true => not_shown.to_owned(),
                    false => usage::shown(&format!("--secret-file {path}"), not_shown),
                };
                Failure::Unreadable(format!("{shown}: {error}"))
            }
            // So may the name.
            Self::Variable(_) => Failure::Unreadable(format!("--secret-env: {error}")),
            Self::Argument(_) => Failure::Usage(format!("--secret: {error}")),
        }
    }
}

/// Octets that are wiped from memory when they are done with, and that Debug does not show.
#[derive(Clone)]
struct Secret(Zeroizing<Vec<u8>>);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// Reads a secret among the arguments. Clap's own errors show the value that is wrong.
#[derive(Clone, Copy, Debug)]
struct SecretParser;

impl TypedValueParser for SecretParser {
    type Value = Secret;

    fn parse_ref(
        &self,
        command: &Command,
        _: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Secret, clap::Error> {
        match hex::decode(value.as_encoded_bytes()) {
            Ok(octets) => Ok(Secret(Zeroizing::new(octets))),
            Err(error) => {
                let message = format!("--secret: {error}");
                Err(command.clone().error(ErrorKind::ValueValidation, message))
            }
        }
    }
}
