//! The stock parsers, with errors that say nothing.

use nom::combinator::{all_consuming, consumed, verify};
use nom::multi::length_data;
use nom::number::complete::{be_u8, be_u16, be_u32, be_u64, be_u128};
use nom::{IResult, Parser};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::Fields;

fn address(octets: &[u8]) -> IResult<&[u8], IpAddr, ()> {
    let (rest, address_type) = be_u8(octets)?;
    match address_type {
        0 => be_u32.map(|bits| Ipv4Addr::from_bits(bits).into()).parse(rest),
        1 => be_u128.map(|bits| Ipv6Addr::from_bits(bits).into()).parse(rest),
        _ => Err(nom::Err::Error(())),
    }
}

fn vector(octets: &[u8], min: usize) -> IResult<&[u8], &[u8], ()> {
    verify(length_data(be_u8), |vector: &[u8]| vector.len() >= min).parse(octets)
}

#[inline(always)]
pub(super) fn read<R>(octets: &[u8], seen: impl FnOnce(&Fields<'_>) -> R) -> Option<R> {
    let claims =
        (address, be_u16, |rest| vector(rest, 32), be_u64::<_, ()>, |rest| vector(rest, 16));
    let signed = (consumed(claims), |rest| vector(rest, 32));
    let (_, ((signed_content, claims), signature)) = all_consuming(signed).parse(octets).ok()?;
    let (address, port, session_id, expiry_timestamp, nonce) = claims;
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
