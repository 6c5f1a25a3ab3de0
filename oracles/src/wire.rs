//! What holds for everything that is decoded and encoded.

use rehome::wire::{Encode, Sink};
use rehome::{BufferTooSmall, Error};

use crate::{Structure, decoding};

/// Stands where nothing may be written.
const CANARY: u8 = 0xa5;

/// Decodes `input`, asserts what holds for every decoder and, where there is a value, what holds for
/// every encoder. Says what decoding the whole input gives.
pub fn wire<T: Structure>(input: &[u8], context: &T::Context) -> Result<(), Error>
where
    for<'a> T::Of<'a>: Encode<Context = T::Context>,
{
    let decoded = decoding::<T>(input, context);
    if let Ok((value, octets)) = &decoded.prefix {
        encoding(value, octets, context);
    }
    decoded.whole.map(drop)
}

/// Asserts that `value` is encoded as `octets`, in every way there is.
pub fn encoding<E: Encode>(value: &E, octets: &[u8], context: &E::Context) {
    assert_eq!(value.encoded_len(), octets.len(), "encoded_len is exact");
    assert_eq!(value.to_vec_with(context), octets, "to_vec gives the octets again");
    let mut pieces = Pieces(Vec::new());
    value.write(context, &mut pieces);
    assert_eq!(pieces.0, octets, "any sink gets the octets");
    let defaults = E::Context::default();
    assert_eq!(value.to_vec(), value.to_vec_with(&defaults));

    for spare in [0, 1, 40] {
        with_room(value, octets, spare, context);
    }
    for room in [0, octets.len() / 2, octets.len().saturating_sub(1)] {
        if room < octets.len() {
            without_room(value, octets.len(), room, context);
        }
    }
}

/// Asserts that a buffer with room gets the octets and nothing else is written.
fn with_room<E: Encode>(value: &E, octets: &[u8], spare: usize, context: &E::Context) {
    let canaries = vec![CANARY; spare];
    let expected = [octets, &canaries].concat();
    let mut buf = vec![CANARY; octets.len() + spare];
    assert_eq!(value.encode_with(&mut buf, context), Ok(octets.len()));
    assert_eq!(buf, expected, "a slice gets the octets, and no other is touched");

    let mut buf = vec![CANARY; octets.len() + spare];
    let mut rest = &mut buf[..];
    assert_eq!(value.encode_to_with(&mut rest, context), Ok(()));
    assert_eq!(rest.len(), spare, "a BufMut is moved on by as much");
    assert_eq!(buf, expected, "a BufMut gets the octets");

    let mut appended = canaries.clone();
    assert_eq!(value.encode_to_with(&mut appended, context), Ok(()));
    assert_eq!(appended, [&canaries, octets].concat(), "a Vec gets them at its end");
}

/// Asserts that a buffer without room is refused and left as it was.
fn without_room<E: Encode>(value: &E, needed: usize, available: usize, context: &E::Context) {
    let refused = BufferTooSmall { needed, available };
    let mut buf = vec![CANARY; available];
    assert_eq!(value.encode_with(&mut buf, context), Err(refused));
    assert_eq!(value.encode(&mut buf), Err(refused));
    let mut rest = &mut buf[..];
    assert_eq!(value.encode_to_with(&mut rest, context), Err(refused));
    assert_eq!(value.encode_to(&mut rest), Err(refused));
    assert_eq!(rest.len(), available);
    assert!(buf.iter().all(|&octet| octet == CANARY), "a buffer too small is left untouched");
}

/// A sink that implements no more than it must.
struct Pieces(Vec<u8>);

impl Sink for Pieces {
    fn put(&mut self, octets: &[u8]) {
        self.0.extend_from_slice(octets);
    }
}
