//! The fewest checks: each length once, and each read behind it without another.

use std::net::IpAddr;

use super::Fields;

#[inline(always)]
pub(super) fn read<R>(octets: &[u8], seen: impl FnOnce(&Fields<'_>) -> R) -> Option<R> {
    // No token is shorter.
    if octets.len() < 98 {
        return None;
    }
    // SAFETY: an address of either kind and what follows it lie within the length checked above.
    unsafe {
        let start = octets.as_ptr();
        match *start {
            0 => behind(octets, 5, start.add(1).cast::<[u8; 4]>().read().into(), seen),
            1 => behind(octets, 17, start.add(1).cast::<[u8; 16]>().read().into(), seen),
            _ => None,
        }
    }
}

/// Reads on behind the address.
///
/// # Safety
/// There are 98 octets, and `at` is the offset of the port.
#[inline(always)]
unsafe fn behind<R>(
    octets: &[u8],
    mut at: usize,
    address: IpAddr,
    seen: impl FnOnce(&Fields<'_>) -> R,
) -> Option<R> {
    let start = octets.as_ptr();
    // SAFETY: `at` lies within what the last check has left, which is room for the least of all that
    // follows.
    unsafe {
        let slice = |at: usize, len| std::slice::from_raw_parts(start.add(at), len);
        let port = u16::from_be_bytes(start.add(at).cast::<[u8; 2]>().read());
        let len = usize::from(*start.add(at + 2));
        at += 3;
        if len < 32 || octets.len() < at + len + 58 {
            return None;
        }
        let session_id = slice(at, len);
        at += len;
        let expiry_timestamp = u64::from_be_bytes(start.add(at).cast::<[u8; 8]>().read());
        let len = usize::from(*start.add(at + 8));
        at += 9;
        if len < 16 || octets.len() < at + len + 33 {
            return None;
        }
        let nonce = slice(at, len);
        at += len;
        let signed_content = slice(0, at);
        let len = usize::from(*start.add(at));
        at += 1;
        if len < 32 || octets.len() != at + len {
            return None;
        }
        let signature = slice(at, len);
        Some(seen(&Fields {
            address,
            port,
            session_id,
            expiry_timestamp,
            nonce,
            signature,
            signed_content,
        }))
    }
}
