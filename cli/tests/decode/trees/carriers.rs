//! Trees of the messages that carry our extensions.

use super::assert_tree;
use crate::TOKEN;

#[test]
fn hellos() {
    assert_tree(
        "client_hello",
        &[
            "0100012b03030000000000000000000000000000000000000000000000000000000123456789\
             00000413011302010000fe1a1a0000002b0003020304fe4d0000123400180000000000000000\
             00000000000000000000000000000000fe4f0062",
            TOKEN,
            "0029006900230003a1b2c3000000010014d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d400\
             000002004220e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5\
             20f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6",
        ]
        .concat(),
        "
0..303    client_hello                     303 octets
0           msg_type                       client_hello                      01
1..4        length                         299 octets                        00012b
4..6        legacy_version                 TLS 1.2                           0303
6..38       random                         32 octets                         00000000 00000000 00000000 00000000
                                                                             00000000 00000000 00000001 23456789
38          legacy_session_id              0 octets                          00
39..45      cipher_suites                  2 suites                          0004 13011302
45..47      legacy_compression_methods     1 octet                           01 00
47..303     extensions                     6 extensions
47..49        length                       254 octets                        00fe
49..53        GREASE                       type 6682, 0 octets               1a1a0000
53..60        supported_versions           type 43, 3 octets                 002b0003 020304
60..64        migration_support            type 65101, 0 octets              fe4d0000
64..92        extension                    type 4660, 24 octets              12340018
                                                                             00000000 00000000 00000000 00000000
                                                                             00000000 00000000
92..194       migration_token
92..94          extension_type             65103                             fe4f
94..96          length                     98 octets                         0062
96..103         target_address             192.0.2.44:443
96                type                     ipv4                              00
97..101           ipv4_address             192.0.2.44                        c000022c
101..103          port                     443                               01bb
103..136        session_id                 32 octets                         20
                                                                             9496fad4 24bf9059 2194c442 3c43b446
                                                                             59e04496 02fdac64 0334fdfc c728dd4a
136..144        expiry_timestamp           1800000000, 2027-01-15T08:00:00Z  00000000 6b49d200
144..161        nonce                      16 octets                         10
                                                                             2c5197c6 f290799d 1c74e361 61512bb0
161..194        signature                  32 octets                         20
                                                                             2e69e811 3fd3b827 16ed26ee e43f90fa
                                                                             a90e3bd5 6f45215e 262303c3 36adcc9d
194..303      pre_shared_key
194..196        extension_type             41                                0029
196..198        length                     105 octets                        0069
198..235        identities
198..200          length                   35 octets                         0023
200..209          PskIdentity
200..205            identity               3 octets                          0003 a1b2c3
205..209            obfuscated_ticket_age  1                                 00000001
209..235          PskIdentity
209..231            identity               20 octets                         0014
                                                                             d4d4d4d4 d4d4d4d4 d4d4d4d4 d4d4d4d4
                                                                             d4d4d4d4
231..235            obfuscated_ticket_age  2                                 00000002
235..303        binders
235..237          length                   66 octets                         0042
237..270          PskBinderEntry           32 octets                         20
                                                                             e5e5e5e5 e5e5e5e5 e5e5e5e5 e5e5e5e5
                                                                             e5e5e5e5 e5e5e5e5 e5e5e5e5 e5e5e5e5
270..303          PskBinderEntry           32 octets                         20
                                                                             f6f6f6f6 f6f6f6f6 f6f6f6f6 f6f6f6f6
                                                                             f6f6f6f6 f6f6f6f6 f6f6f6f6 f6f6f6f6
",
    );
}

#[test]
fn tickets() {
    assert_tree(
        "new_session_ticket",
        "0400002f00001c20010203040200010014777777777777777777777777777777777777777700\
             0c002a000400004000fe4e0000",
        "
0..51   new_session_ticket     51 octets
0         msg_type             new_session_ticket    04
1..4      length               47 octets             00002f
4..8      ticket_lifetime      7200 seconds          00001c20
8..12     ticket_age_add       16909060              01020304
12..15    ticket_nonce         2 octets              02 0001
15..37    ticket               20 octets             0014
                                                     77777777 77777777 77777777 77777777
                                                     77777777
37..51    extensions           2 extensions
37..39      length             12 octets             000c
39..47      early_data         type 42, 4 octets     002a0004 00004000
47..51      migration_allowed  type 65102, 0 octets  fe4e0000
",
    );
}
