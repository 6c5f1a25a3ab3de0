//! Connections of TLS 1.3, made with known secrets, and read again.

mod seal;
mod side;

use arbitrary::{Result, Unstructured};
use rehome::CodePoints;
use rehome_cli::flow::Direction;
use rehome_cli::tls::Sender;

use crate::record_layer::{Octets, told};
use seal::{Sealer, Suite};
use side::Side;

/// Random messages in records of random lengths, protected with known secrets, and both streams in
/// random chunks: what is told is what was put in.
pub fn protected_records(octets: &[u8]) {
    let _ = run(&mut Unstructured::new(octets));
}

fn run(u: &mut Unstructured<'_>) -> Result<()> {
    let suite = *u.choose(&Suite::ALL)?;
    let random: [u8; 32] = u.arbitrary()?;
    let mut keys = String::new();
    let mut sealer = |label: &str, octet: u8| {
        let secret = vec![octet; suite.hash().output_len()];
        keys += &format!("{label} {} {}\n", hex(&random), hex(&secret));
        Sealer::new(suite, secret)
    };
    let client =
        [sealer("CLIENT_HANDSHAKE_TRAFFIC_SECRET", 1), sealer("CLIENT_TRAFFIC_SECRET_0", 2)];
    let server =
        [sealer("SERVER_HANDSHAKE_TRAFFIC_SECRET", 3), sealer("SERVER_TRAFFIC_SECRET_0", 4)];
    let client = stream(u, Sender::Client, &client_hello(&random), client)?;
    let server = stream(u, Sender::Server, &server_hello(suite), server)?;

    let [client_direction, server_direction] = match u.arbitrary()? {
        true => Direction::BOTH,
        false => [Direction::Backward, Direction::Forward],
    };
    let mut chunks: Vec<Octets<'_>> = Vec::new();
    let (mut of_client, mut of_server) = (&client.octets[..], &server.octets[..]);
    while !of_client.is_empty() || !of_server.is_empty() {
        let is_of_client = of_server.is_empty() || (u.arbitrary()? && !of_client.is_empty());
        let (direction, rest) = match is_of_client {
            true => (client_direction, &mut of_client),
            false => (server_direction, &mut of_server),
        };
        let (chunk, behind) = rest.split_at(length(u, rest.len())?);
        *rest = behind;
        chunks.push((direction, chunk));
    }
    let [forward, backward] = told(keys.as_bytes(), &chunks);
    let (of_client, of_server) = match client_direction {
        Direction::Forward => (forward, backward),
        Direction::Backward => (backward, forward),
    };
    assert_eq!(of_client, client.told, "what the client sent");
    assert_eq!(of_server, server.told, "what the server sent");
    Ok(())
}

/// A whole direction: its hello, its handshake, and what comes after.
fn stream(
    u: &mut Unstructured<'_>,
    sender: Sender,
    hello: &[u8],
    [handshake, mut application]: [Sealer; 2],
) -> Result<Side> {
    let mut side = Side::new(sender);
    side.hello(u, hello)?;
    if u.arbitrary()? {
        side.change_cipher_spec();
    }
    let mut messages = Vec::new();
    for _ in 0..u.int_in_range(0..=3)? {
        // EncryptedExtensions, Certificate and others of which nothing is told.
        messages.push(message(u, 8)?);
    }
    messages.push(message(u, 20)?);
    let mut handshake = handshake;
    side.messages(u, &messages, &mut handshake, false)?;
    for _ in 0..u.int_in_range(0..=8)? {
        match u.int_in_range(0..=4)? {
            0 => side.alert(u, &mut application)?,
            1 => side.data(u, &mut application)?,
            2 => {
                let messages = [post_handshake(u)?, message(u, 24)?];
                side.messages(u, &messages, &mut application, true)?;
                application = application.updated();
            }
            _ => {
                let messages = [post_handshake(u)?, post_handshake(u)?];
                side.messages(u, &messages, &mut application, true)?;
            }
        }
    }
    Ok(side)
}

/// NewSessionTicket, MigrateRequest, or one of which nothing is told.
fn post_handshake(u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let msg_type = *u.choose(&[4, CodePoints::default().migrate_request().0, 13])?;
    message(u, msg_type)
}

fn message(u: &mut Unstructured<'_>, msg_type: u8) -> Result<Vec<u8>> {
    let length = u.int_in_range(0..=90_u8)?;
    let body: Vec<u8> = (0..length).map(|octet| octet ^ msg_type).collect();
    Ok([&[msg_type, 0, 0, length], &body[..]].concat())
}

/// A length from 1 to `most`, short ones as often as long ones.
fn length(u: &mut Unstructured<'_>, most: usize) -> Result<usize> {
    if u.arbitrary()? { u.int_in_range(1..=most) } else { u.int_in_range(1..=most.min(8)) }
}

fn client_hello(random: &[u8; 32]) -> Vec<u8> {
    let body = [&[3, 3], &random[..], &[0, 0, 2, 0x13, 1, 1, 0]].concat();
    [vec![1, 0, 0, 41], body].concat()
}

fn server_hello(suite: Suite) -> Vec<u8> {
    let body = [&[3, 3], &[7; 32][..], &[0, 0x13, suite.number(), 0, 0, 6, 0, 43, 0, 2, 3, 4]];
    [vec![2, 0, 0, 46], body.concat()].concat()
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}
