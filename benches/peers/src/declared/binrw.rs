use binrw::binrw;

#[binrw]
#[brw(big)]
pub(crate) enum Address {
    #[brw(magic = 0_u8)]
    Ipv4([u8; 4]),
    #[brw(magic = 1_u8)]
    Ipv6([u8; 16]),
}

#[binrw]
#[brw(big)]
pub(crate) struct Token {
    pub(crate) address: Address,
    pub(crate) port: u16,
    #[br(temp, assert(session_id_length >= 32))]
    #[bw(try_calc = u8::try_from(session_id.len()))]
    session_id_length: u8,
    #[br(count = session_id_length)]
    pub(crate) session_id: Vec<u8>,
    pub(crate) expiry_timestamp: u64,
    #[br(temp, assert(nonce_length >= 16))]
    #[bw(try_calc = u8::try_from(nonce.len()))]
    nonce_length: u8,
    #[br(count = nonce_length)]
    pub(crate) nonce: Vec<u8>,
    #[br(temp, assert(signature_length >= 32))]
    #[bw(try_calc = u8::try_from(signature.len()))]
    signature_length: u8,
    #[br(count = signature_length)]
    pub(crate) signature: Vec<u8>,
}
