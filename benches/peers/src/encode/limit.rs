//! One look at the room, then nothing but copies; those of vectors overlap where they are short.

use std::net::IpAddr;

use super::Said;

pub(super) fn hold<'a>(said: &Said<'a>) -> Said<'a> {
    *said
}

/// Copies at least `MIN` octets.
///
/// # Safety
/// There is room for them, and there are so many.
#[inline(always)]
unsafe fn copy<const MIN: usize>(to: *mut u8, from: &[u8]) -> *mut u8 {
    let len = from.len();
    // SAFETY: all copies are within the first `len` octets of both.
    unsafe {
        if len <= 2 * MIN {
            to.copy_from_nonoverlapping(from.as_ptr(), MIN);
            to.add(len - MIN).copy_from_nonoverlapping(from.as_ptr().add(len - MIN), MIN);
        } else {
            to.copy_from_nonoverlapping(from.as_ptr(), len);
        }
        to.add(len)
    }
}

/// # Safety
/// There is room for the token.
#[inline(always)]
unsafe fn write(said: &Said<'_>, start: *mut u8) {
    // SAFETY: the pieces, one behind the other, are the token.
    unsafe {
        let at = match said.address {
            IpAddr::V4(address) => {
                *start = 0;
                start.add(1).cast::<[u8; 4]>().write(address.octets());
                start.add(5)
            }
            IpAddr::V6(address) => {
                *start = 1;
                start.add(1).cast::<[u8; 16]>().write(address.octets());
                start.add(17)
            }
        };
        at.cast::<[u8; 2]>().write(said.port.to_be_bytes());
        *at.add(2) = said.session_id.len() as u8;
        let at = copy::<32>(at.add(3), said.session_id);
        at.cast::<[u8; 8]>().write(said.expiry_timestamp.to_be_bytes());
        *at.add(8) = said.nonce.len() as u8;
        let at = copy::<16>(at.add(9), said.nonce);
        *at = said.signature.len() as u8;
        copy::<32>(at.add(1), said.signature);
    }
}

#[inline(always)]
pub(super) fn encode(said: &Said<'_>, buf: &mut [u8]) -> Option<usize> {
    let len = said.len();
    if buf.len() < len {
        return None;
    }
    // SAFETY: there is room.
    unsafe { write(said, buf.as_mut_ptr()) };
    Some(len)
}

#[inline(always)]
pub(super) fn to_vec(said: &Said<'_>) -> Option<Vec<u8>> {
    let mut vec = Vec::with_capacity(said.len());
    // SAFETY: there is room, and all of it is written.
    unsafe {
        write(said, vec.as_mut_ptr());
        vec.set_len(said.len());
    }
    Some(vec)
}
