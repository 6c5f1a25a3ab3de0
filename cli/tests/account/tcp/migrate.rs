//! `migrate_without_syn`, `migrate_beside_other`, `key_without_timestamps` and `option_repeated`.

use rehome::OptionKinds;
use rehome::tcp::{TcpOption, Timestamps};
use rehome_cli::element::Judge;
use rehome_cli::finding::Rules;
use rehome_cli::tls::KeyLog;

use super::{
    ACK, ANYCAST, CLIENT, Capture, Connection, FIN, From, INSECURE, MIGRATE, SAF, SECURE, SYN,
    TARGET, TARGET_IPV6, affinity, said_of, said_of_area,
};
use crate::read;

#[test]
fn options_of_migrate_without_syn() {
    for option in [MIGRATE, INSECURE] {
        for flags in [ACK, FIN | ACK] {
            assert_eq!(said_of(flags, &[option]).frames("migrate_without_syn"), [[1]]);
        }
        for flags in [SYN, SYN | ACK] {
            assert!(said_of(flags, &[option]).frames("migrate_without_syn").is_empty());
        }
    }
    // Both, each for itself.
    assert_eq!(said_of(ACK, &[MIGRATE, INSECURE]).frames("migrate_without_syn"), [[1], [1]]);
}

#[test]
fn another_option_beside_migrate() {
    let data = Timestamps::default().to_data();
    let timestamps = Timestamps::to_option(&data);
    for options in [[MIGRATE, INSECURE], [timestamps, MIGRATE]] {
        assert_eq!(said_of(SYN, &options).frames("migrate_beside_other"), [[1]]);
    }
    // Maximum segment size, before and malformed.
    let mut area = [0; 24];
    area[..6].copy_from_slice(&[2, 4, 5, 180, 16, 19]);
    assert_eq!(said_of_area(SYN, &area).frames("migrate_beside_other"), [[1]]);
    // Padding is no option.
    for options in [&[MIGRATE][..], &[TcpOption::Nop, MIGRATE, TcpOption::End]] {
        assert!(said_of(SYN, options).frames("migrate_beside_other").is_empty());
    }
    assert!(said_of(SYN, &[timestamps, INSECURE]).frames("migrate_beside_other").is_empty());
}

#[test]
fn a_key_of_which_the_rest_is_missing() {
    let data = Timestamps::default().to_data();
    let timestamps = Timestamps::to_option(&data);
    for flags in [SYN, SYN | ACK] {
        assert_eq!(said_of(flags, &[SECURE]).frames("key_without_timestamps"), [[1]]);
        for options in [[SECURE, timestamps], [timestamps, SECURE]] {
            assert!(said_of(flags, &options).frames("key_without_timestamps").is_empty());
        }
        assert!(said_of(flags, &[INSECURE]).frames("key_without_timestamps").is_empty());
    }
}

#[test]
fn an_option_more_than_once() {
    let (ipv4, ipv6) = (affinity(TARGET), affinity("192.0.2.41:1"));
    assert_eq!(said_of(FIN | ACK, &[ipv4, ipv6]).frames("option_repeated"), [[1]]);
    assert_eq!(said_of(SYN, &[MIGRATE, MIGRATE]).frames("option_repeated"), [[1]]);
    assert_eq!(said_of(SYN, &[INSECURE, INSECURE]).frames("option_repeated"), [[1]]);
    let said = said_of_area(FIN | ACK, &[80, 3, 0, 80, 3, 0]);
    assert_eq!(said.frames("option_repeated"), [[1]], "malformed ones count");
    // One of each family is none too many.
    let both = [affinity(TARGET), affinity(TARGET_IPV6)];
    assert!(said_of(FIN | ACK, &both).frames("option_repeated").is_empty());
    let padded = [TcpOption::Nop, TcpOption::Nop, INSECURE];
    assert!(said_of(SYN, &padded).frames("option_repeated").is_empty());
}

#[test]
fn by_other_kinds() {
    let kinds = OptionKinds::builder().migrate(rehome::OptionKind(200)).build().unwrap();
    let rules = Rules { kinds, ..Rules::default() };
    let mut capture = Capture::new();
    let mut connection = Connection::new(CLIENT, ANYCAST);
    let mut area = [9; 20];
    area[..2].copy_from_slice(&[200, 19]);
    area[19] = 0;
    connection.send_area(&mut capture, From::Client, ACK | SAF, &area, b"");
    area[0] = 16;
    connection.send_area(&mut capture, From::Client, ACK, &area, b"");
    let said = read(&capture, rules, KeyLog::new(), Judge::new());
    assert_eq!(said.frames("migrate_without_syn"), [[1]]);
}
