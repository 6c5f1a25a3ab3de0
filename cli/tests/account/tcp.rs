//! Findings about TCP segments.

mod affinity;
mod code_points;
mod good;
mod malformed;
mod migrate;
mod overlap;
mod saf;
mod stored;
mod target;

use std::net::SocketAddr;
use std::num::NonZeroU8;

use rehome::tcp::{Migrate, MigratePermitted, ServiceAffinity, TcpFlags, TcpOption, TcpOptionsBuf};

use super::capture::{
    ANYCAST, ANYCAST_IPV6, CLIENT, CLIENT_IPV6, Capture, Connection, From, TARGET, TARGET_IPV6,
    address,
};
use super::{Said, read_plain};

/// Client, anycast address, target.
const PLACES: [[&str; 3]; 2] =
    [[CLIENT, ANYCAST, TARGET], [CLIENT_IPV6, ANYCAST_IPV6, TARGET_IPV6]];

const SYN: TcpFlags = TcpFlags::SYN;
const ACK: TcpFlags = TcpFlags::ACK;
const FIN: TcpFlags = TcpFlags::FIN;
const RST: TcpFlags = TcpFlags::RST;
const SAF: TcpFlags = TcpFlags::SAF;
const CWR: TcpFlags = TcpFlags::CWR;
const ECE: TcpFlags = TcpFlags::ECE;

const MIGRATE: TcpOption<'_> =
    TcpOption::Migrate(Migrate { reqno: 1, token: &[2; 8], request: &[3; 8] });
const INSECURE: TcpOption<'_> = TcpOption::MigratePermitted(MigratePermitted::Insecure);
const SECURE: TcpOption<'_> = TcpOption::MigratePermitted(MigratePermitted::Secure {
    curve: NonZeroU8::MIN,
    key_data: &[4; 17],
});

/// The option that sends a client there.
fn affinity(target: &str) -> TcpOption<'static> {
    let target: SocketAddr = address(target);
    ServiceAffinity::new(target.ip(), target.port()).into()
}

/// What is said of one segment from a client, the only one of its connection, by IPv4 as by IPv6.
fn said_of(flags: TcpFlags, options: &[TcpOption<'_>]) -> Said {
    let mut area = TcpOptionsBuf::new();
    options.iter().for_each(|&option| area.push(option).unwrap());
    said_of_area(flags, area.as_bytes())
}

/// The same of an options area.
fn said_of_area(flags: TcpFlags, area: &[u8]) -> Said {
    let [one, other] = PLACES.map(|[client, server, _]| {
        let mut capture = Capture::new();
        let mut connection = Connection::new(client, server);
        connection.send_area(&mut capture, From::Client, flags, area, b"");
        read_plain(&capture)
    });
    assert_eq!(one.codes(), other.codes());
    one
}
