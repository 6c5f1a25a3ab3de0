//! In a release build it does not look whether there is room.

use std::net::IpAddr;

use s2n_codec::{Encoder, EncoderBuffer, EncoderValue};

use super::Said;

pub(super) struct Token<'a>(Said<'a>);

impl EncoderValue for Token<'_> {
    #[inline(always)]
    fn encode<E: Encoder>(&self, encoder: &mut E) {
        let Self(said) = self;
        match said.address {
            IpAddr::V4(address) => {
                encoder.encode(&0_u8);
                encoder.encode(&address.to_bits());
            }
            IpAddr::V6(address) => {
                encoder.encode(&1_u8);
                encoder.encode(&address.to_bits());
            }
        }
        encoder.encode(&said.port);
        encoder.encode_with_len_prefix::<u8, _>(&said.session_id);
        encoder.encode(&said.expiry_timestamp);
        encoder.encode_with_len_prefix::<u8, _>(&said.nonce);
        encoder.encode_with_len_prefix::<u8, _>(&said.signature);
    }
}

pub(super) fn hold<'a>(said: &Said<'a>) -> Token<'a> {
    Token(*said)
}

#[inline(always)]
pub(super) fn encode(token: &Token<'_>, buf: &mut [u8]) -> Option<usize> {
    let mut encoder = EncoderBuffer::new(buf);
    encoder.encode(token);
    Some(encoder.len())
}

#[inline(always)]
pub(super) fn to_vec(token: &Token<'_>) -> Option<Vec<u8>> {
    Some(token.encode_to_vec())
}
