//! Elements that OpenSSL writes: as extensions of no type that it knows it puts into a ClientHello those
/// that `-serverinfo` names, and into tickets those of a file.
use std::path::Path;

use data_encoding::{BASE64, HEXLOWER};
use rehome::tls::NewSessionTicket;
use rehome::wire::{Decode, Encode};
use rehome_cli::capture::CaptureReader;
use rehome_cli::element::{Element, Judge, Kind};
use rehome_cli::scan::{Report, Scan, Settings};
use rehome_cli::tls::{KeyLog, Sender};

use super::capture::captures;
use super::meeting::Meeting;

const MIGRATION_SUPPORT: u16 = 0xfe4d;
const MIGRATION_ALLOWED: u16 = 0xfe4e;
const MIGRATION_TOKEN: u16 = 0xfe4f;

/// An extension of tickets, as `SSL_CTX_use_serverinfo_file` takes it.
fn of_tickets(extension_type: u16, data: &[u8]) -> String {
    // SSL_EXT_TLS1_3_NEW_SESSION_TICKET | SSL_EXT_TLS1_3_ONLY
    let context = 0x2020_u32.to_be_bytes();
    let length = u16::try_from(data.len()).unwrap().to_be_bytes();
    let extension = [&context, &extension_type.to_be_bytes()[..], &length, data].concat();
    let text = BASE64.encode(&extension);
    let lines: Vec<_> =
        text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    let (name, lines) = ("SERVERINFOV2 FOR TICKETS", lines.join("\n"));
    format!("-----BEGIN {name}-----\n{lines}\n-----END {name}-----\n")
}

/// The first token of the test vectors.
fn token() -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testvectors/migration_token.json");
    let file: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    HEXLOWER.decode(file["tests"][0]["hex"].as_str().unwrap().as_bytes()).unwrap()
}

fn elements(capture: &[u8], keys: &str) -> Vec<Element> {
    let mut key_log = KeyLog::new();
    key_log.add(keys.as_bytes());
    let mut scan = Scan::new(Settings::default(), key_log, Judge::new());
    let mut elements = Vec::new();
    let mut sink = |report| match report {
        Report::Element(element) => elements.push(*element),
        Report::Notice(notice) => panic!("{notice:?}"),
        Report::Finding(_) | Report::Story(_) => unreachable!("nobody asked for an account"),
    };
    let mut capture = CaptureReader::new(capture).unwrap();
    while let Some(frame) = capture.next_frame().unwrap() {
        scan.frame(&frame, &mut sink);
    }
    scan.finish(&mut sink);
    elements
}

#[test]
fn openssl_writes_our_extensions() {
    let token = token();
    let extensions = of_tickets(MIGRATION_ALLOWED, &[]) + &of_tickets(MIGRATION_TOKEN, &token);
    let extensions = ("extensions", &*extensions);
    let server = Meeting::start_with(extensions, "-serverinfo extensions", 3);
    let Some(mut meeting) = server else { return };
    let support = format!("-serverinfo {MIGRATION_SUPPORT}");
    meeting.visit(&format!("{support} -sess_out session"));
    meeting.visit(&format!("{support} -sess_in session"));
    // A token without octets is told of, too.
    meeting.client(&format!("{support},{MIGRATION_TOKEN}")).finish();
    let recording = meeting.finish();
    for (cut, capture) in captures(&recording.pieces) {
        let elements = elements(&capture, &recording.keys);
        let of = |kind| elements.iter().filter(move |element| element.kind == kind);
        let octets = |kind| of(kind).map(|element| element.octets.clone()).collect::<Vec<_>>();
        let [mut hellos, mut tickets] = recording.sent.clone();
        hellos.retain(|message| message.len() > 2);
        tickets.retain(|message| message[0] == 4);
        // That of the resumed session is without, since no certificate goes with it.
        assert_eq!(tickets.len(), 3);
        tickets.truncate(2);
        assert_eq!(octets(Kind::ClientHello), hellos);
        assert_eq!(octets(Kind::NewSessionTicket), tickets);
        assert_eq!(elements.len(), 3 + 2, "{cut:?}");
        for ticket in of(Kind::NewSessionTicket) {
            let its = NewSessionTicket::from_bytes(&ticket.octets).unwrap();
            assert!(its.migration_allowed.is_some());
            assert_eq!(its.migration_token.unwrap().to_vec(), token);
            assert_eq!(ticket.sender, Some(Sender::Server));
            assert_eq!((ticket.source.port(), ticket.verdict), (443, None));
        }
        let flows: Vec<_> = of(Kind::ClientHello).filter_map(|hello| hello.flow).collect();
        assert_eq!(flows, [1, 2, 3]);
    }
}
