//! Migrate-Permitted (draft-snoeren-tcp-migrate-00 and its slides), on SYN segments.
//!
//! ```text
//! insecure: +------+----------+---------+     secure: +------+-----------+-------+--------------+
//!           | kind | length 3 | curve 0 |             | kind | length 20 | curve | key_data[17] |
//!           +------+----------+---------+             +------+-----------+-------+--------------+
//! ```

use core::num::NonZeroU8;

use super::option::put_head;
use super::{OtherOption, TcpOption};
use crate::code_points::{OptionKind, OptionKinds};
use crate::wire::{Encode, Sink};

/// The sender lets the connection be migrated: kind 15 by default.
///
/// Rulings: a curve other than 0 with length 3, and curve 0 with length 20, contradict themselves
/// and are refused. Curve numbers are otherwise opaque; neither document assigns any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MigratePermitted<'a> {
    /// Without a key: migrations can be forged by whoever sees the segments.
    Insecure,
    /// With the first part of a public key; the rest stands in the Timestamps option of the same
    /// segment, see [`PublicKey`].
    Secure {
        /// The curve's number.
        curve: NonZeroU8,
        /// The 17 most significant octets of the public key.
        key_data: &'a [u8; 17],
    },
}

impl<'a> MigratePermitted<'a> {
    /// Reads the data; none where it has another length, the curve where it contradicts the length.
    #[inline(always)]
    pub(super) fn read(data: &'a [u8]) -> Option<Result<Self, u8>> {
        if let Ok([curve, key_data @ ..]) = <&[u8; 18]>::try_from(data) {
            return Some(match NonZeroU8::new(*curve) {
                Some(curve) => Ok(Self::Secure { curve, key_data }),
                None => Err(*curve),
            });
        }
        match *data {
            [0] => Some(Ok(Self::Insecure)),
            [curve] => Some(Err(curve)),
            _ => None,
        }
    }
}

impl Encode for MigratePermitted<'_> {
    type Context = OptionKinds;

    #[inline]
    fn encoded_len(&self) -> usize {
        match self {
            Self::Insecure => 3,
            Self::Secure { .. } => 20,
        }
    }

    #[inline]
    fn write<S: Sink>(&self, kinds: &OptionKinds, sink: &mut S) {
        put_head(sink, kinds.migrate_permitted(), self.encoded_len());
        match self {
            Self::Insecure => sink.put_array([0]),
            Self::Secure { curve, key_data } => {
                sink.put_array([curve.get()]);
                sink.put_array(**key_data);
            }
        }
    }
}

/// The Timestamps option (RFC 7323, section 3): kind 8, length 10.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Timestamps {
    /// TSval.
    pub tsval: u32,
    /// TSecr.
    pub tsecr: u32,
}

impl Timestamps {
    /// The eight octets behind kind and length, TSval first.
    #[must_use]
    pub const fn to_data(&self) -> [u8; 8] {
        let [a, b, c, d] = self.tsval.to_be_bytes();
        let [e, f, g, h] = self.tsecr.to_be_bytes();
        [a, b, c, d, e, f, g, h]
    }

    /// Reads the eight octets behind kind and length.
    #[must_use]
    pub const fn from_data(data: [u8; 8]) -> Self {
        let [a, b, c, d, e, f, g, h] = data;
        Self { tsval: u32::from_be_bytes([a, b, c, d]), tsecr: u32::from_be_bytes([e, f, g, h]) }
    }

    /// The timestamps of an option, where it is such an option.
    #[must_use]
    pub fn from_option(option: &TcpOption<'_>) -> Option<Self> {
        match option {
            TcpOption::Other(option) if option.kind() == OptionKind::TIMESTAMPS => {
                Some(Self::from_data(option.data().try_into().ok()?))
            }
            _ => None,
        }
    }

    /// The option whose octets behind kind and length are `data`.
    #[must_use]
    pub const fn to_option(data: &[u8; 8]) -> TcpOption<'_> {
        TcpOption::Other(OtherOption::timestamps(data))
    }
}

/// The public key of 25 octets (200 bits), which a SYN carries in two options.
///
/// The 17 most significant octets stand in Migrate-Permitted, the next four in the TSval and the last
/// four in the TSecr of the Timestamps option (draft-snoeren-tcp-migrate-00).
///
/// ```
/// use rehome::tcp::{PublicKey, Timestamps};
///
/// let key = PublicKey([0x5a; 25]);
/// let (key_data, timestamps) = key.split();
/// assert_eq!(timestamps, Timestamps { tsval: 0x5a5a_5a5a, tsecr: 0x5a5a_5a5a });
/// assert_eq!(PublicKey::join(&key_data, timestamps), key);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct PublicKey(pub [u8; 25]);

impl PublicKey {
    /// The two parts of the key: `key_data` and timestamps.
    #[must_use]
    pub fn split(&self) -> ([u8; 17], Timestamps) {
        let [key_data @ .., a, b, c, d, e, f, g, h] = self.0;
        (key_data, Timestamps::from_data([a, b, c, d, e, f, g, h]))
    }

    /// The key of these two parts.
    #[must_use]
    pub fn join(key_data: &[u8; 17], timestamps: Timestamps) -> Self {
        let mut key = [0; 25];
        if let Some((start, end)) = key.split_first_chunk_mut() {
            *start = *key_data;
            if let Some(end) = end.first_chunk_mut() {
                *end = timestamps.to_data();
            }
        }
        Self(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Decode;

    #[test]
    fn a_key_is_split_and_joined_in_order() {
        let key = PublicKey(core::array::from_fn(|i| u8::try_from(i).unwrap()));
        let (key_data, timestamps) = key.split();
        assert_eq!(key_data[16], 16);
        assert_eq!(timestamps, Timestamps { tsval: 0x1112_1314, tsecr: 0x1516_1718 });
        assert_eq!(PublicKey::join(&key_data, timestamps), key);
    }

    #[test]
    fn the_curve_must_agree_with_the_length() {
        assert_eq!(MigratePermitted::read(&[0]), Some(Ok(MigratePermitted::Insecure)));
        assert_eq!(MigratePermitted::read(&[7]), Some(Err(7)));
        assert_eq!(MigratePermitted::read(&[0; 18]), Some(Err(0)));
        assert_eq!(MigratePermitted::read(&[0; 17]), None);
        assert_eq!(MigratePermitted::read(&[]), None);
    }

    #[test]
    fn timestamps_are_an_option_of_kind_8() {
        let octets = [8, 10, 0, 0, 0, 1, 0, 0, 0, 2];
        let option = TcpOption::from_bytes(&octets).unwrap();
        let timestamps = Timestamps::from_option(&option).unwrap();
        assert_eq!(timestamps, Timestamps { tsval: 1, tsecr: 2 });
        let data = timestamps.to_data();
        assert_eq!(Timestamps::to_option(&data), option);
        let short = TcpOption::from_bytes(&[8, 2]).unwrap();
        assert_eq!(Timestamps::from_option(&short), None);
    }
}
