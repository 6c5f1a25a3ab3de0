//! As a careful hand writes it: one cursor, plain copies.

use std::net::IpAddr;

use super::Said;

pub(super) fn hold<'a>(said: &Said<'a>) -> Said<'a> {
    *said
}

fn put<'b>(out: &'b mut [u8], octets: &[u8]) -> Option<&'b mut [u8]> {
    let (head, rest) = out.split_at_mut_checked(octets.len())?;
    head.copy_from_slice(octets);
    Some(rest)
}

#[inline(always)]
pub(super) fn encode(said: &Said<'_>, buf: &mut [u8]) -> Option<usize> {
    let len = said.len();
    let out = buf.get_mut(..len)?;
    let [p, q] = said.port.to_be_bytes();
    let n = said.session_id.len() as u8;
    let out = match said.address {
        IpAddr::V4(address) => {
            let [a, b, c, d] = address.octets();
            put(out, &[0, a, b, c, d, p, q, n])?
        }
        IpAddr::V6(address) => put(put(put(out, &[1])?, &address.octets())?, &[p, q, n])?,
    };
    let out = put(out, said.session_id)?;
    let [a, b, c, d, e, f, g, h] = said.expiry_timestamp.to_be_bytes();
    let out = put(out, &[a, b, c, d, e, f, g, h, said.nonce.len() as u8])?;
    let out = put(out, said.nonce)?;
    put(put(out, &[said.signature.len() as u8])?, said.signature)?;
    Some(len)
}

#[inline(always)]
pub(super) fn to_vec(said: &Said<'_>) -> Option<Vec<u8>> {
    let mut vec = Vec::with_capacity(said.len());
    match said.address {
        IpAddr::V4(address) => {
            vec.push(0);
            vec.extend_from_slice(&address.octets());
        }
        IpAddr::V6(address) => {
            vec.push(1);
            vec.extend_from_slice(&address.octets());
        }
    }
    vec.extend_from_slice(&said.port.to_be_bytes());
    vec.push(said.session_id.len() as u8);
    vec.extend_from_slice(said.session_id);
    vec.extend_from_slice(&said.expiry_timestamp.to_be_bytes());
    vec.push(said.nonce.len() as u8);
    vec.extend_from_slice(said.nonce);
    vec.push(said.signature.len() as u8);
    vec.extend_from_slice(said.signature);
    Some(vec)
}
