//! The value of one option.

use std::net::IpAddr;
use std::num::NonZeroU8;

use rehome::tcp::{Layout, Migrate, MigratePermitted, OtherOption, ServiceAffinity, TcpOption};
use rehome::wire::{Decode, Encode, Opaque};
use rehome::{Error, OptionKind, OptionKinds};
use serde::{Deserialize, Serialize};

use super::fields::Fields;
use crate::value::model::{Octets, array, in_field, text};
use crate::value::{Numbers, WireValue};

/// An option by its name; its kind stands beside that, and must be the name's.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Fields", tag = "name", rename_all = "snake_case")]
pub(crate) enum OptionValue {
    ServiceAffinity {
        kind: u8,
        layout: LayoutName,
        #[serde(skip_serializing_if = "Option::is_none")]
        reserved: Option<u16>,
        address: IpAddr,
        port: u16,
    },
    MigratePermitted {
        kind: u8,
        variant: Variant,
        #[serde(skip_serializing_if = "Option::is_none")]
        curve: Option<NonZeroU8>,
        #[serde(skip_serializing_if = "Option::is_none")]
        key_data: Option<Octets>,
    },
    Migrate {
        kind: u8,
        reqno_octet: u8,
        token: Octets,
        request: Octets,
    },
    Nop {
        kind: u8,
    },
    End {
        kind: u8,
    },
    Other {
        kind: u8,
        data: Octets,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LayoutName {
    Compact,
    Padded,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Variant {
    Insecure,
    Secure,
}

impl OptionValue {
    pub(crate) fn new(option: &TcpOption<'_>, kinds: &OptionKinds) -> Self {
        let kind = option.kind_with(kinds).0;
        match option {
            TcpOption::End => Self::End { kind },
            TcpOption::Nop => Self::Nop { kind },
            TcpOption::ServiceAffinity(option) => Self::service_affinity(kind, option),
            TcpOption::MigratePermitted(option) => Self::migrate_permitted(kind, option),
            TcpOption::Migrate(option) => Self::Migrate {
                kind,
                reqno_octet: option.reqno,
                token: option.token[..].into(),
                request: option.request[..].into(),
            },
            TcpOption::Other(option) => Self::Other { kind, data: option.data().into() },
        }
    }

    /// Whether the list ends with it.
    pub(super) fn is_end(&self) -> bool {
        matches!(self, Self::End { .. })
    }

    fn service_affinity(kind: u8, option: &ServiceAffinity) -> Self {
        let (layout, reserved) = match option.layout() {
            Layout::Compact => (LayoutName::Compact, None),
            Layout::Padded { reserved } => (LayoutName::Padded, Some(reserved)),
        };
        Self::ServiceAffinity {
            kind,
            layout,
            reserved,
            address: option.address(),
            port: option.port(),
        }
    }

    fn migrate_permitted(kind: u8, option: &MigratePermitted<'_>) -> Self {
        let (variant, curve, key_data) = match option {
            MigratePermitted::Insecure => (Variant::Insecure, None, None),
            MigratePermitted::Secure { curve, key_data } => {
                (Variant::Secure, Some(*curve), Some(key_data[..].into()))
            }
        };
        Self::MigratePermitted { kind, variant, curve, key_data }
    }

    /// The option that this value means.
    pub(crate) fn to_wire(&self, kinds: &OptionKinds) -> Result<TcpOption<'_>, String> {
        let (kind, option) = match self {
            Self::End { kind } => (kind, TcpOption::End),
            Self::Nop { kind } => (kind, TcpOption::Nop),
            Self::ServiceAffinity { kind, layout, reserved, address, port } => {
                let layout = match (layout, *reserved) {
                    (LayoutName::Compact, None) => Layout::Compact,
                    (LayoutName::Padded, Some(reserved)) => Layout::Padded { reserved },
                    _ => {
                        return Err("`reserved` stands in the padded layout, and only there".into());
                    }
                };
                (kind, ServiceAffinity::new(*address, *port).with_layout(layout).into())
            }
            Self::MigratePermitted { kind, variant, curve, key_data } => {
                (kind, migrate_permitted(*variant, *curve, key_data.as_ref())?.into())
            }
            Self::Migrate { kind, reqno_octet: reqno, token, request } => {
                let (token, request) = (array(token, "token")?, array(request, "request")?);
                (kind, Migrate { reqno: *reqno, token, request }.into())
            }
            Self::Other { kind, data } => {
                let data = Opaque::new(&data.0).map_err(in_field("data"))?;
                let option = OtherOption::new_with(OptionKind(*kind), data, kinds);
                (kind, option.map_err(text)?.into())
            }
        };
        match option.kind_with(kinds).0 {
            its if its == *kind => Ok(option),
            its => Err(format!("`kind` is {kind}, but such an option has {its}")),
        }
    }
}

fn migrate_permitted(
    variant: Variant,
    curve: Option<NonZeroU8>,
    key_data: Option<&Octets>,
) -> Result<MigratePermitted<'_>, String> {
    match (variant, curve, key_data) {
        (Variant::Insecure, None, None) => Ok(MigratePermitted::Insecure),
        (Variant::Secure, Some(curve), Some(key_data)) => {
            Ok(MigratePermitted::Secure { curve, key_data: array(key_data, "key_data")? })
        }
        _ => Err("`curve` and `key_data` stand in the secure variant, and only there".to_owned()),
    }
}

impl WireValue for OptionValue {
    fn decode(octets: &[u8], numbers: &Numbers) -> Result<Self, Error> {
        let kinds = &numbers.kinds;
        TcpOption::from_bytes_with(octets, kinds).map(|option| Self::new(&option, kinds))
    }

    fn encode(&self, numbers: &Numbers) -> Option<Result<Vec<u8>, String>> {
        let kinds = &numbers.kinds;
        Some(self.to_wire(kinds).map(|option| option.to_vec_with(kinds)))
    }
}
