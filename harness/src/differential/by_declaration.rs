//! A `MigrationToken` as tls_codec reads it, from a declaration that says what the draft says
//! (draft-wang-tls-service-affinity-00, section 4.2), and derives the rest.
//!
//! It differs from us in one point: its vectors have no ranges, so that they are judged behind it, by
//! the table of [`Declared::lengths`]. A length out of range is then told even where the token breaks
//! off behind it, since we read from left to right.

use std::net::IpAddr;
use std::ops::RangeInclusive;

use arbitrary::{Arbitrary, Result, Unstructured};
use rehome::Error;
use rehome::tls::{MigrationToken, MigrationTokenBuf};
use rehome::wire::{Decode, Encode};
use tls_codec::{Deserialize, Serialize, TlsByteVecU8, TlsDeserialize, TlsSerialize, TlsSize};

use super::Built;

/// `IPAddress` without its port.
#[derive(Clone, Debug, PartialEq, Eq, TlsDeserialize, TlsSerialize, TlsSize)]
#[repr(u8)]
pub(super) enum DeclaredAddress {
    #[tls_codec(discriminant = 0)]
    Ipv4([u8; 4]),
    #[tls_codec(discriminant = 1)]
    Ipv6([u8; 16]),
}

/// `MigrationToken`.
#[derive(Clone, Debug, PartialEq, Eq, TlsDeserialize, TlsSerialize, TlsSize)]
pub(super) struct Declared {
    target_address: DeclaredAddress,
    port: u16,
    session_id: TlsByteVecU8,
    expiry_timestamp: u64,
    nonce: TlsByteVecU8,
    signature: TlsByteVecU8,
}

impl Declared {
    /// The vectors with their ranges, in their order.
    fn lengths(&self) -> [(&'static str, usize, RangeInclusive<usize>); 3] {
        [
            ("MigrationToken.session_id", self.session_id.as_slice().len(), 32..=255),
            ("MigrationToken.nonce", self.nonce.as_slice().len(), 16..=255),
            ("MigrationToken.signature", self.signature.as_slice().len(), 32..=255),
        ]
    }
}

/// Our reading, by its fields, the token's octets as we encode them, and how many are left.
pub(super) type Ours = std::result::Result<(Declared, Vec<u8>, usize), Error>;

/// Our reading.
pub(super) fn ours(octets: &[u8]) -> Ours {
    let (token, left) = MigrationToken::from_prefix(octets)?;
    let target = token.target_address();
    let declared = Declared {
        target_address: match target.address {
            IpAddr::V4(address) => DeclaredAddress::Ipv4(address.octets()),
            IpAddr::V6(address) => DeclaredAddress::Ipv6(address.octets()),
        },
        port: target.port,
        session_id: token.session_id().as_bytes().to_vec().into(),
        expiry_timestamp: token.expiry_timestamp(),
        nonce: token.nonce().as_bytes().to_vec().into(),
        signature: token.signature().as_bytes().to_vec().into(),
    };
    Ok((declared, token.to_vec(), left.len()))
}

/// The declaration's reading of these octets, and those that are left.
fn read(octets: &[u8]) -> std::result::Result<(Declared, &[u8]), tls_codec::Error> {
    let mut rest = octets;
    let declared = Declared::tls_deserialize(&mut rest)?;
    Ok((declared, rest))
}

/// The first vector whose length is out of its range, by its name.
fn out_of_range(declared: &Declared) -> Option<&'static str> {
    let mut lengths = declared.lengths().into_iter();
    lengths.find(|(_, len, range)| !range.contains(len)).map(|(name, ..)| name)
}

/// Asserts that our reading and the declaration's agree.
pub(super) fn agrees(ours: &Ours, octets: &[u8]) {
    let theirs = read(octets);
    match (ours, &theirs) {
        (Ok((ours, encoded, left)), Ok((declared, rest))) => {
            assert_eq!((ours, *left), (declared, rest.len()));
            assert_eq!(ours.tls_serialize_detached().as_ref(), Ok(encoded));
            assert_eq!(out_of_range(declared), None, "we take a length out of range");
        }
        (Err(error), _) if error.reason().code() == "length_out_of_range" => {
            // The first one, also where the token breaks off behind it.
            let completed = [octets, &[0; 1024]].concat();
            let out = read(&completed).map(|(declared, _)| out_of_range(&declared));
            assert_eq!(out, Ok(Some(error.field())), "{error}");
        }
        (ours, theirs) => {
            let expected = match theirs {
                Err(tls_codec::Error::UnknownValue(_)) => Some("unknown_value"),
                Err(tls_codec::Error::EndOfStream) => Some("truncated"),
                _ => None,
            };
            let code = ours.as_ref().err().map(|error| error.reason().code());
            assert!(code.is_some() && code == expected, "{ours:?}, where it says {theirs:?}");
        }
    }
}

/// The reason for which octets are no token, by the declaration: one of those that may be told.
pub(super) fn fault(octets: &[u8]) -> Vec<&'static str> {
    match read(octets) {
        Ok((declared, rest)) => match (out_of_range(&declared).is_some(), rest.is_empty()) {
            (true, _) => vec!["length_out_of_range"],
            (false, false) => vec!["trailing_data"],
            (false, true) => vec![],
        },
        Err(tls_codec::Error::UnknownValue(_)) => vec!["unknown_value"],
        Err(_) => vec!["truncated", "length_out_of_range"],
    }
}

/// A token of ours, or one that the declaration encodes, whose lengths are at the ends of their ranges
/// or just beyond them.
pub(super) fn build(u: &mut Unstructured<'_>) -> Built<()> {
    let octets = if u.arbitrary()? {
        MigrationTokenBuf::arbitrary(u)?.as_bytes().to_vec()
    } else {
        let target_address = if u.arbitrary()? {
            DeclaredAddress::Ipv4(u.arbitrary()?)
        } else {
            DeclaredAddress::Ipv6(u.arbitrary()?)
        };
        let declared = Declared {
            target_address,
            port: u.arbitrary()?,
            session_id: field(u, 32)?,
            expiry_timestamp: u.arbitrary()?,
            nonce: field(u, 16)?,
            signature: field(u, 32)?,
        };
        declared.tls_serialize_detached().unwrap_or_default()
    };
    Ok(((), super::changed(u, octets)?))
}

/// A vector whose least length is this, and now and then shorter by one.
fn field(u: &mut Unstructured<'_>, min: usize) -> Result<TlsByteVecU8> {
    let len = match u.int_in_range(0..=7)? {
        0 => min - 1,
        1 => 255,
        2 => u.int_in_range(0..=255)?,
        _ => min,
    };
    let mut octets = u.bytes(len.min(u.len()))?.to_vec();
    octets.resize(len, 0xa5);
    Ok(octets.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token() -> Vec<u8> {
        let mut octets: Vec<u8> = (0..98).collect();
        for (at, octet) in [(0, 0), (7, 32), (48, 16), (65, 32)] {
            octets[at] = octet;
        }
        octets
    }

    #[test]
    fn the_declaration_agrees_with_us() {
        agrees(&ours(&token()), &token());
        for at in [0, 1, 7, 20, 48, 60, 65, 97] {
            agrees(&ours(&token()[..at]), &token()[..at]);
            for octet in [0, 1, 2, 15, 16, 31, 32, 255] {
                let mut changed = token();
                changed[at] = octet;
                agrees(&ours(&changed), &changed);
                changed.extend([0; 300]);
                agrees(&ours(&changed), &changed);
            }
        }
        assert_eq!(fault(&token()), [""; 0]);
        assert_eq!(fault(&[token(), vec![0]].concat()), ["trailing_data"]);
        assert_eq!(fault(&[2]), ["unknown_value"]);
    }

    /// Whether it is noticed that we read `octets` as we have to read others.
    fn is_noticed(octets: &[u8], others: &[u8]) -> bool {
        let ours = ours(others);
        std::panic::catch_unwind(|| agrees(&ours, octets)).is_err()
    }

    #[test]
    fn differences_are_noticed() {
        let changed = |at: usize, octet: u8| {
            let mut changed = token();
            changed[at] = octet;
            changed
        };
        // Every octet of every field, and each of the lengths.
        for at in (1..98).filter(|at| ![7, 48, 65].contains(at)) {
            assert!(is_noticed(&token(), &changed(at, 200)), "{at}");
        }
        assert!(is_noticed(&token(), &changed(0, 1)));
        assert!(is_noticed(&token(), &changed(0, 2)));
        assert!(is_noticed(&token(), &changed(48, 15)));
        assert!(is_noticed(&changed(48, 15), &token()));
        let longer = |octets: Vec<u8>| [octets, vec![0; 300]].concat();
        assert!(is_noticed(&longer(changed(48, 15)), &longer(changed(7, 31))));
        assert!(is_noticed(&token(), &[token(), vec![1]].concat()));
        assert!(is_noticed(&token()[..97], &token()));
        assert!(!is_noticed(&token(), &token()));
    }
}
