//! A token's fields, as reports have them.

use std::fmt;
use std::net::IpAddr;

use rehome::tls::{IpAddress, MigrationToken};
use serde::Serialize;

use crate::hex::Hex;
use crate::report::{Decimal, Row};

/// The fields under the names that the draft and the test vectors give them.
#[derive(Serialize)]
pub(super) struct TokenFields<'a> {
    target_address: Target,
    session_id: Hex<'a>,
    expiry_timestamp: Decimal,
    nonce: Hex<'a>,
    signature: Hex<'a>,
}

impl<'a> From<MigrationToken<'a>> for TokenFields<'a> {
    fn from(token: MigrationToken<'a>) -> Self {
        let IpAddress { address, port } = token.target_address();
        Self {
            target_address: Target { address, port },
            session_id: Hex(token.session_id().as_bytes()),
            expiry_timestamp: Decimal(token.expiry_timestamp()),
            nonce: Hex(token.nonce().as_bytes()),
            signature: Hex(token.signature().as_bytes()),
        }
    }
}

impl TokenFields<'_> {
    pub(super) fn rows(&self) -> Vec<Row<'_>> {
        vec![
            ("target_address", &self.target_address),
            ("session_id", &self.session_id),
            ("expiry_timestamp", &self.expiry_timestamp),
            ("nonce", &self.nonce),
            ("signature", &self.signature),
        ]
    }
}

#[derive(Serialize)]
struct Target {
    address: IpAddr,
    port: u16,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        IpAddress::new(self.address, self.port).fmt(f)
    }
}
