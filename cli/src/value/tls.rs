//! The values of the TLS structures.

mod carriers;

use std::net::IpAddr;

use rehome::Error;
use rehome::tls::{
    AlertLevel, IpAddress, MigrateNotify, MigrateRequest, MigrationAllowed, MigrationSupport,
    MigrationToken, MigrationTokenBuf, MigrationTokenClaims, Nonce, SessionId, Signature,
};
use rehome::wire::{Decode, Encode, Opaque};
use serde::{Deserialize, Serialize};

use super::model::{Octets, decimal, in_field};
use super::{Numbers, WireValue};
pub(crate) use carriers::{ClientHelloValue, NewSessionTicketValue};

/// In an `input` too, where unknown members are ignored.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct IpAddressValue {
    address: IpAddr,
    port: u16,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MigrationTokenValue {
    target_address: IpAddressValue,
    session_id: Octets,
    #[serde(with = "decimal")]
    expiry_timestamp: u64,
    nonce: Octets,
    signature: Octets,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MigrationSupportValue {}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MigrationAllowedValue {}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MigrateNotifyValue {
    level: Level,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    Warning,
    Fatal,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MigrateRequestValue {
    target: Octets,
}

impl From<IpAddress> for IpAddressValue {
    fn from(address: IpAddress) -> Self {
        Self { address: address.address, port: address.port }
    }
}

impl IpAddressValue {
    pub(crate) fn to_wire(&self) -> IpAddress {
        IpAddress::new(self.address, self.port)
    }
}

impl WireValue for IpAddressValue {
    fn decode(octets: &[u8], _: &Numbers) -> Result<Self, Error> {
        IpAddress::from_bytes(octets).map(Self::from)
    }

    fn encode(&self, _: &Numbers) -> Option<Result<Vec<u8>, String>> {
        Some(Ok(self.to_wire().to_vec()))
    }
}

impl From<MigrationToken<'_>> for MigrationTokenValue {
    fn from(token: MigrationToken<'_>) -> Self {
        Self {
            target_address: token.target_address().into(),
            session_id: token.session_id().as_bytes().into(),
            expiry_timestamp: token.expiry_timestamp(),
            nonce: token.nonce().as_bytes().into(),
            signature: token.signature().as_bytes().into(),
        }
    }
}

impl MigrationTokenValue {
    pub(crate) fn to_wire(&self) -> Result<MigrationTokenBuf, String> {
        let claims = MigrationTokenClaims {
            target_address: self.target_address.to_wire(),
            session_id: SessionId::new(&self.session_id.0).map_err(in_field("session_id"))?,
            expiry_timestamp: self.expiry_timestamp,
            nonce: Nonce::new(&self.nonce.0).map_err(in_field("nonce"))?,
        };
        let signature = Signature::new(&self.signature.0).map_err(in_field("signature"))?;
        Ok(MigrationTokenBuf::new(&claims, signature))
    }
}

impl WireValue for MigrationTokenValue {
    fn decode(octets: &[u8], _: &Numbers) -> Result<Self, Error> {
        MigrationToken::from_bytes(octets).map(Self::from)
    }

    fn encode(&self, _: &Numbers) -> Option<Result<Vec<u8>, String>> {
        Some(self.to_wire().map(|token| token.as_token().to_vec()))
    }
}

impl From<MigrationSupport> for MigrationSupportValue {
    fn from(MigrationSupport: MigrationSupport) -> Self {
        Self {}
    }
}

impl WireValue for MigrationSupportValue {
    fn decode(octets: &[u8], _: &Numbers) -> Result<Self, Error> {
        MigrationSupport::from_bytes(octets).map(Self::from)
    }

    fn encode(&self, _: &Numbers) -> Option<Result<Vec<u8>, String>> {
        Some(Ok(MigrationSupport.to_vec()))
    }
}

impl From<MigrationAllowed> for MigrationAllowedValue {
    fn from(MigrationAllowed: MigrationAllowed) -> Self {
        Self {}
    }
}

impl WireValue for MigrationAllowedValue {
    fn decode(octets: &[u8], _: &Numbers) -> Result<Self, Error> {
        MigrationAllowed::from_bytes(octets).map(Self::from)
    }

    fn encode(&self, _: &Numbers) -> Option<Result<Vec<u8>, String>> {
        Some(Ok(MigrationAllowed.to_vec()))
    }
}

impl From<MigrateNotify> for MigrateNotifyValue {
    fn from(notify: MigrateNotify) -> Self {
        let level = match notify.level {
            AlertLevel::Warning => Level::Warning,
            AlertLevel::Fatal => Level::Fatal,
        };
        Self { level }
    }
}

impl MigrateNotifyValue {
    pub(crate) fn to_wire(&self) -> MigrateNotify {
        let level = match self.level {
            Level::Warning => AlertLevel::Warning,
            Level::Fatal => AlertLevel::Fatal,
        };
        MigrateNotify { level }
    }
}

impl WireValue for MigrateNotifyValue {
    fn decode(octets: &[u8], numbers: &Numbers) -> Result<Self, Error> {
        MigrateNotify::from_bytes_with(octets, &numbers.code_points).map(Self::from)
    }

    fn encode(&self, numbers: &Numbers) -> Option<Result<Vec<u8>, String>> {
        Some(Ok(self.to_wire().to_vec_with(&numbers.code_points)))
    }
}

impl From<&MigrateRequest<'_>> for MigrateRequestValue {
    fn from(request: &MigrateRequest<'_>) -> Self {
        Self { target: request.target.as_bytes().into() }
    }
}

impl MigrateRequestValue {
    pub(crate) fn to_wire(&self) -> Result<MigrateRequest<'_>, String> {
        Ok(MigrateRequest { target: Opaque::new(&self.target.0).map_err(in_field("target"))? })
    }
}

impl WireValue for MigrateRequestValue {
    fn decode(octets: &[u8], numbers: &Numbers) -> Result<Self, Error> {
        MigrateRequest::from_bytes_with(octets, &numbers.code_points)
            .map(|request| Self::from(&request))
    }

    fn encode(&self, numbers: &Numbers) -> Option<Result<Vec<u8>, String>> {
        Some(self.to_wire().map(|request| request.to_vec_with(&numbers.code_points)))
    }
}
