//! Runs one operation of the codec so many times, to be counted under callgrind by `run`.
//!
//! Inputs of the codec are test vectors. Every operation has a twin, written by hand without this
//! crate, that shows what safe code can reach.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod by_hand;
mod tokens;
mod tokens_by_hand;

use std::hint::black_box;

use rehome::tcp::{TcpOption, TcpOptions};
use rehome::tls::{ClientHello, MigrationToken, MigrationTokenClaims, Signature};
use rehome::wire::Decode;
use rehome::{CodePoints, ExtensionType, OptionKinds};

/// An operation on octets; what it returns depends on every field that it reads.
type Operation = fn(&[u8]) -> u64;

const OPERATIONS: &[(&str, &str, u32, Operation, Operation)] = &[
    ("nothing", "migration_token", 1, nothing, nothing),
    ("token_decode_98", "migration_token", 1, decode, by_hand::decode),
    ("token_decode_795", "migration_token", 4, decode, by_hand::decode),
    ("options_syn_20", "tcp_options", 2, options, by_hand::options),
    ("options_data_12", "tcp_options", 5, options, by_hand::options),
    ("options_fin_20", "tcp_options", 21, options, by_hand::options),
    ("options_full_40", "tcp_options", 6, options, by_hand::options),
    ("options_five_79", "tcp_options", 43, options, by_hand::options),
    ("known_syn_20", "tcp_options", 2, known, by_hand::options),
    ("known_data_12", "tcp_options", 5, known, by_hand::options),
    ("known_fin_20", "tcp_options", 21, known, by_hand::options),
    ("known_full_40", "tcp_options", 6, known, by_hand::options),
    ("known_five_79", "tcp_options", 43, known, by_hand::options),
    ("hello_look_up_17", "client_hello", 42, look_up, by_hand::look_up),
    ("hello_strict_17", "client_hello", 42, strict, by_hand::look_up),
    ("hello_strict_chrome_19", "client_hello", 40, strict, by_hand::look_up),
];

fn main() {
    let mut arguments = std::env::args().skip(1);
    let Some(name) = arguments.next().filter(|name| name != "--bench") else {
        let encodings = ["token_encode_98", "token_encode_795"];
        OPERATIONS
            .iter()
            .map(|operation| operation.0)
            .chain(encodings)
            .chain(tokens::OPERATIONS)
            .for_each(|n| println!("{n}"));
        return;
    };
    let count: u64 = arguments.next().expect("a count").parse().expect("a number");
    let by_hand = arguments.next().is_some();
    if tokens::OPERATIONS.contains(&&*name) {
        return tokens::run(&name, count, by_hand);
    }
    if let Some(size) = name.strip_prefix("token_encode_") {
        return encode(if size == "98" { 1 } else { 4 }, count, by_hand);
    }
    let (_, file, id, ours, theirs) =
        OPERATIONS.iter().find(|operation| operation.0 == name).expect("an operation");
    let octets = vector(file, *id);
    let operation = black_box(if by_hand { *theirs } else { *ours });
    for _ in 0..count {
        black_box(operation(black_box(&octets)));
    }
}

/// The octets of a test vector.
fn vector(file: &str, id: u32) -> Vec<u8> {
    let path = format!("{}/testvectors/{file}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("a vector file");
    let line = text.lines().find(|line| line.contains(&format!("\"id\": {id},"))).expect("an id");
    let hex = line.split("\"hex\": \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect()
}

/// Something of a slice that cannot be known without it.
fn mark(octets: &[u8]) -> u64 {
    (octets.as_ptr() as u64).wrapping_add(octets.len() as u64)
}

fn address(address: core::net::IpAddr) -> u64 {
    match address {
        core::net::IpAddr::V4(address) => u32::from(address).into(),
        core::net::IpAddr::V6(address) => u128::from(address) as u64,
    }
}

/// What the other operations take for being called.
fn nothing(octets: &[u8]) -> u64 {
    octets.len() as u64
}

fn decode(octets: &[u8]) -> u64 {
    let Ok(token) = MigrationToken::from_bytes(octets) else { return 0 };
    let target = token.target_address();
    address(target.address)
        .wrapping_add(target.port.into())
        .wrapping_add(mark(token.session_id().as_bytes()))
        .wrapping_add(token.expiry_timestamp())
        .wrapping_add(mark(token.nonce().as_bytes()))
        .wrapping_add(mark(token.signature().as_bytes()))
        .wrapping_add(mark(token.signed_content()))
}

#[inline(never)]
fn encode_claims(
    claims: &MigrationTokenClaims<'_>,
    signature: Signature<'_>,
    buf: &mut [u8],
) -> bool {
    claims.encode_signed(signature, buf).is_ok()
}

fn encode(id: u32, count: u64, by_hand: bool) {
    let octets = vector("migration_token", id);
    let token = MigrationToken::from_bytes(&octets).expect("a token");
    let (claims, signature) = (token.claims(), token.signature());
    let mut buf = [0; 800];
    for _ in 0..count {
        let (claims, buf) = (black_box(&claims), black_box(&mut buf[..]));
        let done = if by_hand {
            by_hand::encode(claims, signature.as_bytes(), buf)
        } else {
            encode_claims(claims, signature, buf)
        };
        black_box(done);
    }
    assert!(count == 0 || buf.starts_with(&octets));
}

fn option(option: TcpOption<'_>) -> u64 {
    match option {
        TcpOption::End => 0,
        TcpOption::Nop => 1,
        TcpOption::ServiceAffinity(option) => {
            address(option.address()).wrapping_add(option.port().into())
        }
        TcpOption::MigratePermitted(_) => 15,
        TcpOption::Migrate(option) => u64::from_be_bytes(*option.token),
        TcpOption::Other(option) => mark(option.data()).wrapping_add(option.kind().0.into()),
    }
}

fn options(area: &[u8]) -> u64 {
    let kinds = black_box(OptionKinds::default());
    let Ok(options) = TcpOptions::new(area) else { return 0 };
    let options = options.iter_with(&kinds);
    options.fold(0, |sum, item| sum.wrapping_add(item.map_or(0, option)))
}

fn known(area: &[u8]) -> u64 {
    let kinds = black_box(OptionKinds::default());
    let Ok(options) = TcpOptions::new(area) else { return 0 };
    let options = options.known_with(&kinds);
    options.fold(0, |sum, item| sum.wrapping_add(item.map_or(0, option)))
}

fn look_up(message: &[u8]) -> u64 {
    let wanted = black_box(ExtensionType(0xfe4d));
    ClientHello::find_extension_unvalidated(message, wanted)
        .map_or(1, |extension| extension.map_or(0, mark))
}

fn strict(message: &[u8]) -> u64 {
    let code_points = black_box(CodePoints::default());
    let Ok(hello) = ClientHello::from_bytes_with(message, &code_points) else { return 1 };
    hello.migration_token.map_or(0, |token| mark(token.signed_content()))
        + u64::from(hello.migration_support.is_some())
        + hello.pre_shared_key.map_or(0, mark)
}
