//! The session that a token is for, as all commands about tokens are told of it.

use clap::Args;
use rehome::crypto::{Label, Labels, SessionKeys};
use rehome::wire::LengthOutOfRange;

use crate::ending::Failure;
use crate::secret::SecretArgs;
use crate::terms::{Hash, Reading};

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

/// The arguments of what signs or verifies a session's tokens.
#[derive(Args, Debug)]
pub(super) struct SigningArgs {
    /// What the signature is over. "bare" is for peers that chose it, and weaker: one signature then
    /// holds for several tokens
    #[arg(long, value_name = "READING", value_enum, default_value_t)]
    pub(super) signed_content: Reading,
    #[command(flatten)]
    pub(super) session: SessionArgs,
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
