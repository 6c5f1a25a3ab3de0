//! What is remembered, and for how long.

use std::time::Duration;

use redis::Value;
use rehome::crypto::{Freshness, MAX_NONCE_RETENTION, NonceMemory, NonceUse};
use rehome::tls::{Nonce, SessionId};
use rehome_redis::{RedisNonces, RedisNoncesError};

use crate::support::{NOW, Server, consume, consume_at, fastest_within, with_nonce};

#[test]
fn a_nonce_is_fresh_once_for_all_servers() {
    let Some(server) = Server::start(&[]) else { return };
    let (one, other) = (server.nonces(), server.nonces());
    one.check_server().unwrap();
    assert_eq!(consume(&one, 1).unwrap(), Freshness::Fresh);
    for nonces in [&one, &other, &server.nonces()] {
        assert_eq!(consume(nonces, 1).unwrap(), Freshness::Replayed);
    }
    assert_eq!(consume(&other, 2).unwrap(), Freshness::Fresh);
    assert_eq!(consume(&one, 2).unwrap(), Freshness::Replayed);
}

#[test]
fn databases_and_passwords_are_named_by_the_address() {
    let Some(server) = Server::start(&["--requirepass", "open sesame", "--databases", "3"]) else {
        return;
    };
    let at = |rest: &str| {
        RedisNonces::open(&format!("redis://{rest}")).unwrap().timeout(Duration::from_secs(2))
    };
    let host = format!("127.0.0.1:{}", server.port());
    let two = at(&format!(":open%20sesame@{host}/2"));
    assert_eq!(consume(&two, 1).unwrap(), Freshness::Fresh);
    let two_again = at(&format!(":open%20sesame@{host}/2?protocol=resp3"));
    assert_eq!(consume(&two_again, 1).unwrap(), Freshness::Replayed);
    let one = at(&format!(":open%20sesame@{host}/1?protocol=resp3"));
    assert_eq!(consume(&one, 1).unwrap(), Freshness::Fresh);

    for wrong in [format!(":wrong@{host}"), host.clone(), format!(":open%20sesame@{host}/9")] {
        let error = consume(&at(&wrong), 2).unwrap_err();
        println!("{wrong}: {error}");
        assert!(!matches!(error, RedisNoncesError::Command(_)), "{error:?}");
    }
    let shown = format!("{two:?} {:?}", consume(&at(&format!(":hidden@{host}")), 2).unwrap_err());
    assert!(!shown.contains("sesame") && !shown.contains("hidden"), "{shown}");
    assert!(shown.contains(&host), "{shown}");
}

#[test]
fn a_socket_is_named_by_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("redis.sock");
    let path = path.to_str().unwrap();
    let Some(server) = Server::start(&["--unixsocket", path]) else { return };
    for url in [format!("redis+unix://{path}"), format!("unix://{path}?db=0")] {
        let nonces = RedisNonces::open(&url).unwrap().timeout(Duration::from_secs(2));
        nonces.check_server().unwrap();
    }
    let nonces = RedisNonces::open(&format!("unix://{path}")).unwrap();
    let nonces = nonces.timeout(Duration::from_secs(2));
    assert_eq!(consume(&nonces, 1).unwrap(), Freshness::Fresh);
    assert_eq!(consume(&server.nonces(), 1).unwrap(), Freshness::Replayed);
    // Stopped, it takes no command, though the system takes the connection for it.
    server.signal("STOP");
    let short = nonces.timeout(Duration::from_millis(50));
    let error = fastest_within(Duration::from_millis(50), || consume(&short, 2)).unwrap_err();
    assert!(error.to_string().ends_with("no answer within 50ms"), "{error}");
}

#[test]
fn octets_that_move_between_the_fields_are_another_nonce() {
    let Some(server) = Server::start(&[]) else { return };
    let nonces = server.nonces();
    let octets: Vec<u8> = (0..64).collect();
    for at in 32..=48 {
        let (session_id, nonce) = octets.split_at(at);
        let used = NonceUse {
            session_id: SessionId::new(session_id).unwrap(),
            nonce: Nonce::new(nonce).unwrap(),
            now: NOW,
            retain_until: NOW,
        };
        assert_eq!(nonces.consume(&used).unwrap(), Freshness::Fresh);
        assert_eq!(nonces.consume(&used).unwrap(), Freshness::Replayed);
    }
    // The longest, with octets that a text would not have.
    let used = NonceUse {
        session_id: SessionId::from_array(&[0xff; 255]),
        nonce: Nonce::from_array(b"\r\n\0 *1\r\n$4\r\nPING"),
        now: NOW,
        retain_until: NOW,
    };
    assert_eq!(nonces.consume(&used).unwrap(), Freshness::Fresh);
    assert_eq!(nonces.consume(&used).unwrap(), Freshness::Replayed);

    let key = nonces.key(&used);
    assert_eq!(key[..14], *b"rehome:nonce:\xff");
    assert_eq!(key[14..269], [0xff; 255]);
    assert_eq!(key[269..], *b"\r\n\0 *1\r\n$4\r\nPING");
    assert_eq!(server.command(&["DBSIZE"]), Value::Int(18));
}

#[test]
fn another_prefix_is_another_memory() {
    let Some(server) = Server::start(&[]) else { return };
    let other = server.nonces().key_prefix("{staging}:");
    assert_eq!(consume(&server.nonces(), 1).unwrap(), Freshness::Fresh);
    assert_eq!(consume(&other, 1).unwrap(), Freshness::Fresh);
    assert_eq!(consume(&other, 1).unwrap(), Freshness::Replayed);
    with_nonce(1, NOW, NOW, |used| assert!(other.key(used).starts_with(b"{staging}:\x20")));
}

#[test]
fn an_entry_lives_to_the_end_of_its_last_second_and_a_margin() {
    let Some(server) = Server::start(&[]) else { return };
    let mut connection = server.connection();
    let mut number = 0;
    let mut milliseconds = |nonces: &RedisNonces, retention: u64| -> u64 {
        number += 1;
        let fresh = consume_at(nonces, number, NOW, NOW + retention).unwrap();
        assert_eq!(fresh, Freshness::Fresh);
        let key = with_nonce(number, NOW, NOW, |used| nonces.key(used));
        redis::cmd("PTTL").arg(key).query(&mut connection).unwrap()
    };
    // Less what has passed since.
    let near = |milliseconds: u64, seconds: u64| {
        (seconds * 1000 - 5000..=seconds * 1000).contains(&milliseconds)
    };
    assert!(near(milliseconds(&server.nonces(), 300), 361));
    assert!(near(milliseconds(&server.nonces(), 0), 61));
    let longest = MAX_NONCE_RETENTION.as_secs();
    assert!(near(milliseconds(&server.nonces(), longest), longest + 61));
    let exact = server.nonces().margin(Duration::ZERO);
    assert!(near(milliseconds(&exact, 300), 301));

    // And no longer: one second for a token in its last.
    assert_eq!(consume_at(&exact, 1000, NOW, NOW).unwrap(), Freshness::Fresh);
    assert_eq!(consume_at(&exact, 1000, NOW, NOW).unwrap(), Freshness::Replayed);
    std::thread::sleep(Duration::from_millis(1100));
    assert_eq!(consume_at(&exact, 1000, NOW, NOW).unwrap(), Freshness::Fresh);
}

#[test]
fn what_is_over_or_too_long_is_refused_before_anything_is_sent() {
    let Some(server) = Server::start(&[]) else { return };
    let nonces = server.nonces();
    let longest = MAX_NONCE_RETENTION.as_secs();
    for retention in [longest + 1, u64::MAX - NOW] {
        let error = consume_at(&nonces, 1, NOW, NOW + retention).unwrap_err();
        assert!(
            matches!(error, RedisNoncesError::TooLong { retention: r, max } if r == retention && max == longest)
        );
    }
    let error = consume_at(&nonces, 1, NOW, NOW - 1).unwrap_err();
    assert!(matches!(error, RedisNoncesError::Passed { retain_until } if retain_until == NOW - 1));

    // Without a limit of ours, that of Redis: in milliseconds, and it must take what we send.
    let unbounded = server.nonces().max_retention(Duration::MAX);
    let error = consume_at(&unbounded, 1, 0, u64::MAX).unwrap_err();
    let RedisNoncesError::TooLong { max, .. } = error else { panic!("{error}") };
    assert!(matches!(
        consume_at(&unbounded, 1, NOW, NOW + max + 1),
        Err(RedisNoncesError::TooLong { .. })
    ));
    for margin in [Duration::MAX, Duration::from_secs(i64::MAX.unsigned_abs() / 1000)] {
        let endless = server.nonces().margin(margin);
        assert!(matches!(consume(&endless, 1), Err(RedisNoncesError::TooLong { .. })));
    }
    assert_eq!(server.command(&["DBSIZE"]), Value::Int(0));
    assert_eq!(consume_at(&unbounded, 1, NOW, NOW + max).unwrap(), Freshness::Fresh);
    assert_eq!(consume_at(&unbounded, 1, NOW, NOW + max).unwrap(), Freshness::Replayed);
}
