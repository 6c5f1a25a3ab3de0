//! The three extensions of the drafts, whole: type, length and content.

use super::extension::Visited;
use super::{MigrationAllowed, MigrationSupport, MigrationToken};
use crate::code_points::{CodePoints, ExtensionType};
use crate::error::Reason;
use crate::wire::{Decode, Encode, Fault, Opaque, Reader, Sink};

const TYPE: &str = "Extension.extension_type";

/// An extension that one of the drafts defines, to be put into a ClientHello or a NewSessionTicket.
///
/// ```
/// use rehome::tls::{MigrationExtension, MigrationSupport};
/// use rehome::wire::Encode;
///
/// let mut extension = [0; 4];
/// MigrationExtension::from(MigrationSupport).encode(&mut extension)?;
/// assert_eq!(extension, [0xfe, 0x4d, 0, 0]);
/// # Ok::<(), rehome::BufferTooSmall>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MigrationExtension<'a> {
    /// `migration_support`, empty, in a ClientHello.
    Support(MigrationSupport),
    /// `migration_allowed`, empty, in a NewSessionTicket.
    Allowed(MigrationAllowed),
    /// `migration_token`, one token, in a NewSessionTicket and in the ClientHello of a move.
    Token(MigrationToken<'a>),
}

impl<'a> Decode<'a> for MigrationExtension<'a> {
    type Context = CodePoints;
    const NAME: &'static str = "Extension";

    #[inline]
    fn decode<F: Fault>(reader: &mut Reader<'a, F>, code_points: &CodePoints) -> Result<Self, F> {
        let offset = reader.offset();
        let extension_type = ExtensionType(reader.u16(TYPE)?);
        let [support, allowed, token] = [
            code_points.migration_support(),
            code_points.migration_allowed(),
            code_points.migration_token(),
        ];
        if ![support, allowed, token].contains(&extension_type) {
            let reason = Reason::WrongType { found: extension_type.0, expected: token.0 };
            return Err(F::at(reason, TYPE, offset));
        }
        let data: Opaque<'_, 0, 0xffff> = reader.opaque("Extension.extension_data")?;
        let data = reader.enclosed(data.as_bytes());
        let visited = Visited { extension_type, data, offset, last: true };
        if extension_type == token {
            visited.value().map(Self::Token)
        } else if extension_type == support {
            visited.empty(MigrationSupport::NAME).map(|()| Self::Support(MigrationSupport))
        } else {
            visited.empty(MigrationAllowed::NAME).map(|()| Self::Allowed(MigrationAllowed))
        }
    }
}

impl Encode for MigrationExtension<'_> {
    type Context = CodePoints;

    #[inline]
    fn encoded_len(&self) -> usize {
        4 + match self {
            Self::Support(_) | Self::Allowed(_) => 0,
            Self::Token(token) => token.encoded_len(),
        }
    }

    #[inline]
    fn write<S: Sink>(&self, code_points: &CodePoints, sink: &mut S) {
        let (extension_type, length) = match self {
            Self::Support(_) => (code_points.migration_support(), 0),
            Self::Allowed(_) => (code_points.migration_allowed(), 0),
            Self::Token(token) => (code_points.migration_token(), token.encoded_len()),
        };
        sink.put_array(extension_type.0.to_be_bytes());
        sink.put_array(u16::try_from(length).unwrap_or(u16::MAX).to_be_bytes());
        if let Self::Token(token) = self {
            token.write(&(), sink);
        }
    }
}

impl From<MigrationSupport> for MigrationExtension<'_> {
    fn from(support: MigrationSupport) -> Self {
        Self::Support(support)
    }
}

impl From<MigrationAllowed> for MigrationExtension<'_> {
    fn from(allowed: MigrationAllowed) -> Self {
        Self::Allowed(allowed)
    }
}

impl<'a> From<MigrationToken<'a>> for MigrationExtension<'a> {
    fn from(token: MigrationToken<'a>) -> Self {
        Self::Token(token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    #[test]
    fn each_extension_comes_back_whole() {
        let mut token = [0; 102];
        token[..4].copy_from_slice(&[0xfe, 0x4f, 0, 98]);
        (token[11], token[52], token[69]) = (32, 16, 32);
        for octets in [&[0xfe, 0x4d, 0, 0][..], &[0xfe, 0x4e, 0, 0], &token] {
            let extension = MigrationExtension::from_bytes(octets).unwrap();
            let mut buf = [0; 102];
            assert_eq!(extension.encode(&mut buf), Ok(octets.len()));
            assert_eq!(&buf[..octets.len()], octets);
        }
    }

    #[test]
    fn contents_are_held_against_the_type() {
        let error = MigrationExtension::from_bytes(&[0xfe, 0x4d, 0, 1, 0]).unwrap_err();
        assert_eq!(error, Error::new(Reason::NotEmpty, "migration_support", 0));
        let error = MigrationExtension::from_bytes(&[0xfe, 0x4f, 0, 1, 0]).unwrap_err();
        assert_eq!(error, Error::new(Reason::Truncated, "IPAddress.ipv4_address", 5));
        let error = MigrationExtension::from_bytes(&[0, 41]).unwrap_err();
        let reason = Reason::WrongType { found: 41, expected: 0xfe4f };
        assert_eq!(error, Error::new(reason, TYPE, 0));
    }
}
