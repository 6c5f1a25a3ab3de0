//! What can be wrong with octets that were received, and with a buffer that was handed in.

use core::fmt;
use core::net::{SocketAddr, SocketAddrV6};

/// Why octets are not the structure that was asked for, and where.
///
/// It is `Copy`, needs no allocator, and prints one line for people:
///
/// ```
/// use rehome::tls::MigrationToken;
/// use rehome::wire::Decode;
///
/// let error = MigrationToken::from_bytes(&[0, 192, 0, 2, 1, 1, 187, 31]).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "MigrationToken.session_id at octet 7: length 31 is outside 32..=255",
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Error {
    reason: Reason,
    field: &'static str,
    offset: usize,
}

impl Error {
    /// An error of a decoder: `field` as its document names it (`MigrationToken.nonce`), `offset` in
    /// octets from the start of the caller's input. Decoders of one's own get it from a
    /// [`Reader`](crate::wire::Reader), which knows the offset.
    #[must_use]
    pub const fn new(reason: Reason, field: &'static str, offset: usize) -> Self {
        Self { reason, field, offset }
    }

    /// What is wrong.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        self.reason
    }

    /// The field that it is wrong with, by the name that its document gives it.
    #[must_use]
    pub const fn field(&self) -> &'static str {
        self.field
    }

    /// Where, in octets from the start of the caller's input.
    ///
    /// It is the offset of the octet or field that was judged: the (first) length octet that is out
    /// of range, the type that is unknown, the first octet of the type of an extension that is
    /// repeated, misplaced, not empty or in want of another; for truncation the end of the input or
    /// of the enclosing vector; for trailing data the first octet left over.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// Whether the input merely ended too early: a reader on a socket keeps what it has and waits
    /// for more. Otherwise it is refused, however many octets follow.
    #[must_use]
    pub const fn is_incomplete(&self) -> bool {
        matches!(self.reason, Reason::Incomplete)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at octet {}: {}", self.field, self.offset, self.reason)
    }
}

impl core::error::Error for Error {}

/// What is wrong with octets that were received.
///
/// Several things may be wrong at once; the reason is the first, reading from left to right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// The whole input ended before the structure did: more octets may complete it.
    Incomplete,
    /// An enclosing vector, message or options area ended before the structure did.
    Truncated,
    /// Octets are left over behind the structure.
    TrailingData,
    /// A length is outside its declared range.
    LengthOutOfRange {
        /// The length that was read, in the unit of the field.
        found: usize,
        /// The smallest length allowed.
        min: usize,
        /// The greatest length allowed.
        max: usize,
    },
    /// The length of a list of two-octet elements is odd.
    OddLength {
        /// The length that was read, in octets.
        found: usize,
    },
    /// An enumerated value that does not exist.
    UnknownValue {
        /// The value that was read.
        found: u8,
    },
    /// Another message, alert, extension or option than the one that was asked for.
    WrongType {
        /// The type that was read.
        found: u16,
        /// The type that was asked for.
        expected: u16,
    },
    /// A known TCP option with a length that it cannot have.
    WrongLength {
        /// The length that was read, in octets, kind and length included.
        found: usize,
    },
    /// The curve of a Migrate-Permitted option contradicts the option's length.
    Inconsistent {
        /// The curve that was read.
        curve: u8,
    },
    /// An extension that has no content carries some.
    NotEmpty,
    /// An extension type that has occurred before in the same block.
    Duplicate {
        /// The extension type that is repeated.
        extension_type: u16,
    },
    /// `pre_shared_key` is not the last extension of its ClientHello.
    Misplaced,
    /// A ClientHello carries `migration_token` but no `pre_shared_key`.
    Missing,
}

impl Reason {
    /// The name of this reason in the test vectors: a few words in snake case that do not change.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Incomplete | Self::Truncated => "truncated",
            Self::TrailingData => "trailing_data",
            Self::LengthOutOfRange { .. } | Self::OddLength { .. } => "length_out_of_range",
            Self::UnknownValue { .. } => "unknown_value",
            Self::WrongType { .. } => "wrong_type",
            Self::WrongLength { .. } => "wrong_length",
            Self::Inconsistent { .. } => "inconsistent",
            Self::NotEmpty => "not_empty",
            Self::Duplicate { .. } => "duplicate",
            Self::Misplaced => "misplaced",
            Self::Missing => "missing",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Incomplete => f.write_str("the input ends too early"),
            Self::Truncated => f.write_str("what encloses it ends too early"),
            Self::TrailingData => f.write_str("octets are left over"),
            Self::LengthOutOfRange { found, min, max } => {
                write!(f, "length {found} is outside {min}..={max}")
            }
            Self::OddLength { found } => write!(f, "length {found} is odd"),
            Self::UnknownValue { found } => write!(f, "value {found} is unknown"),
            Self::WrongType { found, expected } => {
                write!(f, "type {found} is not the expected {expected}")
            }
            Self::WrongLength { found } => write!(f, "the option cannot have length {found}"),
            Self::Inconsistent { curve } => {
                write!(f, "curve {curve} contradicts the option's length")
            }
            Self::NotEmpty => f.write_str("the extension must be empty"),
            Self::Duplicate { extension_type } => {
                write!(f, "extension type {extension_type} is repeated")
            }
            Self::Misplaced => f.write_str("pre_shared_key is not the last extension"),
            Self::Missing => f.write_str("migration_token without pre_shared_key"),
        }
    }
}

/// A buffer has no room for what was to be encoded. Nothing was written to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BufferTooSmall {
    /// Octets needed.
    pub needed: usize,
    /// Octets there were.
    pub available: usize,
}

impl fmt::Display for BufferTooSmall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} octets needed, room for {}", self.needed, self.available)
    }
}

impl core::error::Error for BufferTooSmall {}

/// An address with a scope id or flow information, for which no format here has a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ScopedAddress(pub SocketAddrV6);

impl ScopedAddress {
    /// Refuses such an address.
    pub(crate) fn refuse(address: SocketAddr) -> Result<(), Self> {
        match address {
            SocketAddr::V6(address) if address.scope_id() != 0 || address.flowinfo() != 0 => {
                Err(Self(address))
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Display for ScopedAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} has a scope id or flow information, which no format here carries", self.0)
    }
}

impl core::error::Error for ScopedAddress {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    #[test]
    fn only_the_end_of_the_whole_input_is_incomplete() {
        assert!(Error::new(Reason::Incomplete, "x", 0).is_incomplete());
        assert!(!Error::new(Reason::Truncated, "x", 0).is_incomplete());
        assert_eq!(Reason::Incomplete.code(), Reason::Truncated.code());
    }

    #[test]
    fn errors_print_field_offset_and_reason() {
        let reason = Reason::LengthOutOfRange { found: 12, min: 16, max: 255 };
        assert_eq!(
            Error::new(reason, "MigrationToken.nonce", 92).to_string(),
            "MigrationToken.nonce at octet 92: length 12 is outside 16..=255"
        );
        assert_eq!(
            BufferTooSmall { needed: 98, available: 97 }.to_string(),
            "98 octets needed, room for 97"
        );
    }
}
