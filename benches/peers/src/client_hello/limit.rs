//! One check before what has a length, none for what stands before it.

#[inline(always)]
pub(super) fn find(message: &[u8], wanted: u16) -> Option<&[u8]> {
    let start = message.as_ptr();
    // Without extensions, and with the shortest vectors, it has so many octets.
    if message.len() < 45 {
        return None;
    }
    // SAFETY: everything is read before `end`, by the check that stands before it.
    unsafe {
        let word =
            |at: usize| usize::from(u16::from_be_bytes(start.add(at).cast::<[u8; 2]>().read()));
        let head = u32::from_be_bytes(start.cast::<[u8; 4]>().read());
        let end = 4 + (head & 0xff_ffff) as usize;
        if head >> 24 != 1 || end < 45 || message.len() < end {
            return None;
        }
        let len = usize::from(*start.add(38));
        let mut at = 39 + len;
        if len > 32 || end < at + 2 {
            return None;
        }
        let len = word(at);
        at += 2 + len;
        if len == 0 || len % 2 != 0 || end < at + 1 {
            return None;
        }
        let len = usize::from(*start.add(at));
        at += 1 + len;
        if len == 0 || end < at + 2 {
            return None;
        }
        let block = at + 2 + word(at);
        at += 2;
        if end < block {
            return None;
        }
        while at + 4 <= block {
            let len = word(at + 2);
            if block < at + 4 + len {
                return None;
            }
            if word(at) == usize::from(wanted) {
                return Some(std::slice::from_raw_parts(start.add(at + 4), len));
            }
            at += 4 + len;
        }
        None
    }
}
