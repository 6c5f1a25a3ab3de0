use std::panic::catch_unwind;

use super::super::hello;
use super::*;

const SUPPORT: &[u8] = &[0xfe, 0x4d, 0, 0];
const PSK: &[u8] = &[0, 41, 0, 2, 9, 9];
const SNI: &[u8] = &[0, 0, 0, 6, 0, 4, 0, 0, 1, b'a'];

fn body(extensions: &[&[u8]]) -> Vec<u8> {
    let block = extensions.concat();
    let mut body = vec![3, 3];
    body.extend([7; 32]);
    body.extend([2, 8, 8, 0, 4, 0x13, 1, 0x13, 2, 1, 0]);
    body.extend(u16::try_from(block.len()).unwrap().to_be_bytes());
    body.extend(block);
    body
}

fn message(body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap().to_be_bytes();
    [&[1], &length[1..], body].concat()
}

/// What we say of a message, having agreed with tls-parser.
fn agreed(message: &[u8]) -> Option<&'static str> {
    let code_points = CodePoints::default();
    let ours = hello::ours(message, &code_points);
    agrees(&ours, read(message).as_ref(), &code_points);
    ours.err().map(|error| error.reason().code())
}

fn token() -> Vec<u8> {
    let mut octets = vec![0; 102];
    octets[..4].copy_from_slice(&[0xfe, 0x4f, 0, 98]);
    for (at, octet) in [(11, 32), (52, 16), (69, 32)] {
        octets[at] = octet;
    }
    octets
}

#[test]
fn what_is_right_is_read_by_both() {
    assert_eq!(agreed(&message(&body(&[SNI, SUPPORT, &token(), PSK]))), None);
    assert_eq!(agreed(&message(&body(&[]))), None);
    let without = &body(&[])[..45];
    assert_eq!(agreed(&message(without)), None);
    assert_eq!(agreed(&[message(&body(&[SNI])), vec![1, 2, 3]].concat()), None);
}

#[test]
fn known_differences_agree() {
    let mut short = token();
    short[3] = 97;
    let cut = &token()[..101];
    for (extensions, code) in [
        (&[SUPPORT, SNI, SUPPORT][..], "duplicate"),
        (&[PSK, SNI], "misplaced"),
        (&[&token()], "missing"),
        (&[&[0xfe, 0x4d, 0, 1, 0]], "not_empty"),
        (&[&short, &[0], PSK], "truncated"),
        (&[cut], "truncated"),
        (&[SNI, &[0]], "truncated"),
        (&[SNI, SUPPORT, &[0, 0]], "duplicate"),
        (&[SNI, SUPPORT, &[0, 0, 0, 9]], "duplicate"),
        (&[&[0xfe, 0x4f, 0, 1, 2], PSK], "unknown_value"),
    ] {
        assert_eq!(agreed(&message(&body(extensions))), Some(code), "{extensions:?}");
    }
    let behind = [body(&[SNI]), vec![0]].concat();
    assert_eq!(agreed(&message(&behind)), Some("trailing_data"));
    let cut = body(&[SNI]);
    assert_eq!(agreed(&message(&cut[..cut.len() - 1])), Some("truncated"));
    for (at, length) in [(38, 0), (38, 3), (43, 0), (34, 33)] {
        let mut broken = body(&[]);
        broken[at] = length;
        assert!(agreed(&message(&broken)).is_some());
    }
    let whole = message(&body(&[SNI]));
    assert_eq!(agreed(&whole[..20]), Some("truncated"));
    assert_eq!(agreed(&[&[2], &whole[1..]].concat()), Some("wrong_type"));
    // An extension that tls-parser knows and refuses: to us it is any extension.
    assert_eq!(agreed(&message(&body(&[&[0, 22, 0, 1, 5], SUPPORT]))), None);
}

#[test]
fn other_differences_are_noticed() {
    let code_points = CodePoints::default();
    let whole = message(&body(&[SNI, SUPPORT]));
    let (right, theirs) = (hello::ours(&whole, &code_points).unwrap(), read(&whole));
    let noticed = |ours: Result<Hello, Error>, theirs: Option<&Read>| {
        catch_unwind(|| agrees(&ours, theirs, &code_points)).is_err()
    };
    let changes: [fn(&mut Hello); 8] = [
        |hello| hello.version = 0x0304,
        |hello| hello.random[31] = 0,
        |hello| hello.session_id.clear(),
        |hello| hello.cipher_suites.swap(0, 1),
        |hello| hello.compression_methods.push(0),
        |hello| hello.extensions.as_mut().unwrap().swap(0, 1),
        |hello| hello.extensions = None,
        |hello| hello.left = 1,
    ];
    for change in changes {
        let mut changed = right.clone();
        change(&mut changed);
        assert!(noticed(Ok(changed), theirs.as_ref()));
    }
    assert!(!noticed(Ok(right.clone()), theirs.as_ref()));
    // Refused or taken by one of them, for no known reason.
    let error = hello::ours(&message(&body(&[PSK, SNI])), &code_points).unwrap_err();
    assert!(noticed(Err(error), theirs.as_ref()));
    assert!(noticed(Err(error), None));
    assert!(noticed(Ok(right), None));
    // Taken with a fault that we know.
    let repeated = read(&message(&body(&[SUPPORT, SUPPORT]))).unwrap();
    assert!(noticed(Ok(repeated.hello.clone()), Some(&repeated)));
}
