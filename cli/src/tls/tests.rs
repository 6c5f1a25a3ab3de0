//! Streams built record by record: what is told of them, and what is held.

mod build;

use build::{Peer, Seen, client_hello, key_log, plain, read, reader, server_hello};

use super::{KeyLog, Left, What};
use crate::flow::Direction::{Backward, Forward};

const FINISHED: [u8; 4] = [20, 0, 0, 0];
const KEY_UPDATE: [u8; 5] = [24, 0, 0, 1, 0];
const TICKET: [u8; 17] = [4, 0, 0, 13, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 1, 7, 0];

/// A whole handshake up to the first ticket, in the clear and protected.
fn server(peer: &mut Peer) -> Vec<Vec<u8>> {
    vec![
        plain(22, &server_hello(0x1301)),
        plain(20, &[1]),
        peer.handshake(22, &FINISHED),
        peer.application(22, &TICKET),
    ]
}

fn read_all(key_log: KeyLog, client: &[u8], server: &[Vec<u8>]) -> Vec<Seen> {
    let mut reader = reader(key_log);
    read(&mut reader, Forward, client);
    server.iter().for_each(|record| read(&mut reader, Backward, record));
    reader.seen
}

fn names(seen: &[Seen]) -> Vec<String> {
    seen.iter().map(ToString::to_string).collect()
}

#[test]
fn a_handshake_is_read_to_the_tickets() {
    let seen = read_all(key_log(), &plain(22, &client_hello(&[])), &server(&mut Peer::server()));
    let expected = ["Client clear 1", "Server clear 2", "Server finished", "Server protected 4"];
    assert_eq!(names(&seen), expected);
}

#[test]
fn what_a_server_says_waits_for_the_clients_hello() {
    let mut reader = reader(key_log());
    let records = server(&mut Peer::server()).concat();
    read(&mut reader, Backward, &records);
    assert_eq!(names(&reader.seen), ["Server clear 2"]);
    assert!(reader.connection.waits());
    read(&mut reader, Forward, &plain(22, &client_hello(&[])));
    assert_eq!(
        names(&reader.seen),
        ["Server clear 2", "Client clear 1", "Server finished", "Server protected 4"]
    );
    assert!(!reader.connection.waits());
    assert_eq!(reader.connection.held(), 0);
    // The ticket was there in the first frame.
    assert_eq!(reader.seen.last().map(|seen| seen.frame), Some(1));
}

#[test]
fn records_wait_for_secrets_that_may_come() {
    let mut late = KeyLog::new();
    late.set_more_may_come(true);
    let mut reader = reader(late);
    read(&mut reader, Forward, &plain(22, &client_hello(&[])));
    read(&mut reader, Backward, &server(&mut Peer::server()).concat());
    assert_eq!(names(&reader.seen), ["Client clear 1", "Server clear 2"]);
    reader.key_log = key_log();
    reader.retry();
    assert_eq!(reader.seen.len(), 4);
    assert!(!reader.connection.waits());
    assert_eq!(reader.connection.held(), 0);
}

#[test]
fn one_direction_alone_is_read_at_the_end() {
    let mut peer = Peer::client();
    let client = [
        plain(22, &client_hello(&[])),
        peer.handshake(22, &FINISHED),
        peer.application(21, &[1, 253]),
    ];
    // Of the client's the suite is tried.
    let mut alone = reader(key_log());
    client.iter().for_each(|record| read(&mut alone, Forward, record));
    assert_eq!(names(&alone.seen), ["Client clear 1"]);
    alone.finish();
    assert_eq!(names(&alone.seen)[1..], ["Client finished", "Client protected alert 253"]);
    assert_eq!(alone.seen[2].frame, 3);
    // Of the server's the secrets are not known.
    let mut alone = reader(key_log());
    server(&mut Peer::server()).iter().for_each(|record| read(&mut alone, Backward, record));
    alone.finish();
    assert_eq!(names(&alone.seen), ["Server clear 2", "no_hello"]);
    assert!(!alone.connection.waits());
}

#[test]
fn what_waits_for_too_long_is_passed_over_and_told() {
    let mut late = KeyLog::new();
    late.set_more_may_come(true);
    let mut reader = reader(late);
    reader.limit = 100_000;
    read(&mut reader, Forward, &plain(22, &client_hello(&[])));
    read(&mut reader, Backward, &plain(22, &server_hello(0x1301)));
    for _ in 0..20 {
        read(&mut reader, Backward, &plain(23, &[0; 16_000]));
        assert!(reader.connection.held() <= 110_000);
    }
    assert_eq!(names(&reader.seen).last().unwrap(), "held_limit");
    // Secrets that come now are of no use for what follows, and nothing pretends otherwise.
    reader.key_log = key_log();
    let records = server(&mut Peer::server()).split_off(2).concat();
    read(&mut reader, Backward, &records);
    assert_eq!(reader.seen.len(), 3);
    assert!(!reader.connection.waits());
    assert_eq!(reader.connection.held(), 0);
    // An alert in the clear is still seen.
    read(&mut reader, Backward, &plain(21, &[1, 253]));
    assert_eq!(names(&reader.seen).last().unwrap(), "Server clear alert 253");
}

#[test]
fn a_key_update_changes_the_keys_of_its_direction() {
    let mut peer = Peer::server();
    let mut records = server(&mut peer);
    for _ in 0..3 {
        records.push(peer.application(22, &KEY_UPDATE));
        peer.update();
        records.push(peer.application(22, &TICKET));
    }
    let seen = read_all(key_log(), &plain(22, &client_hello(&[])), &records);
    assert_eq!(names(&seen)[3..], ["Server protected 4"; 4]);
}

#[test]
fn what_ends_a_direction_is_told_once() {
    let ends = |change: &dyn Fn(&mut Vec<Vec<u8>>, &mut Peer), what: What| {
        let mut peer = Peer::server();
        let mut records = server(&mut peer);
        change(&mut records, &mut peer);
        records.push(peer.application(22, &TICKET));
        records.push(plain(21, &[1, 253]));
        let seen = names(&read_all(key_log(), &plain(22, &client_hello(&[])), &records));
        assert_eq!(seen.last().unwrap(), what.code());
        assert_eq!(seen.iter().filter(|seen| *seen == what.code()).count(), 1);
    };
    ends(&|records, _| records[3][20] ^= 1, What::NotAuthentic);
    ends(&|records, _| records[3][4] -= 1, What::NotAuthentic);
    ends(&|records, _| drop(records.remove(2)), What::NotAuthentic);
    ends(&|records, peer| records.push(peer.application(0, &[])), What::BadPlaintext);
    ends(&|records, peer| records.push(peer.application(0, &[0; 9])), What::BadPlaintext);
    ends(&|records, _| records.push(b"GET / HTTP/1.1\r\n".to_vec()), What::NotARecord);
    ends(&|records, _| records.push(vec![23, 3, 3, 0x41, 1]), What::NotARecord);
    ends(&|records, _| records.push(plain(24, &[1])), What::NotARecord);
    ends(&|records, _| records.push(plain(22, &[2, 0])), What::Unprotected);
    let update = [&KEY_UPDATE[..], &TICKET].concat();
    ends(&|records, peer| records.push(peer.application(22, &update)), What::SpansKeyChange);
    // A message that begins in the clear and goes on protected.
    ends(&|records, _| records.insert(1, plain(22, &[4, 0, 0])), What::SpansKeyChange);
}

#[test]
fn what_can_not_be_opened_is_told_once_and_passed_over() {
    let hello = plain(22, &client_hello(&[]));
    let mut records = server(&mut Peer::server());
    records.push(plain(21, &[2, 253]));
    let seen = names(&read_all(KeyLog::new(), &hello, &records));
    let expected = ["Client clear 1", "Server clear 2", "no_secret", "Server clear alert 253"];
    assert_eq!(seen, expected);
    records[0] = plain(22, &server_hello(0x1304));
    let seen = names(&read_all(key_log(), &hello, &records));
    let other = "other_cipher_suite";
    assert_eq!(seen, ["Client clear 1", "Server clear 2", other, "Server clear alert 253"]);
}

#[test]
fn of_records_that_can_not_be_opened_only_headers_are_held() {
    let mut reader = reader(KeyLog::new());
    read(&mut reader, Forward, &plain(22, &client_hello(&[])));
    let mut peer = Peer::server();
    server(&mut peer).iter().for_each(|record| read(&mut reader, Backward, record));
    let record = peer.application(23, &[7; 1000]);
    read(&mut reader, Backward, &[&record[..], &record, &record[..500]].concat());
    let Left::AllBut { from, until } = reader.connection.left(Backward) else { panic!() };
    assert_eq!(until - from, record.len() as u64 - 5, "all but its header");
    assert_eq!(reader.connection.held(), 0);
    read(&mut reader, Backward, &[&record[500..], &record[..3]].concat());
    assert_eq!(reader.connection.left(Backward), Left::All);
    assert!(reader.connection.held() > 0);
    read(&mut reader, Backward, &record[3..]);
    assert_eq!(reader.connection.held(), 0);
    read(&mut reader, Backward, &plain(21, &[2, 253]));
    assert_eq!(names(&reader.seen)[2..], ["no_secret", "Server clear alert 253"]);
}

#[test]
fn a_message_that_is_too_long_is_passed_over_and_told() {
    let mut reader = reader(key_log());
    reader.limit = 70_000;
    read(&mut reader, Forward, &plain(22, &client_hello(&[])));
    let mut peer = Peer::server();
    server(&mut peer).iter().for_each(|record| read(&mut reader, Backward, record));
    let long = [&[4, 1, 0, 0][..], &[7; 65_536]].concat();
    for piece in long.chunks(16_000) {
        read(&mut reader, Backward, &peer.application(22, piece));
    }
    assert_eq!(names(&reader.seen)[3..], ["Server protected 4"; 2]);
    let longer = [&[4, 0x10, 0, 0][..], &[7; 16_000]].concat();
    read(&mut reader, Backward, &peer.application(22, &longer));
    for _ in 0..63 {
        read(&mut reader, Backward, &peer.application(22, &[7; 16_384]));
    }
    assert_eq!(reader.seen.len(), 5);
    read(&mut reader, Backward, &peer.application(22, &[&[7; 384][..], &TICKET].concat()));
    assert_eq!(names(&reader.seen)[5..], ["message_limit", "Server protected 4"]);
}

#[test]
fn early_data_are_opened_or_passed_over() {
    let early_data = [0, 42, 0, 0];
    for (is_given, is_taken) in [(true, true), (true, false), (false, true), (false, false)] {
        let mut peer = Peer::client();
        let mut client = vec![
            plain(22, &client_hello(&early_data)),
            plain(20, &[1]),
            peer.early(21, &[1, 253]),
            peer.early(23, b"data"),
        ];
        if is_taken {
            client.push(peer.early(22, &[5, 0, 0, 0]));
        }
        client.push(peer.handshake(22, &FINISHED));
        client.push(peer.application(21, &[2, 253]));
        let mut reader = reader(key_log());
        if !is_given {
            reader.key_log = build::key_log_without("EARLY");
        }
        // Before the server's hello is there, and behind it.
        let split = usize::from(is_taken) * 2;
        client[..split].iter().for_each(|record| read(&mut reader, Forward, record));
        read(&mut reader, Backward, &server(&mut Peer::server()).concat());
        client[split..].iter().for_each(|record| read(&mut reader, Forward, record));
        let seen = names(&reader.seen);
        let alerts: Vec<_> = seen.iter().filter(|seen| seen.contains("alert")).collect();
        let both = ["Client protected alert 253"; 2];
        assert_eq!(alerts, both[usize::from(!is_given)..], "{is_given} {is_taken}: {seen:?}");
        assert_eq!(seen.iter().filter(|seen| seen.contains('_')).count(), 0, "{seen:?}");
    }
}

#[test]
fn other_protocols_are_no_tls() {
    for octets in [
        &b"GET / HTTP/1.1\r\n"[..],
        &[22, 3, 1, 0, 5, 3, 0],
        &[22, 2, 9, 0, 5, 3],
        &[22, 2, 9, 0x41, 1, 1],
        &[23, 2, 9],
        &[0; 9],
        &[23, 3, 3, 0x80, 0],
    ] {
        let mut reader = reader(key_log());
        read(&mut reader, Forward, octets);
        assert!(reader.connection.is_over(Forward), "{octets:?}");
        assert!(!reader.connection.is_over(Backward));
        assert!(reader.seen.is_empty());
    }
    for octets in
        [&[22, 3, 9, 0, 0][..], &[22, 2, 9, 0, 5, 1], &[21, 3, 0, 0, 2], &[23, 3, 3, 0x40, 0]]
    {
        let mut reader = reader(key_log());
        read(&mut reader, Forward, octets);
        assert!(!reader.connection.is_over(Forward), "{octets:?}");
    }
    let mut reader = reader(key_log());
    for octet in [22, 0x7f, 0x12, 0, 9, 2] {
        read(&mut reader, Forward, &[octet]);
        assert!(!reader.connection.is_over(Forward));
    }
}

#[test]
fn the_server_of_another_version_ends_both() {
    let mut reader = reader(key_log());
    read(&mut reader, Forward, &plain(22, &client_hello(&[])));
    let mut hello = server_hello(0xc02f);
    let version = hello.len() - 1;
    hello[version] = 3;
    read(&mut reader, Backward, &plain(22, &hello));
    assert!(reader.connection.is_over(Forward) && reader.connection.is_over(Backward));
    assert_eq!(names(&reader.seen), ["Client clear 1", "Server clear 2"]);
}

#[test]
fn behind_a_hello_of_another_protocol_nothing_is_read_however_it_is_cut() {
    let older = [&[2, 0, 0, 38, 3, 3][..], &[9; 32], &[0, 0xc0, 0x2f, 0]].concat();
    let alert = plain(21, &[1, 0]);
    let behind = [plain(22, &older), alert.clone(), vec![0xff; 5]].concat();
    let twice = [plain(22, &[&older[..], &older].concat()), alert].concat();
    for stream in [behind, twice] {
        for length in 1..=stream.len() {
            let mut reader = reader(KeyLog::new());
            stream.chunks(length).for_each(|chunk| read(&mut reader, Backward, chunk));
            assert_eq!(names(&reader.seen), ["Server clear 2"], "cut into {length} octets each");
        }
    }
}
