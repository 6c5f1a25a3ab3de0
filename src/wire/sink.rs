//! Where encoders write to.

/// Takes octets one piece after another. Whoever makes one has seen to it that all of them fit.
pub trait Sink {
    /// Takes the next octets.
    fn put(&mut self, octets: &[u8]);

    /// Takes octets whose number the compiler knows.
    #[inline(always)]
    fn put_array<const N: usize>(&mut self, octets: [u8; N]) {
        self.put(&octets);
    }

    /// Takes at least `MIN` octets: as [`Sink::put`], but quicker where they are less than twice as
    /// many.
    #[inline(always)]
    fn put_at_least<const MIN: usize>(&mut self, octets: &[u8]) {
        self.put(octets);
    }
}

/// A [`Sink`] over a slice. What does not fit is dropped, so the slice must be large enough.
#[derive(Debug)]
pub struct SliceSink<'b> {
    rest: &'b mut [u8],
}

impl<'b> SliceSink<'b> {
    /// Writes from the start of `buf`.
    #[inline]
    pub fn new(buf: &'b mut [u8]) -> Self {
        Self { rest: buf }
    }

    /// Hands out the next `len` octets to be filled, where there is room.
    #[inline(always)]
    fn claim(&mut self, len: usize) -> Option<&'b mut [u8]> {
        let (head, tail) = core::mem::take(&mut self.rest).split_at_mut_checked(len)?;
        self.rest = tail;
        Some(head)
    }
}

impl Sink for SliceSink<'_> {
    #[inline(always)]
    fn put(&mut self, octets: &[u8]) {
        if let Some(out) = self.claim(octets.len()) {
            out.copy_from_slice(octets);
        }
    }

    #[inline(always)]
    fn put_array<const N: usize>(&mut self, octets: [u8; N]) {
        if let Some((head, tail)) = core::mem::take(&mut self.rest).split_first_chunk_mut() {
            *head = octets;
            self.rest = tail;
        }
    }

    /// One copy of a fixed size, or two that overlap, take a few instructions; a copy of any size is a
    /// call.
    #[inline(always)]
    fn put_at_least<const MIN: usize>(&mut self, octets: &[u8]) {
        let Some(out) = self.claim(octets.len()) else { return };
        match (out.first_chunk_mut::<MIN>(), octets.first_chunk()) {
            (Some(start), Some(first)) if octets.len() <= 2 * MIN => {
                *start = *first;
                if octets.len() > MIN {
                    if let (Some(end), Some(last)) =
                        (out.last_chunk_mut(), octets.last_chunk::<MIN>())
                    {
                        *end = *last;
                    }
                }
            }
            _ => out.copy_from_slice(octets),
        }
    }
}

/// A [`Sink`] over any `BufMut`, whose room was checked before.
#[cfg(feature = "alloc")]
pub(super) struct BufMutSink<'b, B>(pub(super) &'b mut B);

#[cfg(feature = "alloc")]
impl<B: bytes::BufMut> Sink for BufMutSink<'_, B> {
    #[inline(always)]
    fn put(&mut self, octets: &[u8]) {
        self.0.put_slice(octets);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_any_length_land_side_by_side() {
        let octets: [u8; 70] = core::array::from_fn(|i| u8::try_from(i).unwrap());
        for len in 0..=70 {
            let mut buf = [0xaa; 80];
            let mut sink = SliceSink::new(&mut buf);
            sink.put_array([1, 2]);
            sink.put_at_least::<16>(&octets[..len]);
            sink.put(&octets[..3]);
            assert_eq!(buf[..2], [1, 2]);
            assert_eq!(buf[2..2 + len], octets[..len]);
            assert_eq!(buf[2 + len..5 + len], octets[..3]);
            assert!(buf[5 + len..].iter().all(|&octet| octet == 0xaa));
        }
    }

    #[test]
    fn what_does_not_fit_is_dropped() {
        let mut buf = [0xaa; 3];
        let mut sink = SliceSink::new(&mut buf);
        sink.put(&[1, 2]);
        sink.put(&[3, 4]);
        sink.put_array([5, 6]);
        sink.put_at_least::<1>(&[7, 8]);
        assert_eq!(buf, [1, 2, 0xaa]);
    }
}
