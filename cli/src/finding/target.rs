//! Where a token or an option tells a client to go.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use rehome::tls::IpAddress;

use super::Id;

/// From how far an address can be reached, the nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    /// Loopback (RFC 1122, section 3.2.1.3; RFC 4291, section 2.5.3).
    Host,
    /// Link-local (RFC 3927; RFC 4291, section 2.5.6).
    Link,
    /// Private use (RFC 1918), shared behind a carrier's NAT (RFC 6598), unique local (RFC 4193).
    Private,
    /// All others, those for documentation too.
    Everywhere,
}

impl Reach {
    fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::of_v4(address),
            IpAddr::V6(address) => Self::of_v6(address),
        }
    }

    fn of_v4(address: Ipv4Addr) -> Self {
        // 100.64.0.0/10.
        let is_shared = matches!(address.octets(), [100, 64..=127, ..]);
        match address {
            _ if address.is_loopback() => Self::Host,
            _ if address.is_link_local() => Self::Link,
            _ if address.is_private() || is_shared => Self::Private,
            _ => Self::Everywhere,
        }
    }

    fn of_v6(address: Ipv6Addr) -> Self {
        match address {
            _ if address.is_loopback() => Self::Host,
            _ if address.is_unicast_link_local() => Self::Link,
            _ if address.is_unique_local() => Self::Private,
            _ => Self::Everywhere,
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Host => "can be reached from its own host only",
            Self::Link => "can be reached on its own link only",
            Self::Private => "can be reached in a private network only",
            Self::Everywhere => "can be reached from everywhere",
        }
    }
}

/// What is wrong with a target that a server at `from` names, if anything: nobody can connect to it, or
/// not everybody who has reached `from`.
pub(super) fn judge(target: IpAddress, from: SocketAddr) -> Option<(Id, String)> {
    if let Some(why) = why_unusable(target) {
        return Some((Id::TargetUnusable, format!("no client can connect to {target}: {why}")));
    }
    let reach = Reach::of(target.address);
    (reach < Reach::of(from.ip())).then(|| {
        let message = format!("the target {target} {}, unlike {from}, who names it", reach.words());
        (Id::TargetPrivate, message)
    })
}

/// By the ruling of [`IpAddress::is_usable`].
fn why_unusable(target: IpAddress) -> Option<&'static str> {
    let address = target.address.to_canonical();
    match target {
        _ if target.is_usable() => None,
        _ if target.port == 0 => Some("its port is 0"),
        _ if address.is_unspecified() => Some("its address is the unspecified one"),
        _ if address.is_multicast() => Some("its address is one of multicast"),
        _ => Some("its address is the one of broadcast"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(target: &str, from: &str) -> Option<Id> {
        let target: SocketAddr = target.parse().unwrap();
        judge(target.try_into().unwrap(), from.parse().unwrap()).map(|(id, _)| id)
    }

    #[test]
    fn what_no_client_can_use() {
        let from = "198.51.100.1:443";
        for target in ["203.0.113.44:0", "0.0.0.0:1", "224.0.0.1:1", "255.255.255.255:1", "[::]:1"]
        {
            assert_eq!(judged(target, from), Some(Id::TargetUnusable), "{target}");
        }
        for target in ["203.0.113.44:1", "[2001:db8::1]:65535", "[::ffff:203.0.113.44]:443"] {
            assert_eq!(judged(target, from), None, "{target}");
        }
    }

    #[test]
    fn what_fewer_can_reach_than_who_names_it() {
        // From the nearest on.
        let addresses = ["127.0.0.1:1", "169.254.7.7:1", "10.0.0.1:1", "198.51.100.1:1"];
        let others = ["[::1]:1", "[fe80::1]:1", "[fd00::1]:1", "[2001:db8::1]:1"];
        for (i, from) in addresses.into_iter().enumerate() {
            for (j, (target, other)) in addresses.into_iter().zip(others).enumerate() {
                let expected = (j < i).then_some(Id::TargetPrivate);
                assert_eq!(judged(target, from), expected, "{target} {from}");
                assert_eq!(judged(other, from), expected, "{other} {from}");
            }
        }
        for target in ["172.31.0.1:1", "192.168.0.1:1", "100.64.0.1:1", "[::ffff:10.0.0.1]:1"] {
            assert_eq!(judged(target, "198.51.100.1:1"), Some(Id::TargetPrivate), "{target}");
        }
        for target in ["172.32.0.1:1", "100.128.0.1:1", "[fe00::1]:1"] {
            assert_eq!(judged(target, "198.51.100.1:1"), None, "{target}");
        }
    }
}
