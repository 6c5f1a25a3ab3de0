use std::net::IpAddr;

use octets::OctetsMut;

use super::Said;

pub(super) fn hold<'a>(said: &Said<'a>) -> Said<'a> {
    *said
}

fn vector(octets: &mut OctetsMut<'_>, vector: &[u8]) -> Option<()> {
    octets.put_u8(vector.len() as u8).ok()?;
    octets.put_bytes(vector).ok()
}

#[inline(always)]
pub(super) fn encode(said: &Said<'_>, buf: &mut [u8]) -> Option<usize> {
    let mut octets = OctetsMut::with_slice(buf);
    match said.address {
        IpAddr::V4(address) => {
            octets.put_u8(0).ok()?;
            octets.put_bytes(&address.octets()).ok()?;
        }
        IpAddr::V6(address) => {
            octets.put_u8(1).ok()?;
            octets.put_bytes(&address.octets()).ok()?;
        }
    }
    octets.put_u16(said.port).ok()?;
    vector(&mut octets, said.session_id)?;
    octets.put_u64(said.expiry_timestamp).ok()?;
    vector(&mut octets, said.nonce)?;
    vector(&mut octets, said.signature)?;
    Some(octets.off())
}

#[inline(always)]
pub(super) fn to_vec(said: &Said<'_>) -> Option<Vec<u8>> {
    let mut vec = vec![0; said.len()];
    encode(said, &mut vec)?;
    Some(vec)
}
