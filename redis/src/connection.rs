//! One connection, on which an answer comes in time or not at all.
//!
//! A timeout of a socket begins anew with each octet that comes, so that a server or a proxy which
//! sends one now and then could hold a call for ever. Here each read waits for what the call has
//! left. The crate `redis` does not give its sockets away, so these are ours; those below TLS stay
//! with it.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
#[cfg(unix)]
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use redis::{
    Client, Cmd, ConnectionAddr, ConnectionInfo, RedisConnectionInfo, RedisError, RedisResult,
    Value, cmd, parse_redis_value,
};

/// More octets than a server has to say of itself.
const MAX_REPLY: u64 = 1 << 20;

/// When a call has to end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline {
    start: Instant,
    limit: Duration,
}

impl Deadline {
    pub(crate) fn within(limit: Duration) -> Self {
        Self { start: Instant::now(), limit }
    }

    /// Never zero, which a socket would not take.
    fn left(self) -> io::Result<Duration> {
        let left = self.limit.checked_sub(self.start.elapsed()).filter(|left| !left.is_zero());
        left.ok_or_else(|| io::ErrorKind::TimedOut.into())
    }
}

/// A connection that is logged in.
pub(crate) enum Connection {
    Plain(Box<dyn Stream>),
    Tls(Box<redis::Connection>),
}

impl Connection {
    /// Connects and logs in. The limit begins when the host's name has been looked up.
    pub(crate) fn open(info: &ConnectionInfo, limit: Duration) -> RedisResult<Self> {
        let mut deadline = Deadline::within(limit);
        let mut connection = match info.addr() {
            ConnectionAddr::Tcp(host, port) => {
                let addresses: Vec<_> = (host.as_str(), *port).to_socket_addrs()?.collect();
                deadline = Deadline::within(limit);
                Self::Plain(Box::new(connect(&addresses, deadline)?))
            }
            #[cfg(unix)]
            ConnectionAddr::Unix(path) => Self::Plain(Box::new(UnixStream::connect(path)?)),
            _ => {
                // The login is ours here, too: that of the crate has a timeout for each answer.
                let nothing = RedisConnectionInfo::default().set_skip_set_lib_name();
                let client = Client::open(info.clone().set_redis_settings(nothing))?;
                Self::Tls(Box::new(client.get_connection_with_timeout(deadline.left()?)?))
            }
        };
        connection.login(info.redis_settings(), deadline)?;
        Ok(connection)
    }

    fn login(&mut self, settings: &RedisConnectionInfo, deadline: Deadline) -> RedisResult<()> {
        if let Some(password) = settings.password() {
            self.demand(cmd("AUTH").arg(settings.username()).arg(password), deadline)?;
        }
        if settings.db() != 0 {
            self.demand(cmd("SELECT").arg(settings.db()), deadline)?;
        }
        Ok(())
    }

    fn demand(&mut self, command: &Cmd, deadline: Deadline) -> RedisResult<()> {
        match self.ask(command, deadline)?.extract_error()? {
            Value::Okay => Ok(()),
            _ => Err(nonsense("the login was not answered with OK")),
        }
    }

    /// Sends a command and reads the answer, which may be an error of the server's
    /// ([`Value::ServerError`]). After an error of ours the connection is of no more use.
    pub(crate) fn ask(&mut self, command: &Cmd, deadline: Deadline) -> RedisResult<Value> {
        let command = command.get_packed_command();
        match self {
            Self::Plain(stream) => exchange(Timed { stream: stream.as_ref(), deadline }, &command),
            Self::Tls(connection) => {
                // Either may be needed for the other: the handshake is part of the first.
                connection.set_read_timeout(Some(deadline.left()?))?;
                connection.set_write_timeout(Some(deadline.left()?))?;
                connection.send_packed_command(&command)?;
                connection.set_read_timeout(Some(deadline.left()?))?;
                connection.recv_response()
            }
        }
    }
}

/// To the first address that takes the connection. An address has its share of the time that is
/// left, so that one which is silent leaves some for the others.
fn connect(addresses: &[SocketAddr], deadline: Deadline) -> io::Result<TcpStream> {
    let mut error = io::Error::other("the host's name has no address");
    for (address, untried) in addresses.iter().zip((1..=addresses.len()).rev()) {
        let share = deadline.left()? / u32::try_from(untried).unwrap_or(u32::MAX);
        match TcpStream::connect_timeout(address, share) {
            Ok(stream) => {
                stream.set_nodelay(true)?;
                return Ok(stream);
            }
            Err(failed) => error = failed,
        }
    }
    Err(error)
}

/// Sends a command and reads one answer of RESP2 and nothing after it. What is neither a line nor a
/// bulk string, nobody here asks for, and is an error.
fn exchange(mut timed: Timed<'_>, command: &[u8]) -> RedisResult<Value> {
    timed.write_all(command)?;
    let mut reader = BufReader::new(timed).take(MAX_REPLY);
    let mut reply = Vec::new();
    reader.read_until(b'\n', &mut reply)?;
    let length = reply.strip_prefix(b"$").and_then(|line| {
        // That of nil is -1.
        std::str::from_utf8(line).ok()?.trim_end().parse::<u64>().ok()
    });
    if let Some(length) = length {
        reader.by_ref().take(length.saturating_add(2)).read_to_end(&mut reply)?;
    }
    // It would be taken for the answer to the next command.
    if !reader.get_ref().buffer().is_empty() {
        return Err(nonsense("more than one answer"));
    }
    parse_redis_value(&reply)
}

fn nonsense(what: &'static str) -> RedisError {
    io::Error::new(io::ErrorKind::InvalidData, what).into()
}

/// A socket that waits for as long as each call says.
pub(crate) trait Stream: Send + Sync {
    fn read_within(&self, limit: Duration, octets: &mut [u8]) -> io::Result<usize>;
    fn write_within(&self, limit: Duration, octets: &[u8]) -> io::Result<usize>;
}

macro_rules! stream {
    ($socket:ty) => {
        impl Stream for $socket {
            fn read_within(&self, limit: Duration, octets: &mut [u8]) -> io::Result<usize> {
                self.set_read_timeout(Some(limit))?;
                { self }.read(octets)
            }

            fn write_within(&self, limit: Duration, octets: &[u8]) -> io::Result<usize> {
                self.set_write_timeout(Some(limit))?;
                { self }.write(octets)
            }
        }
    };
}

stream!(TcpStream);
#[cfg(unix)]
stream!(UnixStream);

/// A socket that waits for what is left until a deadline.
struct Timed<'a> {
    stream: &'a dyn Stream,
    deadline: Deadline,
}

impl Read for Timed<'_> {
    fn read(&mut self, octets: &mut [u8]) -> io::Result<usize> {
        self.stream.read_within(self.deadline.left()?, octets)
    }
}

impl Write for Timed<'_> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.stream.write_within(self.deadline.left()?, octets)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
