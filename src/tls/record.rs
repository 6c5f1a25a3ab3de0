//! The record header (RFC 8446, section 5.1).
//!
//! ```text
//! +------+-----------------------+--------+----------------------+
//! | type | legacy_record_version | length | fragment 0..2^14+256 |
//! +------+-----------------------+--------+----------------------+
//! ```

use crate::code_points::ContentType;

use crate::wire::{Decode, Encode, Fault, Opaque, Reader, Sink};

/// A record, plaintext or protected. Any content type and version is taken and kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Record<'a> {
    /// `type` or, where the record is protected, `opaque_type`.
    pub content_type: ContentType,
    /// `legacy_record_version`.
    pub legacy_record_version: u16,
    /// `fragment` or `encrypted_record`: at most 2^14 + 256 octets.
    pub fragment: Opaque<'a, 0, 16640>,
}

impl<'a> Decode<'a> for Record<'a> {
    type Context = ();
    const NAME: &'static str = "Record";

    #[inline]
    fn decode<F: Fault>(reader: &mut Reader<'a, F>, (): &()) -> Result<Self, F> {
        Ok(Self {
            content_type: ContentType(reader.u8("Record.type")?),
            legacy_record_version: reader.u16("Record.legacy_record_version")?,
            fragment: reader.opaque("Record.fragment")?,
        })
    }
}

impl Encode for Record<'_> {
    type Context = ();

    #[inline]
    fn encoded_len(&self) -> usize {
        3 + self.fragment.encoded_len()
    }

    #[inline]
    fn write<S: Sink>(&self, (): &(), sink: &mut S) {
        let [high, low] = self.legacy_record_version.to_be_bytes();
        sink.put_array([self.content_type.0, high, low]);
        self.fragment.write(&(), sink);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Error, Reason};

    #[test]
    fn records_are_cut_from_a_stream() {
        let stream = [22, 3, 1, 0, 2, 9, 9, 21, 3, 3, 0, 2, 1];
        let (record, rest) = Record::from_prefix(&stream).unwrap();
        assert_eq!(record.content_type, ContentType::HANDSHAKE);
        assert_eq!(record.fragment.as_bytes(), [9, 9]);
        let mut buf = [0; 7];
        assert_eq!(record.encode(&mut buf), Ok(7));
        assert_eq!(buf, stream[..7]);
        assert!(Record::from_prefix(rest).unwrap_err().is_incomplete());
    }

    #[test]
    fn a_length_that_no_record_has_is_refused_before_its_octets_came() {
        let error = Record::from_bytes(&[23, 3, 3, 0x41, 1]).unwrap_err();
        let reason = Reason::LengthOutOfRange { found: 16641, min: 0, max: 16640 };
        assert_eq!(error, Error::new(reason, "Record.fragment", 3));
        assert!(Record::from_bytes(&[23, 3, 3, 0x41, 0]).unwrap_err().is_incomplete());
    }
}
