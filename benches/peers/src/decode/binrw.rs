use std::io::Cursor;

use binrw::BinRead;

use super::Fields;
use crate::declared::binrw::{Address, Token};

#[inline(always)]
pub(super) fn read<R>(octets: &[u8], seen: impl FnOnce(&Fields<'_>) -> R) -> Option<R> {
    let mut cursor = Cursor::new(octets);
    let token = Token::read(&mut cursor).ok()?;
    if cursor.position() != octets.len() as u64 {
        return None;
    }
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
