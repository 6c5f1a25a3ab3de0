//! The session that a token is for, as all commands about tokens are told of it.

use std::fmt;

use clap::{Args, ValueEnum};
use rehome::crypto::{HashAlgorithm, Label, Labels, SessionKeys, SignedContent};
use rehome::wire::LengthOutOfRange;

use crate::ending::Failure;
use crate::secret::SecretArgs;

/// The arguments that make a session's keys.
#[derive(Args, Debug)]
pub(super) struct SessionArgs {
    /// The hash of the session's cipher suite
    #[arg(long)]
    hash: Hash,
    /// The label of the session_id, without its "tls13 "; "migration id" by default
    #[arg(long, value_name = "LABEL")]
    label_session_id: Option<String>,
    /// The label of the MAC key, without its "tls13 "; "migration mac" by default
    #[arg(long, value_name = "LABEL")]
    label_mac_key: Option<String>,
    // The heading holds for all that comes after it, so this is the last.
    #[command(flatten, next_help_heading = "The session's resumption_master_secret, one of")]
    secret: SecretArgs,
}

impl SessionArgs {
    pub(super) fn keys(&self) -> Result<SessionKeys, Failure> {
        let labels = self.labels().map_err(Failure::Usage)?;
        self.secret.make(|secret| SessionKeys::derive_with(self.hash.into(), secret, &labels))
    }

    pub(super) fn is_secret_stdin(&self) -> bool {
        self.secret.is_stdin()
    }

    fn labels(&self) -> Result<Labels<'_>, String> {
        let Self { label_session_id, label_mac_key, .. } = self;
        let default = Labels::default();
        let session_id = label(label_session_id.as_deref(), default.session_id())
            .map_err(|error| format!("--label-session-id: {error}"))?;
        let mac_key = label(label_mac_key.as_deref(), default.mac_key())
            .map_err(|error| format!("--label-mac-key: {error}"))?;
        Labels::new(session_id, mac_key).map_err(|error| error.to_string())
    }
}

fn label<'a>(given: Option<&'a str>, default: Label<'a>) -> Result<Label<'a>, LengthOutOfRange> {
    given.map_or(Ok(default), |text| Label::new(text.as_bytes()))
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Hash {
    Sha256,
    Sha384,
}

impl From<Hash> for HashAlgorithm {
    fn from(hash: Hash) -> Self {
        match hash {
            Hash::Sha256 => Self::Sha256,
            Hash::Sha384 => Self::Sha384,
        }
    }
}

/// The argument that says what a signature is over.
#[derive(Args, Clone, Copy, Debug)]
pub(super) struct SignedContentArgs {
    /// What the signature is over. "bare" is for peers that chose it, and weaker: one signature then
    /// holds for several tokens
    #[arg(long, value_name = "READING", default_value_t)]
    signed_content: Reading,
}

impl From<SignedContentArgs> for SignedContent {
    fn from(SignedContentArgs { signed_content }: SignedContentArgs) -> Self {
        match signed_content {
            Reading::Encoded => Self::Encoded,
            Reading::Bare => Self::Bare,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Reading {
    /// The fields as they are encoded, with the length octets
    #[default]
    Encoded,
    /// The values alone, without the length octets
    Bare,
}

impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Encoded => "encoded",
            Self::Bare => "bare",
        })
    }
}
