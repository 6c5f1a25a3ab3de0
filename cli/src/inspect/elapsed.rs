//! How long things took.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::capture::Timestamp;
use crate::story::{Course, Outcome, Step, Story};

const SECOND: i128 = 1_000_000_000;

/// Units, and how many nanoseconds they have.
const UNITS: [(&str, i128); 6] = [
    ("µs", 1_000),
    ("ms", 1_000_000),
    ("s", SECOND),
    ("min", 60 * SECOND),
    ("h", 3_600 * SECOND),
    ("days", 86_400 * SECOND),
];

/// Nanoseconds from one frame to another; less than none where the second has the earlier time.
///
/// People read it in the unit that suits it, with a sign where that is asked for (`{:+}`); in JSON it
/// is seconds as text, with nine decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Elapsed(i128);

impl Elapsed {
    /// None where a time is not known.
    pub(super) fn between(from: Option<Timestamp>, to: Option<Timestamp>) -> Option<Self> {
        Some(Self(nanoseconds(to?) - nanoseconds(from?)))
    }
}

fn nanoseconds(time: Timestamp) -> i128 {
    i128::from(time.seconds) * SECOND + i128::from(time.nanoseconds)
}

impl fmt::Display for Elapsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.0 {
            ..0 => "-",
            _ if f.sign_plus() => "+",
            _ => "",
        };
        let size = self.0.unsigned_abs();
        // In tenths, rounded, so that no unit shows as many as the next one has.
        let mut shown = (0, "µs");
        for (index, (unit, length)) in UNITS.iter().enumerate() {
            let length = length.unsigned_abs();
            let tenths = (size * 10 + length / 2) / length;
            let next = UNITS.get(index + 1).map(|(_, next)| next.unsigned_abs() * 10 / length);
            shown = (tenths, *unit);
            if next.is_none_or(|next| tenths < next) {
                break;
            }
        }
        let (tenths, unit) = shown;
        f.pad(&format!("{sign}{}.{} {unit}", tenths / 10, tenths % 10))
    }
}

impl Serialize for Elapsed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (size, second) = (self.0.unsigned_abs(), SECOND.unsigned_abs());
        serializer.collect_str(&format_args!("{sign}{}.{:09}", size / second, size % second))
    }
}

/// The steps of a story, each with the time since the one before it.
pub(super) fn steps(story: &Story) -> impl Iterator<Item = (&Step, Option<Elapsed>)> {
    let mut before = None;
    story.steps.iter().map(move |step| {
        let time = step.frame.time;
        let after = Elapsed::between(before.replace(time).flatten(), time);
        (step, after)
    })
}

/// How long the last move took, where it came to its end: from when the client was told to move, or
/// where it was not told, from its contact with the server that took the session over.
pub(super) fn took(course: &Course) -> Option<Elapsed> {
    let [begin, end] = course.moves.last().filter(|_| course.outcome == Outcome::Moved)?;
    Elapsed::between(begin.time, end.time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_read_it_in_a_unit_that_suits() {
        for (nanoseconds, expected) in [
            (0, "0.0 µs"),
            (49, "0.0 µs"),
            (999, "1.0 µs"),
            (31_249_999, "31.2 ms"),
            (999_949, "999.9 µs"),
            (999_950, "1.0 ms"),
            (59_949_999_999, "59.9 s"),
            (59_950_000_000, "1.0 min"),
            (3_600_000_000_000, "1.0 h"),
            (86_399_999_999_999, "1.0 days"),
            (864_000_000_000_000_000, "10000.0 days"),
        ] {
            assert_eq!(Elapsed(nanoseconds).to_string(), expected);
            assert_eq!(format!("{:+}", Elapsed(nanoseconds)), format!("+{expected}"));
        }
        assert_eq!(Elapsed(-31_249_999).to_string(), "-31.2 ms");
        assert_eq!(format!("{:+}", Elapsed(-31_249_999)), "-31.2 ms");
        assert_eq!(format!("{:>10}", Elapsed(1_000)), "    1.0 µs");
    }

    #[test]
    fn in_json_it_is_seconds() {
        let text = |nanoseconds| serde_json::to_string(&Elapsed(nanoseconds)).unwrap();
        assert_eq!(text(1), "\"0.000000001\"");
        assert_eq!(text(-1_500_000_000), "\"-1.500000000\"");
    }

    #[test]
    fn between_any_two_times() {
        let time = |seconds, nanoseconds| Some(Timestamp { seconds, nanoseconds });
        let last = time(u64::MAX, 999_999_999);
        assert_eq!(Elapsed::between(time(1, 999_999_999), time(2, 0)), Some(Elapsed(1)));
        assert_eq!(Elapsed::between(None, last), None);
        let most = Elapsed::between(last, time(0, 0)).unwrap();
        assert_eq!(most.to_string(), "-213503982334601.3 days");
    }
}
