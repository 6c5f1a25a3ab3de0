//! Tokens, options and messages.

use std::hint::black_box;

use rehome::OptionKinds;
use rehome::tcp::TcpHeader;
use rehome::tls::MigrationToken;
use rehome::wire::Decode;

use super::vectors::{self, AREAS, TOKENS};
use super::{Operation, operations};

pub(crate) fn operations() -> Vec<Operation> {
    let mut all = Vec::new();
    for (name, id) in TOKENS {
        let octets = vectors::octets("migration_token", id);
        all.push(Operation::reading(format!("token_decode_{name}"), octets, operations::decode));
    }
    // An input that lives as long as the process: what is encoded borrows from it.
    let tokens = TOKENS.map(|(name, id)| (name, &*vectors::octets("migration_token", id).leak()));
    all.extend(tokens.map(|(name, octets)| encode(name, octets)));
    all.extend(tokens.map(|(name, octets)| to_vec(name, octets)));
    for (name, id) in AREAS {
        let area = vectors::octets("tcp_options", id);
        all.push(Operation::reading(format!("options_all_{name}"), area, operations::all));
    }
    for (name, id) in AREAS {
        let area = vectors::octets("tcp_options", id);
        all.push(Operation::reading(format!("options_known_{name}"), area, operations::known));
    }
    for (name, id) in [("syn_40", 12), ("fin_40", 30)] {
        let octets = vectors::octets("tcp_header", id);
        all.push(Operation::reading(format!("segment_known_{name}"), octets, segment));
    }
    let hello = vectors::octets("client_hello", 42);
    all.push(Operation::reading("hello_look_up_17", hello.clone(), operations::hello_look_up));
    all.push(Operation::reading("hello_strict_17", hello, operations::hello_strict));
    all.extend([(1000, 100), (4000, 25), (16_000, 10)].map(|(len, turns)| hello_of(len, turns)));
    let message = vectors::octets("new_session_ticket", 3);
    all.push(Operation::reading("ticket_with_token", message, operations::ticket));
    all
}

fn encode(name: &str, octets: &'static [u8]) -> Operation {
    let token = MigrationToken::from_bytes(octets).expect("a token");
    let (claims, signature) = (token.claims(), token.signature());
    let mut buf = vec![0; octets.len()];
    Operation::new(format!("token_encode_{name}"), move || {
        operations::encode(black_box(&claims), signature, black_box(&mut buf))
    })
}

fn to_vec(name: &str, octets: &'static [u8]) -> Operation {
    let token = MigrationToken::from_bytes(octets).expect("a token");
    let (claims, signature) = (token.claims(), token.signature());
    Operation::new(format!("token_to_vec_{name}"), move || {
        operations::to_vec(black_box(&claims), signature)
    })
}

/// The header of a segment, and our options in it.
fn segment(octets: &[u8]) -> u64 {
    let kinds = black_box(OptionKinds::default());
    let Ok((header, _)) = TcpHeader::from_segment_options_unvalidated(octets) else { return 0 };
    let options = header.options.known_with(&kinds);
    options.fold(header.flags.bits().into(), |sum, item| {
        sum.wrapping_add(item.map_or(0, operations::option))
    })
}

/// A ClientHello with so many empty extensions of distinct types, counted by extension: that they are
/// distinct must not take longer the more there are.
fn hello_of(len: u16, turns: u32) -> Operation {
    let mut octets = vec![3, 3];
    octets.extend([7; 32]);
    octets.extend([0, 0, 2, 0x13, 1, 1, 0]);
    octets.extend((4 * len).to_be_bytes());
    // In no order, and none of them a type that has a meaning here.
    let types = (0..len).map(|i| 0x4000 + i.wrapping_mul(4051) % 0x4000);
    octets.extend(types.flat_map(|number| (u32::from(number) << 16).to_be_bytes()));
    let [_, a, b, c] = (octets.len() as u32).to_be_bytes();
    octets.splice(0..0, [1, a, b, c]);
    assert_ne!(operations::hello_strict(&octets), 1, "a ClientHello");
    let name = format!("hello_strict_per_extension_of_{len}");
    let operation = Operation::reading(name, octets, operations::hello_strict);
    Operation { turns, elements: len.into(), ..operation }
}
