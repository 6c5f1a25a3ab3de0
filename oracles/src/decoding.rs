//! What holds for every decoder.

use rehome::wire::{Decode, Reader};
use rehome::{Error, Reason};

use crate::slices::lies_within;
use crate::{Extent, Slices, Structure};

/// What a decoder made of an input.
#[derive(Debug)]
pub struct Decoded<'a, T: Structure> {
    /// What `from_prefix_with` gives: the value and the octets that it takes.
    pub prefix: Result<(T::Of<'a>, &'a [u8]), Error>,
    /// What `from_bytes_with` gives.
    pub whole: Result<T::Of<'a>, Error>,
}

/// Decodes `input` as a whole and from its start, and asserts what holds for every decoder.
pub fn decoding<'a, T: Structure>(input: &'a [u8], context: &T::Context) -> Decoded<'a, T> {
    let prefix = T::Of::from_prefix_with(input, context);
    let whole = T::Of::from_bytes_with(input, context);
    assert_eq!(prefix, T::Of::from_prefix_with(input, context), "decoding twice gives the same");
    assert_eq!(whole, T::Of::from_bytes_with(input, context), "decoding twice gives the same");
    // Good octets are read without reasons, bad ones again with them: both ways lead to the same.
    let mut reader = Reader::new(input);
    let explained = T::Of::decode(&mut reader, context).map(|value| (value, reader.rest()));
    assert_eq!(prefix, explained, "decoding with and without reasons gives the same");
    let defaults = T::Context::default();
    assert_eq!(T::Of::from_prefix(input), T::Of::from_prefix_with(input, &defaults));
    assert_eq!(T::Of::from_bytes(input), T::Of::from_bytes_with(input, &defaults));

    if let Err(found) = &whole {
        error(found, input.len());
        final_errors_stay::<T>(input, found, context);
    }
    let prefix = prefix.map(|(value, rest)| {
        let (octets, behind) = input.split_at(input.len().saturating_sub(rest.len()));
        assert_eq!(rest.as_ptr_range(), behind.as_ptr_range(), "the rest is the input's end");
        (value, octets)
    });
    match (&prefix, &whole) {
        (Err(found), whole) => assert_eq!(whole.as_ref().err(), Some(found)),
        (Ok((value, octets)), Ok(whole)) => {
            assert_eq!(octets.len(), input.len(), "from_bytes takes all");
            assert_eq!(value, whole);
        }
        (Ok((_, octets)), Err(found)) => {
            assert!(
                octets.len() < input.len(),
                "from_bytes refuses no more than what is left over"
            );
            left_over::<T>(found, octets.len());
        }
    }
    if let Ok((value, octets)) = &prefix {
        for slice in value.slices() {
            assert!(lies_within(slice, octets), "every slice points into the value's octets");
        }
        prefixes_are_refused::<T>(octets, context);
        what_follows_is_left_over::<T>(octets, context);
    }
    Decoded { prefix, whole }
}

/// Asserts what holds for every error of a decoder, given the input's length.
pub fn error(error: &Error, input_len: usize) {
    let reason = error.reason();
    assert!(error.offset() <= input_len, "{error}: the offset is inside the input or at its end");
    assert!(!error.field().is_empty());
    assert_eq!(
        error.to_string(),
        format!("{} at octet {}: {reason}", error.field(), error.offset())
    );
    assert_eq!(error.is_incomplete(), reason == Reason::Incomplete);
    if error.is_incomplete() {
        assert_eq!(error.offset(), input_len, "{error}: what is incomplete lacks at the end");
    }
    let alert = error.alert().map(|alert| alert.0);
    match reason.code() {
        "truncated" | "trailing_data" | "length_out_of_range" | "not_empty" => {
            assert_eq!(alert, Some(50), "{error}");
        }
        "unknown_value" | "duplicate" | "misplaced" => assert_eq!(alert, Some(47), "{error}"),
        "missing" => assert_eq!(alert, Some(109), "{error}"),
        "wrong_type" => assert_eq!(alert, Some(10), "{error}"),
        code => assert!(matches!(code, "wrong_length" | "inconsistent"), "{code} is no reason"),
    }
}

/// Asserts that an input which is wrong stays wrong, however many octets follow.
fn final_errors_stay<T: Structure>(input: &[u8], found: &Error, context: &T::Context) {
    if found.is_incomplete() {
        return;
    }
    for junk in [&[0][..], &[0xff; 41]] {
        let more = [input, junk].concat();
        let Err(error) = T::Of::from_bytes_with(&more, context) else {
            assert!(found.is_incomplete(), "{found}, and yet more octets mend it");
            continue;
        };
        // A list of options of more than 40 octets is refused at once.
        let limited = <T::Of<'_> as Decode<'_>>::NAME == "options";
        match error.reason().code() {
            "length_out_of_range" if limited => {}
            // What ends too early for good has another fault once it is there.
            _ if found.reason() == Reason::Truncated && found.offset() == input.len() => {
                assert!(!error.is_incomplete(), "{found}, and yet {error}");
            }
            _ => assert_eq!(error, *found, "an error that is final stays"),
        }
    }
}

/// Asserts that no proper prefix of a value is taken for one, and that each is known to be short.
fn prefixes_are_refused<T: Structure>(octets: &[u8], context: &T::Context) {
    for length in cuts(octets.len()) {
        let (cut, _) = octets.split_at(length);
        match T::Of::from_bytes_with(cut, context) {
            Ok(value) => assert_eq!(T::EXTENT, Extent::Whole, "{length} octets are {value:?}"),
            Err(found) => {
                error(&found, length);
                assert!(found.is_incomplete(), "{found}, where {length} octets were cut short");
            }
        }
    }
}

/// Asserts that octets behind a value are returned by the one form and refused by the other.
fn what_follows_is_left_over<T: Structure>(octets: &[u8], context: &T::Context) {
    if T::EXTENT == Extent::Whole {
        return;
    }
    for junk in [&[0][..], &[0xff; 5], octets] {
        let more = [octets, junk].concat();
        let (octets, junk) = more.split_at(octets.len());
        let value = T::Of::from_prefix_with(octets, context).map(|(value, _)| (value, junk));
        assert_eq!(T::Of::from_prefix_with(&more, context), value);
        if let (Err(found), false) = (T::Of::from_bytes_with(&more, context), junk.is_empty()) {
            left_over::<T>(&found, octets.len());
        } else {
            assert!(junk.is_empty(), "octets left over are refused");
        }
    }
}

/// Asserts that an error says that the value ends at `end`.
fn left_over<T: Structure>(error: &Error, end: usize) {
    match T::EXTENT {
        Extent::Empty => assert_eq!(error.reason(), Reason::NotEmpty),
        Extent::Delimited | Extent::Whole => assert_eq!(error.reason(), Reason::TrailingData),
    }
    assert_eq!(error.offset(), end);
}

/// Lengths below `len` at which to cut: all of them, or both ends and some between where they are
/// many.
pub(crate) fn cuts(len: usize) -> impl Iterator<Item = usize> {
    let step = (len / 64).max(1);
    (0..len).filter(move |&cut| len <= 256 || cut < 96 || len - cut < 32 || cut % step == 0)
}
