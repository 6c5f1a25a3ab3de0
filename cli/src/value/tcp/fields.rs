//! The members of all options, so that each is told by its name where it is wrong.

use std::net::IpAddr;
use std::num::NonZeroU8;

use serde::Deserialize;

use super::option::{LayoutName, OptionValue, Variant};
use crate::value::model::Octets;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fields {
    name: Name,
    kind: u8,
    layout: Option<LayoutName>,
    reserved: Option<u16>,
    address: Option<IpAddr>,
    port: Option<u16>,
    variant: Option<Variant>,
    curve: Option<NonZeroU8>,
    key_data: Option<Octets>,
    reqno_octet: Option<u8>,
    token: Option<Octets>,
    request: Option<Octets>,
    data: Option<Octets>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Name {
    ServiceAffinity,
    MigratePermitted,
    Migrate,
    Nop,
    End,
    Other,
}

/// Members that the option does not have are passed over: it is written without them.
impl TryFrom<Fields> for OptionValue {
    type Error = String;

    fn try_from(fields: Fields) -> Result<Self, String> {
        let kind = fields.kind;
        Ok(match fields.name {
            Name::ServiceAffinity => Self::ServiceAffinity {
                kind,
                layout: there("layout", fields.layout)?,
                reserved: fields.reserved,
                address: there("address", fields.address)?,
                port: there("port", fields.port)?,
            },
            Name::MigratePermitted => Self::MigratePermitted {
                kind,
                variant: there("variant", fields.variant)?,
                curve: fields.curve,
                key_data: fields.key_data,
            },
            Name::Migrate => Self::Migrate {
                kind,
                reqno_octet: there("reqno_octet", fields.reqno_octet)?,
                token: there("token", fields.token)?,
                request: there("request", fields.request)?,
            },
            Name::Nop => Self::Nop { kind },
            Name::End => Self::End { kind },
            Name::Other => Self::Other { kind, data: there("data", fields.data)? },
        })
    }
}

fn there<T>(name: &str, member: Option<T>) -> Result<T, String> {
    member.ok_or_else(|| format!("missing field `{name}`"))
}
