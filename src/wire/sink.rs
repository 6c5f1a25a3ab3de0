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

    /// Hands out the next `len` octets to be filled, or none where there is no room.
    #[inline(always)]
    fn claim(&mut self, len: usize) -> &'b mut [u8] {
        match core::mem::take(&mut self.rest).split_at_mut_checked(len) {
            Some((head, tail)) => {
                self.rest = tail;
                head
            }
            None => &mut [],
        }
    }
}

impl Sink for SliceSink<'_> {
    #[inline(always)]
    fn put(&mut self, octets: &[u8]) {
        let out = self.claim(octets.len());
        if out.len() == octets.len() {
            out.copy_from_slice(octets);
        }
    }

    #[inline(always)]
    fn put_array<const N: usize>(&mut self, octets: [u8; N]) {
        if let Some(out) = self.claim(N).first_chunk_mut() {
            *out = octets;
        }
    }

    /// Two copies of a fixed size that may overlap take a few instructions; a copy of any size is a
    /// call.
    #[inline(always)]
    fn put_at_least<const MIN: usize>(&mut self, octets: &[u8]) {
        let out = self.claim(octets.len());
        if out.len() != octets.len() {
            return;
        }
        if octets.len() <= 2 * MIN {
            if let (Some(first), Some(last)) = (octets.first_chunk::<MIN>(), octets.last_chunk()) {
                if let Some(start) = out.first_chunk_mut::<MIN>() {
                    *start = *first;
                }
                if let Some(end) = out.last_chunk_mut::<MIN>() {
                    *end = *last;
                }
                return;
            }
        }
        out.copy_from_slice(octets);
    }
}

/// A [`Sink`] over any `BufMut`, whose room was checked before.
#[cfg(feature = "alloc")]
pub(super) struct BufMutSink<'b, B>(pub(super) &'b mut B);

#[cfg(feature = "alloc")]
impl<B: bytes::BufMut> Sink for BufMutSink<'_, B> {
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
