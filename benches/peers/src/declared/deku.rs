use deku::prelude::*;

#[derive(DekuRead, DekuWrite)]
#[deku(id_type = "u8", ctx = "endian: deku::ctx::Endian", endian = "endian")]
pub(crate) enum Address {
    #[deku(id = 0)]
    Ipv4([u8; 4]),
    #[deku(id = 1)]
    Ipv6([u8; 16]),
}

#[derive(DekuRead, DekuWrite)]
#[deku(endian = "big")]
pub(crate) struct Token {
    pub(crate) address: Address,
    pub(crate) port: u16,
    #[deku(update = "self.session_id.len()", assert = "*session_id_length >= 32")]
    pub(crate) session_id_length: u8,
    #[deku(count = "session_id_length")]
    pub(crate) session_id: Vec<u8>,
    pub(crate) expiry_timestamp: u64,
    #[deku(update = "self.nonce.len()", assert = "*nonce_length >= 16")]
    pub(crate) nonce_length: u8,
    #[deku(count = "nonce_length")]
    pub(crate) nonce: Vec<u8>,
    #[deku(update = "self.signature.len()", assert = "*signature_length >= 32")]
    pub(crate) signature_length: u8,
    #[deku(count = "signature_length")]
    pub(crate) signature: Vec<u8>,
}
