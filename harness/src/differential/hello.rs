//! ClientHellos, in a form that every library's reading can be brought to.

use arbitrary::{Arbitrary, Result, Unstructured};
use rehome::tls::{ClientHello, MigrationTokenBuf};
use rehome::wire::Decode;
use rehome::{CodePoints, Error, ExtensionType};

use super::Built;

/// All that stands in a ClientHello, by its fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hello {
    pub(super) version: u16,
    pub(super) random: Vec<u8>,
    pub(super) session_id: Vec<u8>,
    pub(super) cipher_suites: Vec<u16>,
    pub(super) compression_methods: Vec<u8>,
    /// Types and data, where there is a block.
    pub(super) extensions: Option<Vec<(u16, Vec<u8>)>>,
    /// The octets behind the message.
    pub(super) left: usize,
}

/// Our reading.
pub(super) fn ours(message: &[u8], code_points: &CodePoints) -> std::result::Result<Hello, Error> {
    let (hello, left) = ClientHello::from_prefix_with(message, code_points)?;
    let extension = |one: rehome::tls::Extension<'_>| {
        (one.extension_type.0, one.extension_data.as_bytes().to_vec())
    };
    Ok(Hello {
        version: hello.legacy_version,
        random: hello.random.to_vec(),
        session_id: hello.legacy_session_id.as_bytes().to_vec(),
        cipher_suites: words(hello.cipher_suites.as_bytes()),
        compression_methods: hello.legacy_compression_methods.as_bytes().to_vec(),
        extensions: hello.extensions.map(|block| block.iter().map(extension).collect()),
        left: left.len(),
    })
}

fn words(octets: &[u8]) -> Vec<u16> {
    let word = |pair: &[u8]| pair.iter().fold(0, |word, octet| word << 8 | u16::from(*octet));
    octets.chunks(2).map(word).collect()
}

/// A message whose extensions are often those of the drafts, in any order and number.
pub(super) fn build(u: &mut Unstructured<'_>) -> Built<CodePoints> {
    let code_points = super::code_points(u)?;
    let mut body = if u.ratio(3, 4)? { vec![3, 3] } else { u.bytes(2)?.to_vec() };
    body.extend([7; 32]);
    body.extend(vector(1, &super::some(u, 0, 33)?));
    let suites = u.int_in_range(0..=8_usize)? * 2 + usize::from(u.ratio(1, 16)?);
    body.extend(vector(2, &(1..=255).cycle().take(suites).collect::<Vec<u8>>()));
    body.extend(vector(1, &super::some(u, 0, 3)?));
    if u.ratio(15, 16)? {
        let mut block = Vec::new();
        for _ in 0..u.int_in_range(0..=9)? {
            block.extend(extension(u, &code_points)?);
        }
        // The key stands last where it is right.
        if u.ratio(2, 3)? {
            block.extend(whole(ExtensionType::PRE_SHARED_KEY.0, &super::some(u, 0, 40)?));
        }
        body.extend(vector(2, &super::changed(u, block)?));
    }
    let body = super::changed(u, body)?;
    let msg_type = if u.ratio(1, 32)? { u.arbitrary()? } else { 1 };
    let message = [vec![msg_type], vector(3, &body)].concat();
    Ok((code_points, super::changed(u, message)?))
}

fn extension(u: &mut Unstructured<'_>, code_points: &CodePoints) -> Result<Vec<u8>> {
    Ok(match u.int_in_range(0..=15)? {
        0 => whole(code_points.migration_support().0, &super::some(u, 0, 1)?),
        1 | 2 => whole(code_points.migration_support().0, &[]),
        3 => whole(code_points.migration_allowed().0, &super::some(u, 0, 2)?),
        4 | 5 => {
            let token = MigrationTokenBuf::arbitrary(u)?;
            let token = super::changed(u, token.as_bytes().to_vec())?;
            whole(code_points.migration_token().0, &token)
        }
        6 => whole(ExtensionType::PRE_SHARED_KEY.0, &super::some(u, 0, 20)?),
        7 => whole(0x1a1a, &super::some(u, 0, 2)?),
        8..=12 => whole(u.int_in_range(0..=64)?, &super::some(u, 0, 12)?),
        _ => whole(u.arbitrary()?, &super::some(u, 0, 30)?),
    })
}

fn whole(number: u16, data: &[u8]) -> Vec<u8> {
    [&number.to_be_bytes()[..], &vector(2, data)].concat()
}

/// A vector with a length of so many octets.
fn vector(length_octets: usize, octets: &[u8]) -> Vec<u8> {
    let length = octets.len().to_be_bytes();
    let (_, length) = length.split_at(length.len() - length_octets);
    [length, octets].concat()
}
