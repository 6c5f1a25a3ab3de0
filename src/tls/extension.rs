//! Extensions (RFC 8446, section 4.2).
//!
//! ```text
//! +-------------------+-----------+--------------------------+
//! | extension_type(2) | length(2) | extension_data 0..2^16-1 |
//! +-------------------+-----------+--------------------------+
//! ```

mod seen;

use crate::code_points::ExtensionType;
use crate::error::Reason;
use crate::wire::{Decode, Encode, Fault, Opaque, Reader, Sink, Unexplained};
use seen::Seen;

/// One extension of any type, its content not looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Extension<'a> {
    /// `extension_type`.
    pub extension_type: ExtensionType,
    /// `extension_data`.
    pub extension_data: Opaque<'a, 0, 0xffff>,
}

impl<'a> Decode<'a> for Extension<'a> {
    type Context = ();
    const NAME: &'static str = "Extension";

    #[inline]
    fn decode<F: Fault>(reader: &mut Reader<'a, F>, (): &()) -> Result<Self, F> {
        let &[high, low, a, b] = reader.block::<4>(&FIELDS, DATA)?;
        Ok(Self {
            extension_type: ExtensionType(u16::from_be_bytes([high, low])),
            extension_data: reader.opaque_body(u16::from_be_bytes([a, b]).into(), DATA)?,
        })
    }
}

impl Encode for Extension<'_> {
    type Context = ();

    #[inline]
    fn encoded_len(&self) -> usize {
        2 + self.extension_data.encoded_len()
    }

    #[inline]
    fn write<S: Sink>(&self, (): &(), sink: &mut S) {
        sink.put_array(self.extension_type.0.to_be_bytes());
        self.extension_data.write(&(), sink);
    }
}

/// The extensions of a message that was read: no type occurs twice, and none is cut short.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Extensions<'a>(&'a [u8]);

impl<'a> Extensions<'a> {
    /// The octets of the block, without its length.
    #[inline]
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }

    /// The extensions in their order.
    #[inline]
    #[must_use]
    pub fn iter(&self) -> ExtensionsIter<'a> {
        ExtensionsIter(Reader::unexplained(self.0))
    }

    /// The `extension_data` of a type, where it occurs.
    #[inline]
    #[must_use]
    pub fn find(&self, extension_type: ExtensionType) -> Option<&'a [u8]> {
        // What was walked before cannot fail now.
        find_unvalidated(&mut Reader::unexplained(self.0), extension_type).ok().flatten()
    }

    /// Reads the block `reader` stands for, to its end, and lets `visit` judge each extension.
    ///
    /// A repeated type is refused when it is read, before its length.
    #[inline(always)]
    pub(super) fn walk<F: Fault>(
        mut reader: Reader<'a, F>,
        mut visit: impl FnMut(&Visited<'a, F>) -> Result<(), F>,
    ) -> Result<Self, F> {
        let block = reader.rest();
        let mut seen = Seen::new(block);
        // Type and length in one piece, unless the block ends within them.
        while let Some(&[high, low, _, _]) = reader.rest().first_chunk() {
            let offset = reader.offset();
            let extension_type = first_time(&reader, &mut seen, [high, low])?;
            let &[_, _, a, b] = reader.array(DATA)?;
            let extension_data: Opaque<'_, 0, 0xffff> =
                reader.opaque_body(u16::from_be_bytes([a, b]).into(), DATA)?;
            visit(&Visited {
                extension_type,
                data: reader.enclosed(extension_data.as_bytes()),
                offset,
                last: reader.is_empty(),
            })?;
        }
        if !reader.is_empty() {
            if let Some(&extension_type) = reader.rest().first_chunk() {
                first_time(&reader, &mut seen, extension_type)?;
            }
            return Err(reader.too_short_within(&FIELDS, DATA));
        }
        Ok(Self(block))
    }
}

impl<'a> IntoIterator for Extensions<'a> {
    type Item = Extension<'a>;
    type IntoIter = ExtensionsIter<'a>;

    /// As [`Extensions::iter`].
    #[inline]
    fn into_iter(self) -> ExtensionsIter<'a> {
        self.iter()
    }
}

/// The extensions of a message, one after another.
#[derive(Clone, Debug)]
pub struct ExtensionsIter<'a>(Reader<'a, Unexplained>);

impl<'a> Iterator for ExtensionsIter<'a> {
    type Item = Extension<'a>;

    #[inline]
    fn next(&mut self) -> Option<Extension<'a>> {
        Extension::decode(&mut self.0, &()).ok()
    }
}

impl core::iter::FusedIterator for ExtensionsIter<'_> {}

const TYPE: &str = "Extension.extension_type";
const DATA: &str = "Extension.extension_data";
/// Where the fields end.
const FIELDS: [(usize, &str); 1] = [(2, TYPE)];

/// The type that `reader` stands at, refused where the block has had it before.
#[inline(always)]
fn first_time<F: Fault>(
    reader: &Reader<'_, F>,
    seen: &mut Seen<'_>,
    octets: [u8; 2],
) -> Result<ExtensionType, F> {
    let extension_type = u16::from_be_bytes(octets);
    if seen.repeats(extension_type, reader.rest()) {
        return Err(reader.refuse(Reason::Duplicate { extension_type }, TYPE, 0));
    }
    Ok(ExtensionType(extension_type))
}

/// An extension on its way past a carrier's rules.
pub(super) struct Visited<'a, F> {
    pub(super) extension_type: ExtensionType,
    pub(super) data: Reader<'a, F>,
    /// Of the first octet of its type.
    pub(super) offset: usize,
    /// Whether it ends its block.
    pub(super) last: bool,
}

impl<'a, F: Fault> Visited<'a, F> {
    /// An extension without content.
    #[inline(always)]
    pub(super) fn empty(&self, field: &'static str) -> Result<(), F> {
        if self.data.is_empty() { Ok(()) } else { Err(F::at(Reason::NotEmpty, field, self.offset)) }
    }

    /// An extension whose content is exactly one value.
    #[inline(always)]
    pub(super) fn value<T: Decode<'a, Context = ()>>(&self) -> Result<T, F> {
        let mut data = self.data.clone();
        let value = T::decode(&mut data, &())?;
        data.finish(T::NAME)?;
        Ok(value)
    }
}

/// The `extension_data` of the first extension of a type; what follows it is not read.
#[inline(always)]
pub(super) fn find_unvalidated<'a, F: Fault>(
    reader: &mut Reader<'a, F>,
    extension_type: ExtensionType,
) -> Result<Option<&'a [u8]>, F> {
    // One comparison tells that there is a next one whose type and length are whole.
    while reader.rest().len() >= 4 {
        let extension = Extension::decode(reader, &())?;
        if extension.extension_type == extension_type {
            return Ok(Some(extension.extension_data.as_bytes()));
        }
    }
    if !reader.is_empty() {
        return Err(reader.too_short_within(&FIELDS, DATA));
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    fn walk(block: &[u8]) -> Result<Extensions<'_>, Error> {
        Extensions::walk(Reader::delimited(block), |_| Ok(()))
    }

    #[test]
    fn extensions_are_found_by_type() {
        let block = [0, 43, 0, 2, 3, 4, 0xfe, 0x4d, 0, 0];
        let extensions = walk(&block).unwrap();
        assert_eq!(extensions.find(ExtensionType(43)), Some(&[3, 4][..]));
        assert_eq!(extensions.find(ExtensionType(0xfe4d)), Some(&[][..]));
        assert_eq!(extensions.find(ExtensionType(44)), None);
        let mut buf = [0; 10];
        let mut len = 0;
        for extension in extensions.iter() {
            len += extension.encode(&mut buf[len..]).unwrap();
        }
        assert_eq!(buf, block);
    }

    #[test]
    fn a_repeated_type_is_refused_before_its_own_faults() {
        for tail in [&[0, 43][..], &[0, 43, 0], &[0, 43, 0, 9], &[0, 43, 0, 0]] {
            let block = [&[0, 43, 0, 0, 0, 44, 0, 0], tail].concat();
            let error = walk(&block).unwrap_err();
            assert_eq!(error.reason(), Reason::Duplicate { extension_type: 43 });
        }
        let half_a_type = walk(&[0, 43, 0, 0, 0]).unwrap_err();
        assert_eq!(half_a_type.reason(), Reason::Truncated);
    }
}
