use std::net::IpAddr;

use deku::DekuContainerWrite;

use super::Said;
use crate::declared::deku::{Address, Token};

pub(super) fn hold(said: &Said<'_>) -> Token {
    Token {
        address: match said.address {
            IpAddr::V4(address) => Address::Ipv4(address.octets()),
            IpAddr::V6(address) => Address::Ipv6(address.octets()),
        },
        port: said.port,
        session_id_length: said.session_id.len() as u8,
        session_id: said.session_id.into(),
        expiry_timestamp: said.expiry_timestamp,
        nonce_length: said.nonce.len() as u8,
        nonce: said.nonce.into(),
        signature_length: said.signature.len() as u8,
        signature: said.signature.into(),
    }
}

#[inline(always)]
pub(super) fn encode(token: &Token, buf: &mut [u8]) -> Option<usize> {
    token.to_slice(buf).ok()
}

#[inline(always)]
pub(super) fn to_vec(token: &Token) -> Option<Vec<u8>> {
    token.to_bytes().ok()
}
