//! The exact lines.

use std::fs::File;
use std::process::Stdio;

use serde_json::json;

use super::*;

/// What stands behind the name of the element in the line of a frame.
#[track_caller]
fn said(name: &str, frame: u64) -> String {
    let keys = name.replace(".pcap", ".keys");
    let keylog = if captures().join(&keys).exists() { &*format!("--keylog {keys}") } else { "" };
    let out = inspect(&format!("{name} {keylog} --frame {frame}")).out;
    let line = out.lines().next().unwrap();
    line.split_whitespace().skip(6).collect::<Vec<_>>().join(" ")
}

#[test]
fn what_is_said_of_other_elements() {
    for (name, frame, expected) in [
        ("synthetic-options.pcap", 22, "SYN SAF malformed option 79: length 0 is outside 2..=40"),
        (
            "synthetic-options.pcap",
            23,
            "FIN ACK malformed option 79: the option cannot have length 9, service_affinity \
             192.0.2.40:443",
        ),
        (
            "synthetic-options.pcap",
            33,
            "SYN ECE CWR SAF migrate_permitted secure curve 3 key_data \
             505152535455565758595a5b5c5d5e5f60",
        ),
        ("tls-synthetic-requests.pcap", 7, "target \"\""),
        (
            "tls-synthetic-requests.pcap",
            9,
            "malformed: MigrateRequest.target at octet 5: what encloses it ends too early",
        ),
        (
            "tls-synthetic-hellos.pcap",
            17,
            "malformed: ClientHello.extensions at octet 194: migration_token without pre_shared_key",
        ),
        (
            "tls-synthetic-long-request.pcap",
            11,
            "target 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f2021222324252627\
             28292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f… of 65535 octets",
        ),
    ] {
        assert_eq!(said(name, frame), expected, "{name}");
    }
    assert_eq!(
        said("tcp-affinity-v6.pcapng", 23),
        "FIN ACK service_affinity [2001:db8:1::40]:8444 padded"
    );
    // A Simple Packet Block has no time.
    let line = inspect("tls-synthetic-times.pcapng --frame 27").out;
    assert!(line.starts_with("    27  -                            192.0.2.10:50026 > "), "{line}");
}

#[test]
fn the_columns_widen_as_addresses_get_longer() {
    let out = printed(inspect("tcp-affinity-v6.pcapng"));
    let columns: Vec<_> = out.lines().filter_map(|line| line.find("tcp_segment")).collect();
    assert!(columns.is_sorted() && columns.len() == 7, "{out}");
    assert_eq!(columns[3..], [columns[6]; 4], "{out}");
}

#[test]
fn json_of_tls() {
    let out = printed(inspect("tls03-aes128.pcapng --json --keylog tls03-aes128.keys"));
    let mut lines = out.lines().filter(|line| line.contains("\"type\":\"element\""));
    assert_eq!(
        lines.nth(2).unwrap(),
        r#"{"schema":"rehome-inspect/1","type":"element","frame":15,"time":"1795218742.179948923","flow":{"number":1,"source":"127.0.0.1:45545","destination":"127.0.0.1:56796"},"sender":"server","element":"migrate_request","value":{"target":"746f6b2d42"},"hex":"fd0000070005746f6b2d42","offsets":{"stream":[845,878],"frames":[15],"protected":true}}"#
    );
}

#[test]
fn json_of_a_malformed_element() {
    let out = inspect("tls-synthetic-hellos.pcap --json --frame 35").out;
    let mut line = of_type("element", &out).0.remove(0);
    let hex = line["hex"].take();
    assert!(hex.as_str().unwrap().starts_with("01"), "{hex}");
    let length = hex.as_str().unwrap().len() as u64 / 2;
    assert_eq!(
        line,
        json!({ "schema": "rehome-inspect/1", "type": "element", "frame": 35,
            "time": "1790000000.034000000",
            "flow": { "number": 18, "source": "192.0.2.10:50017", "destination": "192.0.2.40:443" },
            "sender": "client", "element": "client_hello", "error": "length_out_of_range",
            "message": "MigrationToken.nonce at octet 246: length 15 is outside 16..=255",
            "field": "MigrationToken.nonce", "offset": 246, "hex": null,
            "offsets": { "stream": [5, 5 + length], "frames": [35], "protected": false } })
    );
}

#[test]
fn json_of_tcp() {
    let line = of_type("element", &printed(inspect("tcp-raw.pcap --json"))).0.remove(1);
    let hex = line["hex"].as_str().unwrap().to_owned();
    assert_eq!(
        line,
        json!({ "schema": "rehome-inspect/1", "type": "element", "frame": 2,
            "time": "1795218562.189547000",
            "flow": { "number": 1, "source": "10.9.1.1:8081", "destination": "10.9.0.7:45590" },
            "sender": null, "element": "tcp_segment",
            "value": { "flags": ["FIN", "ACK"], "options": [{ "name": "service_affinity", "kind": 79,
                "layout": "compact", "address": "10.9.0.2", "port": 8081 }] },
            "hex": hex, "offsets": { "frame": [20, 20 + hex.len() / 2] } })
    );
    // The octets are those of the capture.
    let pcap = data_encoding::HEXLOWER.encode(&capture("tcp-raw.pcap"));
    assert!(pcap.contains(&hex));
}

#[test]
fn colour_only_where_it_is_wanted() {
    let coloured = |arguments: &str, variable: &str| {
        let mut command = command(arguments);
        command.env(variable, "1");
        ended(command).out.contains('\u{1b}')
    };
    assert!(coloured("tcp-raw.pcap", "CLICOLOR_FORCE"));
    assert!(!coloured("tcp-raw.pcap", "NO_COLOR"));
    assert!(!coloured("tcp-raw.pcap", "NONE"));
    assert!(!coloured("tcp-raw.pcap --json", "CLICOLOR_FORCE"));
}

/// What is seen on a terminal, where there is the `script` of util-linux to make one.
fn on_a_terminal(arguments: &str, no_color: &str) -> Option<String> {
    let mut command = std::process::Command::new("script");
    let inspect = format!("{} inspect {arguments}", env!("CARGO_BIN_EXE_rehome"));
    command.args(["-qec", &inspect, "/dev/null"]).current_dir(captures());
    command.stdin(Stdio::null()).env("TERM", "xterm").env_remove("CLICOLOR");
    command.env_remove("CI").env_remove("CLICOLOR_FORCE").env("NO_COLOR", no_color);
    let output = command.output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn that_there_is_no_element_is_told_on_a_terminal() {
    // Where none is hidden, elsewhere it is not told.
    let arguments = "tls-plain.pcapng";
    let ended = inspect(arguments);
    assert!(ended.out.is_empty() && !ended.err.contains("no element"), "{ended:?}");
    let Some(seen) = on_a_terminal(arguments, "") else { return };
    assert!(seen.trim_end().ends_with("\nrehome: no element in 36 frames"), "{seen}");
    assert!(!on_a_terminal("tcp-raw.pcap", "").unwrap().contains("no element"));
    let json = on_a_terminal(&format!("{arguments} --json"), "").unwrap();
    assert!(!json.contains("no element"), "{json}");
}

#[test]
fn colour_on_a_terminal() {
    let printed = |no_color| on_a_terminal("tcp-raw.pcap", no_color);
    let (Some(coloured), Some(plain)) = (printed(""), printed("1")) else { return };
    assert!(coloured.contains("\u{1b}[36mtcp_segment"), "{coloured}");
    assert!(plain.contains("tcp_segment") && !plain.contains('\u{1b}'), "{plain}");
}

#[test]
fn what_can_not_be_written_is_told() {
    let Ok(full) = File::options().write(true).open("/dev/full") else { return };
    for arguments in [&["tcp-raw.pcap"][..], &["tcp-raw.pcap", "--json"]] {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_rehome"))
            .arg("inspect")
            .args(arguments)
            .current_dir(captures())
            .stdout(Stdio::from(full.try_clone().unwrap()))
            .output()
            .unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3));
        assert!(err.starts_with("rehome: the report can't be written: No space left"), "{err}");
    }
}
