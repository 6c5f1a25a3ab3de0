//! What holds for the carriers, which are walked and never encoded: that their fields fill the
//! message, and that every way to an extension leads to the same octets.

use rehome::tls::{ClientHello, Extensions, HandshakeMessage, MigrationToken, NewSessionTicket};
use rehome::wire::{Decode, Encode, Reader};
use rehome::{CodePoints, Error, ExtensionType, HandshakeType};

use crate::decoding::{cuts, error};
use crate::slices::lies_within;
use crate::{decoding, offered_psks};

/// Decodes a ClientHello and asserts what holds for it.
pub fn client_hello(input: &[u8], code_points: &CodePoints) -> Result<(), Error> {
    let decoded = decoding::<ClientHello<'static>>(input, code_points);
    let find = ClientHello::find_extension_unvalidated;
    let body = |reader| ClientHello::decode_body(reader, code_points);
    if let Ok((hello, message)) = &decoded.prefix {
        assert_eq!(client_hello_octets(hello), *message, "the fields fill the message");
        if let Some(extensions) = &hello.extensions {
            looked_up(extensions, |wanted| hello.extension(wanted), |wanted| find(message, wanted));
        }
        client_hello_extensions(hello, code_points);
        let start = hello.extensions.map(|block| message.len() - block.as_bytes().len() - 2 - 4);
        let (_, octets) = message.split_at(4);
        for length in cuts(octets.len()).filter(|&length| Some(length) != start) {
            let (cut, _) = octets.split_at(length);
            assert!(body(Reader::delimited(cut)).is_err(), "a body cut short is refused");
        }
    } else {
        unvalidated(input, code_points, find);
    }
    if let Some(octets) = whole_body(input, HandshakeType::CLIENT_HELLO) {
        same_body(&decoded.prefix.map(|(hello, _)| hello), &body(Reader::delimited(octets)));
    }
    decoded.whole.map(drop)
}

/// Decodes a NewSessionTicket and asserts what holds for it.
pub fn new_session_ticket(input: &[u8], code_points: &CodePoints) -> Result<(), Error> {
    let decoded = decoding::<NewSessionTicket<'static>>(input, code_points);
    let find = NewSessionTicket::find_extension_unvalidated;
    let body = |reader| NewSessionTicket::decode_body(reader, code_points);
    if let Ok((ticket, message)) = &decoded.prefix {
        assert_eq!(new_session_ticket_octets(ticket), *message, "the fields fill the message");
        let extension = |wanted| ticket.extension(wanted);
        looked_up(&ticket.extensions, extension, |wanted| find(message, wanted));
        let allowed = extension(code_points.migration_allowed());
        assert_eq!(allowed, ticket.migration_allowed.map(|_| &[][..]));
        token(ticket.migration_token, extension(code_points.migration_token()));
        let (_, octets) = message.split_at(4);
        for length in cuts(octets.len()) {
            let (cut, _) = octets.split_at(length);
            assert!(body(Reader::delimited(cut)).is_err(), "a body cut short is refused");
        }
    } else {
        unvalidated(input, code_points, find);
    }
    if let Some(octets) = whole_body(input, HandshakeType::NEW_SESSION_TICKET) {
        same_body(&decoded.prefix.map(|(ticket, _)| ticket), &body(Reader::delimited(octets)));
    }
    decoded.whole.map(drop)
}

/// Asserts that a hello's fields say what its extensions are.
fn client_hello_extensions(hello: &ClientHello<'_>, code_points: &CodePoints) {
    let support = hello.extension(code_points.migration_support());
    assert_eq!(support, hello.migration_support.map(|_| &[][..]));
    token(hello.migration_token, hello.extension(code_points.migration_token()));
    let psk = hello.extension(ExtensionType::PRE_SHARED_KEY);
    assert_eq!(psk, hello.pre_shared_key);
    if let Some(data) = psk {
        let last = hello.extensions.iter().flat_map(Extensions::iter).last();
        let last = last.map(|extension| extension.extension_type);
        assert_eq!(last, Some(ExtensionType::PRE_SHARED_KEY), "pre_shared_key is the last");
        // Its inside is not judged, but whoever looks must not be hurt.
        let _ = offered_psks(data);
    }
    assert!(hello.migration_token.is_none() || psk.is_some(), "a token comes with a key");
    assert_eq!(hello.is_migration_attempt(), hello.migration_token.is_some());
}

/// Asserts that a token is its extension's whole content.
fn token(token: Option<MigrationToken<'_>>, data: Option<&[u8]>) {
    assert_eq!(token.map(|token| token.to_vec()).as_deref(), data);
    assert_eq!(token, data.and_then(|data| MigrationToken::from_bytes(data).ok()));
}

/// Asserts that iterating yields the whole block and no type twice, and that the look-ups find what
/// iterating finds.
fn looked_up<'a>(
    extensions: &Extensions<'a>,
    extension: impl Fn(ExtensionType) -> Option<&'a [u8]>,
    unvalidated: impl Fn(ExtensionType) -> Result<Option<&'a [u8]>, Error>,
) {
    let all: Vec<_> = extensions.iter().collect();
    let octets: Vec<u8> = all.iter().flat_map(Encode::to_vec).collect();
    assert_eq!(octets, extensions.as_bytes(), "the extensions are the whole block");
    let mut types: Vec<_> = all.iter().map(|extension| extension.extension_type).collect();
    types.sort();
    assert!(types.windows(2).all(|pair| pair.first() != pair.last()), "no type occurs twice");

    // Many extensions are looked up by sample: each look-up walks the block.
    let step = all.len() / 32 + 1;
    for one in all.iter().step_by(step) {
        let data = one.extension_data.as_bytes();
        for found in [extension(one.extension_type), extensions.find(one.extension_type)] {
            assert_eq!(found.map(<[u8]>::as_ptr_range), Some(data.as_ptr_range()));
        }
        let found = unvalidated(one.extension_type);
        assert_eq!(
            found.map(|found| found.map(<[u8]>::as_ptr_range)),
            Ok(Some(data.as_ptr_range()))
        );
    }
    for absent in [0, 41, 0xfe4d, 0xfe4e, 0xfe4f, 0xffff].map(ExtensionType) {
        if types.binary_search(&absent).is_err() {
            assert_eq!(extension(absent), None);
            assert_eq!(unvalidated(absent), Ok(None));
        }
    }
}

/// Asserts that the look-up which checks less is as safe on what is broken.
fn unvalidated<'a>(
    input: &'a [u8],
    code_points: &CodePoints,
    find: impl Fn(&'a [u8], ExtensionType) -> Result<Option<&'a [u8]>, Error>,
) {
    for wanted in [ExtensionType::PRE_SHARED_KEY, code_points.migration_token(), 0xaaaa.into()] {
        let found = find(input, wanted);
        assert_eq!(found, find(input, wanted), "looking twice finds the same");
        match found {
            Ok(data) => assert!(lies_within(data.unwrap_or_default(), input)),
            Err(found) => error(&found, input.len()),
        }
    }
}

/// The body of the message at the start of `input`, where that is whole and of one type.
fn whole_body(input: &[u8], msg_type: HandshakeType) -> Option<&[u8]> {
    let (message, _) = HandshakeMessage::from_prefix(input).ok()?;
    (message.msg_type == msg_type).then_some(message.body.as_bytes())
}

/// Asserts that a body alone reads as it does in its message, but for the four octets before it.
fn same_body<T: PartialEq + core::fmt::Debug>(message: &Result<T, Error>, body: &Result<T, Error>) {
    match (message, body) {
        (Ok(message), Ok(body)) => assert_eq!(message, body),
        (Err(message), Err(body)) => {
            let shifted = Error::new(body.reason(), body.field(), body.offset() + 4);
            assert_eq!(*message, shifted);
        }
        _ => assert_eq!(message.is_ok(), body.is_ok(), "a body reads as its message does"),
    }
}

/// The message that a hello's fields make.
fn client_hello_octets(hello: &ClientHello<'_>) -> Vec<u8> {
    let mut body = hello.legacy_version.to_be_bytes().to_vec();
    body.extend(hello.random);
    body.extend(vector(1, hello.legacy_session_id.as_bytes()));
    body.extend(vector(2, hello.cipher_suites.as_bytes()));
    body.extend(vector(1, hello.legacy_compression_methods.as_bytes()));
    body.extend(hello.extensions.iter().flat_map(|block| vector(2, block.as_bytes())));
    [vec![1], vector(3, &body)].concat()
}

/// The message that a ticket's fields make.
fn new_session_ticket_octets(ticket: &NewSessionTicket<'_>) -> Vec<u8> {
    let mut body = ticket.ticket_lifetime.to_be_bytes().to_vec();
    body.extend(ticket.ticket_age_add.to_be_bytes());
    body.extend(vector(1, ticket.ticket_nonce.as_bytes()));
    body.extend(vector(2, ticket.ticket.as_bytes()));
    body.extend(vector(2, ticket.extensions.as_bytes()));
    [vec![4], vector(3, &body)].concat()
}

/// A vector with a length of so many octets.
fn vector(length_octets: usize, octets: &[u8]) -> Vec<u8> {
    let length = octets.len().to_be_bytes();
    let (_, length) = length.split_at(length.len() - length_octets);
    [length, octets].concat()
}
