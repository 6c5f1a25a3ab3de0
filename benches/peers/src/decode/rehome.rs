use rehome::tls::MigrationToken;
use rehome::wire::Decode;

use super::Fields;

#[inline(always)]
pub(super) fn read<R>(octets: &[u8], seen: impl FnOnce(&Fields<'_>) -> R) -> Option<R> {
    let token = MigrationToken::from_bytes(octets).ok()?;
    let target = token.target_address();
    Some(seen(&Fields {
        address: target.address,
        port: target.port,
        session_id: token.session_id().as_bytes(),
        expiry_timestamp: token.expiry_timestamp(),
        nonce: token.nonce().as_bytes(),
        signature: token.signature().as_bytes(),
        signed_content: token.signed_content(),
    }))
}
