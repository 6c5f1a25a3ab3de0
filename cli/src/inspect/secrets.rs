//! The arguments that give secrets.

use std::path::PathBuf;

use clap::Args;
use rehome::crypto::MigrateKey;
use zeroize::Zeroizing;

use super::key_log_file::KeyLogFile;
use super::secret_file;
use super::sessions::{self, Session, SessionParser};
use crate::element::Judge;
use crate::ending::Failure;
use crate::hex;
use crate::story::SharedSecret;

/// Each costs a hash for each connection.
const MOST_KEYS: usize = 64;

#[derive(Args, Debug)]
#[command(next_help_heading = "Secrets")]
pub(super) struct SecretsArgs {
    /// A file with secrets of TLS connections in the format of SSLKEYLOGFILE, any number of times. It
    /// has to be there; while the capture comes through a pipe, it may still grow. Where it is a pipe
    /// itself, it is read to its end before the capture
    #[arg(long, value_name = "PATH")]
    keylog: Vec<PathBuf>,
    /// A session's resumption_master_secret, for verdicts, any number of times: sha256 or sha384, a
    /// colon, hexadecimal digits. Others on this machine can see it while the command runs, and shells
    /// write it to their history
    #[arg(long, value_name = "HASH:HEX", value_parser = SessionParser)]
    rms: Vec<Session>,
    /// A file with lines HASH:HEX, any number of times; empty lines and those that begin with # are
    /// ignored
    #[arg(long, value_name = "PATH")]
    rms_file: Vec<PathBuf>,
    /// A file with lines HEX: what the two ends of a secure connection of TCP Migrate share, 1 to 25
    /// octets, for the stories' verdicts on its Migrate SYNs; any number of times, 64 lines in all
    #[arg(long, value_name = "PATH")]
    migrate_key_file: Vec<PathBuf>,
}

impl SecretsArgs {
    /// Who knows the sessions.
    pub(super) fn judge(&self) -> Result<Judge, Failure> {
        let mut judge = Judge::new();
        for session in &self.rms {
            session.add_to(&mut judge).map_err(Failure::Usage)?;
        }
        for path in &self.rms_file {
            sessions::read_file(path, &mut |session| session.add_to(&mut judge))?;
        }
        Ok(judge)
    }

    /// What secure connections of TCP Migrate share. Each is tried for each connection.
    pub(super) fn migrate_keys(&self) -> Result<Vec<SharedSecret>, Failure> {
        let mut keys = Vec::new();
        for path in &self.migrate_key_file {
            secret_file::read("--migrate-key-file", "HEX", path, &mut |line| {
                let secret = hex::decode(line).map(Zeroizing::new);
                let secret = secret.map_err(|error| format!("the key is {error}"))?;
                MigrateKey::from_shared_secret(&secret).map_err(|error| error.to_string())?;
                keys.push(secret);
                match keys.len() {
                    0..=MOST_KEYS => Ok(()),
                    _ => Err(format!("more than {MOST_KEYS} keys")),
                }
            })?;
        }
        Ok(keys)
    }

    pub(super) fn key_logs(&self) -> Result<Vec<KeyLogFile>, Failure> {
        self.keylog.iter().map(|path| KeyLogFile::open(path)).collect()
    }
}
