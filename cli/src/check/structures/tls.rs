//! The values of the TLS structures.

use std::net::IpAddr;

use rehome::CodePoints;
use rehome::tls::{
    AlertLevel, ClientHello, IpAddress, MigrateNotify, MigrateRequest, MigrationAllowed,
    MigrationSupport, MigrationToken, MigrationTokenBuf, MigrationTokenClaims, NewSessionTicket,
    Nonce, SessionId, Signature,
};
use rehome::wire::{Decode, Encode, Opaque};
use serde::{Deserialize, Serialize};

use super::Structure;
use super::given::{Given, NoValue};
use super::model::{Octets, decimal, text};

/// In an `input` too, where unknown members are ignored.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct IpAddressValue {
    address: IpAddr,
    port: u16,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MigrationTokenValue {
    target_address: IpAddressValue,
    session_id: Octets,
    #[serde(with = "decimal")]
    expiry_timestamp: u64,
    nonce: Octets,
    signature: Octets,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MigrationSupportValue {}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MigrationAllowedValue {}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MigrateNotifyValue {
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
pub(super) struct MigrateRequestValue {
    target: Octets,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClientHelloValue {
    migration_support: bool,
    #[serde(deserialize_with = "Option::deserialize")]
    migration_token: Option<MigrationTokenValue>,
    pre_shared_key: bool,
    migration_attempt: bool,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSessionTicketValue {
    ticket_lifetime: u32,
    ticket_age_add: u32,
    ticket_nonce: Octets,
    ticket: Octets,
    migration_allowed: bool,
    #[serde(deserialize_with = "Option::deserialize")]
    migration_token: Option<MigrationTokenValue>,
}

impl From<IpAddress> for IpAddressValue {
    fn from(address: IpAddress) -> Self {
        Self { address: address.address, port: address.port }
    }
}

impl IpAddressValue {
    pub(super) fn to_wire(&self) -> IpAddress {
        IpAddress::new(self.address, self.port)
    }
}

impl Structure for IpAddressValue {
    fn of(given: &Given<'_>) -> Result<Self, NoValue> {
        IpAddress::from_bytes(&given.octets).map(Self::from).map_err(NoValue::from)
    }

    fn encode(&self, _: &CodePoints) -> Option<Result<Vec<u8>, String>> {
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
    fn to_octets(&self) -> Result<Vec<u8>, String> {
        let claims = MigrationTokenClaims {
            target_address: self.target_address.to_wire(),
            session_id: SessionId::new(&self.session_id.0).map_err(text)?,
            expiry_timestamp: self.expiry_timestamp,
            nonce: Nonce::new(&self.nonce.0).map_err(text)?,
        };
        let signature = Signature::new(&self.signature.0).map_err(text)?;
        Ok(MigrationTokenBuf::new(&claims, signature).as_token().to_vec())
    }
}

impl Structure for MigrationTokenValue {
    fn of(given: &Given<'_>) -> Result<Self, NoValue> {
        MigrationToken::from_bytes(&given.octets).map(Self::from).map_err(NoValue::from)
    }

    fn encode(&self, _: &CodePoints) -> Option<Result<Vec<u8>, String>> {
        Some(self.to_octets())
    }
}

impl Structure for MigrationSupportValue {
    fn of(given: &Given<'_>) -> Result<Self, NoValue> {
        MigrationSupport::from_bytes(&given.octets)
            .map(|MigrationSupport| Self {})
            .map_err(NoValue::from)
    }

    fn encode(&self, _: &CodePoints) -> Option<Result<Vec<u8>, String>> {
        Some(Ok(MigrationSupport.to_vec()))
    }
}

impl Structure for MigrationAllowedValue {
    fn of(given: &Given<'_>) -> Result<Self, NoValue> {
        MigrationAllowed::from_bytes(&given.octets)
            .map(|MigrationAllowed| Self {})
            .map_err(NoValue::from)
    }

    fn encode(&self, _: &CodePoints) -> Option<Result<Vec<u8>, String>> {
        Some(Ok(MigrationAllowed.to_vec()))
    }
}

impl Structure for MigrateNotifyValue {
    fn of(given: &Given<'_>) -> Result<Self, NoValue> {
        let level = match MigrateNotify::from_bytes_with(&given.octets, given.code_points)?.level {
            AlertLevel::Warning => Level::Warning,
            AlertLevel::Fatal => Level::Fatal,
        };
        Ok(Self { level })
    }

    fn encode(&self, code_points: &CodePoints) -> Option<Result<Vec<u8>, String>> {
        let level = match self.level {
            Level::Warning => AlertLevel::Warning,
            Level::Fatal => AlertLevel::Fatal,
        };
        Some(Ok(MigrateNotify { level }.to_vec_with(code_points)))
    }
}

impl Structure for MigrateRequestValue {
    fn of(given: &Given<'_>) -> Result<Self, NoValue> {
        let request = MigrateRequest::from_bytes_with(&given.octets, given.code_points)?;
        Ok(Self { target: request.target.as_bytes().into() })
    }

    fn encode(&self, code_points: &CodePoints) -> Option<Result<Vec<u8>, String>> {
        let target = Opaque::new(&self.target.0).map_err(text);
        Some(target.map(|target| MigrateRequest { target }.to_vec_with(code_points)))
    }
}

impl Structure for ClientHelloValue {
    fn of(given: &Given<'_>) -> Result<Self, NoValue> {
        let hello = ClientHello::from_bytes_with(&given.octets, given.code_points)?;
        Ok(Self {
            migration_support: hello.migration_support.is_some(),
            migration_token: hello.migration_token.map(MigrationTokenValue::from),
            pre_shared_key: hello.pre_shared_key.is_some(),
            migration_attempt: hello.is_migration_attempt(),
        })
    }
}

impl Structure for NewSessionTicketValue {
    fn of(given: &Given<'_>) -> Result<Self, NoValue> {
        let ticket = NewSessionTicket::from_bytes_with(&given.octets, given.code_points)?;
        Ok(Self {
            ticket_lifetime: ticket.ticket_lifetime,
            ticket_age_add: ticket.ticket_age_add,
            ticket_nonce: ticket.ticket_nonce.as_bytes().into(),
            ticket: ticket.ticket.as_bytes().into(),
            migration_allowed: ticket.migration_allowed.is_some(),
            migration_token: ticket.migration_token.map(MigrationTokenValue::from),
        })
    }
}
