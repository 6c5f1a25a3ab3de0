//! Alerts (RFC 8446, section 6) and `migrate_notify` (draft-wang-tls-service-affinity-00, section 4.3).
//!
//! ```text
//! +-------+-------------+
//! | level | description |
//! +-------+-------------+
//! ```

use core::fmt;

use crate::code_points::{AlertDescription, CodePoints};
use crate::error::{Error, Reason};
use crate::wire::{Decode, Encode, Fault, Reader, Sink};

/// `AlertLevel`, one octet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum AlertLevel {
    /// `warning(1)`, which we send with `migrate_notify` (a ruling: the draft names no level).
    #[default]
    Warning,
    /// `fatal(2)`.
    Fatal,
}

impl AlertLevel {
    /// The number on the wire.
    #[inline]
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Warning => 1,
            Self::Fatal => 2,
        }
    }

    #[inline]
    fn decode<F: Fault>(reader: &mut Reader<'_, F>) -> Result<Self, F> {
        const FIELD: &str = "Alert.level";
        match reader.u8(FIELD)? {
            1 => Ok(Self::Warning),
            2 => Ok(Self::Fatal),
            found => Err(reader.refuse(Reason::UnknownValue { found }, FIELD, 1)),
        }
    }
}

/// `warning` or `fatal`.
impl fmt::Display for AlertLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Warning => "warning",
            Self::Fatal => "fatal",
        })
    }
}

/// An alert of any description, two octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Alert {
    /// `level`.
    pub level: AlertLevel,
    /// `description`.
    pub description: AlertDescription,
}

impl Decode<'_> for Alert {
    type Context = ();
    const NAME: &'static str = "Alert";

    #[inline]
    fn decode<F: Fault>(reader: &mut Reader<'_, F>, (): &()) -> Result<Self, F> {
        let level = AlertLevel::decode(reader)?;
        let description = AlertDescription(reader.u8("Alert.description")?);
        Ok(Self { level, description })
    }
}

impl Encode for Alert {
    type Context = ();

    #[inline]
    fn encoded_len(&self) -> usize {
        2
    }

    #[inline]
    fn write<S: Sink>(&self, (): &(), sink: &mut S) {
        sink.put_array([self.level.number(), self.description.0]);
    }
}

/// `migrate_notify`: the server asks the client to move now, by the token that it holds.
///
/// An alert without payload. A ruling, since the draft names no level: we send `warning`, take
/// `warning` and `fatal` and keep which it was, and refuse any other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct MigrateNotify {
    /// `level`.
    pub level: AlertLevel,
}

impl Decode<'_> for MigrateNotify {
    type Context = CodePoints;
    const NAME: &'static str = "Alert";

    #[inline]
    fn decode<F: Fault>(reader: &mut Reader<'_, F>, code_points: &CodePoints) -> Result<Self, F> {
        const FIELD: &str = "Alert.description";
        let level = AlertLevel::decode(reader)?;
        let (found, expected) = (reader.u8(FIELD)?, code_points.migrate_notify().0);
        if found != expected {
            let reason = Reason::WrongType { found: found.into(), expected: expected.into() };
            return Err(reader.refuse(reason, FIELD, 1));
        }
        Ok(Self { level })
    }
}

impl Encode for MigrateNotify {
    type Context = CodePoints;

    #[inline]
    fn encoded_len(&self) -> usize {
        2
    }

    #[inline]
    fn write<S: Sink>(&self, code_points: &CodePoints, sink: &mut S) {
        sink.put_array([self.level.number(), code_points.migrate_notify().0]);
    }
}

impl Error {
    /// The alert with which a TLS endpoint answers such octets. For an error of a TCP format it means
    /// nothing, and some of those have none.
    ///
    /// Ruling on RFC 8446, section 6.2: `decode_error` for lengths, `illegal_parameter` for values,
    /// `missing_extension` and `unexpected_message` by their names.
    #[must_use]
    pub const fn alert(&self) -> Option<AlertDescription> {
        match self.reason() {
            Reason::Incomplete
            | Reason::Truncated
            | Reason::TrailingData
            | Reason::LengthOutOfRange { .. }
            | Reason::OddLength { .. }
            | Reason::NotEmpty => Some(AlertDescription::DECODE_ERROR),
            Reason::UnknownValue { .. } | Reason::Duplicate { .. } | Reason::Misplaced => {
                Some(AlertDescription::ILLEGAL_PARAMETER)
            }
            Reason::Missing => Some(AlertDescription::MISSING_EXTENSION),
            Reason::WrongType { .. } => Some(AlertDescription::UNEXPECTED_MESSAGE),
            Reason::WrongLength { .. } | Reason::Inconsistent { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_levels_are_taken_and_kept() {
        for (level, octets) in [(AlertLevel::Warning, [1, 253]), (AlertLevel::Fatal, [2, 253])] {
            assert_eq!(MigrateNotify::from_bytes(&octets), Ok(MigrateNotify { level }));
            let mut buf = [0; 2];
            assert_eq!(MigrateNotify { level }.encode(&mut buf), Ok(2));
            assert_eq!(buf, octets);
        }
    }

    #[test]
    fn the_level_is_judged_first() {
        let error = MigrateNotify::from_bytes(&[3, 40]).unwrap_err();
        assert_eq!(error, Error::new(Reason::UnknownValue { found: 3 }, "Alert.level", 0));
        let error = MigrateNotify::from_bytes(&[1, 40]).unwrap_err();
        let reason = Reason::WrongType { found: 40, expected: 253 };
        assert_eq!(error, Error::new(reason, "Alert.description", 1));
    }

    #[test]
    fn any_alert_is_read_as_an_alert() {
        let alert = Alert::from_bytes(&[2, 40]).unwrap();
        assert_eq!(alert, Alert { level: AlertLevel::Fatal, description: AlertDescription(40) });
    }

    #[test]
    fn what_a_receiver_answers() {
        let alert = |reason| Error::new(reason, "field", 0).alert();
        assert_eq!(alert(Reason::Truncated), Some(AlertDescription(50)));
        assert_eq!(alert(Reason::Misplaced), Some(AlertDescription(47)));
        assert_eq!(alert(Reason::Missing), Some(AlertDescription(109)));
        let wrong = Reason::WrongType { found: 1, expected: 2 };
        assert_eq!(alert(wrong), Some(AlertDescription(10)));
        assert_eq!(alert(Reason::WrongLength { found: 9 }), None);
    }
}
