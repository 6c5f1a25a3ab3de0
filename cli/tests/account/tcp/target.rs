//! `target_unusable` and `target_private`, of options. A token's are with those about tokens.

use super::{
    ACK, ANYCAST, ANYCAST_IPV6, CLIENT, CLIENT_IPV6, Capture, Connection, FIN, From, SAF, affinity,
    read_plain,
};

/// What is said of an option from that server: its codes.
fn told([client, server]: [&str; 2], target: &str) -> Vec<&'static str> {
    let mut capture = Capture::new();
    let mut connection = Connection::new(client, server);
    connection.shake(&mut capture, SAF, &[], &[]);
    let frame = connection.send(&mut capture, From::Server, FIN | ACK, &[affinity(target)], b"");
    let said = read_plain(&capture);
    let its = said.codes().into_iter().filter(|(code, _)| code.starts_with("target_"));
    // That nobody went there is what a story says.
    let its = its.filter(|(code, _)| *code != "target_never_contacted");
    its.inspect(|(_, frames)| assert_eq!(*frames, [frame])).map(|(code, _)| code).collect()
}

#[test]
fn where_nobody_can_connect_to() {
    for target in ["203.0.113.44:0", "0.0.0.0:443", "224.0.0.1:443", "255.255.255.255:443"] {
        assert_eq!(told([CLIENT, ANYCAST], target), ["target_unusable"], "{target}");
    }
    for target in ["[2001:db8::44]:0", "[::]:443", "[ff02::1]:443"] {
        assert_eq!(told([CLIENT_IPV6, ANYCAST_IPV6], target), ["target_unusable"], "{target}");
    }
}

#[test]
fn where_fewer_can_connect_to_than_to_who_says_so() {
    for target in ["10.0.0.44:443", "192.168.7.7:443", "127.0.0.1:443", "169.254.1.1:443"] {
        assert_eq!(told([CLIENT, ANYCAST], target), ["target_private"], "{target}");
    }
    for target in ["[fd00::44]:443", "[fe80::44]:443", "[::1]:443", "[::ffff:10.0.0.44]:443"] {
        assert_eq!(told([CLIENT_IPV6, ANYCAST_IPV6], target), ["target_private"], "{target}");
    }
}

#[test]
fn where_a_client_can_go() {
    for target in ["203.0.113.44:8443", "[2001:db8:3::44]:8443"] {
        assert!(told([CLIENT, ANYCAST], target).is_empty(), "{target}");
    }
    // All within one private network.
    assert!(told(["10.0.0.10:50000", "10.0.0.1:443"], "10.9.0.2:443").is_empty());
}
