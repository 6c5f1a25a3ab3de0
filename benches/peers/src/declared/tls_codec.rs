use tls_codec::{TlsByteVecU8, TlsDeserialize, TlsSerialize, TlsSize};

#[derive(TlsDeserialize, TlsSerialize, TlsSize)]
#[repr(u8)]
pub(crate) enum Address {
    #[tls_codec(discriminant = 0)]
    Ipv4([u8; 4]),
    #[tls_codec(discriminant = 1)]
    Ipv6([u8; 16]),
}

#[derive(TlsDeserialize, TlsSerialize, TlsSize)]
pub(crate) struct Token {
    pub(crate) address: Address,
    pub(crate) port: u16,
    pub(crate) session_id: TlsByteVecU8,
    pub(crate) expiry_timestamp: u64,
    pub(crate) nonce: TlsByteVecU8,
    pub(crate) signature: TlsByteVecU8,
}
