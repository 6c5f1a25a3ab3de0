//! The values of the messages that carry our extensions.

use rehome::Error;
use rehome::tls::{ClientHello, NewSessionTicket};
use rehome::wire::Decode;
use serde::{Deserialize, Serialize};

use super::MigrationTokenValue;
use crate::value::model::Octets;
use crate::value::{Numbers, WireValue};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClientHelloValue {
    migration_support: bool,
    #[serde(deserialize_with = "Option::deserialize")]
    migration_token: Option<MigrationTokenValue>,
    pre_shared_key: bool,
    migration_attempt: bool,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSessionTicketValue {
    ticket_lifetime: u32,
    ticket_age_add: u32,
    ticket_nonce: Octets,
    ticket: Octets,
    migration_allowed: bool,
    #[serde(deserialize_with = "Option::deserialize")]
    migration_token: Option<MigrationTokenValue>,
}

impl From<&ClientHello<'_>> for ClientHelloValue {
    fn from(hello: &ClientHello<'_>) -> Self {
        Self {
            migration_support: hello.migration_support.is_some(),
            migration_token: hello.migration_token.map(MigrationTokenValue::from),
            pre_shared_key: hello.pre_shared_key.is_some(),
            migration_attempt: hello.is_migration_attempt(),
        }
    }
}

impl WireValue for ClientHelloValue {
    fn decode(octets: &[u8], numbers: &Numbers) -> Result<Self, Error> {
        ClientHello::from_bytes_with(octets, &numbers.code_points).map(|hello| Self::from(&hello))
    }
}

impl From<&NewSessionTicket<'_>> for NewSessionTicketValue {
    fn from(ticket: &NewSessionTicket<'_>) -> Self {
        Self {
            ticket_lifetime: ticket.ticket_lifetime,
            ticket_age_add: ticket.ticket_age_add,
            ticket_nonce: ticket.ticket_nonce.as_bytes().into(),
            ticket: ticket.ticket.as_bytes().into(),
            migration_allowed: ticket.migration_allowed.is_some(),
            migration_token: ticket.migration_token.map(MigrationTokenValue::from),
        }
    }
}

impl WireValue for NewSessionTicketValue {
    fn decode(octets: &[u8], numbers: &Numbers) -> Result<Self, Error> {
        NewSessionTicket::from_bytes_with(octets, &numbers.code_points)
            .map(|ticket| Self::from(&ticket))
    }
}
