//! Trees of the TLS structures.

use super::assert_tree;
use crate::TOKEN;

#[test]
fn addresses() {
    assert_tree(
        "ip_address",
        "0120010db800000000000000000000004401bb",
        "
0..19   ip_address      19 octets
0         type          ipv6          01
1..17     ipv6_address  2001:db8::44  20010db8 00000000 00000000 00000044
17..19    port          443           01bb
",
    );
}

#[test]
fn tokens() {
    assert_tree(
        "migration_token",
        TOKEN,
        "
0..98   migration_token     98 octets
0..7      target_address    192.0.2.44:443
0           type            ipv4                              00
1..5        ipv4_address    192.0.2.44                        c000022c
5..7        port            443                               01bb
7..40     session_id        32 octets                         20
                                                              9496fad4 24bf9059 2194c442 3c43b446
                                                              59e04496 02fdac64 0334fdfc c728dd4a
40..48    expiry_timestamp  1800000000, 2027-01-15T08:00:00Z  00000000 6b49d200
48..65    nonce             16 octets                         10
                                                              2c5197c6 f290799d 1c74e361 61512bb0
65..98    signature         32 octets                         20
                                                              2e69e811 3fd3b827 16ed26ee e43f90fa
                                                              a90e3bd5 6f45215e 262303c3 36adcc9d
",
    );
}

#[test]
fn empty_extensions() {
    assert_tree(
        "migration_allowed",
        "",
        "
0..0  migration_allowed  0 octets
",
    );
}

#[test]
fn alerts() {
    assert_tree(
        "migrate_notify",
        "02fd",
        "
0..2  migrate_notify  2 octets
0       level         fatal                02
1       description   253, migrate_notify  fd
",
    );
}

#[test]
fn requests() {
    assert_tree(
        "migrate_request",
        "fd00001600145b323030313a6462383a3a34345d3a3434330000",
        "
0..26  migrate_request  26 octets
0        msg_type       253, migrate_request  fd
1..4     length         22 octets             000016
4..26    target         20 octets             0014
                                              5b323030 313a6462 383a3a34 345d3a34
                                              34330000
",
    );
}
