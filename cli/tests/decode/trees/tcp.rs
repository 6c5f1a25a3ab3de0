//! Trees of the TCP structures.

use super::assert_tree;

#[test]
fn service_affinity() {
    assert_tree(
        "tcp_option",
        "4f0a0000c000022801bb",
        "
0..10  tcp_option          10 octets
0..10    service_affinity  192.0.2.40:443
0          kind            79              4f
1          length          10 octets       0a
2..4       reserved        0               0000
4..8       address         192.0.2.40      c0000228
8..10      port            443             01bb
",
    );
}

#[test]
fn migrate_permitted() {
    assert_tree(
        "tcp_option",
        "0f14010000000000000000000000000000000abc",
        "
0..20  tcp_option           20 octets
0..20    migrate_permitted  secure
0          kind             15         0f
1          length           20 octets  14
2          curve            1          01
3..20      key_data         17 octets  00000000 00000000 00000000 0000000a
                                       bc
",
    );
}

#[test]
fn migrate() {
    assert_tree(
        "tcp_option",
        "10138501010101010101010202020202020202",
        "
0..19   tcp_option   19 octets
0..19     migrate
0           kind     16                                 10
1           length   19 octets                          13
2           reqno    133, in seven bits 5, Preload set  85
3..11       token    8 octets                           01010101 01010101
11..19      request  8 octets                           02020202 02020202
",
    );
}

#[test]
fn areas() {
    assert_tree(
        "tcp_options",
        "4f08c000022801bb0f0300fe03ab0100ffff",
        "
0..18   tcp_options          18 octets
0..8      service_affinity   192.0.2.40:443
0           kind             79                  4f
1           length           8 octets            08
2..6        address          192.0.2.40          c0000228
6..8        port             443                 01bb
8..11     migrate_permitted  insecure
8           kind             15                  0f
9           length           3 octets            03
10          curve            0                   00
11..14    option             kind 254, 3 octets  fe03 ab
14        nop                no operation        01
15        end                end of option list  00
16..18    padding            2 octets            ffff
",
    );
}

#[test]
fn headers() {
    assert_tree(
        "tcp_header",
        "c35001bb0000000100000000b102ffffabcd0000020405b401010f0300030307080a00000001\
         000000020000",
        "
0..44   tcp_header                44 octets
0..2      source_port             50000               c350
2..4      destination_port        443                 01bb
4..8      sequence_number         1                   00000001
8..12     acknowledgment_number   0                   00000000
12..14    data_offset and flags   SYN|SAF             b102
            data_offset           11, 44 octets       1011 .... .... ....
            reserved              0                   .... 000. .... ....
            SAF                   set                 .... ...1 .... ....
            CWR                   not set             .... .... 0... ....
            ECE                   not set             .... .... .0.. ....
            URG                   not set             .... .... ..0. ....
            ACK                   not set             .... .... ...0 ....
            PSH                   not set             .... .... .... 0...
            RST                   not set             .... .... .... .0..
            SYN                   set                 .... .... .... ..1.
            FIN                   not set             .... .... .... ...0
14..16    window                  65535               ffff
16..18    checksum                0xabcd              abcd
18..20    urgent_pointer          0                   0000
20..44    options                 24 octets
20..24      maximum_segment_size  kind 2, 4 octets    0204 05b4
24          nop                   no operation        01
25          nop                   no operation        01
26..29      migrate_permitted     insecure
26            kind                15                  0f
27            length              3 octets            03
28            curve               0                   00
29..32      window_scale          kind 3, 3 octets    0303 07
32..42      timestamps
32            kind                8                   08
33            length              10 octets           0a
34..38        tsval               1                   00000001
38..42        tsecr               2                   00000002
42          end                   end of option list  00
43          padding               1 octet             00
",
    );
}
