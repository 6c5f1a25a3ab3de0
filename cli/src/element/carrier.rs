//! Which messages of TLS are elements of a capture.

use rehome::tls::{ClientHello, Extension, MigrateNotify, MigrateRequest, NewSessionTicket};
use rehome::wire::{Decode, Opaque, Reader, Unexplained};
use rehome::{CodePoints, ContentType, Error, ExtensionType, HandshakeType, Reason};

use super::judge::Judge;
use super::{Kind, Value};
use crate::tls::Message;

/// What is told of a message.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) kind: Kind,
    pub(crate) value: Result<Value, Error>,
    pub(crate) verdict: Option<&'static str>,
}

impl Told {
    fn new(kind: Kind, value: Result<Value, Error>) -> Self {
        Self { kind, value, verdict: None }
    }
}

/// What is told of a message of the connection `flow`, if it is an element. Tickets and tokens are
/// brought to `judge`.
pub(crate) fn told(
    message: &Message<'_>,
    flow: u64,
    code_points: &CodePoints,
    judge: &mut Judge,
) -> Option<Told> {
    let octets = message.octets;
    if message.content_type == ContentType::ALERT {
        // A longer one in the clear is one of another version, encrypted.
        let is_alert = message.is_protected || octets.len() == 2;
        return if is_alert { alert(octets, code_points) } else { None };
    }
    let &msg_type = octets.first()?;
    if msg_type == code_points.migrate_request().0 && message.is_protected {
        let value = MigrateRequest::from_bytes_with(octets, code_points);
        let value = value.map(|request| Value::MigrateRequest((&request).into()));
        return Some(Told::new(Kind::MigrateRequest, value));
    }
    match HandshakeType(msg_type) {
        HandshakeType::CLIENT_HELLO => client_hello(message, flow, code_points, judge),
        HandshakeType::NEW_SESSION_TICKET => new_session_ticket(octets, flow, code_points, judge),
        _ => None,
    }
}

fn alert(octets: &[u8], code_points: &CodePoints) -> Option<Told> {
    if *octets.get(1)? != code_points.migrate_notify().0 {
        return None;
    }
    let value = MigrateNotify::from_bytes_with(octets, code_points);
    Some(Told::new(Kind::MigrateNotify, value.map(|alert| Value::MigrateNotify(alert.into()))))
}

fn client_hello(
    message: &Message<'_>,
    flow: u64,
    code_points: &CodePoints,
    judge: &mut Judge,
) -> Option<Told> {
    match ClientHello::from_bytes_with(message.octets, code_points) {
        Ok(hello) => {
            if hello.migration_support.is_none() && hello.migration_token.is_none() {
                return None;
            }
            let verdict = judge.verdict(flow, &hello, message.span.completed_by.time);
            let value = Ok(Value::ClientHello((&hello).into()));
            Some(Told { kind: Kind::ClientHello, value, verdict })
        }
        Err(error) => {
            let ours = [code_points.migration_support(), code_points.migration_token()];
            was_read(extensions_of_client_hello(message.octets), &ours, &error)
                .then(|| Told::new(Kind::ClientHello, Err(error)))
        }
    }
}

fn new_session_ticket(
    octets: &[u8],
    flow: u64,
    code_points: &CodePoints,
    judge: &mut Judge,
) -> Option<Told> {
    match NewSessionTicket::from_bytes_with(octets, code_points) {
        Ok(ticket) => {
            judge.ticket(flow, &ticket);
            if ticket.migration_allowed.is_none() && ticket.migration_token.is_none() {
                return None;
            }
            let value = Ok(Value::NewSessionTicket((&ticket).into()));
            Some(Told::new(Kind::NewSessionTicket, value))
        }
        Err(error) => {
            let ours = [code_points.migration_allowed(), code_points.migration_token()];
            was_read(extensions_of_ticket(octets), &ours, &error)
                .then(|| Told::new(Kind::NewSessionTicket, Err(error)))
        }
    }
}

/// Whether one of these types was read before the fault that `error` tells of. A fault that stands at
/// an extension's type is one of that extension.
fn was_read(
    extensions: Result<Reader<'_, Unexplained>, Unexplained>,
    types: &[ExtensionType],
    error: &Error,
) -> bool {
    let Ok(mut reader) = extensions else { return false };
    let is_of_extension =
        matches!(error.reason(), Reason::NotEmpty | Reason::Missing | Reason::Duplicate { .. });
    while let Some(&[high, low]) = reader.rest().first_chunk() {
        let end_of_type = reader.offset() + 2;
        let is_read =
            end_of_type <= error.offset() || (is_of_extension && reader.offset() == error.offset());
        if !is_read {
            return false;
        }
        if types.contains(&ExtensionType(u16::from_be_bytes([high, low]))) {
            return true;
        }
        if Extension::decode(&mut reader, &()).is_err() {
            return false;
        }
    }
    false
}

/// What there is of the extensions; its offsets are those of the message.
fn extensions_of_client_hello(message: &[u8]) -> Result<Reader<'_, Unexplained>, Unexplained> {
    let mut reader = Reader::unexplained(message);
    reader.take(4 + 2 + 32, "ClientHello.random")?;
    let _: Opaque<'_, 0, 32> = reader.opaque("ClientHello.legacy_session_id")?;
    let _: Opaque<'_, 2, 0xfffe> = reader.opaque("ClientHello.cipher_suites")?;
    let _: Opaque<'_, 1, 255> = reader.opaque("ClientHello.legacy_compression_methods")?;
    extensions(reader)
}

fn extensions_of_ticket(message: &[u8]) -> Result<Reader<'_, Unexplained>, Unexplained> {
    let mut reader = Reader::unexplained(message);
    reader.take(4 + 4 + 4, "NewSessionTicket.ticket_age_add")?;
    let _: Opaque<'_, 0, 255> = reader.opaque("NewSessionTicket.ticket_nonce")?;
    let _: Opaque<'_, 1, 0xffff> = reader.opaque("NewSessionTicket.ticket")?;
    extensions(reader)
}

/// A block that is longer than its message was refused when its length was read.
fn extensions(mut reader: Reader<'_, Unexplained>) -> Result<Reader<'_, Unexplained>, Unexplained> {
    let block: Opaque<'_, 0, 0xffff> = reader.opaque("extensions")?;
    Ok(reader.enclosed(block.as_bytes()))
}
