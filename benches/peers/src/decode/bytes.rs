use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use bytes::Buf;

use super::Fields;

fn vector<'a>(buf: &mut &'a [u8], min: u8) -> Option<&'a [u8]> {
    let len = buf.try_get_u8().ok()?;
    if len < min {
        return None;
    }
    let (vector, rest) = buf.split_at_checked(len.into())?;
    *buf = rest;
    Some(vector)
}

#[inline(always)]
pub(super) fn read<R>(octets: &[u8], seen: impl FnOnce(&Fields<'_>) -> R) -> Option<R> {
    let mut buf = octets;
    let address = match buf.try_get_u8().ok()? {
        0 => IpAddr::V4(Ipv4Addr::from_bits(buf.try_get_u32().ok()?)),
        1 => IpAddr::V6(Ipv6Addr::from_bits(buf.try_get_u128().ok()?)),
        _ => return None,
    };
    let port = buf.try_get_u16().ok()?;
    let session_id = vector(&mut buf, 32)?;
    let expiry_timestamp = buf.try_get_u64().ok()?;
    let nonce = vector(&mut buf, 16)?;
    let signed_content = octets.get(..octets.len() - buf.remaining())?;
    let signature = vector(&mut buf, 32)?;
    if buf.has_remaining() {
        return None;
    }
    Some(seen(&Fields {
        address,
        port,
        session_id,
        expiry_timestamp,
        nonce,
        signature,
        signed_content,
    }))
}
