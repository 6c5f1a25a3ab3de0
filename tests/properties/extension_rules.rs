//! The rules for extensions in a carrier, told once more with a set, and held against the library on
//! blocks of any length.

use std::collections::HashSet;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use rehome::strategies::{migration_token, octets};
use rehome::tls::{ClientHello, MigrationToken, NewSessionTicket};
use rehome::wire::Decode;
use rehome::{CodePoints, Error};
use rehome_oracles::structure;

use crate::build::{Hello, Ticket};
use crate::cases;

/// The reason's code and its offset.
type Fault = (&'static str, usize);

fn fault(error: Error) -> Fault {
    (error.reason().code(), error.offset())
}

/// A type that is repeated, or the first offset at which `rule` finds fault; `at` is the offset of
/// the first extension, and `rule` gets its own offset and whether it is the last.
fn judge(
    list: &[(u16, Vec<u8>)],
    mut at: usize,
    mut rule: impl FnMut(u16, &[u8], usize, bool) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut seen = HashSet::new();
    for (index, (number, data)) in list.iter().enumerate() {
        if !seen.insert(number) {
            return Err(("duplicate", at));
        }
        rule(*number, data, at, index + 1 == list.len())?;
        at += 4 + data.len();
    }
    Ok(())
}

/// The content of an extension that has to be one token, at its offset.
fn whole_token(data: &[u8], at: usize) -> Result<(), Fault> {
    match MigrationToken::from_bytes(data).map_err(fault) {
        Ok(_) => Ok(()),
        Err((code, offset)) => Err((code, at + 4 + offset)),
    }
}

fn judge_hello(hello: &Hello) -> Result<(), Fault> {
    let at = 4 + hello.fixed().len() + 2;
    let (mut token, mut key) = (None, false);
    judge(hello.extensions.as_deref().unwrap_or_default(), at, |number, data, at, last| {
        match number {
            41 if !last => return Err(("misplaced", at)),
            41 => key = true,
            0xfe4d if !data.is_empty() => return Err(("not_empty", at)),
            0xfe4f => {
                whole_token(data, at)?;
                token = Some(at);
            }
            _ => {}
        }
        Ok(())
    })?;
    token.filter(|_| !key).map_or(Ok(()), |at| Err(("missing", at)))
}

fn judge_ticket(ticket: &Ticket) -> Result<(), Fault> {
    let at = 4 + ticket.fixed().len() + 2;
    judge(&ticket.extensions, at, |number, data, at, _| match number {
        0xfe4e if !data.is_empty() => Err(("not_empty", at)),
        0xfe4f => whole_token(data, at),
        _ => Ok(()),
    })
}

fn in_both(list: &[(u16, Vec<u8>)]) -> (Hello, Ticket) {
    let hello = Hello {
        version: 0x0303,
        random: [7; 32],
        session_id: vec![],
        cipher_suites: vec![0x13, 1],
        compression_methods: vec![0],
        extensions: Some(list.to_vec()),
    };
    let ticket = Ticket {
        lifetime: 1,
        age_add: 2,
        nonce: vec![],
        ticket: vec![3],
        extensions: list.to_vec(),
    };
    (hello, ticket)
}

/// Asserts that the library and the rules here say the same of a hello and a ticket.
fn holds(list: &[(u16, Vec<u8>)]) {
    let (hello, ticket) = in_both(list);
    let (hello_octets, ticket_octets) = (hello.octets(), ticket.octets());
    let decoded = ClientHello::from_bytes(&hello_octets).map(drop).map_err(fault);
    assert_eq!(decoded, judge_hello(&hello));
    let decoded = NewSessionTicket::from_bytes(&ticket_octets).map(drop).map_err(fault);
    assert_eq!(decoded, judge_ticket(&ticket));
}

/// Different types in an order of no pattern: an odd factor permutes the numbers.
fn different() -> impl Strategy<Value = Vec<u16>> {
    (0..3000_u16, any::<u16>(), any::<u16>(), prop_oneof![Just(0xffff), Just(0x3f), Just(0x0fff)])
        .prop_map(|(count, factor, start, mask)| {
            let number = |i: u16| i.wrapping_mul(factor | 1).wrapping_add(start) & mask;
            let mut seen = HashSet::new();
            (0..count).map(number).filter(|&number| seen.insert(number)).collect()
        })
}

fn empty_extensions(types: &[u16]) -> Vec<(u16, Vec<u8>)> {
    types.iter().map(|&number| (number, vec![])).collect()
}

fn content() -> impl Strategy<Value = (u16, Vec<u8>)> {
    let number = proptest::sample::select(&[41, 0xfe4d, 0xfe4e, 0xfe4f, 0, 63, 64, 0xffff][..]);
    let data = prop_oneof![
        4 => Just(vec![]),
        2 => migration_token().prop_map(|token| token.as_bytes().to_vec()),
        1 => octets(0..=120),
        1 => migration_token().prop_map(|token| [token.as_bytes(), &[0]].concat()),
    ];
    (number, data)
}

proptest! {
    #![proptest_config(cases(80))]

    #[test]
    fn many_types_once(types in different()) {
        holds(&empty_extensions(&types));
    }

    #[test]
    fn many_types_and_some_of_them_again(
        mut types in different(),
        again in vec(any::<(Index, Index)>(), 1..4),
    ) {
        for (which, at) in again.iter().filter(|_| !types.is_empty()).collect::<Vec<_>>() {
            let number = types[which.index(types.len())];
            types.insert(at.index(types.len() + 1), number);
        }
        holds(&empty_extensions(&types));
    }

    #[test]
    fn any_types(types in vec(any::<u16>(), 0..3000)) {
        holds(&empty_extensions(&types));
    }
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn contents_that_our_types_can_and_cannot_have(list in vec(content(), 0..6)) {
        holds(&list);
        let (hello, ticket) = in_both(&list);
        let said = structure("client_hello", &hello.octets()).unwrap().map_err(fault);
        prop_assert_eq!(said, judge_hello(&hello));
        let said = structure("new_session_ticket", &ticket.octets()).unwrap().map_err(fault);
        prop_assert_eq!(said, judge_ticket(&ticket));
    }
}

/// The look-up that checks less finds the first of a type, whatever follows it.
#[test]
fn the_look_up_finds_the_first() {
    let (hello, ticket) = in_both(&[(9, vec![1]), (9, vec![2])]);
    let code_points = CodePoints::default();
    let (hello, ticket) = (hello.octets(), ticket.octets());
    assert!(ClientHello::from_bytes_with(&hello, &code_points).is_err());
    let found = ClientHello::find_extension_unvalidated(&hello, 9.into());
    assert_eq!(found, Ok(Some(&[1][..])));
    let found = NewSessionTicket::find_extension_unvalidated(&ticket, 9.into());
    assert_eq!(found, Ok(Some(&[1][..])));
}
