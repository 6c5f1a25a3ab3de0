//! One TCP option (RFC 9293, section 3.1).
//!
//! ```text
//! +-----------+     +------+--------+------------------+
//! | kind 0, 1 | or  | kind | length | data, length - 2 |
//! +-----------+     +------+--------+------------------+
//! ```

use core::fmt;

use super::{Migrate, MigratePermitted, ServiceAffinity};
use crate::code_points::{OptionKind, OptionKinds};
use crate::error::{Error, Reason};
use crate::wire::{Decode, Encode, Fault, Opaque, Reader, Sink};

const KIND: &str = "option.kind";
const LENGTH: &str = "option.length";

/// The longest option: it fills the largest options area.
pub(super) const MAX: usize = 40;

/// A TCP option, by its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TcpOption<'a> {
    /// Kind 0: the list ends, what follows is padding.
    End,
    /// Kind 1: a single octet between options.
    Nop,
    /// IPv4 or IPv6 Service Affinity.
    ServiceAffinity(ServiceAffinity),
    /// Migrate-Permitted.
    MigratePermitted(MigratePermitted<'a>),
    /// Migrate.
    Migrate(Migrate<'a>),
    /// Any other kind, kept whole.
    Other(OtherOption<'a>),
}

impl TcpOption<'_> {
    /// The kind that the option has on the wire, by the default kinds.
    #[inline]
    #[must_use]
    pub fn kind(&self) -> OptionKind {
        self.kind_with(&OptionKinds::default())
    }

    /// The kind that the option has on the wire, by other kinds.
    #[inline]
    #[must_use]
    pub const fn kind_with(&self, kinds: &OptionKinds) -> OptionKind {
        match self {
            Self::End => OptionKind::END_OF_LIST,
            Self::Nop => OptionKind::NOP,
            Self::ServiceAffinity(option) => option.kind_with(kinds),
            Self::MigratePermitted(_) => kinds.migrate_permitted(),
            Self::Migrate(_) => kinds.migrate(),
            Self::Other(option) => option.kind,
        }
    }
}

/// An option of a kind that is none of the four, with at most 38 octets of data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OtherOption<'a> {
    kind: OptionKind,
    data: Opaque<'a, 0, 38>,
}

impl<'a> OtherOption<'a> {
    /// An option of any kind but 0, 1 and the four that have types of their own, by the default kinds.
    ///
    /// # Errors
    /// The kind is one of those.
    pub fn new(kind: OptionKind, data: Opaque<'a, 0, 38>) -> Result<Self, ReservedKind> {
        Self::new_with(kind, data, &OptionKinds::default())
    }

    /// [`OtherOption::new`] by other kinds.
    ///
    /// # Errors
    /// As [`OtherOption::new`].
    pub const fn new_with(
        kind: OptionKind,
        data: Opaque<'a, 0, 38>,
        kinds: &OptionKinds,
    ) -> Result<Self, ReservedKind> {
        if kind.0 <= OptionKind::NOP.0 || kinds.contains(kind) {
            return Err(ReservedKind(kind));
        }
        Ok(Self { kind, data })
    }

    /// Timestamps, which no set of kinds has as one of its own.
    pub(super) const fn timestamps(data: &'a [u8; 8]) -> Self {
        Self { kind: OptionKind::TIMESTAMPS, data: Opaque::from_array(data) }
    }

    /// `kind`.
    #[inline]
    #[must_use]
    pub const fn kind(&self) -> OptionKind {
        self.kind
    }

    /// The octets behind the length.
    #[inline]
    #[must_use]
    pub const fn data(&self) -> &'a [u8] {
        self.data.as_bytes()
    }
}

/// A kind whose options have a type of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ReservedKind(pub OptionKind);

impl fmt::Display for ReservedKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "option kind {} has a type of its own", self.0.0)
    }
}

impl core::error::Error for ReservedKind {}

/// An option of a list that is not what its kind demands, or that breaks the list.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct MalformedOption<'a> {
    /// From its kind octet to the end of the area.
    octets: &'a [u8],
    offset: usize,
    kinds: OptionKinds,
}

impl<'a> MalformedOption<'a> {
    /// The option that `reader` stands at, which was refused.
    #[inline(always)]
    pub(super) const fn new<F: Fault>(reader: &Reader<'a, F>, kinds: OptionKinds) -> Self {
        Self { octets: reader.rest(), offset: reader.offset(), kinds }
    }

    /// Its kind.
    #[inline]
    #[must_use]
    pub fn kind(&self) -> OptionKind {
        OptionKind(self.octets.first().copied().unwrap_or_default())
    }

    /// The offset of its kind octet in the area.
    #[inline]
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// What is wrong with it. The option is read once more for that.
    #[must_use]
    pub fn error(&self) -> Error {
        let mut reader = Reader::delimited(self.octets);
        let read = Framed::decode(&mut reader).and_then(|framed| framed.read(&self.kinds, 0));
        // What was refused once is refused again.
        let error = read.err().unwrap_or_else(|| reader.too_short(KIND));
        Error::new(error.reason(), error.field(), self.offset.saturating_add(error.offset()))
    }
}

impl From<MalformedOption<'_>> for Error {
    fn from(option: MalformedOption<'_>) -> Self {
        option.error()
    }
}

impl fmt::Display for MalformedOption<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "option of kind {}: {}", self.kind().0, self.error())
    }
}

impl fmt::Debug for MalformedOption<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MalformedOption")
            .field("kind", &self.kind())
            .field("offset", &self.offset)
            .field("error", &self.error())
            .finish()
    }
}

impl core::error::Error for MalformedOption<'_> {}

/// An option whose length holds, its data not yet judged.
pub(super) enum Framed<'a> {
    End,
    Nop,
    Other(OtherOption<'a>),
}

impl<'a> Framed<'a> {
    #[inline(always)]
    pub(super) fn decode<F: Fault>(reader: &mut Reader<'a, F>) -> Result<Self, F> {
        let kind = OptionKind(reader.u8(KIND)?);
        if kind.0 <= OptionKind::NOP.0 {
            return Ok(if kind == OptionKind::NOP { Self::Nop } else { Self::End });
        }
        let length = usize::from(reader.u8(LENGTH)?);
        let Some(data) = length.checked_sub(2) else {
            let reason = Reason::LengthOutOfRange { found: length, min: 2, max: MAX };
            return Err(reader.refuse(reason, LENGTH, 1));
        };
        let data = Opaque::from_checked(reader.take(data, "option.data")?);
        Ok(Self::Other(OtherOption { kind, data }))
    }

    /// Reads the data by the kind; `offset` is that of the kind octet.
    #[inline(always)]
    pub(super) fn read<F: Fault>(
        self,
        kinds: &OptionKinds,
        offset: usize,
    ) -> Result<TcpOption<'a>, F> {
        match self {
            Self::Nop => Ok(TcpOption::Nop),
            Self::End => Ok(TcpOption::End),
            Self::Other(option) => option.read(kinds, offset),
        }
    }
}

impl<'a> OtherOption<'a> {
    /// The option with the type of its kind.
    #[inline(always)]
    pub(super) fn read<F: Fault>(
        self,
        kinds: &OptionKinds,
        offset: usize,
    ) -> Result<TcpOption<'a>, F> {
        let data = self.data.as_bytes();
        if self.kind == kinds.service_affinity_ipv4() {
            let option = ServiceAffinity::ipv4(data);
            self.length_fits(option, "Service Affinity.length", offset).map(Into::into)
        } else if self.kind == kinds.service_affinity_ipv6() {
            let option = ServiceAffinity::ipv6(data);
            self.length_fits(option, "Service Affinity.length", offset).map(Into::into)
        } else if self.kind == kinds.migrate_permitted() {
            let option = MigratePermitted::read(data);
            match self.length_fits(option, "Migrate-Permitted.length", offset)? {
                Ok(option) => Ok(option.into()),
                Err(curve) => {
                    let reason = Reason::Inconsistent { curve };
                    Err(F::at(reason, "Migrate-Permitted.curve", offset.saturating_add(2)))
                }
            }
        } else if self.kind == kinds.migrate() {
            let option = Migrate::read(data);
            self.length_fits(option, "Migrate.length", offset).map(Into::into)
        } else {
            Ok(TcpOption::Other(self))
        }
    }

    #[inline(always)]
    fn length_fits<T, F: Fault>(
        &self,
        option: Option<T>,
        field: &'static str,
        offset: usize,
    ) -> Result<T, F> {
        option.ok_or_else(|| {
            let found = self.data.len().saturating_add(2);
            F::at(Reason::WrongLength { found }, field, offset.saturating_add(1))
        })
    }
}

/// One option, alone. In a list use [`TcpOptions`](super::TcpOptions).
impl<'a> Decode<'a> for TcpOption<'a> {
    type Context = OptionKinds;
    const NAME: &'static str = "option";

    #[inline]
    fn decode<F: Fault>(reader: &mut Reader<'a, F>, kinds: &OptionKinds) -> Result<Self, F> {
        let (start, offset) = (reader.rest(), reader.offset());
        reader.close_if(is_beyond_help(start, 0, kinds));
        let framed = Framed::decode(reader)?;
        let found = reader.since(start).len();
        if found > MAX {
            let reason = Reason::LengthOutOfRange { found, min: 2, max: MAX };
            return Err(F::at(reason, LENGTH, offset.saturating_add(1)));
        }
        framed.read(kinds, offset)
    }
}

/// Whether no octets that follow could make an option of what begins so, in a list that has
/// `position` octets before it. It ends too early for good, then.
#[inline(always)]
pub(super) fn is_beyond_help(octets: &[u8], position: usize, kinds: &OptionKinds) -> bool {
    let (kind, length, curve) = match *octets {
        [0 | 1, ..] => return false,
        [_] | [] => return position.saturating_add(2) > MAX,
        [kind, length] => (OptionKind(kind), length, None),
        [kind, length, curve, ..] => (OptionKind(kind), length, Some(curve)),
    };
    let can_be = if kind == kinds.service_affinity_ipv4() {
        matches!(length, 8 | 10)
    } else if kind == kinds.service_affinity_ipv6() {
        matches!(length, 20 | 22)
    } else if kind == kinds.migrate_permitted() {
        match length {
            3 => matches!(curve, None | Some(0)),
            20 => curve != Some(0),
            _ => false,
        }
    } else if kind == kinds.migrate() {
        length == 19
    } else {
        true
    };
    !can_be || position.saturating_add(length.into()) > MAX
}

impl Encode for TcpOption<'_> {
    type Context = OptionKinds;

    #[inline]
    fn encoded_len(&self) -> usize {
        match self {
            Self::End | Self::Nop => 1,
            Self::ServiceAffinity(option) => option.encoded_len(),
            Self::MigratePermitted(option) => option.encoded_len(),
            Self::Migrate(option) => option.encoded_len(),
            Self::Other(option) => 2 + option.data().len(),
        }
    }

    #[inline]
    fn write<S: Sink>(&self, kinds: &OptionKinds, sink: &mut S) {
        match self {
            Self::End => sink.put_array([OptionKind::END_OF_LIST.0]),
            Self::Nop => sink.put_array([OptionKind::NOP.0]),
            Self::ServiceAffinity(option) => option.write(kinds, sink),
            Self::MigratePermitted(option) => option.write(kinds, sink),
            Self::Migrate(option) => option.write(kinds, sink),
            Self::Other(option) => {
                put_head(sink, option.kind, self.encoded_len());
                sink.put(option.data());
            }
        }
    }
}

/// Writes kind and length.
#[inline(always)]
pub(super) fn put_head<S: Sink>(sink: &mut S, kind: OptionKind, length: usize) {
    sink.put_array([kind.0, u8::try_from(length).unwrap_or(u8::MAX)]);
}

impl From<ServiceAffinity> for TcpOption<'_> {
    fn from(option: ServiceAffinity) -> Self {
        Self::ServiceAffinity(option)
    }
}

impl<'a> From<MigratePermitted<'a>> for TcpOption<'a> {
    fn from(option: MigratePermitted<'a>) -> Self {
        Self::MigratePermitted(option)
    }
}

impl<'a> From<Migrate<'a>> for TcpOption<'a> {
    fn from(option: Migrate<'a>) -> Self {
        Self::Migrate(option)
    }
}

impl<'a> From<OtherOption<'a>> for TcpOption<'a> {
    fn from(option: OtherOption<'a>) -> Self {
        Self::Other(option)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AFFINITY: [u8; 8] = [79, 8, 192, 0, 2, 40, 1, 187];

    fn error(octets: &[u8]) -> Error {
        TcpOption::from_bytes(octets).unwrap_err()
    }

    #[test]
    fn every_shape_comes_back() {
        let mut secure = [7; 20];
        (secure[0], secure[1]) = (15, 20);
        let mut migrate = [7; 19];
        (migrate[0], migrate[1]) = (16, 19);
        let mut ipv6 = [0; 22];
        (ipv6[0], ipv6[1], ipv6[3]) = (80, 22, 9);
        for octets in [
            &[0][..],
            &[1],
            &AFFINITY,
            &[79, 10, 0, 7, 192, 0, 2, 40, 1, 187],
            &ipv6,
            &[15, 3, 0],
            &secure,
            &migrate,
            &[8, 2],
            &[254, 5, 1, 2, 3],
        ] {
            let option = TcpOption::from_bytes(octets).unwrap();
            let mut buf = [0; 40];
            assert_eq!(option.encode(&mut buf), Ok(octets.len()));
            assert_eq!(&buf[..octets.len()], octets);
            assert_eq!(option.kind().0, octets[0]);
        }
    }

    #[test]
    fn faults_point_at_the_octet_that_shows_them() {
        let wrong = Reason::WrongLength { found: 7 };
        assert_eq!(error(&[79, 7, 0, 0, 0, 0, 0]), Error::new(wrong, "Service Affinity.length", 1));
        let curve = Reason::Inconsistent { curve: 3 };
        assert_eq!(error(&[15, 3, 3]), Error::new(curve, "Migrate-Permitted.curve", 2));
        let short = Reason::LengthOutOfRange { found: 1, min: 2, max: 40 };
        assert_eq!(error(&[16, 1]), Error::new(short, LENGTH, 1));
        assert_eq!(error(&[1, 1]), Error::new(Reason::TrailingData, "option", 1));
    }

    #[test]
    fn an_option_ends_too_early_or_is_too_long() {
        for len in 0..AFFINITY.len() {
            assert!(error(&AFFINITY[..len]).is_incomplete(), "{len}");
        }
        assert_eq!(error(&[8, 255, 1]).reason(), Reason::Truncated);
        let mut long = [0; 41];
        (long[0], long[1]) = (99, 41);
        let reason = Reason::LengthOutOfRange { found: 41, min: 2, max: 40 };
        assert_eq!(error(&long), Error::new(reason, LENGTH, 1));
        (long[0], long[1]) = (99, 40);
        assert!(TcpOption::from_bytes(&long[..40]).is_ok());
    }

    #[test]
    fn other_kinds_keep_out_of_those_with_types() {
        for kind in [0, 1, 15, 16, 79, 80] {
            let refused = OtherOption::new(OptionKind(kind), Opaque::from_array(&[]));
            assert_eq!(refused, Err(ReservedKind(OptionKind(kind))));
        }
        assert!(OtherOption::new(OptionKind(8), Opaque::from_array(&[0; 8])).is_ok());
    }
}
