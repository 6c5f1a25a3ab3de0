use tls_codec::Deserialize;

use super::Fields;
use crate::declared::tls_codec::{Address, Token};

#[inline(always)]
pub(super) fn read<R>(octets: &[u8], seen: impl FnOnce(&Fields<'_>) -> R) -> Option<R> {
    let mut rest = octets;
    let token = Token::tls_deserialize(&mut rest).ok()?;
    let (session_id, nonce, signature) =
        (token.session_id.as_slice(), token.nonce.as_slice(), token.signature.as_slice());
    let lengths = session_id.len() >= 32 && nonce.len() >= 16 && signature.len() >= 32;
    if !lengths || !rest.is_empty() {
        return None;
    }
    Some(seen(&Fields {
        address: match token.address {
            Address::Ipv4(address) => address.into(),
            Address::Ipv6(address) => address.into(),
        },
        port: token.port,
        session_id,
        expiry_timestamp: token.expiry_timestamp,
        nonce,
        signature,
        signed_content: octets.get(..octets.len() - signature.len() - 1)?,
    }))
}
