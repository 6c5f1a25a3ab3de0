//! The TCP header (RFC 9293, section 3.1): 20 to 60 octets.
//!
//! ```text
//! +----------------+------------------+---------------------+---------------------------+
//! | source_port(2) | destination_port | sequence_number(4)  | acknowledgment_number(4)  |
//! +----------------+------------------+---------------------+---------------------------+
//! | data offset, flags(2)  | window(2)  | checksum(2)  | urgent_pointer(2)  | options 0..40 |
//! +------------------------+------------+--------------+--------------------+---------------+
//! ```

use super::option::MAX;
use super::{TcpFlags, TcpOptions};
use crate::code_points::OptionKinds;
use crate::error::{Error, Reason};
use crate::wire::{Decode, Encode, Fault, Reader, Sink};

const DATA_OFFSET: &str = "TCP.data_offset";
const FIXED: usize = 20;

/// A TCP header.
///
/// The data offset is that of the options, which are padded with zeros to four octets when they are
/// encoded; where their list breaks off within an option, the padding becomes a part of that option.
/// Neither the checksum nor anything else about the segment is checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TcpHeader<'a> {
    /// Source port.
    pub source_port: u16,
    /// Destination port.
    pub destination_port: u16,
    /// Sequence number.
    pub sequence_number: u32,
    /// Acknowledgment number.
    pub acknowledgment_number: u32,
    /// The flags and the reserved bits.
    pub flags: TcpFlags,
    /// Window.
    pub window: u16,
    /// Checksum.
    pub checksum: u16,
    /// Urgent pointer.
    pub urgent_pointer: u16,
    /// The options area.
    pub options: TcpOptions<'a>,
}

impl<'a> TcpHeader<'a> {
    /// The data offset in words of four octets: 5 to 15.
    #[inline]
    #[must_use]
    pub fn data_offset(&self) -> u8 {
        u8::try_from(self.encoded_len() / 4).unwrap_or(15)
    }

    /// Reads the header at the start of a segment and returns it with the payload. The options are
    /// taken as they are, for those who walk them and can do with broken ones.
    ///
    /// # Errors
    /// The segment ends before the data offset, or that is below 5.
    #[inline]
    pub fn from_segment_options_unvalidated(segment: &'a [u8]) -> Result<(Self, &'a [u8]), Error> {
        let mut reader = Reader::new(segment);
        let (header, _) = Self::decode_fixed(&mut reader)?;
        Ok((header, reader.rest()))
    }

    /// The header, and a reader of its options area.
    #[inline(always)]
    fn decode_fixed<F: Fault>(reader: &mut Reader<'a, F>) -> Result<(Self, Reader<'a, F>), F> {
        let offset = reader.offset();
        // The data offset is judged as soon as its octet and the flags are there.
        if let Some(&[.., flags, _]) = reader.rest().first_chunk::<14>() {
            let words = usize::from(flags >> 4);
            if words < 5 {
                let reason = Reason::LengthOutOfRange { found: words, min: 5, max: 15 };
                return Err(F::at(reason, DATA_OFFSET, offset.saturating_add(12)));
            }
        }
        let &[s0, s1, d0, d1, n0, n1, n2, n3, a0, a1, a2, a3, f0, f1, w0, w1, c0, c1, u0, u1] =
            reader.array::<FIXED>("TCP.header")?;
        let area = (usize::from(f0 >> 4) * 4).saturating_sub(FIXED);
        let area = reader.take(area, "TCP.options")?;
        let header = Self {
            source_port: u16::from_be_bytes([s0, s1]),
            destination_port: u16::from_be_bytes([d0, d1]),
            sequence_number: u32::from_be_bytes([n0, n1, n2, n3]),
            acknowledgment_number: u32::from_be_bytes([a0, a1, a2, a3]),
            flags: TcpFlags::from_octets([f0, f1]),
            window: u16::from_be_bytes([w0, w1]),
            checksum: u16::from_be_bytes([c0, c1]),
            urgent_pointer: u16::from_be_bytes([u0, u1]),
            options: TcpOptions::from_checked(area),
        };
        Ok((header, reader.enclosed(area)))
    }
}

/// The header with its options, in which nothing is malformed.
impl<'a> Decode<'a> for TcpHeader<'a> {
    type Context = OptionKinds;
    const NAME: &'static str = "TCP.header";

    #[inline]
    fn decode<F: Fault>(reader: &mut Reader<'a, F>, kinds: &OptionKinds) -> Result<Self, F> {
        let (header, mut area) = Self::decode_fixed(reader)?;
        TcpOptions::decode(&mut area, kinds)?;
        Ok(header)
    }
}

impl Encode for TcpHeader<'_> {
    type Context = OptionKinds;

    #[inline]
    fn encoded_len(&self) -> usize {
        FIXED + self.options.as_bytes().len().next_multiple_of(4).min(MAX)
    }

    #[inline]
    fn write<S: Sink>(&self, kinds: &OptionKinds, sink: &mut S) {
        sink.put_array(self.source_port.to_be_bytes());
        sink.put_array(self.destination_port.to_be_bytes());
        sink.put_array(self.sequence_number.to_be_bytes());
        sink.put_array(self.acknowledgment_number.to_be_bytes());
        let [high, low] = self.flags.bits().to_be_bytes();
        sink.put_array([self.data_offset() << 4 | high, low]);
        sink.put_array(self.window.to_be_bytes());
        sink.put_array(self.checksum.to_be_bytes());
        sink.put_array(self.urgent_pointer.to_be_bytes());
        self.options.write(kinds, sink);
        match self.options.as_bytes().len() % 4 {
            1 => sink.put_array([0; 3]),
            2 => sink.put_array([0; 2]),
            3 => sink.put_array([0]),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tcp::MigratePermitted;
    use crate::tcp::TcpOptionsBuf;

    const SAMPLE: [u8; 24] = [
        0x9a, 0x58, 0x01, 0xbb, 1, 2, 3, 4, 5, 6, 7, 8, 0x6f, 0x02, 0x1b, 0x88, 0x97, 0x9a, 0, 3,
        15, 3, 0, 1,
    ];

    #[test]
    fn every_field_comes_back() {
        let header = TcpHeader::from_bytes(&SAMPLE).unwrap();
        assert_eq!((header.source_port, header.destination_port), (0x9a58, 443));
        assert_eq!(header.sequence_number, 0x0102_0304);
        assert_eq!(header.acknowledgment_number, 0x0506_0708);
        assert_eq!(header.flags, (TcpFlags::SYN | TcpFlags::SAF).with_reserved(7));
        assert_eq!((header.window, header.checksum, header.urgent_pointer), (0x1b88, 0x979a, 3));
        assert_eq!(header.data_offset(), 6);
        let mut buf = [0; 24];
        assert_eq!(header.encode(&mut buf), Ok(24));
        assert_eq!(buf, SAMPLE);
    }

    #[test]
    fn the_data_offset_is_judged_when_its_octets_are_there() {
        let mut octets = SAMPLE;
        octets[12] = 0x4f;
        let reason = Reason::LengthOutOfRange { found: 4, min: 5, max: 15 };
        let error = Error::new(reason, DATA_OFFSET, 12);
        assert_eq!(TcpHeader::from_bytes(&octets), Err(error));
        assert_eq!(TcpHeader::from_bytes(&octets[..14]), Err(error));
        assert!(TcpHeader::from_bytes(&octets[..13]).unwrap_err().is_incomplete());
    }

    #[test]
    fn the_area_ends_for_good_at_the_data_offset() {
        let mut octets = SAMPLE;
        octets[21] = 5;
        let error = TcpHeader::from_bytes(&octets).unwrap_err();
        assert_eq!(error, Error::new(Reason::Truncated, "option.data", 24));
        let (header, payload) = TcpHeader::from_segment_options_unvalidated(&octets).unwrap();
        assert!(payload.is_empty());
        assert!(header.options.iter().next().unwrap().is_err());
        octets[12] = 0x5f;
        let (_, payload) = TcpHeader::from_segment_options_unvalidated(&octets).unwrap();
        assert_eq!(payload, &octets[20..]);
    }

    #[test]
    fn options_are_padded() {
        let mut options = TcpOptionsBuf::new();
        options.push(MigratePermitted::Insecure).unwrap();
        let header = TcpHeader { options: options.as_options(), ..TcpHeader::default() };
        let mut buf = [0xaa; 24];
        assert_eq!(header.encode(&mut buf), Ok(24));
        assert_eq!(buf[12], 0x60);
        assert_eq!(buf[20..], [15, 3, 0, 0]);
    }
}
