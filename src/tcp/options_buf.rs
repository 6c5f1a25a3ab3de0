//! Building a list of options.

use core::fmt;

use super::TcpOptions;
use super::option::{MAX, TcpOption};
use crate::code_points::OptionKinds;
use crate::error::BufferTooSmall;
use crate::wire::{Encode, Sink};

/// An options area in the making, and the owned form of [`TcpOptions`]: up to 40 octets, no
/// allocator needed.
///
/// ```
/// use rehome::tcp::{ServiceAffinity, TcpOption, TcpOptionsBuf};
///
/// let mut options = TcpOptionsBuf::new();
/// options.push(TcpOption::Nop)?;
/// options.push(ServiceAffinity::new([192, 0, 2, 40].into(), 443))?;
/// options.pad();
/// assert_eq!(options.as_bytes(), [1, 79, 8, 192, 0, 2, 40, 1, 187, 0, 0, 0]);
/// # Ok::<(), rehome::BufferTooSmall>(())
/// ```
#[derive(Clone, Copy)]
pub struct TcpOptionsBuf {
    octets: [u8; MAX],
    len: usize,
    ended: bool,
}

impl TcpOptionsBuf {
    /// An empty area.
    #[must_use]
    pub const fn new() -> Self {
        Self { octets: [0; MAX], len: 0, ended: false }
    }

    /// Appends an option, by the default kinds.
    ///
    /// # Errors
    /// The area would have more than 40 octets, or the list has ended, so that there is room for no
    /// option; it is left as it was.
    pub fn push<'o>(&mut self, option: impl Into<TcpOption<'o>>) -> Result<(), BufferTooSmall> {
        self.push_with(option, &OptionKinds::default())
    }

    /// Appends an option, by other kinds.
    ///
    /// # Errors
    /// As [`TcpOptionsBuf::push`].
    pub fn push_with<'o>(
        &mut self,
        option: impl Into<TcpOption<'o>>,
        kinds: &OptionKinds,
    ) -> Result<(), BufferTooSmall> {
        let option = option.into();
        let room = if self.ended { &mut [][..] } else { self.room() };
        self.len += option.encode_with(room, kinds)?;
        self.ended |= option == TcpOption::End;
        Ok(())
    }

    /// Appends octets behind the end of the list.
    ///
    /// # Errors
    /// The area would have more than 40 octets, or the list has not ended and the octets would be
    /// options; it is left as it was.
    pub fn push_padding(&mut self, padding: &[u8]) -> Result<(), BufferTooSmall> {
        let (needed, ended) = (padding.len(), self.ended);
        let room = self.room();
        let available = if ended { room.len() } else { 0 };
        if needed > available {
            return Err(BufferTooSmall { needed, available });
        }
        room.iter_mut().zip(padding).for_each(|(room, octet)| *room = *octet);
        self.len += needed;
        Ok(())
    }

    /// Brings the area to a multiple of four octets: with an end of the list where it has none, and
    /// zeros. (They become a part of the last option where a list that was taken over breaks in it.)
    pub fn pad(&mut self) {
        let padded = self.len.next_multiple_of(4).min(MAX);
        if padded > self.len {
            if let Some(padding) = self.octets.get_mut(self.len..padded) {
                padding.fill(0);
            }
            self.len = padded;
            self.ended = true;
        }
    }

    /// The area so far.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.octets.get(..self.len).unwrap_or_default()
    }

    /// The borrowed form.
    #[must_use]
    pub fn as_options(&self) -> TcpOptions<'_> {
        TcpOptions::from_checked(self.as_bytes())
    }

    fn room(&mut self) -> &mut [u8] {
        self.octets.get_mut(self.len..).unwrap_or_default()
    }
}

impl Default for TcpOptionsBuf {
    fn default() -> Self {
        Self::new()
    }
}

impl From<TcpOptions<'_>> for TcpOptionsBuf {
    fn from(options: TcpOptions<'_>) -> Self {
        let mut buf = Self::new();
        buf.room().iter_mut().zip(options.as_bytes()).for_each(|(room, octet)| *room = *octet);
        buf.len = options.as_bytes().len();
        // So does a list that breaks: nothing that follows would be an option.
        buf.ended = options.is_ended();
        buf
    }
}

impl AsRef<[u8]> for TcpOptionsBuf {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl PartialEq for TcpOptionsBuf {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for TcpOptionsBuf {}

impl fmt::Debug for TcpOptionsBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TcpOptionsBuf").field(&self.as_bytes()).finish()
    }
}

/// The area so far, as it is.
impl Encode for TcpOptionsBuf {
    type Context = OptionKinds;

    fn encoded_len(&self) -> usize {
        self.len
    }

    fn write<S: Sink>(&self, _: &OptionKinds, sink: &mut S) {
        sink.put(self.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tcp::{Migrate, ServiceAffinity};

    #[test]
    fn forty_octets_are_the_limit() {
        let mut buf = TcpOptionsBuf::new();
        let option = ServiceAffinity::new([192, 0, 2, 1].into(), 1);
        (0..5).for_each(|_| buf.push(option).unwrap());
        let full = buf;
        assert_eq!(buf.push(TcpOption::Nop), Err(BufferTooSmall { needed: 1, available: 0 }));
        buf.pad();
        assert_eq!(buf, full);
    }

    #[test]
    fn nothing_follows_the_end_but_padding() {
        let mut buf = TcpOptionsBuf::new();
        assert!(buf.push_padding(&[0]).is_err());
        buf.push(TcpOption::End).unwrap();
        assert!(buf.push(TcpOption::Nop).is_err());
        buf.push_padding(&[7, 8]).unwrap();
        assert_eq!(buf.as_bytes(), [0, 7, 8]);
        assert!(buf.push_padding(&[0; 38]).is_err());
        buf.pad();
        assert_eq!(buf.as_bytes(), [0, 7, 8, 0]);
    }

    #[test]
    fn padding_ends_the_list() {
        let mut buf = TcpOptionsBuf::new();
        buf.push(Migrate { reqno: 1, token: &[2; 8], request: &[3; 8] }).unwrap();
        buf.pad();
        assert_eq!(buf.as_bytes().len(), 20);
        assert!(buf.push(TcpOption::Nop).is_err());
        assert_eq!(TcpOptionsBuf::from(buf.as_options()), buf);
    }

    #[test]
    fn nothing_is_pushed_behind_a_list_that_breaks() {
        let mut buf = TcpOptionsBuf::from(TcpOptions::new(&[79, 8, 192, 0, 2]).unwrap());
        assert!(buf.push(TcpOption::Nop).is_err());
    }
}
