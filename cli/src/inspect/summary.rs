//! What an element says, in a few words.

use std::fmt;

use rehome::CodePoints;
use rehome::tcp::{Layout, Migrate, MigratePermitted, TcpHeader, TcpOption};
use rehome::tls::{ClientHello, MigrateNotify, MigrateRequest, NewSessionTicket};
use rehome::wire::Decode;

use crate::element::{Element, Kind};
use crate::hex::Hex;
use crate::value::Numbers;
use crate::value::words;

/// The words, separated by commas.
pub(super) struct Summary(Vec<String>);

impl Summary {
    /// Of an element that is not malformed.
    pub(super) fn of(element: &Element, numbers: &Numbers) -> Self {
        let (octets, code_points) = (&*element.octets, &numbers.code_points);
        let words = match element.kind {
            Kind::TcpSegment => tcp_segment(octets, numbers),
            Kind::ClientHello => client_hello(octets, code_points),
            Kind::NewSessionTicket => new_session_ticket(octets, code_points),
            Kind::MigrateNotify => MigrateNotify::from_bytes_with(octets, code_points)
                .map(|notify| vec![notify.level.to_string()]),
            Kind::MigrateRequest => MigrateRequest::from_bytes_with(octets, code_points)
                .map(|request| vec![words::target(request.target.as_bytes())]),
        };
        // It was read before, by the same numbers.
        Self(words.unwrap_or_default())
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(", "))
    }
}

fn tcp_segment(octets: &[u8], numbers: &Numbers) -> Result<Vec<String>, rehome::Error> {
    let (header, _) = TcpHeader::from_segment_options_unvalidated(octets)?;
    let flags: Vec<_> = header.flags.names().collect();
    let options = header.options.known_with(&numbers.kinds).map(|option| match option {
        Ok(option) => known(&option),
        Err(malformed) => {
            format!("malformed option {}: {}", malformed.kind().0, malformed.error().reason())
        }
    });
    let options: Vec<_> = options.collect();
    Ok(vec![format!("{} {}", flags.join(" "), options.join(", ")).trim().to_owned()])
}

fn known(option: &TcpOption<'_>) -> String {
    match option {
        TcpOption::ServiceAffinity(affinity) => match affinity.layout() {
            Layout::Compact => format!("service_affinity {affinity}"),
            Layout::Padded { reserved: 0 } => format!("service_affinity {affinity} padded"),
            Layout::Padded { reserved } => {
                format!("service_affinity {affinity} padded reserved 0x{reserved:04x}")
            }
        },
        TcpOption::MigratePermitted(MigratePermitted::Insecure) => {
            "migrate_permitted insecure".to_owned()
        }
        TcpOption::MigratePermitted(MigratePermitted::Secure { curve, key_data }) => {
            format!("migrate_permitted secure curve {curve} key_data {}", Hex(&key_data[..]))
        }
        TcpOption::Migrate(Migrate { reqno, token, request }) => {
            let (token, request) = (Hex(&token[..]), Hex(&request[..]));
            format!("migrate reqno {reqno} token {token} request {request}")
        }
        TcpOption::End | TcpOption::Nop | TcpOption::Other(_) => String::new(),
    }
}

fn client_hello(octets: &[u8], code_points: &CodePoints) -> Result<Vec<String>, rehome::Error> {
    let hello = ClientHello::from_bytes_with(octets, code_points)?;
    let support = hello.migration_support.map(|_| "migration_support".to_owned());
    // With a token it goes without saying.
    let resumes = hello.pre_shared_key.filter(|_| hello.migration_token.is_none());
    let resumes = resumes.map(|_| "pre_shared_key".to_owned());
    Ok(support
        .into_iter()
        .chain(resumes)
        .chain(hello.migration_token.iter().flat_map(words::token))
        .collect())
}

fn new_session_ticket(
    octets: &[u8],
    code_points: &CodePoints,
) -> Result<Vec<String>, rehome::Error> {
    let ticket = NewSessionTicket::from_bytes_with(octets, code_points)?;
    let allowed = ticket.migration_allowed.map(|_| "migration_allowed".to_owned());
    Ok(allowed.into_iter().chain(ticket.migration_token.iter().flat_map(words::token)).collect())
}
