//! Variable-length vectors of octets (RFC 8446, section 3.4).

use core::fmt;

use super::{Encode, Sink};

/// `opaque field<MIN..MAX>`: octets whose number is within the range, so that they can be encoded.
///
/// On the wire the octets follow their number, which takes one octet where `MAX` is at most 255, two
/// where it is at most 65535, and three otherwise.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Opaque<'a, const MIN: usize, const MAX: usize>(&'a [u8]);

impl<'a, const MIN: usize, const MAX: usize> Opaque<'a, MIN, MAX> {
    /// How many octets the length takes on the wire.
    pub const LENGTH_OCTETS: usize = {
        assert!(MIN <= MAX && MAX <= 0xff_ffff, "a vector's range is MIN..=MAX, at most 2^24 - 1");
        if MAX <= 0xff {
            1
        } else if MAX <= 0xffff {
            2
        } else {
            3
        }
    };

    /// Takes octets whose number is within the range.
    ///
    /// # Errors
    /// It is not.
    #[inline]
    pub const fn new(octets: &'a [u8]) -> Result<Self, LengthOutOfRange> {
        let found = octets.len();
        if found < MIN || found > MAX {
            return Err(LengthOutOfRange { found, min: MIN, max: MAX });
        }
        Ok(Self(octets))
    }

    /// Takes an array; one whose length is outside the range does not compile.
    #[inline]
    #[must_use]
    pub const fn from_array<const N: usize>(octets: &'a [u8; N]) -> Self {
        const { assert!(MIN <= N && N <= MAX, "the array's length is outside the range") };
        Self(octets)
    }

    /// Takes octets whose number the caller has judged.
    #[inline(always)]
    pub(crate) const fn from_checked(octets: &'a [u8]) -> Self {
        Self(octets)
    }

    /// The octets.
    #[inline]
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }

    /// How many octets there are.
    #[inline]
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[inline]
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The length's octets, of which the last `LENGTH_OCTETS` go on the wire.
    #[inline(always)]
    pub(crate) fn length_octets(&self) -> [u8; 8] {
        u64::try_from(self.0.len()).unwrap_or(u64::MAX).to_be_bytes()
    }

    /// An owned copy.
    #[cfg(feature = "alloc")]
    #[must_use]
    pub fn to_buf(&self) -> OpaqueBuf<MIN, MAX> {
        OpaqueBuf(self.0.into())
    }
}

impl<const MIN: usize, const MAX: usize> Encode for Opaque<'_, MIN, MAX> {
    type Context = ();

    #[inline]
    fn encoded_len(&self) -> usize {
        Self::LENGTH_OCTETS + self.0.len()
    }

    #[inline]
    fn write<S: Sink>(&self, (): &(), sink: &mut S) {
        let [.., a, b, c] = self.length_octets();
        match Self::LENGTH_OCTETS {
            1 => sink.put_array([c]),
            2 => sink.put_array([b, c]),
            _ => sink.put_array([a, b, c]),
        }
        sink.put(self.0);
    }
}

impl<const MIN: usize, const MAX: usize> AsRef<[u8]> for Opaque<'_, MIN, MAX> {
    #[inline]
    fn as_ref(&self) -> &[u8] {
        self.0
    }
}

impl<'a, const MIN: usize, const MAX: usize> TryFrom<&'a [u8]> for Opaque<'a, MIN, MAX> {
    type Error = LengthOutOfRange;

    #[inline]
    fn try_from(octets: &'a [u8]) -> Result<Self, LengthOutOfRange> {
        Self::new(octets)
    }
}

/// The octets in hexadecimal.
impl<const MIN: usize, const MAX: usize> fmt::Display for Opaque<'_, MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|octet| write!(f, "{octet:02x}"))
    }
}

impl<const MIN: usize, const MAX: usize> fmt::Debug for Opaque<'_, MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Opaque<{MIN}, {MAX}>({self})")
    }
}

/// The owned form of [`Opaque`].
#[cfg(feature = "alloc")]
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpaqueBuf<const MIN: usize, const MAX: usize>(alloc::vec::Vec<u8>);

#[cfg(feature = "alloc")]
impl<const MIN: usize, const MAX: usize> OpaqueBuf<MIN, MAX> {
    /// Takes octets whose number is within the range.
    ///
    /// # Errors
    /// It is not.
    pub fn new(octets: impl Into<alloc::vec::Vec<u8>>) -> Result<Self, LengthOutOfRange> {
        let octets = octets.into();
        Opaque::<MIN, MAX>::new(&octets)?;
        Ok(Self(octets))
    }

    /// The borrowed form.
    #[must_use]
    pub fn as_opaque(&self) -> Opaque<'_, MIN, MAX> {
        Opaque(&self.0)
    }

    /// The octets, in their own allocation.
    #[must_use]
    pub fn into_vec(self) -> alloc::vec::Vec<u8> {
        self.0
    }
}

#[cfg(feature = "alloc")]
impl<const MIN: usize, const MAX: usize> fmt::Debug for OpaqueBuf<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_opaque().fmt(f)
    }
}

/// A number of octets that a vector cannot have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LengthOutOfRange {
    /// The number of octets there were.
    pub found: usize,
    /// The smallest number allowed.
    pub min: usize,
    /// The greatest number allowed.
    pub max: usize,
}

impl fmt::Display for LengthOutOfRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "length {} is outside {}..={}", self.found, self.min, self.max)
    }
}

impl core::error::Error for LengthOutOfRange {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_holds_at_both_ends() {
        assert!(Opaque::<16, 255>::new(&[0; 15]).is_err());
        assert!(Opaque::<16, 255>::new(&[0; 16]).is_ok());
        assert!(Opaque::<16, 255>::new(&[0; 255]).is_ok());
        let error = Opaque::<16, 255>::new(&[0; 256]).unwrap_err();
        assert_eq!(error, LengthOutOfRange { found: 256, min: 16, max: 255 });
    }

    #[test]
    fn the_length_takes_as_many_octets_as_the_greatest_needs() {
        let mut buf = [0; 8];
        assert_eq!(Opaque::<0, 255>::from_array(b"ab").encode(&mut buf), Ok(3));
        assert_eq!(buf[..3], *b"\x02ab");
        assert_eq!(Opaque::<0, 256>::from_array(b"ab").encode(&mut buf), Ok(4));
        assert_eq!(buf[..4], *b"\x00\x02ab");
        assert_eq!(Opaque::<0, 65536>::from_array(b"ab").encode(&mut buf), Ok(5));
        assert_eq!(buf[..5], *b"\x00\x00\x02ab");
    }

    #[test]
    fn it_prints_as_hexadecimal() {
        use std::string::ToString;
        let octets = Opaque::<0, 255>::from_array(&[0, 0xab]);
        assert_eq!(octets.to_string(), "00ab");
        assert_eq!(std::format!("{octets:?}"), "Opaque<0, 255>(00ab)");
    }
}
