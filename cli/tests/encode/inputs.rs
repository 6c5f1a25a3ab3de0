//! Where a value comes from.

use crate::process::{Ended, ended, rehome};
use crate::{ADDRESS, encode};

const HEX: &str = "00c000022c01bb\n";

fn from_stdin(arguments: &str, text: impl Into<Vec<u8>>) -> Ended {
    let mut command = rehome(&format!("encode {arguments}"));
    command.write_stdin(text);
    ended(command)
}

#[test]
fn a_value_comes_by_argument_or_standard_input() {
    assert_eq!(encode("ip_address", ADDRESS, "").out, HEX);
    for text in
        [ADDRESS.to_owned(), format!(" {ADDRESS}\n"), format!(r#"{{"value":{ADDRESS},"hex":""}}"#)]
    {
        assert_eq!(from_stdin("ip_address", text.clone()).out, HEX, "{text}");
        assert_eq!(from_stdin("ip_address -", text).out, HEX);
    }
    // The comment and the flags of a vector file's test are its own.
    let test = format!(r#"{{"id":1,"comment":"","flags":[],"result":"valid","value":{ADDRESS}}}"#);
    assert_eq!(encode("ip_address", &test, "").out, HEX);
}

#[test]
fn what_is_no_json() {
    let twice = r#"{"address":"192.0.2.44","port":1,"port":443}"#;
    for text in ["", "{", "00c0", "{\"address\":}", twice] {
        let ended = encode("ip_address", text, "");
        assert_eq!((ended.status, &*ended.out), (2, ""), "{ended:?}");
        let ended = from_stdin("ip_address", text);
        assert_eq!((ended.status, &*ended.out), (3, ""), "{ended:?}");
        assert!(ended.err.starts_with("rehome: JSON -: "), "{ended:?}");
    }
    assert!(encode("ip_address", twice, "").err.contains("the key `port` stands twice"));
    let ended = from_stdin("ip_address", b"\"\xff\"".to_vec());
    assert!(ended.err.starts_with("rehome: JSON -: not JSON: invalid utf-8"), "{ended:?}");
    let ended = from_stdin("ip_address", vec![b' '; (1 << 20) + 1]);
    assert_eq!((ended.status, &*ended.err), (3, "rehome: JSON -: more than 1048576 characters\n"));
}

#[test]
fn what_may_be_a_secret_is_not_shown() {
    let secret = "6af15cf86e0b8b7b76b660618d3fa2a7";
    encode("migrate_request", &format!("{{{secret}"), "").assert_failed(2, "not shown", secret);
    encode(secret, ADDRESS, "").assert_failed(2, "not shown", secret);
}
