//! The list of options of a segment (RFC 9293, section 3.1): at most 40 octets.

use super::option::{Framed, KIND, MAX, MalformedOption, TcpOption, is_beyond_help};
use super::{MigratePermitted, PublicKey, Timestamps};
use crate::code_points::{OptionKind, OptionKinds};
use crate::error::Reason;
use crate::wire::{Decode, Encode, Fault, LengthOutOfRange, Reader, Sink, Unexplained};

/// An options area: the octets between the fixed header and the data offset, not looked into.
///
/// [`TcpOptions::iter`] walks what is there and reports what is malformed; [`Decode`] takes only an
/// area in which nothing is.
///
/// ```
/// use rehome::tcp::{TcpOption, TcpOptions};
///
/// let area = [1, 1, 79, 8, 192, 0, 2, 40, 1, 187, 0, 0];
/// for option in TcpOptions::new(&area)? {
///     if let Ok(TcpOption::ServiceAffinity(option)) = option {
///         assert_eq!(option.to_string(), "192.0.2.40:443");
///     }
/// }
/// # Ok::<(), rehome::wire::LengthOutOfRange>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TcpOptions<'a>(&'a [u8]);

impl<'a> TcpOptions<'a> {
    /// Takes an area of at most 40 octets.
    ///
    /// # Errors
    /// It is longer.
    #[inline]
    pub const fn new(area: &'a [u8]) -> Result<Self, LengthOutOfRange> {
        if area.len() > MAX {
            return Err(LengthOutOfRange { found: area.len(), min: 0, max: MAX });
        }
        Ok(Self(area))
    }

    /// Takes an area whose length the caller has judged.
    #[inline(always)]
    pub(super) const fn from_checked(area: &'a [u8]) -> Self {
        Self(area)
    }

    /// The octets, padding included.
    #[inline]
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }

    /// The options in their order, by the default kinds. Offsets count from the start of the area.
    #[inline]
    #[must_use]
    pub fn iter(&self) -> TcpOptionsIter<'a, 'static> {
        self.iter_with(&OptionKinds::DEFAULT)
    }

    /// The options in their order, by other kinds.
    #[inline]
    #[must_use]
    pub fn iter_with<'k>(&self, kinds: &'k OptionKinds) -> TcpOptionsIter<'a, 'k> {
        TcpOptionsIter { reader: Reader::unexplained(self.0), kinds }
    }

    /// The options of the four kinds, by the default kinds; the quickest way to find them.
    #[inline]
    #[must_use]
    pub fn known(&self) -> KnownOptions<'a, 'static> {
        self.known_with(&OptionKinds::DEFAULT)
    }

    /// The options of the four kinds, by other kinds.
    #[inline]
    #[must_use]
    pub fn known_with<'k>(&self, kinds: &'k OptionKinds) -> KnownOptions<'a, 'k> {
        let mut reader = Reader::unexplained(self.0);
        if self.begins_with_timestamps() {
            // The twelve octets are there.
            let _ = reader.array::<12>(KIND);
        }
        KnownOptions { reader, kinds }
    }

    /// The octets behind the end of the list, or none where no option ends it.
    #[must_use]
    pub fn padding(&self) -> &'a [u8] {
        let mut reader = Reader::unexplained(self.0);
        while let Ok(option) = Framed::decode(&mut reader) {
            if matches!(option, Framed::End) {
                return reader.rest();
            }
        }
        &[]
    }

    /// Whether the list has ended, by an option or by breaking.
    pub(super) fn is_ended(&self) -> bool {
        let mut reader = Reader::unexplained(self.0);
        while !reader.is_empty() {
            if matches!(Framed::decode(&mut reader), Ok(Framed::End) | Err(Unexplained)) {
                return true;
            }
        }
        false
    }

    /// The timestamps, where the list has them.
    #[must_use]
    pub fn timestamps(&self) -> Option<Timestamps> {
        self.iter().flatten().find_map(|option| Timestamps::from_option(&option))
    }

    /// The public key of a secure Migrate-Permitted and the Timestamps beside it, by the default
    /// kinds.
    #[must_use]
    pub fn public_key(&self) -> Option<PublicKey> {
        self.public_key_with(&OptionKinds::default())
    }

    /// [`TcpOptions::public_key`] by other kinds.
    #[must_use]
    pub fn public_key_with(&self, kinds: &OptionKinds) -> Option<PublicKey> {
        self.iter_with(kinds).flatten().find_map(|option| match option {
            TcpOption::MigratePermitted(MigratePermitted::Secure { key_data, .. }) => {
                Some(PublicKey::join(key_data, self.timestamps()?))
            }
            _ => None,
        })
    }

    /// Whether NOP, NOP, Timestamps come first, which most areas begin with, and which most are.
    #[inline(always)]
    fn begins_with_timestamps(&self) -> bool {
        self.0.first_chunk::<12>().is_some_and(|[head @ .., _, _, _, _, _, _, _, _]| {
            *head == [1, 1, OptionKind::TIMESTAMPS.0, 10]
        })
    }
}

impl<'a> IntoIterator for TcpOptions<'a> {
    type Item = Result<TcpOption<'a>, MalformedOption<'a>>;
    type IntoIter = TcpOptionsIter<'a, 'static>;

    /// As [`TcpOptions::iter`].
    #[inline]
    fn into_iter(self) -> TcpOptionsIter<'a, 'static> {
        self.iter()
    }
}

/// The options of a list, one after another.
///
/// An option that is malformed in itself is reported and the list goes on; one that breaks the list
/// is reported and the list ends, and so it does after [`TcpOption::End`].
#[derive(Clone, Debug)]
pub struct TcpOptionsIter<'a, 'k> {
    reader: Reader<'a, Unexplained>,
    kinds: &'k OptionKinds,
}

impl<'a> Iterator for TcpOptionsIter<'a, '_> {
    type Item = Result<TcpOption<'a>, MalformedOption<'a>>;

    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        // Many are this one, so it is asked for first.
        if *self.reader.rest().first()? == OptionKind::NOP.0 {
            return self.reader.u8(KIND).ok().map(|_| Ok(TcpOption::Nop));
        }
        let malformed = MalformedOption::new(&self.reader, *self.kinds);
        let Ok(framed) = Framed::decode(&mut self.reader) else {
            self.reader = Reader::unexplained(&[]);
            return Some(Err(malformed));
        };
        if matches!(framed, Framed::End) {
            self.reader = Reader::unexplained(&[]);
        }
        Some(framed.read(self.kinds, 0).map_err(|Unexplained| malformed))
    }
}

impl core::iter::FusedIterator for TcpOptionsIter<'_, '_> {}

/// The options of the four kinds in a list, one after another.
///
/// It passes over all other kinds, and ends without a word where the list breaks at one of the others.
#[derive(Clone, Debug)]
pub struct KnownOptions<'a, 'k> {
    reader: Reader<'a, Unexplained>,
    kinds: &'k OptionKinds,
}

impl<'a> Iterator for KnownOptions<'a, '_> {
    type Item = Result<TcpOption<'a>, MalformedOption<'a>>;

    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        while !self.reader.is_empty() {
            let malformed = MalformedOption::new(&self.reader, *self.kinds);
            match Framed::decode(&mut self.reader) {
                Ok(Framed::Nop) => {}
                Ok(Framed::Other(option)) => match option.read(self.kinds, 0) {
                    Ok(TcpOption::Other(_)) => {}
                    read => return Some(read.map_err(|Unexplained| malformed)),
                },
                Ok(Framed::End) => self.reader = Reader::unexplained(&[]),
                Err(Unexplained) => {
                    self.reader = Reader::unexplained(&[]);
                    return self.kinds.contains(malformed.kind()).then_some(Err(malformed));
                }
            }
        }
        None
    }
}

impl core::iter::FusedIterator for KnownOptions<'_, '_> {}

/// A whole area, in which no option is malformed; an area of over 40 octets is refused at once.
impl<'a> Decode<'a> for TcpOptions<'a> {
    type Context = OptionKinds;
    const NAME: &'static str = "options";

    #[inline]
    fn decode<F: Fault>(reader: &mut Reader<'a, F>, kinds: &OptionKinds) -> Result<Self, F> {
        let area = reader.rest();
        if area.len() > MAX {
            let reason = Reason::LengthOutOfRange { found: area.len(), min: 0, max: MAX };
            return Err(reader.refuse(reason, Self::NAME, 0));
        }
        while !reader.is_empty() {
            let (offset, position) = (reader.offset(), reader.since(area).len());
            reader.close_if(is_beyond_help(reader.rest(), position, kinds));
            let framed = Framed::decode(reader)?;
            if matches!(framed, Framed::End) {
                reader.take(reader.rest().len(), Self::NAME)?;
            }
            framed.read(kinds, offset)?;
        }
        Ok(Self(area))
    }
}

/// The area as it is, padding included.
impl Encode for TcpOptions<'_> {
    type Context = OptionKinds;

    #[inline]
    fn encoded_len(&self) -> usize {
        self.0.len()
    }

    #[inline]
    fn write<S: Sink>(&self, _: &OptionKinds, sink: &mut S) {
        sink.put(self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;
    use std::vec::Vec;

    fn kinds_of(area: &[u8]) -> Vec<Result<u8, (u8, Reason)>> {
        let options = TcpOptions::new(area).unwrap();
        let kind = |option: TcpOption<'_>| option.kind().0;
        options.iter().map(|o| o.map(kind).map_err(|m| (m.kind().0, m.error().reason()))).collect()
    }

    #[test]
    fn the_list_ends_where_it_says() {
        assert_eq!(kinds_of(&[1, 4, 2, 0, 79, 8]), [Ok(1), Ok(4), Ok(0)]);
        assert_eq!(TcpOptions::new(&[1, 4, 2, 0, 79, 8]).unwrap().padding(), [79, 8]);
        assert!(TcpOptions::new(&[1, 1]).unwrap().padding().is_empty());
    }

    #[test]
    fn a_malformed_option_does_not_end_it_but_a_broken_list_does() {
        let wrong = Reason::WrongLength { found: 3 };
        assert_eq!(kinds_of(&[79, 3, 0, 1]), [Err((79, wrong)), Ok(1)]);
        let short = Reason::LengthOutOfRange { found: 0, min: 2, max: 40 };
        assert_eq!(kinds_of(&[1, 8, 0, 1]), [Ok(1), Err((8, short))]);
        assert_eq!(kinds_of(&[8, 5, 1, 1]), [Err((8, Reason::Truncated))]);
        assert_eq!(kinds_of(&[1, 80]), [Ok(1), Err((80, Reason::Truncated))]);
    }

    #[test]
    fn known_options_are_picked_out() {
        let area = [1, 1, 8, 10, 0, 0, 0, 0, 0, 0, 0, 0, 15, 3, 0, 8, 1];
        let found: Vec<_> = TcpOptions::new(&area).unwrap().known().collect();
        assert_eq!(found, [Ok(TcpOption::MigratePermitted(MigratePermitted::Insecure))]);
        assert_eq!(TcpOptions::new(&area[..12]).unwrap().known().count(), 0);
        let offset =
            |area| TcpOptions::new(area).unwrap().known().next().unwrap().unwrap_err().offset();
        assert_eq!(offset(&[4, 2, 16, 1]), 2);
        assert_eq!(offset(&[1, 1, 8, 10, 0, 0, 0, 0, 0, 0, 0, 0, 16, 1]), 12);
    }

    #[test]
    fn an_area_alone_may_go_on_but_not_beyond_forty_octets() {
        assert!(TcpOptions::from_bytes(&[79, 8, 1]).unwrap_err().is_incomplete());
        let mut area = [1; 41];
        let reason = Reason::LengthOutOfRange { found: 41, min: 0, max: 40 };
        assert_eq!(TcpOptions::from_bytes(&area), Err(Error::new(reason, "options", 0)));
        area[38] = 8;
        area[39] = 9;
        let error = TcpOptions::from_bytes(&area[..40]).unwrap_err();
        assert_eq!(error.reason(), Reason::Truncated);
    }

    #[test]
    fn the_key_is_gathered_from_two_options() {
        let mut area = [0; 32];
        area[..3].copy_from_slice(&[15, 20, 1]);
        area[19] = 17;
        area[20..24].copy_from_slice(&[1, 1, 8, 10]);
        area[31] = 25;
        let options = TcpOptions::new(&area).unwrap();
        let key = options.public_key().unwrap();
        assert_eq!((key.0[16], key.0[24]), (17, 25));
        let alone = TcpOptions::new(&area[..20]).unwrap();
        assert_eq!(alone.public_key(), None);
    }
}
