//! A ClientHello as tls-parser reads it.
//!
//! It takes what we refuse, so far as [`fault`] says: it allows lists without a cipher suite or a
//! compression method, octets behind the extensions, and an extensions block that is cut short; it
//! leaves what the block's octets are to another function, and has no rules on repeated extensions,
//! on the place of `pre_shared_key`, or on the extensions of the drafts.
//!
//! Its function for a ClientHello's extensions looks into those that it knows, and stops at one whose
//! content it refuses. We look into none of them.

use std::collections::HashSet;

use ::tls_parser::{
    TlsClientHelloContents, TlsExtension, TlsExtensionType, TlsMessage, TlsMessageHandshake,
    parse_tls_client_hello_extensions, parse_tls_extension_unknown,
    parse_tls_handshake_client_hello, parse_tls_message_handshake,
};
use rehome::{CodePoints, Error, ExtensionType};

use super::by_declaration;
use super::hello::Hello;

/// Extensions whose content it takes as it is.
const NOT_LOOKED_INTO: [u16; 5] = [21, 35, 41, 44, 51];

/// Its reading, and what it left unread.
#[derive(Clone, Debug)]
pub(super) struct Read {
    pub(super) hello: Hello,
    /// Octets of the body behind all that it has read.
    behind: usize,
    /// Octets of the extensions block that are no whole extension.
    broken: Vec<u8>,
}

/// Its reading; none where it refuses the message, or where that is none of a ClientHello.
pub(super) fn read(message: &[u8]) -> Option<Read> {
    let (left, parsed) = parse_tls_message_handshake(message).ok()?;
    let TlsMessage::Handshake(TlsMessageHandshake::ClientHello(hello)) = parsed else {
        return None;
    };
    let body = message.get(4..message.len() - left.len())?;
    let (behind, same) = parse_tls_handshake_client_hello(body).ok()?;
    assert_eq!(same, hello);
    let (broken, extensions) = hello.ext.map(block).unzip();
    Some(Read {
        hello: fields(&hello, extensions, left.len()),
        behind: behind.len(),
        broken: broken.unwrap_or_default(),
    })
}

fn fields(
    hello: &TlsClientHelloContents<'_>,
    extensions: Option<Vec<(u16, Vec<u8>)>>,
    left: usize,
) -> Hello {
    Hello {
        version: hello.version.0,
        random: hello.random.to_vec(),
        session_id: hello.session_id.unwrap_or_default().to_vec(),
        cipher_suites: hello.ciphers.iter().map(|suite| suite.0).collect(),
        compression_methods: hello.comp.iter().map(|method| method.0).collect(),
        extensions,
        left,
    }
}

/// The octets at the end of a block that are no extension, and the extensions before them.
fn block(mut rest: &[u8]) -> (Vec<u8>, Vec<(u16, Vec<u8>)>) {
    let whole = rest;
    let mut extensions = Vec::new();
    while let Ok((behind, TlsExtension::Unknown(number, data))) = parse_tls_extension_unknown(rest)
    {
        extensions.push((number.0, data.to_vec()));
        rest = behind;
    }
    looked_into(whole, &extensions);
    (rest.to_vec(), extensions)
}

/// Asserts that its function for a ClientHello's extensions says the same of them, as far as it goes.
fn looked_into(block: &[u8], extensions: &[(u16, Vec<u8>)]) {
    let parsed = parse_tls_client_hello_extensions(block).map(|(_, parsed)| parsed);
    let parsed = parsed.unwrap_or_default();
    for (one, (number, data)) in parsed.iter().zip(extensions) {
        let (its, content) = match one {
            TlsExtension::Grease(its, data) => (*its, Some(*data)),
            TlsExtension::Unknown(its, data) => (its.0, Some(*data)),
            TlsExtension::Padding(data)
            | TlsExtension::SessionTicket(data)
            | TlsExtension::PreSharedKey(data)
            | TlsExtension::Cookie(data)
            | TlsExtension::KeyShare(data) => (TlsExtensionType::from(one).0, Some(*data)),
            _ => (TlsExtensionType::from(one).0, None),
        };
        assert_eq!(its, *number);
        assert!(content.is_none_or(|content| content == data), "the data of {number}");
    }
    if let Some((stopped_at, _)) = extensions.get(parsed.len()) {
        assert!(!NOT_LOOKED_INTO.contains(stopped_at), "it stops at {stopped_at}");
    }
}

/// Asserts that our reading and its reading agree, but for the known differences.
pub(super) fn agrees(ours: &Result<Hello, Error>, theirs: Option<&Read>, code_points: &CodePoints) {
    match (ours, theirs) {
        (Ok(ours), theirs) => {
            assert_eq!(Some(ours), theirs.map(|read| &read.hello));
            let fault = theirs.map(|read| fault(read, code_points));
            assert_eq!(fault, Some(Vec::new()), "we take what has a fault");
        }
        (Err(error), Some(read)) => {
            let fault = fault(read, code_points);
            assert!(fault.contains(&error.reason().code()), "{error}, where {fault:?} is known");
        }
        (Err(error), None) => {
            let both = ["truncated", "length_out_of_range", "wrong_type"];
            assert!(both.contains(&error.reason().code()), "{error}, where both refuse");
        }
    }
}

/// The first reason, from left to right, for which we refuse what it has read: the known differences,
/// one after another. None is none; where there are two, either may be told.
fn fault(read: &Read, code_points: &CodePoints) -> Vec<&'static str> {
    let Hello { cipher_suites, compression_methods, extensions, .. } = &read.hello;
    if cipher_suites.is_empty() || compression_methods.is_empty() {
        return vec!["length_out_of_range"];
    }
    let Some(list) = extensions else {
        // It takes a block that is cut short for none.
        return if read.behind > 0 { vec!["truncated"] } else { vec![] };
    };
    let mut seen = HashSet::new();
    for (index, (number, data)) in list.iter().enumerate() {
        if !seen.insert(ExtensionType(*number)) {
            return vec!["duplicate"];
        }
        let last = index + 1 == list.len() && read.broken.is_empty();
        let fault = content_fault(ExtensionType(*number), data, last, code_points);
        if !fault.is_empty() {
            return fault;
        }
    }
    if let Some(&number) = read.broken.first_chunk() {
        // A type is judged before the length behind it.
        let again = seen.contains(&ExtensionType(u16::from_be_bytes(number)));
        return vec![if again { "duplicate" } else { "truncated" }];
    } else if !read.broken.is_empty() {
        return vec!["truncated"];
    }
    let mut fault = Vec::new();
    if read.behind > 0 {
        fault.push("trailing_data");
    }
    if seen.contains(&code_points.migration_token())
        && !seen.contains(&ExtensionType::PRE_SHARED_KEY)
    {
        fault.push("missing");
    }
    fault
}

/// What is wrong with one extension, by the rules of the drafts and of `pre_shared_key`.
fn content_fault(
    number: ExtensionType,
    data: &[u8],
    last: bool,
    code_points: &CodePoints,
) -> Vec<&'static str> {
    if number == ExtensionType::PRE_SHARED_KEY && !last {
        vec!["misplaced"]
    } else if number == code_points.migration_support() && !data.is_empty() {
        vec!["not_empty"]
    } else if number == code_points.migration_token() {
        by_declaration::fault(data)
    } else {
        vec![]
    }
}

#[cfg(test)]
mod tests;
