use std::net::IpAddr;

use bytes::BufMut;

use super::Said;

pub(super) fn hold<'a>(said: &Said<'a>) -> Said<'a> {
    *said
}

#[inline(always)]
fn put(said: &Said<'_>, mut buf: impl BufMut) {
    match said.address {
        IpAddr::V4(address) => {
            buf.put_u8(0);
            buf.put_u32(address.to_bits());
        }
        IpAddr::V6(address) => {
            buf.put_u8(1);
            buf.put_u128(address.to_bits());
        }
    }
    buf.put_u16(said.port);
    buf.put_u8(said.session_id.len() as u8);
    buf.put_slice(said.session_id);
    buf.put_u64(said.expiry_timestamp);
    buf.put_u8(said.nonce.len() as u8);
    buf.put_slice(said.nonce);
    buf.put_u8(said.signature.len() as u8);
    buf.put_slice(said.signature);
}

#[inline(always)]
pub(super) fn encode(said: &Said<'_>, buf: &mut [u8]) -> Option<usize> {
    let len = said.len();
    if buf.remaining_mut() < len {
        return None;
    }
    put(said, buf);
    Some(len)
}

#[inline(always)]
pub(super) fn to_vec(said: &Said<'_>) -> Option<Vec<u8>> {
    let mut vec = Vec::with_capacity(said.len());
    put(said, &mut vec);
    Some(vec)
}
