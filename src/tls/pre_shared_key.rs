//! `OfferedPsks` (RFC 8446, section 4.2.11): the content of `pre_shared_key` in a ClientHello.
//!
//! ```text
//! identities<7..2^16-1>:  { opaque identity<1..2^16-1>; uint32 obfuscated_ticket_age } ...
//! binders<33..2^16-1>:    opaque PskBinderEntry<32..255> ...
//! ```

use crate::wire::{Decode, Encode, Fault, Opaque, Reader, Sink};

/// The PSKs that a client offers. The ticket of a session that is to be moved is among the
/// identities.
///
/// [`ClientHello`](super::ClientHello) does not look into `pre_shared_key`; this does, for those who
/// need it. Whether there are as many binders as identities is not checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OfferedPsks<'a> {
    identities: Opaque<'a, 7, 0xffff>,
    binders: Opaque<'a, 33, 0xffff>,
}

impl<'a> OfferedPsks<'a> {
    /// The identities in their order.
    #[inline]
    pub fn identities(&self) -> impl Iterator<Item = PskIdentity<'a>> + Clone + use<'a> {
        let mut reader = Reader::unexplained(self.identities.as_bytes());
        core::iter::from_fn(move || PskIdentity::decode(&mut reader, &()).ok())
    }

    /// The binders in their order.
    #[inline]
    pub fn binders(&self) -> impl Iterator<Item = Opaque<'a, 32, 255>> + Clone + use<'a> {
        let mut reader = Reader::unexplained(self.binders.as_bytes());
        core::iter::from_fn(move || binder(&mut reader).ok())
    }
}

/// One identity of [`OfferedPsks`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct PskIdentity<'a> {
    /// `identity`: for resumption the ticket.
    pub identity: Opaque<'a, 1, 0xffff>,
    /// `obfuscated_ticket_age`, in milliseconds, `ticket_age_add` added.
    pub obfuscated_ticket_age: u32,
}

impl<'a> Decode<'a> for PskIdentity<'a> {
    type Context = ();
    const NAME: &'static str = "PskIdentity";

    #[inline]
    fn decode<F: Fault>(reader: &mut Reader<'a, F>, (): &()) -> Result<Self, F> {
        Ok(Self {
            identity: reader.opaque("PskIdentity.identity")?,
            obfuscated_ticket_age: reader.u32("PskIdentity.obfuscated_ticket_age")?,
        })
    }
}

impl Encode for PskIdentity<'_> {
    type Context = ();

    #[inline]
    fn encoded_len(&self) -> usize {
        self.identity.encoded_len() + 4
    }

    #[inline]
    fn write<S: Sink>(&self, (): &(), sink: &mut S) {
        self.identity.write(&(), sink);
        sink.put_array(self.obfuscated_ticket_age.to_be_bytes());
    }
}

fn binder<'a, F: Fault>(reader: &mut Reader<'a, F>) -> Result<Opaque<'a, 32, 255>, F> {
    reader.opaque("OfferedPsks.binders")
}

impl<'a> Decode<'a> for OfferedPsks<'a> {
    type Context = ();
    const NAME: &'static str = "OfferedPsks";

    fn decode<F: Fault>(reader: &mut Reader<'a, F>, (): &()) -> Result<Self, F> {
        let identities: Opaque<'_, 7, 0xffff> = reader.opaque("OfferedPsks.identities")?;
        let mut list = reader.enclosed(identities.as_bytes());
        while !list.is_empty() {
            PskIdentity::decode(&mut list, &())?;
        }
        let binders: Opaque<'_, 33, 0xffff> = reader.opaque("OfferedPsks.binders")?;
        let mut list = reader.enclosed(binders.as_bytes());
        while !list.is_empty() {
            binder(&mut list)?;
        }
        Ok(Self { identities, binders })
    }
}

impl Encode for OfferedPsks<'_> {
    type Context = ();

    #[inline]
    fn encoded_len(&self) -> usize {
        self.identities.encoded_len() + self.binders.encoded_len()
    }

    #[inline]
    fn write<S: Sink>(&self, (): &(), sink: &mut S) {
        self.identities.write(&(), sink);
        self.binders.write(&(), sink);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Error, Reason};
    use std::vec::Vec;

    fn sample() -> Vec<u8> {
        let mut octets =
            std::vec![0, 16, 0, 3, b'a', b'b', b'c', 0, 0, 0, 1, 0, 1, b'd', 0, 0, 0, 2];
        octets.extend([0, 66, 32]);
        octets.extend([5; 32]);
        octets.push(32);
        octets.extend([6; 32]);
        octets
    }

    #[test]
    fn identities_and_binders_in_their_order() {
        let octets = sample();
        let psks = OfferedPsks::from_bytes(&octets).unwrap();
        let ages: Vec<_> =
            psks.identities().map(|i| (i.identity.as_bytes(), i.obfuscated_ticket_age)).collect();
        assert_eq!(ages, [(&b"abc"[..], 1), (b"d", 2)]);
        let binders: Vec<_> = psks.binders().map(|binder| binder.as_bytes()[0]).collect();
        assert_eq!(binders, [5, 6]);
        let mut buf = [0; 86];
        assert_eq!(psks.encode(&mut buf), Ok(octets.len()));
        assert_eq!(buf[..], octets[..]);
    }

    #[test]
    fn a_list_that_cuts_its_last_element_is_refused() {
        let mut octets = sample();
        octets[1] = 15;
        let error = OfferedPsks::from_bytes(&octets).unwrap_err();
        let field = "PskIdentity.obfuscated_ticket_age";
        assert_eq!(error, Error::new(Reason::Truncated, field, 17));
    }
}
