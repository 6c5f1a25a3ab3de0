use rehome::tls::{
    IpAddress, MigrationTokenBuf, MigrationTokenClaims, Nonce, SessionId, Signature,
};

use super::Said;

pub(super) struct Held<'a> {
    claims: MigrationTokenClaims<'a>,
    signature: Signature<'a>,
}

pub(super) fn hold<'a>(said: &Said<'a>) -> Held<'a> {
    let claims = MigrationTokenClaims {
        target_address: IpAddress::new(said.address, said.port),
        session_id: SessionId::new(said.session_id).expect("a session_id"),
        expiry_timestamp: said.expiry_timestamp,
        nonce: Nonce::new(said.nonce).expect("a nonce"),
    };
    Held { claims, signature: Signature::new(said.signature).expect("a signature") }
}

#[inline(always)]
pub(super) fn encode(held: &Held<'_>, buf: &mut [u8]) -> Option<usize> {
    held.claims.encode_signed(held.signature, buf).ok()
}

#[inline(always)]
pub(super) fn to_vec(held: &Held<'_>) -> Option<Vec<u8>> {
    Some(MigrationTokenBuf::new(&held.claims, held.signature).into_vec())
}
