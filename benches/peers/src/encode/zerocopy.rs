use std::net::IpAddr;

use zerocopy::byteorder::big_endian::{U16, U64};
use zerocopy::{Immutable, IntoBytes, Unaligned};

use super::Said;

#[derive(IntoBytes, Immutable, Unaligned)]
#[repr(C)]
struct Target<const N: usize> {
    address_type: u8,
    address: [u8; N],
    port: U16,
    session_id_length: u8,
}

#[derive(IntoBytes, Immutable, Unaligned)]
#[repr(C)]
struct Middle {
    expiry_timestamp: U64,
    nonce_length: u8,
}

pub(super) fn hold<'a>(said: &Said<'a>) -> Said<'a> {
    *said
}

fn put<'b, T: IntoBytes + Immutable + ?Sized>(out: &'b mut [u8], part: &T) -> Option<&'b mut [u8]> {
    part.write_to_prefix(out).ok()?;
    out.get_mut(size_of_val(part)..)
}

#[inline(always)]
pub(super) fn encode(said: &Said<'_>, buf: &mut [u8]) -> Option<usize> {
    let len = said.len();
    let out = buf.get_mut(..len)?;
    let (port, session_id_length) = (U16::new(said.port), said.session_id.len() as u8);
    let out = match said.address {
        IpAddr::V4(address) => {
            let address = address.octets();
            put(out, &Target { address_type: 0, address, port, session_id_length })?
        }
        IpAddr::V6(address) => {
            let address = address.octets();
            put(out, &Target { address_type: 1, address, port, session_id_length })?
        }
    };
    let out = put(out, said.session_id)?;
    let expiry_timestamp = U64::new(said.expiry_timestamp);
    let out = put(out, &Middle { expiry_timestamp, nonce_length: said.nonce.len() as u8 })?;
    let out = put(out, said.nonce)?;
    let out = put(out, &(said.signature.len() as u8))?;
    put(out, said.signature)?;
    Some(len)
}

#[inline(always)]
pub(super) fn to_vec(said: &Said<'_>) -> Option<Vec<u8>> {
    let mut vec = vec![0; said.len()];
    encode(said, &mut vec)?;
    Some(vec)
}
