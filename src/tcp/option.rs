//! One TCP option (RFC 9293, section 3.1).
//!
//! ```text
//! +-----------+     +------+--------+------------------+
//! | kind 0, 1 | or  | kind | length | data, length - 2 |
//! +-----------+     +------+--------+------------------+
//! ```

mod framed;
mod malformed;
mod other;

pub(super) use framed::{Framed, is_beyond_help};
pub use malformed::MalformedOption;
pub use other::{OtherOption, ReservedKind};

use super::{Migrate, MigratePermitted, ServiceAffinity};
use crate::code_points::{OptionKind, OptionKinds};
use crate::error::Reason;
use crate::wire::{Decode, Encode, Fault, Reader, Sink};

pub(super) const KIND: &str = "option.kind";
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
            Self::Other(option) => option.kind(),
        }
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
                put_head(sink, option.kind(), self.encoded_len());
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
    use crate::error::Error;
    use crate::wire::Opaque;

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
