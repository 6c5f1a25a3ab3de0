//! What stands in arguments: addresses and numbers.

pub(crate) mod numbers;

use std::net::SocketAddr;

use rehome::tls::IpAddress;

/// An address and a port, as `192.0.2.1:443` or `[2001:db8::1]:443`.
pub(crate) fn address(text: &str) -> Result<IpAddress, String> {
    let address: SocketAddr = text
        .parse()
        .map_err(|_| "not ADDR:PORT, such as 192.0.2.1:443 or [2001:db8::1]:443".to_owned())?;
    IpAddress::try_from(address).map_err(|error| error.to_string())
}

/// A number in decimal, or in hexadecimal behind `0x`.
pub(crate) fn number<T: TryFrom<u64>>(text: &str) -> Result<T, String> {
    let number = match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16),
        None => text.parse(),
    };
    let bits = 8 * size_of::<T>();
    number
        .ok()
        .and_then(|number| T::try_from(number).ok())
        .ok_or_else(|| format!("not a number of {bits} bits, in decimal or, after 0x, hexadecimal"))
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

    #[test]
    fn numbers() {
        assert_eq!(number("4294967295"), Ok(u32::MAX));
        assert_eq!(number("0xFfffffff"), Ok(u32::MAX));
        assert_eq!(number("0x80"), Ok(128_u8));
        for text in ["", "0x", "-1", "+", "4294967296", "0x100000000", "ff", "1_0", " 1"] {
            assert!(number::<u32>(text).is_err(), "{text}");
        }
        assert_eq!(
            number::<u8>("256"),
            Err("not a number of 8 bits, in decimal or, after 0x, hexadecimal".to_owned())
        );
    }
}
