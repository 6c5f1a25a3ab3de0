//! Connections to servers that may be trusted with nonces, by what they say of themselves.

use std::time::Duration;

use redis::{ConnectionInfo, ServerError, cmd, from_redis_value};

use crate::RedisNoncesError;
use crate::connection::{Connection, Deadline};
use crate::error::cause;

/// A new connection to a server that will do.
pub(crate) fn connect(
    info: &ConnectionInfo,
    connect_timeout: Duration,
    timeout: Duration,
    accepted: Accepted,
) -> Result<Connection, RedisNoncesError> {
    let mut connection =
        Connection::open(info, connect_timeout).map_err(|error| RedisNoncesError::Connect {
            server: info.addr().to_string(),
            cause: cause(error, connect_timeout),
        })?;
    // All of it: before version 7 Redis takes one section at most, and what we need is in three.
    let said: String = connection
        .ask(&cmd("INFO"), Deadline::within(timeout))
        .and_then(|reply| Ok(from_redis_value(reply.extract_error()?)?))
        .map_err(|error| RedisNoncesError::Inspect(cause(error, timeout)))?;
    accepted.judge(&said)?;
    Ok(connection)
}

/// Whether a server that answers with this error is no longer the one that was connected to, or not
/// the one to ask: then it is to be looked at again, or another may have its name by now. Any other
/// error is about one command, and costs no connection: a client that fills the memory of Redis
/// would otherwise use up the ports of this machine.
pub(crate) fn has_changed(error: &ServerError) -> bool {
    matches!(
        error.code(),
        "READONLY" | "MASTERDOWN" | "LOADING" | "CLUSTERDOWN" | "MOVED" | "NOAUTH"
    )
}

/// What of a server's shortcomings is accepted.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Accepted {
    pub(crate) loss_at_restart: bool,
    pub(crate) eviction: bool,
}

impl Accepted {
    /// Judges the answer to `INFO`.
    pub(crate) fn judge(self, info: &str) -> Result<(), RedisNoncesError> {
        let role = field(info, "role")?;
        if role != "master" {
            return Err(RedisNoncesError::NotMaster { role: role.into() });
        }
        // Without a limit nothing is evicted, whatever the policy.
        if !self.eviction && field(info, "maxmemory")? != "0" {
            let policy = field(info, "maxmemory_policy")?;
            if policy != "noeviction" {
                return Err(RedisNoncesError::MayEvict { policy: policy.into() });
            }
        }
        if !self.loss_at_restart && field(info, "aof_enabled")? != "1" {
            return Err(RedisNoncesError::ForgetsAtRestart);
        }
        Ok(())
    }
}

/// The value in the line `name:value`.
fn field<'a>(info: &'a str, setting: &'static str) -> Result<&'a str, RedisNoncesError> {
    info.lines()
        .find_map(|line| line.strip_prefix(setting)?.strip_prefix(':'))
        .map(str::trim)
        .ok_or(RedisNoncesError::Unstated { setting })
}

#[cfg(test)]
mod tests {
    use super::*;

    const STRICT: Accepted = Accepted { loss_at_restart: false, eviction: false };

    fn info(role: &str, maxmemory: &str, policy: &str, aof: &str) -> String {
        format!(
            "# Memory\r\nused_memory:1\r\nmaxmemory:{maxmemory}\r\nmaxmemory_human:x\r\n\
             maxmemory_policy:{policy}\r\n\r\n# Persistence\r\naof_enabled:{aof}\r\n\r\n\
             # Replication\r\nrole:{role}\r\n"
        )
    }

    #[test]
    fn a_server_that_keeps_all_it_is_told_will_do() {
        STRICT.judge(&info("master", "0", "noeviction", "1")).unwrap();
        STRICT.judge(&info("master", "0", "allkeys-lru", "1")).unwrap();
        STRICT.judge(&info("master", "1000000", "noeviction", "1")).unwrap();
    }

    #[test]
    fn what_may_forget_is_refused_unless_accepted() {
        for policy in ["allkeys-lru", "volatile-ttl", "volatile-random"] {
            let evicts = info("master", "1000000", policy, "1");
            assert!(matches!(
                STRICT.judge(&evicts),
                Err(RedisNoncesError::MayEvict { policy: named }) if named == policy
            ));
            Accepted { eviction: true, ..STRICT }.judge(&evicts).unwrap();
        }
        let volatile = info("master", "0", "noeviction", "0");
        assert!(matches!(STRICT.judge(&volatile), Err(RedisNoncesError::ForgetsAtRestart)));
        Accepted { loss_at_restart: true, ..STRICT }.judge(&volatile).unwrap();
    }

    #[test]
    fn a_replica_is_refused_whatever_is_accepted() {
        let all = Accepted { loss_at_restart: true, eviction: true };
        for accepted in [STRICT, all] {
            let judged = accepted.judge(&info("slave", "0", "noeviction", "1"));
            assert!(matches!(judged, Err(RedisNoncesError::NotMaster { role }) if role == "slave"));
        }
    }

    #[test]
    fn what_is_not_stated_is_refused() {
        let full = info("master", "1", "noeviction", "1");
        for setting in ["role", "maxmemory", "maxmemory_policy", "aof_enabled"] {
            let without = full.replace(&format!("{setting}:"), "x:");
            assert!(matches!(
                STRICT.judge(&without),
                Err(RedisNoncesError::Unstated { setting: named }) if named == setting
            ));
        }
    }
}
