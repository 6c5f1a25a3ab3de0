//! The least that any reader has to do: read pieces of 1 MiB, and step from record to record.

use std::io::Read;

use super::Found;

pub(super) fn walk(mut input: impl Read) -> Found {
    let mut buffer = vec![0; 1 << 20];
    let (mut start, mut end) = (24, input.read(&mut buffer).expect("octets"));
    let mut found = Found::default();
    loop {
        let at_hand = &buffer[start..end];
        let length = at_hand.get(8..12).filter(|_| at_hand.len() >= 16);
        let record =
            length.map(|length| 16 + u32::from_le_bytes(length.try_into().unwrap()) as usize);
        match record {
            Some(record) if record <= at_hand.len() => {
                start += record;
                found.frames += 1;
            }
            _ => {
                buffer.copy_within(start..end, 0);
                (start, end) = (0, end - start);
                match input.read(&mut buffer[end..]).expect("octets") {
                    0 => return found,
                    read => end += read,
                }
            }
        }
    }
}
