use std::io::Cursor;
use std::net::IpAddr;

use binrw::BinWrite;

use super::Said;
use crate::declared::binrw::{Address, Token};

pub(super) fn hold(said: &Said<'_>) -> Token {
    Token {
        address: match said.address {
            IpAddr::V4(address) => Address::Ipv4(address.octets()),
            IpAddr::V6(address) => Address::Ipv6(address.octets()),
        },
        port: said.port,
        session_id: said.session_id.into(),
        expiry_timestamp: said.expiry_timestamp,
        nonce: said.nonce.into(),
        signature: said.signature.into(),
    }
}

#[inline(always)]
pub(super) fn encode(token: &Token, buf: &mut [u8]) -> Option<usize> {
    let mut cursor = Cursor::new(buf);
    token.write(&mut cursor).ok()?;
    usize::try_from(cursor.position()).ok()
}

#[inline(always)]
pub(super) fn to_vec(token: &Token) -> Option<Vec<u8>> {
    let mut cursor = Cursor::new(Vec::new());
    token.write(&mut cursor).ok()?;
    Some(cursor.into_inner())
}
