use std::net::IpAddr;

use tls_codec::Serialize;

use super::Said;
use crate::declared::tls_codec::{Address, Token};

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
pub(super) fn encode(token: &Token, mut buf: &mut [u8]) -> Option<usize> {
    token.tls_serialize(&mut buf).ok()
}

#[inline(always)]
pub(super) fn to_vec(token: &Token) -> Option<Vec<u8>> {
    token.tls_serialize_detached().ok()
}
