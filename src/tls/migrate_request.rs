//! `migrate_request` (draft-wang-tls-service-affinity-03): a handshake message after the handshake.
//!
//! ```text
//! +----------------------+-----------+------------------+------------------+
//! | msg_type 253         | length(3) | target_length(2) | target 0..2^16-1 |
//! +----------------------+-----------+------------------+------------------+
//! ```

use super::handshake;
use crate::code_points::CodePoints;
#[cfg(feature = "alloc")]
use crate::wire::OpaqueBuf;
use crate::wire::{Decode, Encode, Fault, Opaque, Reader, Sink};

/// `migrate_request`, the whole message: the server asks the client to move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct MigrateRequest<'a> {
    /// `opaque target<0..2^16-1>`: where to, in a form that client and server have agreed on. Empty
    /// means that the client applies its own policy.
    pub target: Opaque<'a, 0, 0xffff>,
}

impl MigrateRequest<'_> {
    /// An owned copy.
    #[cfg(feature = "alloc")]
    #[must_use]
    pub fn to_buf(&self) -> MigrateRequestBuf {
        MigrateRequestBuf { target: self.target.to_buf() }
    }
}

impl<'a> Decode<'a> for MigrateRequest<'a> {
    type Context = CodePoints;
    const NAME: &'static str = "MigrateRequest";

    #[inline]
    fn decode<F: Fault>(reader: &mut Reader<'a, F>, code_points: &CodePoints) -> Result<Self, F> {
        let mut body = handshake::body(reader, code_points.migrate_request(), 2 + 0xffff)?;
        let target = body.opaque("MigrateRequest.target")?;
        body.finish(Self::NAME)?;
        Ok(Self { target })
    }
}

impl Encode for MigrateRequest<'_> {
    type Context = CodePoints;

    #[inline]
    fn encoded_len(&self) -> usize {
        4 + self.target.encoded_len()
    }

    #[inline]
    fn write<S: Sink>(&self, code_points: &CodePoints, sink: &mut S) {
        let length = u32::try_from(self.target.encoded_len()).unwrap_or(u32::MAX);
        let [_, a, b, c] = length.to_be_bytes();
        sink.put_array([code_points.migrate_request().0, a, b, c]);
        self.target.write(&(), sink);
    }
}

/// The owned form of [`MigrateRequest`].
#[cfg(feature = "alloc")]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct MigrateRequestBuf {
    /// `target`.
    pub target: OpaqueBuf<0, 0xffff>,
}

#[cfg(feature = "alloc")]
impl MigrateRequestBuf {
    /// The borrowed form.
    #[must_use]
    pub fn as_request(&self) -> MigrateRequest<'_> {
        MigrateRequest { target: self.target.as_opaque() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Error, Reason};

    const SAMPLE: &[u8] = b"\xfd\x00\x00\x07\x00\x05tok-B";

    #[test]
    fn the_whole_message_comes_back() {
        let request = MigrateRequest::from_bytes(SAMPLE).unwrap();
        assert_eq!(request.target.as_bytes(), b"tok-B");
        let mut buf = [0; 11];
        assert_eq!(request.encode(&mut buf), Ok(11));
        assert_eq!(buf, SAMPLE);
    }

    #[test]
    fn the_vector_is_the_whole_body() {
        let error = MigrateRequest::from_bytes(b"\xfd\x00\x00\x08\x00\x05tok-B!").unwrap_err();
        assert_eq!(error, Error::new(Reason::TrailingData, "MigrateRequest", 11));
        let error = MigrateRequest::from_bytes(b"\xfd\x00\x00\x06\x00\x05tok-").unwrap_err();
        assert_eq!(error, Error::new(Reason::Truncated, "MigrateRequest.target", 10));
        let error = MigrateRequest::from_bytes(&SAMPLE[..10]).unwrap_err();
        assert_eq!(error, Error::new(Reason::Incomplete, "Handshake.body", 10));
    }
}
