//! Migrate (draft-snoeren-tcp-migrate-00 and its slides), on SYN segments.
//!
//! ```text
//! +------+-----------+-------+----------+------------+
//! | kind | length 19 | reqno | token[8] | request[8] |
//! +------+-----------+-------+----------+------------+
//! ```

use super::option::put_head;
use crate::code_points::OptionKinds;
use crate::wire::{Encode, Sink};

/// Asks to carry on a connection from another address: kind 16 by default.
///
/// Ruling: the slides have a ReqNo of 8 bits, the draft one of 7 bits with the Preload flag above it.
/// The octet is kept whole, and both views of it are offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Migrate<'a> {
    /// The octet that holds ReqNo, which is also the slides' view of it.
    pub reqno: u8,
    /// `token`: which connection.
    pub token: &'a [u8; 8],
    /// `request`: that the sender may migrate it.
    pub request: &'a [u8; 8],
}

impl<'a> Migrate<'a> {
    /// ReqNo in the draft's view: the lower 7 bits.
    #[inline]
    #[must_use]
    pub const fn reqno_7bit(&self) -> u8 {
        self.reqno & 0x7f
    }

    /// The Preload flag in the draft's view: the highest bit.
    #[inline]
    #[must_use]
    pub const fn preload(&self) -> bool {
        self.reqno & 0x80 != 0
    }

    /// Reads the data; none where it has another length.
    #[inline(always)]
    pub(super) fn read(data: &'a [u8]) -> Option<Self> {
        let (&[reqno], data) = data.split_first_chunk()?;
        let (token, data) = data.split_first_chunk()?;
        let request = data.try_into().ok()?;
        Some(Self { reqno, token, request })
    }
}

impl Encode for Migrate<'_> {
    type Context = OptionKinds;

    #[inline]
    fn encoded_len(&self) -> usize {
        19
    }

    #[inline]
    fn write<S: Sink>(&self, kinds: &OptionKinds, sink: &mut S) {
        put_head(sink, kinds.migrate(), self.encoded_len());
        sink.put_array([self.reqno]);
        sink.put_array(*self.token);
        sink.put_array(*self.request);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_octet_has_two_views() {
        let migrate = Migrate { reqno: 0x85, token: &[1; 8], request: &[2; 8] };
        assert!(migrate.preload());
        assert_eq!(migrate.reqno_7bit(), 5);
    }

    #[test]
    fn only_seventeen_octets_will_do() {
        let data: [u8; 18] = core::array::from_fn(|i| u8::try_from(i).unwrap());
        let migrate = Migrate::read(&data[..17]).unwrap();
        assert_eq!(migrate.reqno, 0);
        assert_eq!(migrate.token[..], data[1..9]);
        assert_eq!(migrate.request[..], data[9..17]);
        assert_eq!(Migrate::read(&data[..16]), None);
        assert_eq!(Migrate::read(&data), None);
    }
}
