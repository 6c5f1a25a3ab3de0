use zerocopy::byteorder::big_endian::{U16, U64};
use zerocopy::{FromBytes, Immutable, KnownLayout, Unaligned};

use super::Fields;

#[derive(FromBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
struct Target<const N: usize> {
    address_type: u8,
    address: [u8; N],
    port: U16,
    session_id_length: u8,
}

#[derive(FromBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
struct Middle {
    expiry_timestamp: U64,
    nonce_length: u8,
}

fn vector(octets: &[u8], len: u8, min: u8) -> Option<(&[u8], &[u8])> {
    if len < min {
        return None;
    }
    <[u8]>::ref_from_prefix_with_elems(octets, len.into()).ok()
}

#[inline(always)]
pub(super) fn read<R>(octets: &[u8], seen: impl FnOnce(&Fields<'_>) -> R) -> Option<R> {
    let (address, port, len, rest) = match *octets.first()? {
        0 => {
            let (target, rest) = Target::<4>::ref_from_prefix(octets).ok()?;
            (target.address.into(), target.port.get(), target.session_id_length, rest)
        }
        1 => {
            let (target, rest) = Target::<16>::ref_from_prefix(octets).ok()?;
            (target.address.into(), target.port.get(), target.session_id_length, rest)
        }
        _ => return None,
    };
    let (session_id, rest) = vector(rest, len, 32)?;
    let (middle, rest) = Middle::ref_from_prefix(rest).ok()?;
    let (nonce, rest) = vector(rest, middle.nonce_length, 16)?;
    let signed_content = octets.get(..octets.len() - rest.len())?;
    let (&len, rest) = u8::ref_from_prefix(rest).ok()?;
    let (signature, rest) = vector(rest, len, 32)?;
    if !rest.is_empty() {
        return None;
    }
    Some(seen(&Fields {
        address,
        port,
        session_id,
        expiry_timestamp: middle.expiry_timestamp.get(),
        nonce,
        signature,
        signed_content,
    }))
}
