//! `NewSessionTicket` (RFC 8446, section 4.6.1), as far as a migration is concerned.
//!
//! ```text
//! +--------------------+--------------------+---------------------+--------------------+----------------------+
//! | ticket_lifetime(4) | ticket_age_add(4)  | ticket_nonce 0..255 | ticket 1..2^16-1   | extensions 0..2^16-2 |
//! +--------------------+--------------------+---------------------+--------------------+----------------------+
//! ```

use super::extension::{self, Extensions};
use super::{MigrationAllowed, MigrationToken, handshake};
use crate::code_points::{CodePoints, ExtensionType, HandshakeType};
use crate::error::Error;
use crate::wire::{Decode, Fault, Opaque, Reader, Unexplained, explain};

const EXTENSIONS: &str = "NewSessionTicket.extensions";

/// A body whose vectors all have their greatest length.
const LONGEST: usize = 4 + 4 + (1 + 255) + (2 + 0xffff) + (2 + 0xfffe);

/// A NewSessionTicket that was walked to its end.
///
/// Every length is right, no extension is repeated, `migration_allowed` is empty and
/// `migration_token` is one whole token. `migration_support` and `pre_shared_key` are foreign here
/// and ignored. Other extensions are not looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct NewSessionTicket<'a> {
    /// `ticket_lifetime`, in seconds.
    pub ticket_lifetime: u32,
    /// `ticket_age_add`, in milliseconds.
    pub ticket_age_add: u32,
    /// `ticket_nonce`.
    pub ticket_nonce: Opaque<'a, 0, 255>,
    /// `ticket`: the PSK identity of a later ClientHello.
    pub ticket: Opaque<'a, 1, 0xffff>,
    /// `extensions`.
    pub extensions: Extensions<'a>,
    /// `migration_allowed`, if it is there.
    pub migration_allowed: Option<MigrationAllowed>,
    /// `migration_token`, if one is issued.
    pub migration_token: Option<MigrationToken<'a>>,
}

impl<'a> NewSessionTicket<'a> {
    /// The `extension_data` of an extension of any type.
    #[inline]
    #[must_use]
    pub fn extension(&self, extension_type: ExtensionType) -> Option<&'a [u8]> {
        self.extensions.find(extension_type)
    }

    /// Reads a message's body, the octets behind type and length, to the end of `reader`.
    ///
    /// # Errors
    /// As [`Decode::decode`].
    #[inline]
    pub fn decode_body<F: Fault>(
        mut reader: Reader<'a, F>,
        code_points: &CodePoints,
    ) -> Result<Self, F> {
        let fields = Fields::decode(&mut reader)?;
        let mut migration_allowed = None;
        let mut migration_token = None;
        let extensions = Extensions::walk(fields.extensions, |extension| {
            if extension.extension_type == code_points.migration_allowed() {
                extension.empty(MigrationAllowed::NAME)?;
                migration_allowed = Some(MigrationAllowed);
            } else if extension.extension_type == code_points.migration_token() {
                migration_token = Some(extension.value()?);
            }
            Ok(())
        })?;
        reader.finish(Self::NAME)?;
        Ok(Self {
            ticket_lifetime: fields.ticket_lifetime,
            ticket_age_add: fields.ticket_age_add,
            ticket_nonce: fields.ticket_nonce,
            ticket: fields.ticket,
            extensions,
            migration_allowed,
            migration_token,
        })
    }

    /// The `extension_data` of the first extension of a type in a whole message, for those who need
    /// no more: what stands before it must be framed right, and nothing else is checked. It may be
    /// repeated or followed by anything.
    ///
    /// # Errors
    /// The message is broken before that extension, or at any place where it has none.
    #[inline]
    pub fn find_extension_unvalidated(
        message: &'a [u8],
        extension_type: ExtensionType,
    ) -> Result<Option<&'a [u8]>, Error> {
        Self::find_in(&mut Reader::unexplained(message), extension_type)
            .map_err(|Unexplained| explain(message, |reader| Self::find_in(reader, extension_type)))
    }

    #[inline(always)]
    fn find_in<F: Fault>(
        reader: &mut Reader<'a, F>,
        extension_type: ExtensionType,
    ) -> Result<Option<&'a [u8]>, F> {
        let mut body = handshake::body(reader, HandshakeType::NEW_SESSION_TICKET, LONGEST)?;
        let mut block = Fields::decode(&mut body)?.extensions;
        extension::find_unvalidated(&mut block, extension_type)
    }
}

/// All of the body, the extensions not yet walked.
struct Fields<'a, F> {
    ticket_lifetime: u32,
    ticket_age_add: u32,
    ticket_nonce: Opaque<'a, 0, 255>,
    ticket: Opaque<'a, 1, 0xffff>,
    extensions: Reader<'a, F>,
}

impl<'a, F: Fault> Fields<'a, F> {
    #[inline(always)]
    fn decode(reader: &mut Reader<'a, F>) -> Result<Self, F> {
        Ok(Self {
            ticket_lifetime: reader.u32("NewSessionTicket.ticket_lifetime")?,
            ticket_age_add: reader.u32("NewSessionTicket.ticket_age_add")?,
            ticket_nonce: reader.opaque("NewSessionTicket.ticket_nonce")?,
            ticket: reader.opaque("NewSessionTicket.ticket")?,
            extensions: {
                let block: Opaque<'_, 0, 0xfffe> = reader.opaque(EXTENSIONS)?;
                reader.enclosed(block.as_bytes())
            },
        })
    }
}

/// The whole handshake message.
impl<'a> Decode<'a> for NewSessionTicket<'a> {
    type Context = CodePoints;
    const NAME: &'static str = "NewSessionTicket";

    #[inline]
    fn decode<F: Fault>(reader: &mut Reader<'a, F>, code_points: &CodePoints) -> Result<Self, F> {
        Self::decode_body(
            handshake::body(reader, HandshakeType::NEW_SESSION_TICKET, LONGEST)?,
            code_points,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Reason;
    use std::vec::Vec;

    fn ticket(extensions: &[u8]) -> Vec<u8> {
        let length = u8::try_from(extensions.len()).unwrap();
        let mut message = std::vec![4, 0, 0, 15 + length];
        message.extend([0, 0, 0x1c, 0x20, 1, 2, 3, 4, 1, 0, 0, 1, 0x77, 0, length]);
        message.extend(extensions);
        message
    }

    #[test]
    fn a_ticket_field_by_field() {
        let message = ticket(&[0xfe, 0x4e, 0, 0, 0, 42, 0, 1, 5]);
        let ticket = NewSessionTicket::from_bytes(&message).unwrap();
        assert_eq!((ticket.ticket_lifetime, ticket.ticket_age_add), (7200, 0x0102_0304));
        assert_eq!(
            (ticket.ticket_nonce.as_bytes(), ticket.ticket.as_bytes()),
            (&[0][..], &[0x77][..])
        );
        assert_eq!(ticket.migration_allowed, Some(MigrationAllowed));
        assert_eq!(ticket.migration_token, None);
        assert_eq!(ticket.extension(ExtensionType::EARLY_DATA), Some(&[5][..]));
        let found =
            NewSessionTicket::find_extension_unvalidated(&message, ExtensionType::EARLY_DATA);
        assert_eq!(found, Ok(Some(&[5][..])));
    }

    #[test]
    fn foreign_extensions_are_not_looked_into() {
        let message = ticket(&[0xfe, 0x4d, 0, 1, 9, 0, 41, 0, 0, 0, 43, 0, 0]);
        assert!(NewSessionTicket::from_bytes(&message).is_ok());
    }

    #[test]
    fn faults_of_extensions_point_at_their_type() {
        let error = NewSessionTicket::from_bytes(&ticket(&[0xfe, 0x4e, 0, 1, 9])).unwrap_err();
        assert_eq!(error, Error::new(Reason::NotEmpty, "migration_allowed", 19));
        let error = NewSessionTicket::from_bytes(&ticket(&[0xfe, 0x4f, 0, 1, 2])).unwrap_err();
        let reason = Reason::UnknownValue { found: 2 };
        assert_eq!(error, Error::new(reason, "IPAddress.type", 23));
    }
}
