//! Servers that would forget are refused.

use rehome::crypto::Freshness;
use rehome_redis::RedisNoncesError;

use crate::support::{Server, consume};

#[test]
fn a_server_that_keeps_nothing_over_a_restart_is_refused_unless_accepted() {
    let Some(server) = Server::start(&["--appendonly", "no"]) else { return };
    let error = consume(&server.nonces(), 1).unwrap_err();
    assert!(matches!(error, RedisNoncesError::ForgetsAtRestart), "{error}");
    assert!(matches!(server.nonces().check_server(), Err(RedisNoncesError::ForgetsAtRestart)));
    let accepting = server.nonces().accept_loss_at_restart();
    assert_eq!(consume(&accepting, 1).unwrap(), Freshness::Fresh);
    assert_eq!(consume(&accepting, 1).unwrap(), Freshness::Replayed);

    server.command(&["CONFIG", "SET", "appendonly", "yes"]);
    assert_eq!(consume(&server.nonces(), 1).unwrap(), Freshness::Replayed);
}

#[test]
fn a_server_that_evicts_is_refused_unless_accepted() {
    let Some(server) = Server::start(&["--maxmemory", "100mb"]) else { return };
    assert_eq!(consume(&server.nonces(), 1).unwrap(), Freshness::Fresh);
    for policy in ["allkeys-lru", "volatile-lfu", "volatile-ttl", "allkeys-random"] {
        server.command(&["CONFIG", "SET", "maxmemory-policy", policy]);
        let error = consume(&server.nonces(), 2).unwrap_err();
        assert!(matches!(&error, RedisNoncesError::MayEvict { policy: p } if p == policy));
        assert!(error.to_string().contains(policy), "{error}");
    }
    assert_eq!(consume(&server.nonces().accept_eviction(), 2).unwrap(), Freshness::Fresh);
    server.command(&["CONFIG", "SET", "maxmemory", "0"]);
    assert_eq!(consume(&server.nonces(), 2).unwrap(), Freshness::Replayed);
}

#[test]
fn a_server_without_room_refuses_and_forgets_nothing() {
    let Some(server) = Server::start(&[]) else { return };
    let nonces = server.nonces();
    assert_eq!(consume(&nonces, 1).unwrap(), Freshness::Fresh);
    server.command(&["CONFIG", "SET", "maxmemory", "1"]);
    for number in [1, 2] {
        let error = consume(&nonces, number).unwrap_err();
        assert!(error.to_string().contains("OOM"), "{error}");
    }
    server.command(&["CONFIG", "SET", "maxmemory", "0"]);
    assert_eq!(consume(&nonces, 1).unwrap(), Freshness::Replayed);
    assert_eq!(consume(&nonces, 2).unwrap(), Freshness::Fresh);
}

#[test]
fn a_server_without_room_costs_no_connections() {
    let Some(server) = Server::start(&[]) else { return };
    let nonces = server.nonces();
    assert_eq!(consume(&nonces, 0).unwrap(), Freshness::Fresh);
    server.command(&["CONFIG", "SET", "maxmemory", "1"]);
    let mut connection = server.connection();
    let mut connections = || -> u64 {
        let info: String = redis::cmd("INFO").arg("stats").query(&mut connection).unwrap();
        let lines = &mut info.lines();
        lines
            .find_map(|line| line.strip_prefix("total_connections_received:"))
            .unwrap()
            .parse()
            .unwrap()
    };
    let before = connections();
    for number in 1..=200 {
        assert!(matches!(consume(&nonces, number), Err(RedisNoncesError::Command(_))));
    }
    assert_eq!(connections(), before, "for 200 refusals");
}

#[test]
fn a_replica_is_refused_at_once_and_when_it_becomes_one() {
    let Some(master) = Server::start(&[]) else { return };
    let replica_of = ["--replicaof", "127.0.0.1", &master.port().to_string()];
    let Some(replica) = Server::start(&replica_of) else { return };
    let error = consume(&replica.nonces(), 1).unwrap_err();
    assert!(matches!(&error, RedisNoncesError::NotMaster { .. }), "{error}");
    // One that takes writes would keep them to itself.
    replica.command(&["CONFIG", "SET", "replica-read-only", "no"]);
    let error = consume(&replica.nonces(), 1).unwrap_err();
    assert!(matches!(&error, RedisNoncesError::NotMaster { .. }), "{error}");

    let Some(other) = Server::start(&[]) else { return };
    let nonces = other.nonces();
    assert_eq!(consume(&nonces, 1).unwrap(), Freshness::Fresh);
    other.command(&["REPLICAOF", "127.0.0.1", &master.port().to_string()]);
    let error = consume(&nonces, 2).unwrap_err();
    assert!(error.to_string().contains("read only replica"), "{error}");
    let error = consume(&nonces, 2).unwrap_err();
    assert!(matches!(&error, RedisNoncesError::NotMaster { .. }), "{error}");
}

#[test]
fn a_user_needs_two_commands_and_no_more() {
    let Some(server) = Server::start(&[]) else { return };
    let rights = ["ACL", "SETUSER", "rehome", "on", ">pw", "~rehome:nonce:*", "+set", "+info"];
    server.command(&rights);
    let url = format!("redis://rehome:pw@127.0.0.1:{}", server.port());
    let nonces = rehome_redis::RedisNonces::open(&url).unwrap();
    assert_eq!(consume(&nonces, 1).unwrap(), Freshness::Fresh);
    assert_eq!(consume(&nonces, 1).unwrap(), Freshness::Replayed);

    server.command(&["ACL", "SETUSER", "rehome", "-info"]);
    let nonces = rehome_redis::RedisNonces::open(&url).unwrap();
    let error = consume(&nonces, 2).unwrap_err();
    assert!(matches!(&error, RedisNoncesError::Inspect(_)), "{error}");
    assert!(error.to_string().contains("no permissions"), "{error}");
}
