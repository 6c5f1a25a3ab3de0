use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use winnow::binary::{be_u8, be_u16, be_u32, be_u64, be_u128, length_take};
use winnow::combinator::{dispatch, fail};
use winnow::error::EmptyError;
use winnow::{Parser, Result};

use super::Fields;

fn address(input: &mut &[u8]) -> Result<IpAddr, EmptyError> {
    dispatch! {be_u8;
        0 => be_u32.map(|bits| Ipv4Addr::from_bits(bits).into()),
        1 => be_u128.map(|bits| Ipv6Addr::from_bits(bits).into()),
        _ => fail,
    }
    .parse_next(input)
}

fn vector<'a>(min: usize) -> impl Parser<&'a [u8], &'a [u8], EmptyError> {
    length_take(be_u8).verify(move |vector: &[u8]| vector.len() >= min)
}

#[inline(always)]
pub(super) fn read<R>(octets: &[u8], seen: impl FnOnce(&Fields<'_>) -> R) -> Option<R> {
    let claims = (address, be_u16, vector(32), be_u64, vector(16));
    let ((claims, signed_content), signature) =
        (claims.with_taken(), vector(32)).parse(octets).ok()?;
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
