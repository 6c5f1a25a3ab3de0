//! `HASH:HEX`: a session's resumption_master_secret, as an argument or in a file.

use std::ffi::OsStr;
use std::fmt;
use std::path::Path;

use clap::builder::TypedValueParser;
use clap::error::ErrorKind;
use clap::{Arg, Command, ValueEnum};
use zeroize::Zeroizing;

use super::secret_file;
use crate::element::Judge;
use crate::ending::Failure;
use crate::hex;
use crate::terms::Hash;

/// A secret, wiped when it is dropped, and not shown by Debug.
#[derive(Clone)]
pub(super) struct Session {
    hash: Hash,
    secret: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Session(..)")
    }
}

impl Session {
    /// Of `HASH:HEX`. The error shows nothing of the text.
    fn read(text: &[u8]) -> Result<Self, String> {
        let colon = text.iter().position(|octet| *octet == b':');
        let parts = colon.and_then(|colon| text.split_at_checked(colon));
        let (hash, secret) = parts.ok_or("not HASH:HEX, such as sha256:00ff…")?;
        let hash = std::str::from_utf8(hash).ok().and_then(|hash| Hash::from_str(hash, false).ok());
        let hash = hash.ok_or("the hash is neither sha256 nor sha384")?;
        let secret = hex::decode(secret.get(1..).unwrap_or_default())
            .map(Zeroizing::new)
            .map_err(|error| format!("the secret is {error}"))?;
        let session = Self { hash, secret };
        session.add_to(&mut Judge::new())?;
        Ok(session)
    }

    /// Tells a judge of the session.
    pub(super) fn add_to(&self, judge: &mut Judge) -> Result<(), String> {
        judge.add_session(self.hash.into(), &self.secret).map_err(|error| error.to_string())
    }
}

/// Hands over the sessions of a file: lines of `HASH:HEX`.
pub(super) fn read_file(
    path: &Path,
    each: &mut dyn FnMut(Session) -> Result<(), String>,
) -> Result<(), Failure> {
    secret_file::read("--rms-file", "HASH:HEX", path, &mut |line| {
        Session::read(line).and_then(&mut *each)
    })
}

/// Reads a session among the arguments. Clap's own errors show the value that is wrong.
#[derive(Clone, Copy, Debug)]
pub(super) struct SessionParser;

impl TypedValueParser for SessionParser {
    type Value = Session;

    fn parse_ref(
        &self,
        command: &Command,
        _: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Session, clap::Error> {
        Session::read(value.as_encoded_bytes()).map_err(|error| {
            command.clone().error(ErrorKind::ValueValidation, format!("--rms: {error}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_and_a_secret() {
        let secret = "aB".repeat(32);
        let session = Session::read(format!("sha256:{secret}").as_bytes()).unwrap();
        assert_eq!(
            (&**session.secret, format!("{session:?}")),
            (&[0xab; 32][..], "Session(..)".into())
        );
        for (text, words) in [
            (secret.clone(), "not HASH:HEX"),
            (format!("sha1:{secret}"), "neither sha256 nor sha384"),
            (format!("SHA256:{secret}"), "neither sha256 nor sha384"),
            (format!("sha384:{secret}"), "32 octets, where SHA-384 needs 48"),
            (format!("sha256:{secret}0"), "an odd number of hexadecimal digits"),
            (format!("sha256: {secret}"), "not hexadecimal at character 1"),
            ("sha256:".to_owned(), "0 octets"),
        ] {
            let error = Session::read(text.as_bytes()).unwrap_err();
            assert!(error.contains(words) && !error.to_lowercase().contains("abab"), "{error}");
        }
    }
}
