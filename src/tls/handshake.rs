//! Handshake framing (RFC 8446, section 4).
//!
//! ```text
//! +----------+-----------+----------------+
//! | msg_type | length(3) | body 0..2^24-1 |
//! +----------+-----------+----------------+
//! ```

use crate::code_points::HandshakeType;
use crate::error::Reason;
use crate::wire::{Decode, Encode, Fault, Opaque, Reader, Sink};

const TYPE: &str = "Handshake.msg_type";
const BODY: &str = "Handshake.body";

/// A handshake message of any type, its body not looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct HandshakeMessage<'a> {
    /// `msg_type`.
    pub msg_type: HandshakeType,
    /// The message's octets behind its length.
    pub body: Opaque<'a, 0, 0xff_ffff>,
}

impl<'a> Decode<'a> for HandshakeMessage<'a> {
    type Context = ();
    const NAME: &'static str = "Handshake";

    #[inline]
    fn decode<F: Fault>(reader: &mut Reader<'a, F>, (): &()) -> Result<Self, F> {
        let msg_type = HandshakeType(reader.u8(TYPE)?);
        Ok(Self { msg_type, body: reader.opaque(BODY)? })
    }
}

impl Encode for HandshakeMessage<'_> {
    type Context = ();

    #[inline]
    fn encoded_len(&self) -> usize {
        1 + self.body.encoded_len()
    }

    #[inline]
    fn write<S: Sink>(&self, (): &(), sink: &mut S) {
        sink.put_array([self.msg_type.0]);
        self.body.write(&(), sink);
    }
}

/// Reads the header of a message of one type, whose body has at most `longest` octets, and returns a
/// reader of the body.
///
/// A longer one is read like any other, so that its first fault is found; but no reader needs to wait
/// for it.
#[inline(always)]
pub(super) fn body<'a, F: Fault>(
    reader: &mut Reader<'a, F>,
    expected: HandshakeType,
    longest: usize,
) -> Result<Reader<'a, F>, F> {
    let found = reader.u8(TYPE)?;
    if found != expected.0 {
        let reason = Reason::WrongType { found: found.into(), expected: expected.0.into() };
        return Err(reader.refuse(reason, TYPE, 1));
    }
    let length = reader.u24(BODY)?;
    reader.close_if(length > longest);
    let body = reader.take(length, BODY)?;
    Ok(reader.enclosed(body))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    #[test]
    fn messages_are_cut_from_a_flight() {
        let flight = [24, 0, 0, 1, 0, 20, 0, 0, 2, 7];
        let (message, rest) = HandshakeMessage::from_prefix(&flight).unwrap();
        assert_eq!(message.msg_type, HandshakeType::KEY_UPDATE);
        assert_eq!(message.body.as_bytes(), [0]);
        let mut buf = [0; 5];
        assert_eq!(message.encode(&mut buf), Ok(5));
        assert_eq!(buf, flight[..5]);
        let error = HandshakeMessage::from_prefix(rest).unwrap_err();
        assert_eq!(error, Error::new(Reason::Incomplete, BODY, 5));
    }
}
