//! What stands in arguments: addresses.

use std::net::SocketAddr;

use rehome::tls::IpAddress;

/// An address and a port, as `192.0.2.1:443` or `[2001:db8::1]:443`.
pub(crate) fn address(text: &str) -> Result<IpAddress, String> {
    let address: SocketAddr = text
        .parse()
        .map_err(|_| "not ADDR:PORT, such as 192.0.2.1:443 or [2001:db8::1]:443".to_owned())?;
    IpAddress::try_from(address).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for text in ["192.0.2.1:443", "[2001:db8::1]:443", "[::ffff:192.0.2.1]:1", "0.0.0.0:0"] {
            assert_eq!(address(text).unwrap().to_string(), text);
        }
        for text in ["192.0.2.1", "2001:db8::1:443", "[::1]", "localhost:443", "192.0.2.1:65536"] {
            assert!(address(text).unwrap_err().starts_with("not ADDR:PORT"), "{text}");
        }
        assert!(address("[fe80::1%2]:443").unwrap_err().contains("scope id"));
    }
}
