//! Frames by their numbers, in words.

use std::fmt;

/// So many runs of frames are named.
const MOST: usize = 8;

/// `frame 7`, `frames 7-9, 12`.
pub(super) struct Frames<'a>(pub(super) &'a [u64]);

impl fmt::Display for Frames<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.len() == 1 { "frame " } else { "frames " })?;
        let mut runs = self.0.chunk_by(|before, behind| behind.checked_sub(1) == Some(*before));
        for (index, run) in runs.by_ref().take(MOST).enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            match run {
                [first, .., last] => write!(f, "{comma}{first}-{last}"),
                [one] => write!(f, "{comma}{one}"),
                [] => Ok(()),
            }?;
        }
        match runs.map(<[u64]>::len).sum() {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_put_together() {
        for (frames, expected) in [
            (&[7][..], "frame 7"),
            (&[7, 8], "frames 7-8"),
            (&[7, 8, 9, 12, 11, u64::MAX], "frames 7-9, 12, 11, 18446744073709551615"),
            (&[0, 0], "frames 0, 0"),
        ] {
            assert_eq!(Frames(frames).to_string(), expected);
        }
        let many: Vec<u64> = (0..20).map(|number| number * 2).collect();
        assert_eq!(Frames(&many).to_string(), "frames 0, 2, 4, 6, 8, 10, 12, 14 and 12 more");
    }
}
