//! A cursor on the input: the only file that names nom, and where every decoding error begins.
//!
//! The leaves are our own, since nom's take one and a half times the instructions and one of them
//! keeps a panic path; the glue between them is nom's.

use core::marker::PhantomData;

use nom::error::{ErrorKind, ParseError};
use nom::{Emit, Mode, OutputM, OutputMode, PResult, Parser, Streaming};

use super::{Fault, Opaque, Unexplained};
use crate::error::{Error, Reason};

/// The octets that are still to be read, and where they stand in the caller's input.
///
/// Its refusals are of the kind `F`, see [`Fault`].
#[derive(Clone, Debug)]
pub struct Reader<'a, F = Error> {
    rest: &'a [u8],
    /// The offset of the end of `rest` in the caller's input.
    end: usize,
    /// Whether `rest` ends where a vector, message or options area ends, so that no more can come.
    enclosed: bool,
    fault: PhantomData<F>,
}

/// A leaf found too few octets; which field wanted them, the reader knows.
struct Short;

impl<'a> ParseError<&'a [u8]> for Short {
    #[inline(always)]
    fn from_error_kind(_: &'a [u8], _: ErrorKind) -> Self {
        Self
    }

    #[inline(always)]
    fn append(_: &'a [u8], _: ErrorKind, other: Self) -> Self {
        other
    }
}

/// A leaf: the next `N` octets.
struct Array<const N: usize>;

impl<'a, const N: usize> Parser<&'a [u8]> for Array<N> {
    type Output = &'a [u8; N];
    type Error = Short;

    #[inline(always)]
    fn process<M: OutputMode>(
        &mut self,
        input: &'a [u8],
    ) -> PResult<M, &'a [u8], Self::Output, Short> {
        match input.split_first_chunk() {
            Some((octets, rest)) => Ok((rest, M::Output::bind(|| octets))),
            None => Err(nom::Err::Error(M::Error::bind(|| Short))),
        }
    }
}

/// A leaf: as many octets.
struct Take(usize);

impl<'a> Parser<&'a [u8]> for Take {
    type Output = &'a [u8];
    type Error = Short;

    #[inline(always)]
    fn process<M: OutputMode>(
        &mut self,
        input: &'a [u8],
    ) -> PResult<M, &'a [u8], Self::Output, Short> {
        match input.split_at_checked(self.0) {
            Some((octets, rest)) => Ok((rest, M::Output::bind(|| octets))),
            None => Err(nom::Err::Error(M::Error::bind(|| Short))),
        }
    }
}

impl<'a> Reader<'a> {
    /// Reads `input` from its start. More octets might follow later: where it ends too early the
    /// error is [`Reason::Incomplete`].
    #[inline]
    #[must_use]
    pub const fn new(input: &'a [u8]) -> Self {
        Self { rest: input, end: input.len(), enclosed: false, fault: PhantomData }
    }

    /// Reads `octets` that end where they end, such as a vector or an options area: where they end
    /// too early the error is [`Reason::Truncated`].
    #[inline]
    #[must_use]
    pub const fn delimited(octets: &'a [u8]) -> Self {
        Self { rest: octets, end: octets.len(), enclosed: true, fault: PhantomData }
    }
}

impl<'a> Reader<'a, Unexplained> {
    /// Reads `octets` from their start and gives no reason for what it refuses.
    #[inline(always)]
    #[must_use]
    pub const fn unexplained(octets: &'a [u8]) -> Self {
        Self { rest: octets, end: octets.len(), enclosed: true, fault: PhantomData }
    }
}

impl<'a, F: Fault> Reader<'a, F> {
    /// A reader of the `octets` that this one has read last: those of a vector, a message, an
    /// options area. Its offsets are those of this one, and its end is final as with
    /// [`Reader::delimited`].
    #[inline]
    #[must_use]
    pub const fn enclosed(&self, octets: &'a [u8]) -> Self {
        Self { rest: octets, end: self.offset(), enclosed: true, fault: PhantomData }
    }

    /// The octets that are left.
    #[inline]
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Whether no octet is left.
    #[inline]
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The offset of the next octet in the caller's input.
    #[inline]
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.end.saturating_sub(self.rest.len())
    }

    /// The octets read since `start`, which is what [`Reader::rest`] was then.
    #[inline]
    #[must_use]
    pub fn since(&self, start: &'a [u8]) -> &'a [u8] {
        start.get(..start.len().wrapping_sub(self.rest.len())).unwrap_or_default()
    }

    /// Where `closed`, no octets that follow later could help: an input that ends too early does so
    /// with [`Reason::Truncated`] from now on.
    #[inline(always)]
    pub const fn close_if(&mut self, closed: bool) {
        self.enclosed |= closed;
    }

    /// Where at least so many octets must follow, all in all, this asks for them at once, which makes
    /// checks on the way superfluous. A reader that says what is wrong reads on, to the field that is
    /// not whole.
    ///
    /// # Errors
    /// Fewer are left.
    #[inline(always)]
    pub fn foresee(&self, len: usize) -> Result<(), F> {
        if !F::EXPLAINS && self.rest.len() < len { Err(self.too_short("input")) } else { Ok(()) }
    }

    /// A refusal at the offset that is `back` octets before the next one.
    #[inline(always)]
    #[must_use]
    pub fn refuse(&self, reason: Reason, field: &'static str, back: usize) -> F {
        F::at(reason, field, self.offset().saturating_sub(back))
    }

    /// The refusal of an input that ends within `field`.
    #[inline(always)]
    #[must_use]
    pub fn too_short(&self, field: &'static str) -> F {
        self.too_short_within(&[], field)
    }

    /// The refusal of an input that ends within the first of `fields` that ends beyond it, or else
    /// within the `last` one; see [`Reader::block`].
    #[inline(always)]
    #[must_use]
    pub fn too_short_within(
        &self,
        fields: &'static [(usize, &'static str)],
        last: &'static str,
    ) -> F {
        F::short(fields, last, self.rest.len(), self.end, self.enclosed)
    }

    #[inline(always)]
    fn run<O>(
        &mut self,
        parser: impl Parser<&'a [u8], Output = O, Error = Short>,
        field: &'static str,
    ) -> Result<O, F> {
        self.run_within(parser, &[], field)
    }

    #[inline(always)]
    fn run_within<O>(
        &mut self,
        mut parser: impl Parser<&'a [u8], Output = O, Error = Short>,
        fields: &'static [(usize, &'static str)],
        last: &'static str,
    ) -> Result<O, F> {
        match parser.process::<OutputM<Emit, Emit, Streaming>>(self.rest) {
            Ok((rest, output)) => {
                self.rest = rest;
                Ok(output)
            }
            Err(_) => Err(self.too_short_within(fields, last)),
        }
    }

    /// The next `N` octets.
    ///
    /// # Errors
    /// Fewer are left.
    #[inline(always)]
    pub fn array<const N: usize>(&mut self, field: &'static str) -> Result<&'a [u8; N], F> {
        self.run(Array, field)
    }

    /// The next `N` octets, several fields in one piece: where each of `fields` ends, and the `last`
    /// one that ends the piece.
    ///
    /// # Errors
    /// Fewer are left; the error names the field that is not whole.
    #[inline(always)]
    pub fn block<const N: usize>(
        &mut self,
        fields: &'static [(usize, &'static str)],
        last: &'static str,
    ) -> Result<&'a [u8; N], F> {
        self.run_within(Array, fields, last)
    }

    /// The next `len` octets.
    ///
    /// # Errors
    /// Fewer are left.
    #[inline(always)]
    pub fn take(&mut self, len: usize, field: &'static str) -> Result<&'a [u8], F> {
        self.run(Take(len), field)
    }

    /// `uint8`.
    ///
    /// # Errors
    /// No octet is left.
    #[inline(always)]
    pub fn u8(&mut self, field: &'static str) -> Result<u8, F> {
        self.run(Array.map(|&[octet]: &[u8; 1]| octet), field)
    }

    /// `uint16`.
    ///
    /// # Errors
    /// Fewer than two octets are left.
    #[inline(always)]
    pub fn u16(&mut self, field: &'static str) -> Result<u16, F> {
        self.run(Array.map(|octets| u16::from_be_bytes(*octets)), field)
    }

    /// `uint24`, as a number of octets.
    ///
    /// # Errors
    /// Fewer than three octets are left.
    #[inline(always)]
    pub fn u24(&mut self, field: &'static str) -> Result<usize, F> {
        self.run(Array.map(|&[a, b, c]: &[u8; 3]| length([0, a, b, c])), field)
    }

    /// `uint32`.
    ///
    /// # Errors
    /// Fewer than four octets are left.
    #[inline(always)]
    pub fn u32(&mut self, field: &'static str) -> Result<u32, F> {
        self.run(Array.map(|octets| u32::from_be_bytes(*octets)), field)
    }

    /// `opaque field<MIN..MAX>`: a length of one, two or three octets by `MAX`, then as many octets.
    ///
    /// # Errors
    /// The length is outside its range, which is judged before what it counts; or too few octets are
    /// left.
    #[inline(always)]
    pub fn opaque<const MIN: usize, const MAX: usize>(
        &mut self,
        field: &'static str,
    ) -> Result<Opaque<'a, MIN, MAX>, F> {
        let len = match Opaque::<MIN, MAX>::LENGTH_OCTETS {
            1 => self.u8(field)?.into(),
            2 => self.u16(field)?.into(),
            _ => self.u24(field)?,
        };
        self.opaque_body(len, field)
    }

    /// The rest of an [`opaque`](Self::opaque) whose length, `len`, was read last.
    ///
    /// # Errors
    /// As [`Reader::opaque`].
    #[inline(always)]
    pub fn opaque_body<const MIN: usize, const MAX: usize>(
        &mut self,
        len: usize,
        field: &'static str,
    ) -> Result<Opaque<'a, MIN, MAX>, F> {
        if len < MIN || len > MAX {
            let reason = Reason::LengthOutOfRange { found: len, min: MIN, max: MAX };
            return Err(self.refuse(reason, field, Opaque::<MIN, MAX>::LENGTH_OCTETS));
        }
        self.run(Take(len).map(Opaque::from_checked), field)
    }

    /// Refuses octets that are left over behind `field`.
    ///
    /// # Errors
    /// [`Reason::TrailingData`].
    #[inline(always)]
    pub fn finish(&self, field: &'static str) -> Result<(), F> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.refuse(Reason::TrailingData, field, 0)) }
    }
}

/// Reads once more, for the reason, what was refused without one.
#[cold]
#[inline(never)]
pub(crate) fn explain<'a, T>(
    input: &'a [u8],
    read: impl FnOnce(&mut Reader<'a>) -> Result<T, Error>,
) -> Error {
    let mut reader = Reader::new(input);
    // The same code has refused the same octets before.
    read(&mut reader).err().unwrap_or_else(|| reader.too_short("input"))
}

/// A length on the wire as `usize`; what a small machine cannot count is more than it can hold.
#[inline(always)]
fn length(octets: [u8; 4]) -> usize {
    usize::try_from(u32::from_be_bytes(octets)).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_offsets() {
        let mut reader = Reader::new(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        assert_eq!(reader.u8("a"), Ok(1));
        assert_eq!(reader.u16("b"), Ok(0x0203));
        assert_eq!(reader.u24("c"), Ok(0x04_0506));
        assert_eq!(reader.offset(), 6);
        assert_eq!(reader.u32("d"), Ok(0x0708_090a));
        assert!(reader.is_empty());
        assert_eq!(reader.u8("e"), Err(Error::new(Reason::Incomplete, "e", 10)));
    }

    #[test]
    fn a_length_is_judged_before_what_it_counts() {
        let mut reader = Reader::new(&[0, 3]);
        let error = reader.opaque::<4, 0xffff>("v").unwrap_err();
        assert_eq!(error.reason(), Reason::LengthOutOfRange { found: 3, min: 4, max: 0xffff });
        assert_eq!(error.offset(), 0);
        let mut reader = Reader::new(&[4, 3]);
        assert_eq!(reader.opaque::<0, 255>("v"), Err(Error::new(Reason::Incomplete, "v", 2)));
    }

    #[test]
    fn an_enclosed_reader_ends_for_good_and_keeps_count() {
        let mut outer = Reader::new(&[9, 9, 1, 2, 9]);
        outer.u16("skip").unwrap();
        let octets = outer.take(2, "vector").unwrap();
        let mut inner = outer.enclosed(octets);
        assert_eq!(inner.offset(), 2);
        assert_eq!(inner.u24("x"), Err(Error::new(Reason::Truncated, "x", 4)));
        assert_eq!(inner.finish("x"), Err(Error::new(Reason::TrailingData, "x", 2)));
    }

    #[test]
    fn since_gives_what_was_read() {
        let mut reader = Reader::new(&[1, 2, 3]);
        let start = reader.rest();
        reader.u16("x").unwrap();
        assert_eq!(reader.since(start), [1, 2]);
    }
}
