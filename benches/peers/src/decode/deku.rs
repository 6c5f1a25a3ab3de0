use super::Fields;
use crate::declared::deku::{Address, Token};

#[inline(always)]
pub(super) fn read<R>(octets: &[u8], seen: impl FnOnce(&Fields<'_>) -> R) -> Option<R> {
    let token = Token::try_from(octets).ok()?;
    Some(seen(&Fields {
        address: match token.address {
            Address::Ipv4(address) => address.into(),
            Address::Ipv6(address) => address.into(),
        },
        port: token.port,
        session_id: &token.session_id,
        expiry_timestamp: token.expiry_timestamp,
        nonce: &token.nonce,
        signature: &token.signature,
        signed_content: octets.get(..octets.len() - token.signature.len() - 1)?,
    }))
}
