//! Octets that are refused, and the mark at the octet that is wrong.

use serde_json::Value;

use crate::{TOKEN, decode};

#[test]
fn the_mark_is_below_the_octet() {
    let hex = TOKEN.replacen("6b49d20010", "6b49d2000c", 1);
    let ended = decode("migration_token", &hex, "");
    assert_eq!((ended.status, &*ended.err), (1, ""));
    assert_eq!(
        ended.out,
        "result  invalid\n\
         reason  length_out_of_range: MigrationToken.nonce at octet 48: length 12 is outside 16..=255\n\
         \n\
         32  0334fdfc c728dd4a 00000000 6b49d200\n\
         48  0c2c5197 c6f29079 9d1c74e3 6161512b\n    ^^\n\
         64  b0202e69 e8113fd3 b82716ed 26eee43f\n"
    );
}

#[test]
fn octets_that_end_too_early_are_marked_at_their_end() {
    for octets in [0, 1, 5, 16, 39, 64, 97] {
        let hex = &TOKEN[..octets * 2];
        let ended = decode("migration_token", hex, "--json");
        let object: Value = serde_json::from_str(&ended.out).unwrap();
        assert_eq!((ended.status, &object["reason"]), (1, &"truncated".into()));
        assert_eq!(object["offset"], octets);
        let human = decode("migration_token", hex, "").out;
        let [.., last, mark] = &human.lines().collect::<Vec<_>>()[..] else { panic!("{human}") };
        let behind = if octets % 16 == 0 {
            octets.to_string().len() + 2
        } else {
            // There is a space between groups.
            last.len() + usize::from(octets % 4 == 0)
        };
        assert_eq!(*mark, format!("{:behind$}^^", ""), "{human}");
    }
}

#[test]
fn octets_that_are_left_over_are_marked_at_the_first() {
    let ended = decode("tcp_option", "0101", "");
    let reason = "reason  trailing_data: option at octet 1: octets are left over\n";
    assert!(ended.out.contains(reason), "{ended:?}");
    assert!(ended.out.ends_with("\n\n0  0101\n     ^^\n"), "{ended:?}");
}
