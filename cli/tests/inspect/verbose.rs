//! Elements octet by octet: where their octets are said to stand, and that they do stand there.

use super::*;

/// The lines below an element up to the next: where its octets stand, and its tree.
fn below(arguments: &str) -> Vec<String> {
    let out = inspect(&format!("{arguments} -v")).out;
    let lines = without_stories(&out).lines().skip(1);
    let lines = lines.take_while(|line| line.starts_with("        "));
    lines.map(|line| line[8..].to_owned()).collect()
}

#[test]
fn where_octets_stand() {
    for (arguments, expected, first) in [
        ("tcp-raw.pcap --frame 2", "octets 20..48 of frame 2", "20..48 "),
        (
            "tls-synthetic-hello-pieces.pcap --frame 27",
            "octets 0..198 of the message in octets 5..308 of the client's stream, which record headers \
             divide, frames 4-27",
            "0..198 ",
        ),
        (
            "tls-synthetic-hellos.pcap --frame 35",
            "octets 0..348 of the message in octets 5..353 of the client's stream, frame 35",
            "224  ",
        ),
        (
            "tls03-aes128.pcapng --keylog tls03-aes128.keys --frame 15",
            "octets 0..11 of the message decrypted from octets 845..878 of the server's stream, frame 15",
            "0..11 ",
        ),
        (
            "tls00-aes128.pcapng --frame 4",
            "octets 5..255 of the client's stream, frame 4",
            "5..255 ",
        ),
    ] {
        let lines = below(arguments);
        assert_eq!(lines[0], expected);
        assert!(lines[1].starts_with(first), "{lines:?}");
    }
}

#[test]
fn a_fault_is_marked() {
    let lines = below("tls-synthetic-hellos.pcap --frame 35");
    assert_eq!(
        lines[1..5],
        [
            "224  6ca0f824 8000c316 03870894 30130000",
            "240  00006ab1 49900f00 01020304 05060708",
            "                  ^^",
            "256  090a0b0c 0d0e20b8 4d5b81f6 8d132151",
        ]
    );
}

/// As in `rehome decode`, but for the place.
#[test]
fn the_tree_is_that_of_decode() {
    let name = "tls03-aes128";
    let keylog = format!("--keylog {name}.keys");
    let json = inspect(&format!("{name}.pcapng {keylog} --json --frame 15"));
    let hex = of_type("element", &json.out).0[0]["hex"].as_str().unwrap().to_owned();
    let lines = below(&format!("{name}.pcapng {keylog} --frame 15"));
    let tree = done(&format!("decode migrate_request {hex}"));
    let tree: Vec<_> = tree.lines().collect();
    assert_eq!(lines[1..=tree.len()], tree);
}
