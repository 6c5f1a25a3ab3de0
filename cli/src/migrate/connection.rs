//! The connection that is moved, as all commands about Migrate are told of it.

use clap::Args;
use rehome::crypto::{MigrateKey, MigrateSecrets, ReqNoView};

use crate::arguments;
use crate::ending::Failure;
use crate::secret::{PLACE, SecretArgs};
use crate::terms::View;

/// The arguments that make a connection's secrets.
#[derive(Args, Debug)]
pub(super) struct ConnectionArgs {
    /// Ni, the initial sequence number of the end that opened the connection; decimal or 0x
    #[arg(long, value_name = "NUMBER", value_parser = arguments::number::<u32>)]
    ni: u32,
    /// Nj, that of the other end
    #[arg(long, value_name = "NUMBER", value_parser = arguments::number::<u32>)]
    nj: u32,
    // The heading holds for all that comes after it, so these are the last.
    #[command(
        flatten,
        next_help_heading = "The connection's key K, 1 to 25 octets, not zero, one of"
    )]
    key: SecretArgs,
    /// The key of the insecure variant, zeros: whoever knows Ni and Nj can move the connection
    #[arg(long, group = PLACE, conflicts_with = "secret_raw")]
    insecure: bool,
}

impl ConnectionArgs {
    pub(super) fn secrets(&self, view: ReqNoView) -> Result<MigrateSecrets, Failure> {
        let key = if self.insecure {
            MigrateKey::INSECURE
        } else {
            self.key.make(MigrateKey::from_shared_secret)?
        };
        Ok(MigrateSecrets { ni: self.ni, nj: self.nj, key, view })
    }

    pub(super) fn is_key_stdin(&self) -> bool {
        self.key.is_stdin()
    }
}

/// The arguments that make the SYN.
#[derive(Args, Clone, Copy, Debug)]
pub(super) struct SynArgs {
    /// The sequence number of the SYN that carries the option
    #[arg(long, value_name = "NUMBER", value_parser = arguments::number::<u32>)]
    pub(super) seqno: u32,
    /// How both ends read the octet of ReqNo
    #[arg(long)]
    view: View,
}

impl SynArgs {
    pub(super) fn view(self) -> ReqNoView {
        self.view.into()
    }
}
