//! What decoding and encoding mean for each structure.

use rehome::Error;
use rehome::tcp::{TcpHeader, TcpOption, TcpOptions};
use rehome::tls::{
    ClientHello, IpAddress, MigrateNotify, MigrateRequest, MigrationAllowed, MigrationSupport,
    MigrationToken, NewSessionTicket,
};
use rehome::wire::Decode;
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use crate::terms::Structure;
use crate::value::difference::differences;
use crate::value::json::{exactly, to_value};
use crate::value::tree::{self, Node};
use crate::value::{Numbers, WireValue, tcp, tls};

/// A value as text in JSON, its members in the order of the structure.
type Json = Box<RawValue>;

/// What is made of octets.
pub(super) struct Decoded {
    /// Its value in JSON.
    pub(super) value: Option<Json>,
    pub(super) tree: Node,
}

/// What is made of a value.
pub(super) struct Encoded {
    pub(super) octets: Vec<u8>,
    pub(super) value: Option<Json>,
}

/// Reads octets as a structure.
pub(super) fn decode(
    structure: Structure,
    octets: &[u8],
    numbers: &Numbers,
) -> Result<Decoded, Error> {
    let (code_points, kinds) = (&numbers.code_points, &numbers.kinds);
    let (value, tree) = match structure {
        Structure::IpAddress => {
            let address = IpAddress::from_bytes(octets)?;
            (json(&tls::IpAddressValue::from(address)), tree::ip_address(&address))
        }
        Structure::MigrationToken => {
            let token = MigrationToken::from_bytes(octets)?;
            (json(&tls::MigrationTokenValue::from(token)), tree::migration_token(&token))
        }
        Structure::MigrationSupport => {
            let support = MigrationSupport::from_bytes(octets)?;
            (json(&tls::MigrationSupportValue::from(support)), tree::migration_support(&support))
        }
        Structure::MigrationAllowed => {
            let allowed = MigrationAllowed::from_bytes(octets)?;
            (json(&tls::MigrationAllowedValue::from(allowed)), tree::migration_allowed(&allowed))
        }
        Structure::MigrateNotify => {
            let notify = MigrateNotify::from_bytes_with(octets, code_points)?;
            let tree = tree::migrate_notify(&notify, code_points);
            (json(&tls::MigrateNotifyValue::from(notify)), tree)
        }
        Structure::MigrateRequest => {
            let request = MigrateRequest::from_bytes_with(octets, code_points)?;
            let tree = tree::migrate_request(&request, code_points);
            (json(&tls::MigrateRequestValue::from(&request)), tree)
        }
        Structure::ClientHello => {
            let hello = ClientHello::from_bytes_with(octets, code_points)?;
            let tree = tree::client_hello(&hello, code_points);
            (json(&tls::ClientHelloValue::from(&hello)), tree)
        }
        Structure::NewSessionTicket => {
            let ticket = NewSessionTicket::from_bytes_with(octets, code_points)?;
            let tree = tree::new_session_ticket(&ticket, code_points);
            (json(&tls::NewSessionTicketValue::from(&ticket)), tree)
        }
        Structure::TcpOption => {
            let option = TcpOption::from_bytes_with(octets, kinds)?;
            (json(&tcp::OptionValue::new(&option, kinds)), tree::tcp_option(&option, kinds))
        }
        Structure::TcpOptions => {
            let area = TcpOptions::from_bytes_with(octets, kinds)?;
            (json(&tcp::OptionsValue::new(&area, kinds)), tree::tcp_options(&area, kinds))
        }
        Structure::TcpHeader => {
            let header = TcpHeader::from_bytes_with(octets, kinds)?;
            (json(&tcp::HeaderValue::new(&header, kinds)), tree::tcp_header(&header, kinds))
        }
    };
    Ok(Decoded { value, tree })
}

/// What makes octets of a value, where the library does.
pub(super) type Encoder = fn(&Value, &Numbers) -> Result<Encoded, String>;

/// None for the carriers, which are only read.
pub(super) fn encoder(structure: Structure) -> Option<Encoder> {
    Some(match structure {
        Structure::IpAddress => encode::<tls::IpAddressValue>,
        Structure::MigrationToken => encode::<tls::MigrationTokenValue>,
        Structure::MigrationSupport => encode::<tls::MigrationSupportValue>,
        Structure::MigrationAllowed => encode::<tls::MigrationAllowedValue>,
        Structure::MigrateNotify => encode::<tls::MigrateNotifyValue>,
        Structure::MigrateRequest => encode::<tls::MigrateRequestValue>,
        Structure::TcpOption => encode::<tcp::OptionValue>,
        Structure::TcpOptions => encode::<tcp::OptionsValue>,
        Structure::TcpHeader => encode::<tcp::HeaderValue>,
        Structure::ClientHello | Structure::NewSessionTicket => return None,
    })
}

/// The octets of a value; what they would be read back as must be the same value.
fn encode<V: WireValue>(value: &Value, numbers: &Numbers) -> Result<Encoded, String> {
    let value = exactly::<V>(value)?;
    let octets = value.encode(numbers).ok_or("it is only read")??;
    let again = V::decode(&octets, numbers).map_err(|error| format!("its octets: {error}"))?;
    if again != value {
        let (given, again) = (to_value(&value), to_value(&again));
        let first = differences(&given, &again).first().map(ToString::to_string);
        return Err(format!("no octets have this value: {}", first.unwrap_or_default()));
    }
    Ok(Encoded { octets, value: json(&value) })
}

fn json(value: &impl WireValue) -> Option<Json> {
    // What is written here is made of numbers, texts, lists and objects, so there always is JSON.
    to_raw_value(value).ok()
}
