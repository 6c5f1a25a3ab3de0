//! Every reason, the field it is told of, and the offset of the fault: of the octet
//! or field judged, of the end where the input or what encloses it ends too early, of the first octet
//! left over, of an extension's type where the extension is at fault.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use rehome_oracles::structure;
use rehome_oracles::vectors::from_hex;

/// A structure, its octets, and the reason, field and offset of the error. Of `truncated`, those at
/// the end of the whole input are marked, since only they can be mended.
type Row = (&'static str, String, &'static str, &'static str, usize);

const MENDABLE: &str = "truncated at the end of the input";

/// Octets of one value, in hexadecimal.
fn fill(octet: &str, count: usize) -> String {
    octet.repeat(count)
}

/// IPv4, then each variable field behind its length.
fn token() -> String {
    let (session_id, nonce, signature) = (fill("01", 32), fill("02", 16), fill("03", 32));
    format!("00 c0000201 01bb 20{session_id} 0000000000000000 10{nonce} 20{signature}")
}

/// The token with another octet at an offset.
fn token_with(offset: usize, octet: u8) -> String {
    let mut octets = from_hex(&token()).unwrap();
    octets[offset] = octet;
    to_hex(&octets)
}

/// The first octets of the token.
fn token_cut(len: usize) -> String {
    to_hex(&from_hex(&token()).unwrap()[..len])
}

fn to_hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// A vector or message: a length of so many octets, then the octets.
fn with_length(length_octets: usize, hex: &str) -> String {
    let length = from_hex(hex).unwrap().len();
    format!("{length:0width$x} {hex}", width = 2 * length_octets)
}

/// A hello with this block of extensions, which begins at offset 47, and what follows the block.
fn hello(block: &str, behind: &str) -> String {
    let body = format!("0303 {} 00 0002 1301 01 00 {}", fill("07", 32), with_length(2, block));
    format!("01 {}", with_length(3, &format!("{body} {behind}")))
}

/// A ticket with this block of extensions, which begins at offset 19, and what follows the block.
fn ticket(block: &str, behind: &str) -> String {
    let body = format!("00001c20 01020304 01 00 0001 77 {}", with_length(2, block));
    format!("04 {}", with_length(3, &format!("{body} {behind}")))
}

/// A header with this data offset and these options, which begin at offset 20.
fn header(words: &str, options: &str) -> String {
    format!("9a58 01bb 01020304 05060708 {words}002 1b88 979a 0000 {options}")
}

fn holds(rows: impl IntoIterator<Item = Row>) {
    for (name, hex, reason, field, offset) in rows {
        let octets = from_hex(&hex).unwrap_or_else(|| panic!("{hex}"));
        let error = match structure(name, &octets) {
            Some(Err(error)) => error,
            other => panic!("{name} {hex}: {reason} expected, got {other:?}"),
        };
        let mendable = reason == MENDABLE;
        let code = if mendable { "truncated" } else { reason };
        let found = (error.reason().code(), error.field(), error.offset(), error.is_incomplete());
        assert_eq!(found, (code, field, offset, mendable), "{name} {hex}");
    }
}

fn row(name: &'static str, hex: impl Into<String>, at: (&'static str, &'static str, usize)) -> Row {
    (name, hex.into(), at.0, at.1, at.2)
}

#[test]
fn of_addresses_and_alerts() {
    holds([
        row("ip_address", "", (MENDABLE, "IPAddress.type", 0)),
        row("ip_address", "02", ("unknown_value", "IPAddress.type", 0)),
        row("ip_address", "00 c000", (MENDABLE, "IPAddress.ipv4_address", 3)),
        row("ip_address", "01 c0000201 01bb", (MENDABLE, "IPAddress.ipv6_address", 7)),
        row("ip_address", "00 c0000201 01", (MENDABLE, "IPAddress.port", 6)),
        row("ip_address", "00 c0000201 01bb 00", ("trailing_data", "IPAddress", 7)),
        row("alert", "00 00", ("unknown_value", "Alert.level", 0)),
        row("alert", "02", (MENDABLE, "Alert.description", 1)),
        row("alert", "02 28 00", ("trailing_data", "Alert", 2)),
        row("migrate_notify", "", (MENDABLE, "Alert.level", 0)),
        row("migrate_notify", "03 28", ("unknown_value", "Alert.level", 0)),
        row("migrate_notify", "01 28", ("wrong_type", "Alert.description", 1)),
        row("migrate_notify", "01 fd 00", ("trailing_data", "Alert", 2)),
    ]);
}

#[test]
fn of_tokens() {
    let field = |name| match name {
        "session_id" => "MigrationToken.session_id",
        "nonce" => "MigrationToken.nonce",
        _ => "MigrationToken.signature",
    };
    for (name, offset, min) in [("session_id", 7, 32), ("nonce", 48, 16), ("signature", 65, 32)] {
        let at = ("length_out_of_range", field(name), offset);
        holds([0, 1, min - 1].map(|length| row("migration_token", token_with(offset, length), at)));
        let cut = [offset, offset + 1, offset + 2];
        holds(cut.map(|len| row("migration_token", token_cut(len), (MENDABLE, field(name), len))));
    }
    let expiry = "MigrationToken.expiry_timestamp";
    holds([
        row("migration_token", token_with(0, 2), ("unknown_value", "IPAddress.type", 0)),
        row("migration_token", token_cut(6), (MENDABLE, "IPAddress.port", 6)),
        row("migration_token", token_cut(40), (MENDABLE, expiry, 40)),
        row("migration_token", token_cut(47), (MENDABLE, expiry, 47)),
        row("migration_token", token() + "00", ("trailing_data", "MigrationToken", 98)),
        // The length is judged before the octets that it counts.
        row(
            "migration_token",
            "00 c0000201 01bb 1f",
            ("length_out_of_range", field("session_id"), 7),
        ),
        row("migration_support", "00", ("not_empty", "migration_support", 0)),
        row("migration_allowed", "00 00", ("not_empty", "migration_allowed", 0)),
    ]);
}

#[test]
fn of_framing() {
    let (body, fragment) = ("Handshake.body", "Record.fragment");
    let (data, kind) = ("Extension.extension_data", "Extension.extension_type");
    holds([
        row("record", "16 03", (MENDABLE, "Record.legacy_record_version", 2)),
        row("record", "17 0303 4101", ("length_out_of_range", fragment, 3)),
        row("record", "17 0303 4100 00", (MENDABLE, fragment, 6)),
        row("record", "16 0301 0001 00 00", ("trailing_data", "Record", 6)),
        row("handshake", "", (MENDABLE, "Handshake.msg_type", 0)),
        row("handshake", "14 0000", (MENDABLE, body, 3)),
        row("handshake", "14 000002 07", (MENDABLE, body, 5)),
        row("handshake", "14 000001 07 00", ("trailing_data", "Handshake", 5)),
        row("extension", "00", (MENDABLE, kind, 1)),
        row("extension", "002a 0002 00", (MENDABLE, data, 5)),
        row("migration_extension", "0029 0000", ("wrong_type", kind, 0)),
        row("migration_extension", "fe4d 0001 00", ("not_empty", "migration_support", 0)),
        row("migration_extension", "fe4e 0001", (MENDABLE, data, 4)),
        row("migration_extension", "fe4f 0001 02", ("unknown_value", "IPAddress.type", 4)),
        row("migration_extension", "fe4f 0002 0000", ("truncated", "IPAddress.ipv4_address", 6)),
    ]);
}

#[test]
fn of_requests_and_keys() {
    let (target, identities) = ("MigrateRequest.target", "OfferedPsks.identities");
    let binders = "OfferedPsks.binders";
    let identity = format!("0007 {}", "0001 61 00000001");
    holds([
        row("migrate_request", "fc 000002 0000", ("wrong_type", "Handshake.msg_type", 0)),
        row("migrate_request", "fd 000002 00", (MENDABLE, "Handshake.body", 5)),
        row("migrate_request", "fd 000000", ("truncated", target, 4)),
        row("migrate_request", "fd 000003 0002 61", ("truncated", target, 7)),
        row("migrate_request", "fd 000003 0000 61", ("trailing_data", "MigrateRequest", 6)),
        row("migrate_request", "fd 000002 0000 61", ("trailing_data", "MigrateRequest", 6)),
        row("offered_psks", "0006", ("length_out_of_range", identities, 0)),
        row("offered_psks", "0007 0000", (MENDABLE, identities, 4)),
        row(
            "offered_psks",
            "0007 0000 00000000 00",
            ("length_out_of_range", "PskIdentity.identity", 2),
        ),
        row("offered_psks", identity.clone(), (MENDABLE, binders, 9)),
        row("offered_psks", identity.clone() + "0020", ("length_out_of_range", binders, 9)),
        row(
            "offered_psks",
            identity.clone() + "0021 1f" + &fill("00", 32),
            ("length_out_of_range", binders, 11),
        ),
        row("offered_psks", identity + "0021 21" + &fill("00", 32), ("truncated", binders, 44)),
    ]);
}

#[test]
fn of_hellos() {
    const START: usize = 47;
    let (block, kind) = ("ClientHello.extensions", "Extension.extension_type");
    let data = "Extension.extension_data";
    let psk = "0029 0000";
    let support = "fe4d 0000";
    let token = format!("fe4f 0062 {}", token());
    let hellos = |block: &str| hello(block, "");
    let fixed = |from: usize, hex: &str| {
        let octets = from_hex(&hellos("")).unwrap();
        let body = [&octets[4..from], &from_hex(hex).unwrap()].concat();
        format!("01 {}", with_length(3, &to_hex(&body)))
    };
    let suites = "ClientHello.cipher_suites";
    let methods = "ClientHello.legacy_compression_methods";
    holds([
        row("client_hello", "02", ("wrong_type", "Handshake.msg_type", 0)),
        row("client_hello", "01 000005 03", (MENDABLE, "Handshake.body", 5)),
        row("client_hello", "01 000001 03", ("truncated", "ClientHello.legacy_version", 5)),
        row("client_hello", "01 000003 0303 00", ("truncated", "ClientHello.random", 7)),
        row(
            "client_hello",
            fixed(38, "21"),
            ("length_out_of_range", "ClientHello.legacy_session_id", 38),
        ),
        row("client_hello", fixed(38, "20 00"), ("truncated", "ClientHello.legacy_session_id", 40)),
        row("client_hello", fixed(39, "0000"), ("length_out_of_range", suites, 39)),
        row("client_hello", fixed(39, "0001"), ("length_out_of_range", suites, 39)),
        row("client_hello", fixed(39, "0003 130100"), ("length_out_of_range", suites, 39)),
        row("client_hello", fixed(39, "ffff"), ("length_out_of_range", suites, 39)),
        row("client_hello", fixed(43, "00"), ("length_out_of_range", methods, 43)),
        row("client_hello", fixed(45, "00"), ("truncated", block, 46)),
        row("client_hello", fixed(45, "0001"), ("truncated", block, 47)),
        row("client_hello", hellos("00"), ("truncated", kind, START + 1)),
        row("client_hello", hellos("002b 00"), ("truncated", data, START + 3)),
        row("client_hello", hellos("fe4d 0003 00"), ("truncated", data, START + 5)),
        row(
            "client_hello",
            hellos(&format!("{support} {support}")),
            ("duplicate", kind, START + 4),
        ),
        row("client_hello", hellos("002b 0000 002b"), ("duplicate", kind, START + 4)),
        row("client_hello", hellos(&format!("{psk} {support}")), ("misplaced", block, START)),
        row(
            "client_hello",
            hellos(&format!("{support} {psk} {psk}")),
            ("misplaced", block, START + 4),
        ),
        row("client_hello", hellos(&format!("{psk} 00")), ("misplaced", block, START)),
        row(
            "client_hello",
            hellos("002b 0000 fe4d 0001 00"),
            ("not_empty", "migration_support", START + 4),
        ),
        row("client_hello", hellos(&format!("{support} {token}")), ("missing", block, START + 4)),
        row("client_hello", hellos("fe4f 0001 02"), ("unknown_value", "IPAddress.type", START + 4)),
        row("client_hello", hellos("fe4f 0000"), ("truncated", "IPAddress.type", START + 4)),
        row(
            "client_hello",
            hellos(&format!("fe4f 0063 {} 00", self::token())),
            ("trailing_data", "MigrationToken", START + 4 + 98),
        ),
        row("client_hello", hello(support, "00"), ("trailing_data", "ClientHello", START + 4)),
        row("client_hello", hello(&token, "00"), ("trailing_data", "ClientHello", START + 102)),
        row("client_hello", hellos(support) + "00", ("trailing_data", "ClientHello", START + 4)),
    ]);
}

#[test]
fn of_tickets() {
    const START: usize = 19;
    let kind = "Extension.extension_type";
    let lifetime = "NewSessionTicket.ticket_lifetime";
    let (ticket_field, block) = ("NewSessionTicket.ticket", "NewSessionTicket.extensions");
    let tickets = |block: &str| ticket(block, "");
    holds([
        row("new_session_ticket", "01", ("wrong_type", "Handshake.msg_type", 0)),
        row("new_session_ticket", "04 000003 000000", ("truncated", lifetime, 7)),
        row(
            "new_session_ticket",
            "04 00000b 00000000 00000000 00 0000",
            ("length_out_of_range", ticket_field, 13),
        ),
        row(
            "new_session_ticket",
            "04 00000c 00000000 00000000 00 0001 77",
            ("truncated", block, 16),
        ),
        row(
            "new_session_ticket",
            "04 00000e 00000000 00000000 00 0001 77 ffff",
            ("length_out_of_range", block, 16),
        ),
        row("new_session_ticket", tickets("002b 0000 002b 0000"), ("duplicate", kind, START + 4)),
        row(
            "new_session_ticket",
            tickets("fe4e 0001 00"),
            ("not_empty", "migration_allowed", START),
        ),
        row(
            "new_session_ticket",
            tickets("fe4f 0003 000000"),
            ("truncated", "IPAddress.ipv4_address", START + 7),
        ),
        row("new_session_ticket", ticket("", "00"), ("trailing_data", "NewSessionTicket", START)),
        row("new_session_ticket", tickets("") + "00", ("trailing_data", "NewSessionTicket", START)),
    ]);
}

#[test]
fn of_options() {
    let (length, data) = ("option.length", "option.data");
    let (affinity, permitted) = ("Service Affinity.length", "Migrate-Permitted.length");
    let nops = fill("01", 39);
    holds([
        row("tcp_option", "", (MENDABLE, "option.kind", 0)),
        row("tcp_option", "4f", (MENDABLE, length, 1)),
        row("tcp_option", "4f 08 c0", (MENDABLE, data, 3)),
        row("tcp_option", "4f 09 c0", ("truncated", data, 3)),
        row("tcp_option", "63 29 00", ("truncated", data, 3)),
        row("tcp_option", "10 00", ("length_out_of_range", length, 1)),
        row("tcp_option", "10 01", ("length_out_of_range", length, 1)),
        row("tcp_option", format!("63 29 {nops}"), ("length_out_of_range", length, 1)),
        row("tcp_option", "4f 07 0000000000", ("wrong_length", affinity, 1)),
        row("tcp_option", "50 02", ("wrong_length", affinity, 1)),
        row("tcp_option", "0f 04 00 00", ("wrong_length", permitted, 1)),
        row("tcp_option", "10 02", ("wrong_length", "Migrate.length", 1)),
        row("tcp_option", "0f 03 07", ("inconsistent", "Migrate-Permitted.curve", 2)),
        row(
            "tcp_option",
            format!("0f 14 {}", fill("00", 18)),
            ("inconsistent", "Migrate-Permitted.curve", 2),
        ),
        row("tcp_option", "01 01", ("trailing_data", "option", 1)),
        row("tcp_options", "01 01 4f", (MENDABLE, length, 3)),
        row("tcp_options", "01 01 4f 08", (MENDABLE, data, 4)),
        row("tcp_options", "01 01 4f 01", ("length_out_of_range", length, 3)),
        row("tcp_options", "01 01 4f 03 00 00", ("wrong_length", affinity, 3)),
        row("tcp_options", "01 0f 03 01 4f 01", ("inconsistent", "Migrate-Permitted.curve", 3)),
        row("tcp_options", format!("{nops} 08"), ("truncated", length, 40)),
        row("tcp_options", format!("{nops} 01 01"), ("length_out_of_range", "options", 0)),
    ]);
}

#[test]
fn of_headers() {
    let cut = |len: usize| to_hex(&from_hex(&header("5", "")).unwrap()[..len]);
    let low = from_hex(&header("4", "")).unwrap();
    holds([
        row("tcp_header", "", (MENDABLE, "TCP.header", 0)),
        row("tcp_header", cut(19), (MENDABLE, "TCP.header", 19)),
        row("tcp_header", to_hex(&low[..13]), (MENDABLE, "TCP.header", 13)),
        row("tcp_header", to_hex(&low[..14]), ("length_out_of_range", "TCP.data_offset", 12)),
        row("tcp_header", header("0", ""), ("length_out_of_range", "TCP.data_offset", 12)),
        row("tcp_header", header("6", "4f01"), (MENDABLE, "TCP.options", 22)),
        row("tcp_header", header("6", "01 01 4f 08"), ("truncated", "option.data", 24)),
        row("tcp_header", header("6", "01 01 01 4f"), ("truncated", "option.length", 24)),
        row("tcp_header", header("6", "01 4f 01 00"), ("length_out_of_range", "option.length", 22)),
        row(
            "tcp_header",
            header("6", "4f 03 00 00 00"),
            ("wrong_length", "Service Affinity.length", 21),
        ),
        row(
            "tcp_header",
            header("6", "01 0f 03 07"),
            ("inconsistent", "Migrate-Permitted.curve", 23),
        ),
        row("tcp_header", header("5", "00"), ("trailing_data", "TCP.header", 20)),
    ]);
}
