//! Seconds since 1970 as a date in the form of RFC 3339.

/// `2027-01-15T08:00:00Z`, up to the year 9999.
pub(crate) fn utc(seconds: u64) -> Option<String> {
    utc_with(seconds, "")
}

/// The same with a fraction behind the second.
pub(crate) fn utc_with(seconds: u64, fraction: &str) -> Option<String> {
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    // Years begin with March, so that the day that is put in comes last; eras have 400 of them.
    let (era, day) = ((days + 719_468) / 146_097, (days + 719_468) % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, next_year) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = era * 400 + year + next_year;
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    (year <= 9_999).then(|| {
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        for (seconds, expected) in [
            (0, Some("1970-01-01T00:00:00Z")),
            (951_782_400, Some("2000-02-29T00:00:00Z")),
            (1_800_000_000, Some("2027-01-15T08:00:00Z")),
            (4_107_542_399, Some("2100-02-28T23:59:59Z")),
            (4_107_542_400, Some("2100-03-01T00:00:00Z")),
            (253_402_300_799, Some("9999-12-31T23:59:59Z")),
            (253_402_300_800, None),
            (u64::MAX, None),
        ] {
            assert_eq!(utc(seconds).as_deref(), expected, "{seconds}");
        }
    }
}
