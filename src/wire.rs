//! What all formats share: [`Decode`], [`Encode`], and the pieces to implement them.

mod fault;
mod opaque;
mod reader;
mod sink;

pub use fault::{Fault, Unexplained};
#[cfg(feature = "alloc")]
pub use opaque::OpaqueBuf;
pub use opaque::{LengthOutOfRange, Opaque};
pub use reader::Reader;
pub(crate) use reader::explain;
pub use sink::{Sink, SliceSink};

use crate::error::{BufferTooSmall, Error};

/// A value that is read from octets, which it borrows.
///
/// `from_bytes` refuses octets that are left over, `from_prefix` returns them. Both use the default
/// context; the forms that end in `_with` take another one. The context is `()` for formats that
/// stand by themselves, [`CodePoints`](crate::CodePoints) for those that depend on numbers which
/// their drafts leave open, and [`OptionKinds`](crate::OptionKinds) for TCP options.
///
/// No decoder panics, copies the octets or allocates.
pub trait Decode<'a>: Sized {
    /// The numbers that decoding depends on.
    type Context: Default;

    /// The name of the format, for errors: `MigrationToken`.
    const NAME: &'static str;

    /// Reads one value and leaves the reader behind it.
    ///
    /// For implementers and for values within values; callers use the methods below.
    ///
    /// # Errors
    /// The first thing that is wrong, reading from left to right.
    fn decode<F: Fault>(reader: &mut Reader<'a, F>, context: &Self::Context) -> Result<Self, F>;

    /// Reads exactly one value from the whole of `input`.
    ///
    /// # Errors
    /// The first thing that is wrong, reading from left to right;
    /// [`TrailingData`](crate::Reason::TrailingData) where octets are left over.
    #[inline(always)]
    fn from_bytes(input: &'a [u8]) -> Result<Self, Error> {
        Self::from_bytes_with(input, &Self::Context::default())
    }

    /// [`Decode::from_bytes`] with a context other than the default.
    ///
    /// # Errors
    /// As [`Decode::from_bytes`].
    #[inline(always)]
    fn from_bytes_with(input: &'a [u8], context: &Self::Context) -> Result<Self, Error> {
        whole(&mut Reader::unexplained(input), context)
            .map_err(|Unexplained| explain(input, |reader| whole::<Self, _>(reader, context)))
    }

    /// Reads one value from the start of `input` and returns it with the octets behind it.
    ///
    /// # Errors
    /// The first thing that is wrong, reading from left to right.
    #[inline(always)]
    fn from_prefix(input: &'a [u8]) -> Result<(Self, &'a [u8]), Error> {
        Self::from_prefix_with(input, &Self::Context::default())
    }

    /// [`Decode::from_prefix`] with a context other than the default.
    ///
    /// # Errors
    /// As [`Decode::from_prefix`].
    #[inline(always)]
    fn from_prefix_with(
        input: &'a [u8],
        context: &Self::Context,
    ) -> Result<(Self, &'a [u8]), Error> {
        prefix(&mut Reader::unexplained(input), context)
            .map_err(|Unexplained| explain(input, |reader| prefix::<Self, _>(reader, context)))
    }
}

#[inline(always)]
fn whole<'a, T: Decode<'a>, F: Fault>(
    reader: &mut Reader<'a, F>,
    context: &T::Context,
) -> Result<T, F> {
    let value = T::decode(reader, context)?;
    reader.finish(T::NAME)?;
    Ok(value)
}

#[inline(always)]
fn prefix<'a, T: Decode<'a>, F: Fault>(
    reader: &mut Reader<'a, F>,
    context: &T::Context,
) -> Result<(T, &'a [u8]), F> {
    let value = T::decode(reader, context)?;
    Ok((value, reader.rest()))
}

/// A value that is written as octets.
///
/// A value that exists can be encoded, so the only error is a lack of room, and it is known before
/// an octet is written. As with [`Decode`], the forms that end in `_with` take a context.
pub trait Encode {
    /// The numbers that encoding depends on.
    type Context: Default;

    /// How many octets the value takes.
    fn encoded_len(&self) -> usize;

    /// Writes the octets, exactly [`Encode::encoded_len`] of them, into a sink that has room.
    ///
    /// For implementers and for values within values; callers use the methods below.
    fn write<S: Sink>(&self, context: &Self::Context, sink: &mut S);

    /// Writes the value to the start of `buf` and returns how many octets it took.
    ///
    /// # Errors
    /// `buf` is too small; it is left untouched.
    #[inline(always)]
    fn encode(&self, buf: &mut [u8]) -> Result<usize, BufferTooSmall> {
        self.encode_with(buf, &Self::Context::default())
    }

    /// [`Encode::encode`] with a context other than the default.
    ///
    /// # Errors
    /// As [`Encode::encode`].
    #[inline(always)]
    fn encode_with(
        &self,
        buf: &mut [u8],
        context: &Self::Context,
    ) -> Result<usize, BufferTooSmall> {
        let needed = self.encoded_len();
        let available = buf.len();
        let (out, _) =
            buf.split_at_mut_checked(needed).ok_or(BufferTooSmall { needed, available })?;
        self.write(context, &mut SliceSink::new(out));
        Ok(needed)
    }

    /// Appends the value to any [`bytes::BufMut`].
    ///
    /// # Errors
    /// `buf` cannot take that many octets; it is left untouched.
    #[cfg(feature = "alloc")]
    fn encode_to<B: bytes::BufMut>(&self, buf: &mut B) -> Result<(), BufferTooSmall> {
        self.encode_to_with(buf, &Self::Context::default())
    }

    /// [`Encode::encode_to`] with a context other than the default.
    ///
    /// # Errors
    /// As [`Encode::encode_to`].
    #[cfg(feature = "alloc")]
    fn encode_to_with<B: bytes::BufMut>(
        &self,
        buf: &mut B,
        context: &Self::Context,
    ) -> Result<(), BufferTooSmall> {
        let (needed, available) = (self.encoded_len(), buf.remaining_mut());
        if needed > available {
            return Err(BufferTooSmall { needed, available });
        }
        self.write(context, &mut sink::BufMutSink(buf));
        Ok(())
    }

    /// The value's octets, in one allocation of exactly their number.
    #[cfg(feature = "alloc")]
    #[inline]
    fn to_vec(&self) -> alloc::vec::Vec<u8> {
        self.to_vec_with(&Self::Context::default())
    }

    /// [`Encode::to_vec`] with a context other than the default.
    #[cfg(feature = "alloc")]
    #[inline]
    fn to_vec_with(&self, context: &Self::Context) -> alloc::vec::Vec<u8> {
        let mut octets = alloc::vec::Vec::with_capacity(self.encoded_len());
        self.write(context, &mut sink::BufMutSink(&mut octets));
        octets
    }
}
