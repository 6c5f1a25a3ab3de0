//! The memory itself.

use std::fmt;
use std::time::Duration;

use redis::{ConnectionInfo, IntoConnectionInfo, RedisError, Value, cmd};
use rehome::crypto::{Freshness, MAX_NONCE_RETENTION, NonceMemory, NonceUse};
use rehome::wire::Encode;

use crate::connection::{Connection, Deadline};
use crate::error::{RedisNoncesError, cause};
use crate::pool::{Generation, Pool};
use crate::server::{self, Accepted};

/// What keys begin with by default.
const KEY_PREFIX: &[u8] = b"rehome:nonce:";
/// A client's handshake waits for the answer, and a refused token costs it no more than a full
/// handshake. This is a few hundred round trips within a data centre, and longer than a disk in
/// order takes for an fsync.
const TIMEOUT: Duration = Duration::from_millis(250);
/// Clocks that NTP disciplines differ by far less.
const MARGIN: Duration = Duration::from_secs(60);
/// A burst of as many threads costs no new connections.
const MAX_IDLE: usize = 16;
/// Redis counts milliseconds since the Unix epoch in an i64. Half of that leaves the other half to
/// its clock.
const MAX_TIME_TO_LIVE: u64 = i64::MAX.unsigned_abs() / 2 / 1000;

/// A [`NonceMemory`] in Redis, for any number of servers and threads.
///
/// Whatever goes wrong is an error, and the token is refused: a server that can't be reached, that
/// does not answer in time, that has no memory left, or that may forget live nonces. No call tries
/// twice, and nothing runs in the background.
///
/// Without a proper answer the connection and all idle ones are dropped, and the next call connects
/// anew. So it is when the answer is an error that says that the server is not what it was, such as
/// `READONLY`. After another error, such as `OOM`, the connection goes on.
///
/// Connections are made as calls need them, one for each thread that asks at the same time.
pub struct RedisNonces {
    server: ConnectionInfo,
    pool: Pool<Connection>,
    key_prefix: Vec<u8>,
    connect_timeout: Duration,
    timeout: Duration,
    margin: Duration,
    max_retention: Duration,
    accepted: Accepted,
}

impl RedisNonces {
    /// A memory in the Redis at this address: `redis://[user][:password@]host[:port][/database]`, or
    /// `redis+unix:///path`. For `rediss://` (TLS) name the crate `redis` in your own `Cargo.toml`
    /// too, with its feature `tls-rustls`.
    ///
    /// The protocol is RESP2, whatever the address asks for.
    ///
    /// This does not connect yet; [`RedisNonces::check_server`] does.
    ///
    /// # Errors
    /// [`RedisNoncesError::Address`].
    pub fn open(url: &str) -> Result<Self, RedisNoncesError> {
        let server =
            url.into_connection_info().map_err(|error| RedisNoncesError::Address(error.into()))?;
        Ok(Self {
            server,
            pool: Pool::new(MAX_IDLE),
            key_prefix: KEY_PREFIX.to_vec(),
            connect_timeout: TIMEOUT,
            timeout: TIMEOUT,
            margin: MARGIN,
            max_retention: MAX_NONCE_RETENTION,
            accepted: Accepted::default(),
        })
    }

    /// What keys begin with, `rehome:nonce:` by default. All servers that a token may be presented to
    /// need the same.
    #[must_use]
    pub fn key_prefix(mut self, key_prefix: impl Into<Vec<u8>>) -> Self {
        self.key_prefix = key_prefix.into();
        self
    }

    /// How long a connection and the login may take together, 250 milliseconds by default. The
    /// addresses that a host name has share it; looking up the name is not counted, nor is a socket's
    /// path whose queue is full. With zero nothing connects.
    #[must_use]
    pub const fn connect_timeout(mut self, connect_timeout: Duration) -> Self {
        self.connect_timeout = connect_timeout;
        self
    }

    /// How long a command may take, from the first octet that is sent to the last of the answer, 250
    /// milliseconds by default.
    ///
    /// One call is one command on a connection that stands, and a connection and two commands where
    /// it must make one: three quarters of a second at most with the defaults. With zero nothing
    /// works.
    ///
    /// With `rediss://` the sockets are those of the crate `redis`, which waits for each piece of an
    /// answer anew, and for each address of a host name. Who sends an answer octet by octet can hold
    /// a call for longer there; one that sends nothing can't.
    #[must_use]
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How many connections to keep that no call uses at the moment, 16 by default.
    #[must_use]
    pub fn max_idle(mut self, max_idle: usize) -> Self {
        self.pool.set_max_idle(max_idle);
        self
    }

    /// For how many whole seconds longer than needed to keep a nonce, 60 by default: by how much the
    /// clocks of the servers may differ.
    #[must_use]
    pub const fn margin(mut self, margin: Duration) -> Self {
        self.margin = margin;
        self
    }

    /// Refuses what would have to be kept for longer than this, in whole seconds and without the
    /// margin; [`MAX_NONCE_RETENTION`] by default. A client can sign tokens of its own session with
    /// any expiry, and must not fill the memory for ever.
    #[must_use]
    pub const fn max_retention(mut self, max_retention: Duration) -> Self {
        self.max_retention = max_retention;
        self
    }

    /// Takes a server that may drop nonces when its memory is full (`maxmemory` with another
    /// `maxmemory-policy` than `noeviction`). Then **a token can be accepted again once its nonce was
    /// dropped**, and a client that signs many tokens can make that happen.
    #[must_use]
    pub const fn accept_eviction(mut self) -> Self {
        self.accepted.eviction = true;
        self
    }

    /// Takes a server without an append-only file (`appendonly no`). Then **every token can be
    /// accepted again after a restart of Redis** until it expires.
    #[must_use]
    pub const fn accept_loss_at_restart(mut self) -> Self {
        self.accepted.loss_at_restart = true;
        self
    }

    /// The key of a nonce: the prefix, the length of the session_id in one octet, the session_id,
    /// and the nonce.
    #[must_use]
    pub fn key(&self, used: &NonceUse<'_>) -> Vec<u8> {
        let mut key = self.key_prefix.clone();
        key.extend(used.session_id.to_vec());
        key.extend(used.nonce.as_bytes());
        key
    }

    /// For how many seconds the nonce is kept from now on: to the end of second
    /// [`retain_until`](NonceUse::retain_until) by the verifier's clock, and the margin on top.
    ///
    /// # Errors
    /// [`RedisNoncesError::TooLong`], [`RedisNoncesError::Passed`].
    pub fn time_to_live(&self, used: &NonceUse<'_>) -> Result<u64, RedisNoncesError> {
        let NonceUse { now, retain_until, .. } = *used;
        let retention =
            retain_until.checked_sub(now).ok_or(RedisNoncesError::Passed { retain_until })?;
        let margin = self.margin.as_secs();
        let expressible = MAX_TIME_TO_LIVE.saturating_sub(1).saturating_sub(margin);
        let max = self.max_retention.as_secs().min(expressible);
        retention
            .checked_add(1)
            .and_then(|seconds| seconds.checked_add(margin))
            .filter(|seconds| retention <= max && *seconds <= MAX_TIME_TO_LIVE)
            .ok_or(RedisNoncesError::TooLong { retention, max })
    }

    /// Connects, and looks whether the server will do: at a start, to be told then.
    ///
    /// # Errors
    /// What [`consume`](NonceMemory::consume) would fail with before it sends a nonce.
    pub fn check_server(&self) -> Result<(), RedisNoncesError> {
        let generation = self.pool.generation();
        let connection = self.connect(generation)?;
        self.pool.give_back(generation, connection);
        Ok(())
    }

    fn connect(&self, generation: Generation) -> Result<Connection, RedisNoncesError> {
        let connection =
            server::connect(&self.server, self.connect_timeout, self.timeout, self.accepted);
        if connection.is_err() {
            self.pool.failed(generation);
        }
        connection
    }
}

impl NonceMemory for RedisNonces {
    type Error = RedisNoncesError;

    fn consume(&self, used: &NonceUse<'_>) -> Result<Freshness, RedisNoncesError> {
        let seconds = self.time_to_live(used)?;
        let (generation, idle) = self.pool.take();
        let mut connection = match idle {
            Some(connection) => connection,
            None => self.connect(generation)?,
        };
        let mut set = cmd("SET");
        set.arg(self.key(used)).arg("").arg("NX").arg("EX").arg(seconds);
        let reply = connection.ask(&set, Deadline::within(self.timeout));
        // Without an answer one may still be on its way, and would be taken for that to the next
        // command.
        let keep = match &reply {
            Ok(Value::Okay | Value::Nil) => true,
            Ok(Value::ServerError(error)) => !server::has_changed(error),
            Ok(_) | Err(_) => false,
        };
        if keep {
            self.pool.give_back(generation, connection);
        } else {
            self.pool.failed(generation);
        }
        match reply {
            Ok(Value::Okay) => Ok(Freshness::Fresh),
            Ok(Value::Nil) => Ok(Freshness::Replayed),
            Ok(Value::ServerError(error)) => {
                Err(RedisNoncesError::Command(RedisError::from(error).into()))
            }
            Ok(_) => Err(RedisNoncesError::UnexpectedReply),
            Err(error) => Err(RedisNoncesError::Command(cause(error, self.timeout))),
        }
    }
}

/// Without the password.
impl fmt::Debug for RedisNonces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisNonces")
            .field("server", &self.server.addr().to_string())
            .field("key_prefix", &String::from_utf8_lossy(&self.key_prefix))
            .field("connect_timeout", &self.connect_timeout)
            .field("timeout", &self.timeout)
            .field("margin", &self.margin)
            .field("max_retention", &self.max_retention)
            .field("accepted", &self.accepted)
            .finish_non_exhaustive()
    }
}
