//! Why Redis can't tell.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use redis::RedisError;

/// What lies behind an error: a broken connection, or what Redis answered.
pub type Cause = Box<dyn Error + Send + Sync>;

/// Why a [`RedisNonces`](crate::RedisNonces) can't tell whether a nonce was used, or can't keep it.
///
/// None shows the password of the server's address.
#[derive(Debug)]
#[non_exhaustive]
pub enum RedisNoncesError {
    /// This is no address of a Redis server.
    Address(Cause),
    /// The nonce would have to be kept for longer than any is. Nothing was sent.
    TooLong {
        /// For how many seconds it would have to be kept.
        retention: u64,
        /// The greatest number of seconds.
        max: u64,
    },
    /// The time to which the nonce had to be kept has passed by the verifier's clock. Nothing was
    /// sent.
    Passed {
        /// That time, in seconds since the Unix epoch.
        retain_until: u64,
    },
    /// There is no connection, or no login. No nonce was sent.
    Connect {
        /// Host and port of the server, or the path of its socket.
        server: String,
        /// Why not.
        cause: Cause,
    },
    /// The server does not say how it is configured (command `INFO`). No nonce was sent.
    Inspect(Cause),
    /// The server's `INFO` lacks something that must be known. No nonce was sent.
    Unstated {
        /// What it lacks.
        setting: &'static str,
    },
    /// The server is a replica: what is written to it the other servers may not see. No nonce was
    /// sent.
    NotMaster {
        /// The `role` that it states.
        role: String,
    },
    /// The server may drop live nonces when its memory is full. No nonce was sent.
    MayEvict {
        /// Its `maxmemory-policy`.
        policy: String,
    },
    /// The server forgets nonces when it starts again: it has no append-only file. No nonce was sent.
    ForgetsAtRestart,
    /// The command failed, or was not answered in time. The nonce may be used up or not.
    Command(Cause),
    /// The answer to the command is neither `OK` nor nil.
    UnexpectedReply,
}

impl fmt::Display for RedisNoncesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(cause) => write!(f, "not an address of a Redis server: {cause}"),
            Self::TooLong { retention, max } => {
                write!(f, "a nonce to be kept for {retention} seconds, where {max} are the most")
            }
            Self::Passed { retain_until } => {
                write!(f, "second {retain_until}, to which the nonce had to be kept, has passed")
            }
            Self::Connect { server, cause } => {
                write!(f, "no connection to Redis at {server}: {cause}")
            }
            Self::Inspect(cause) => {
                write!(f, "Redis does not say how it is configured (INFO): {cause}")
            }
            Self::Unstated { setting } => {
                write!(f, "Redis does not say how it is configured: INFO lacks {setting}")
            }
            Self::NotMaster { role } => {
                write!(f, "Redis is not the master, which alone remembers for all (role:{role})")
            }
            Self::MayEvict { policy } => write!(
                f,
                "Redis may drop live nonces: maxmemory-policy is {policy} and must be noeviction"
            ),
            Self::ForgetsAtRestart => f.write_str(
                "Redis forgets nonces when it starts again: appendonly is no and must be yes",
            ),
            Self::Command(cause) => {
                write!(f, "Redis did not carry out or answer the command: {cause}")
            }
            Self::UnexpectedReply => f.write_str("Redis answered with neither OK nor nil"),
        }
    }
}

/// Without a source: the line that an error is shown as has its [`Cause`] in it, and who shows a
/// chain of errors would show that twice.
impl Error for RedisNoncesError {}

/// The system calls a timeout on a socket "temporarily unavailable", which helps nobody.
pub(crate) fn cause(error: RedisError, timeout: Duration) -> Cause {
    if error.is_timeout() { format!("no answer within {timeout:?}").into() } else { error.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_what_failed_and_its_cause_once() {
        let error = RedisNoncesError::Connect {
            server: "redis.example:6379".into(),
            cause: "refused".into(),
        };
        assert_eq!(error.to_string(), "no connection to Redis at redis.example:6379: refused");
        for error in [error, RedisNoncesError::Command("refused".into())] {
            let mut shown = error.to_string();
            let mut source = error.source();
            while let Some(error) = source {
                shown += &error.to_string();
                source = error.source();
            }
            assert_eq!(shown.matches("refused").count(), 1, "{shown}");
        }
    }

    #[test]
    fn errors_go_between_threads() {
        fn check<T: Send + Sync + 'static>() {}
        check::<RedisNoncesError>();
        check::<crate::RedisNonces>();
    }
}
