//! Our reading held against that of other libraries.

/// To be written.
pub fn options_against_etherparse(_octets: &[u8]) {}

/// To be written.
pub fn options_against_smoltcp(_octets: &[u8]) {}

/// To be written.
pub fn client_hello_against_tls_parser(_octets: &[u8]) {}

/// To be written.
pub fn migration_token_against_declaration(_octets: &[u8]) {}
