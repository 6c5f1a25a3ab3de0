//! An element octet by octet.

use std::io::{self, Write};

use rehome::Error;
use rehome::tcp::TcpHeader;
use rehome::tls::{ClientHello, MigrateNotify, MigrateRequest, NewSessionTicket};
use rehome::wire::Decode;

use super::frames::Frames;
use super::style::QUIET;
use crate::element::{Element, Kind, Place};
use crate::tls::Sender;
use crate::value::Numbers;
use crate::value::tree::{self, Node};

/// What stands before each line.
const INDENT: &str = "        ";

/// Writes the tree of an element below a line that says where its octets stand; of a malformed one the
/// octets, with a mark where it is wrong.
pub(super) fn write(element: &Element, numbers: &Numbers, out: &mut dyn Write) -> io::Result<()> {
    let octets = &*element.octets;
    let Whence { words, base } = Whence::of(element);
    writeln!(out, "{INDENT}{QUIET}{words}{QUIET:#}")?;
    let mut text = Vec::new();
    match tree(element.kind, octets, numbers) {
        Ok(node) => tree::write(&node, octets, base, &mut text)?,
        Err(error) => tree::write_fault(octets, error.offset(), &mut text)?,
    }
    for line in text.split_inclusive(|octet| *octet == b'\n') {
        out.write_all(INDENT.as_bytes())?;
        out.write_all(line)?;
    }
    Ok(())
}

fn tree(kind: Kind, octets: &[u8], numbers: &Numbers) -> Result<Node, Error> {
    let Numbers { code_points, kinds } = numbers;
    Ok(match kind {
        Kind::TcpSegment => {
            let (header, _) = TcpHeader::from_segment_options_unvalidated(octets)?;
            tree::tcp_header(&header, kinds)
        }
        Kind::ClientHello => {
            let hello = ClientHello::from_bytes_with(octets, code_points)?;
            tree::client_hello(&hello, code_points)
        }
        Kind::NewSessionTicket => {
            let ticket = NewSessionTicket::from_bytes_with(octets, code_points)?;
            tree::new_session_ticket(&ticket, code_points)
        }
        Kind::MigrateNotify => {
            let notify = MigrateNotify::from_bytes_with(octets, code_points)?;
            tree::migrate_notify(&notify, code_points)
        }
        Kind::MigrateRequest => {
            let request = MigrateRequest::from_bytes_with(octets, code_points)?;
            tree::migrate_request(&request, code_points)
        }
    })
}

/// Where the octets of an element stand, and from where they are counted.
struct Whence {
    words: String,
    base: usize,
}

impl Whence {
    fn of(element: &Element) -> Self {
        let length = element.octets.len();
        let (octets, frames, is_protected) = match &element.place {
            Place::Frame(place) => {
                let frame = element.frame.number;
                let words = format!("octets {}..{} of frame {frame}", place.start, place.end);
                return Self { words, base: place.start };
            }
            Place::Stream { octets, frames, is_protected } => (octets, frames, *is_protected),
        };
        let whose = match element.sender {
            Some(Sender::Client) => "of the client's stream".to_owned(),
            Some(Sender::Server) => "of the server's stream".to_owned(),
            None => format!("of the stream from {}", element.source),
        };
        let place = format!("octets {}..{} {whose}", octets.start, octets.end);
        let frames = Frames(frames);
        // The octets of a message that record headers divide do not stand where they count, and the
        // error of a malformed one counts from its start.
        let is_divided = u64::try_from(length) != Ok(octets.end.saturating_sub(octets.start));
        let base = usize::try_from(octets.start).ok();
        let base = base.filter(|_| !is_protected && !is_divided && element.value.is_ok());
        let words = match base {
            Some(_) => format!("{place}, {frames}"),
            None => {
                let (decrypted, divided) = match (is_protected, is_divided) {
                    (true, _) => ("decrypted from", ""),
                    (false, true) => ("in", ", which record headers divide"),
                    (false, false) => ("in", ""),
                };
                format!("octets 0..{length} of the message {decrypted} {place}{divided}, {frames}")
            }
        };
        let base = base.unwrap_or_default();
        Self { words, base }
    }
}
