//! `ClientHello` (RFC 8446, section 4.1.2), as far as a migration is concerned.
//!
//! ```text
//! +----------------+--------+-------------------------+-----------------------+----------------------------------+
//! | legacy_version | random | legacy_session_id 0..32 | cipher_suites 2..2^16 | legacy_compression_methods 1..255|
//! +----------------+--------+-------------------------+-----------------------+----------------------------------+
//! | extensions 0..2^16-1, or none at all                                                                         |
//! +--------------------------------------------------------------------------------------------------------------+
//! ```

use super::extension::{self, Extensions};
use super::{MigrationSupport, MigrationToken, handshake};
use crate::code_points::{CodePoints, ExtensionType, HandshakeType};
use crate::error::{Error, Reason};
use crate::wire::{Decode, Fault, Opaque, Reader, Unexplained, explain};

const EXTENSIONS: &str = "ClientHello.extensions";
const SESSION_ID: &str = "ClientHello.legacy_session_id";
/// Where the fields end.
const FIELDS: [(usize, &str); 2] = [(2, "ClientHello.legacy_version"), (34, "ClientHello.random")];

/// A body whose vectors all have their greatest length.
const LONGEST: usize = 2 + 32 + (1 + 32) + (2 + 0xfffe) + (1 + 255) + (2 + 0xffff);

/// A ClientHello that was walked to its end.
///
/// Every length is right, no extension is repeated, `pre_shared_key` is the last one if it is there,
/// `migration_support` is empty, `migration_token` is one whole token and comes with
/// `pre_shared_key`. An extensions block that is absent or short is allowed (a ruling), and
/// `migration_allowed` is foreign here and ignored. Other extensions are not looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct ClientHello<'a> {
    /// `legacy_version`.
    pub legacy_version: u16,
    /// `random`.
    pub random: &'a [u8; 32],
    /// `legacy_session_id`.
    pub legacy_session_id: Opaque<'a, 0, 32>,
    /// `cipher_suites`, an even number of octets.
    pub cipher_suites: Opaque<'a, 2, 0xfffe>,
    /// `legacy_compression_methods`.
    pub legacy_compression_methods: Opaque<'a, 1, 255>,
    /// `extensions`, where there is such a block.
    pub extensions: Option<Extensions<'a>>,
    /// `migration_support`, if it is offered.
    pub migration_support: Option<MigrationSupport>,
    /// `migration_token`, if one is presented.
    pub migration_token: Option<MigrationToken<'a>>,
    /// The `extension_data` of `pre_shared_key`, if it is there; see
    /// [`OfferedPsks`](super::OfferedPsks).
    pub pre_shared_key: Option<&'a [u8]>,
}

impl<'a> ClientHello<'a> {
    /// Whether this hello attempts a migration: it has both a token and `pre_shared_key`.
    #[inline]
    #[must_use]
    pub const fn is_migration_attempt(&self) -> bool {
        self.migration_token.is_some() && self.pre_shared_key.is_some()
    }

    /// The `extension_data` of an extension of any type.
    #[inline]
    #[must_use]
    pub fn extension(&self, extension_type: ExtensionType) -> Option<&'a [u8]> {
        self.extensions?.find(extension_type)
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
        let mut hello = Self::decode_fields(&mut reader)?;
        if reader.is_empty() {
            return Ok(hello);
        }
        let block: Opaque<'_, 0, 0xffff> = reader.opaque(EXTENSIONS)?;
        let mut token_offset = 0;
        let extensions = Extensions::walk(reader.enclosed(block.as_bytes()), |extension| {
            if extension.extension_type == ExtensionType::PRE_SHARED_KEY {
                if !extension.last {
                    return Err(F::at(Reason::Misplaced, EXTENSIONS, extension.offset));
                }
                hello.pre_shared_key = Some(extension.data.rest());
            } else if extension.extension_type == code_points.migration_support() {
                extension.empty(MigrationSupport::NAME)?;
                hello.migration_support = Some(MigrationSupport);
            } else if extension.extension_type == code_points.migration_token() {
                hello.migration_token = Some(extension.value()?);
                token_offset = extension.offset;
            }
            Ok(())
        })?;
        hello.extensions = Some(extensions);
        reader.finish(Self::NAME)?;
        if hello.migration_token.is_some() && hello.pre_shared_key.is_none() {
            return Err(F::at(Reason::Missing, EXTENSIONS, token_offset));
        }
        Ok(hello)
    }

    /// The `extension_data` of the first extension of a type in a whole message, for those who need
    /// no more: what stands before it must be framed right, and nothing else is checked. It may be
    /// repeated, misplaced or followed by anything.
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
        let mut body = handshake::body(reader, HandshakeType::CLIENT_HELLO, LONGEST)?;
        Self::decode_fields(&mut body)?;
        if body.is_empty() {
            return Ok(None);
        }
        let block: Opaque<'_, 0, 0xffff> = body.opaque(EXTENSIONS)?;
        extension::find_unvalidated(&mut body.enclosed(block.as_bytes()), extension_type)
    }

    /// All before the extensions.
    #[inline(always)]
    fn decode_fields<F: Fault>(reader: &mut Reader<'a, F>) -> Result<Self, F> {
        let [v, w, random @ .., length] = reader.block::<35>(&FIELDS, SESSION_ID)?;
        Ok(Self {
            legacy_version: u16::from_be_bytes([*v, *w]),
            random,
            legacy_session_id: reader.opaque_body((*length).into(), SESSION_ID)?,
            cipher_suites: cipher_suites(reader)?,
            legacy_compression_methods: reader.opaque("ClientHello.legacy_compression_methods")?,
            extensions: None,
            migration_support: None,
            migration_token: None,
            pre_shared_key: None,
        })
    }
}

/// `cipher_suites<2..2^16-2>`: its length is judged, odd ones too, before what it counts.
#[inline(always)]
fn cipher_suites<'a, F: Fault>(reader: &mut Reader<'a, F>) -> Result<Opaque<'a, 2, 0xfffe>, F> {
    const FIELD: &str = "ClientHello.cipher_suites";
    let length = usize::from(reader.u16(FIELD)?);
    if length % 2 == 1 {
        let (min, max) = (2, 0xfffe);
        let reason = match length {
            1 => Reason::LengthOutOfRange { found: length, min, max },
            _ => Reason::OddLength { found: length },
        };
        return Err(reader.refuse(reason, FIELD, 2));
    }
    reader.opaque_body(length, FIELD)
}

/// The whole handshake message.
impl<'a> Decode<'a> for ClientHello<'a> {
    type Context = CodePoints;
    const NAME: &'static str = "ClientHello";

    #[inline]
    fn decode<F: Fault>(reader: &mut Reader<'a, F>, code_points: &CodePoints) -> Result<Self, F> {
        Self::decode_body(
            handshake::body(reader, HandshakeType::CLIENT_HELLO, LONGEST)?,
            code_points,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec;
    use std::vec::Vec;

    const TOKEN: [u8; 102] = {
        let mut octets = [0; 102];
        octets[0] = 0xfe;
        octets[1] = 0x4f;
        octets[3] = 98;
        octets[11] = 32;
        octets[52] = 16;
        octets[69] = 32;
        octets
    };
    const SUPPORT: [u8; 4] = [0xfe, 0x4d, 0, 0];
    const PSK: [u8; 6] = [0, 41, 0, 2, 9, 9];
    /// Where the extensions begin in `hello`.
    const START: usize = 47;

    fn hello(extensions: &[&[u8]]) -> Vec<u8> {
        let block = extensions.concat();
        let mut body = vec![3, 3];
        body.extend([7; 32]);
        body.extend([0, 0, 2, 0x13, 1, 1, 0]);
        body.extend(u16::try_from(block.len()).unwrap().to_be_bytes());
        body.extend(block);
        let mut message = vec![1, 0];
        message.extend(u16::try_from(body.len()).unwrap().to_be_bytes());
        message.extend(body);
        message
    }

    fn reason(extensions: &[&[u8]]) -> (Reason, usize) {
        let error = ClientHello::from_bytes(&hello(extensions)).unwrap_err();
        (error.reason(), error.offset())
    }

    #[test]
    fn a_migration_attempt_has_token_and_key() {
        let message = hello(&[&SUPPORT, &TOKEN, &PSK]);
        let hello = ClientHello::from_bytes(&message).unwrap();
        assert!(hello.is_migration_attempt());
        assert_eq!(hello.migration_support, Some(MigrationSupport));
        assert_eq!(hello.migration_token.unwrap().session_id().len(), 32);
        assert_eq!(hello.extension(ExtensionType::PRE_SHARED_KEY), Some(&[9, 9][..]));
        assert_eq!(hello.cipher_suites.as_bytes(), [0x13, 1]);
    }

    #[test]
    fn hellos_without_extensions_are_allowed() {
        let mut message = hello(&[]);
        assert!(!ClientHello::from_bytes(&message).unwrap().is_migration_attempt());
        message.truncate(45);
        message[3] -= 2;
        assert_eq!(ClientHello::from_bytes(&message).unwrap().extensions, None);
    }

    #[test]
    fn faults_of_extensions_point_at_their_type() {
        let again = START + SUPPORT.len();
        let duplicate = Reason::Duplicate { extension_type: 0xfe4d };
        assert_eq!(reason(&[&SUPPORT, &SUPPORT]), (duplicate, again));
        assert_eq!(reason(&[&SUPPORT, &PSK, &TOKEN]), (Reason::Misplaced, again));
        assert_eq!(reason(&[&PSK, &PSK]), (Reason::Misplaced, START));
        assert_eq!(reason(&[&PSK, &[0]]), (Reason::Misplaced, START));
        assert_eq!(reason(&[&SUPPORT, &TOKEN]), (Reason::Missing, again));
        assert_eq!(reason(&[&[0xfe, 0x4d, 0, 1, 0]]), (Reason::NotEmpty, START));
    }

    #[test]
    fn migration_allowed_is_foreign_here() {
        let message = hello(&[&[0xfe, 0x4e, 0, 1, 0]]);
        assert!(ClientHello::from_bytes(&message).is_ok());
    }

    #[test]
    fn odd_and_empty_cipher_suites_are_judged_before_they_are_read() {
        for (length, reason) in [
            (0, Reason::LengthOutOfRange { found: 0, min: 2, max: 0xfffe }),
            (1, Reason::LengthOutOfRange { found: 1, min: 2, max: 0xfffe }),
            (255, Reason::OddLength { found: 255 }),
        ] {
            let mut message = hello(&[]);
            message[40] = length;
            let error = ClientHello::from_bytes(&message).unwrap_err();
            assert_eq!(error, Error::new(reason, "ClientHello.cipher_suites", 39));
        }
    }

    #[test]
    fn the_look_up_reads_no_further_than_it_must() {
        let message = hello(&[&SUPPORT, &PSK, &[0]]);
        let find =
            |number| ClientHello::find_extension_unvalidated(&message, ExtensionType(number));
        assert_eq!(find(41), Ok(Some(&[9, 9][..])));
        assert_eq!(find(0xfe4d), Ok(Some(&[][..])));
        assert_eq!(find(99).unwrap_err().reason(), Reason::Truncated);
    }
}
