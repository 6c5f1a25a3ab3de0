//! As a careful hand writes it without a library: fixed parts in one piece with the next length.

use super::Fields;

fn vector(octets: &[u8], len: u8, min: u8) -> Option<(&[u8], &[u8])> {
    if len < min { None } else { octets.split_at_checked(len.into()) }
}

#[inline(always)]
pub(super) fn read<R>(octets: &[u8], seen: impl FnOnce(&Fields<'_>) -> R) -> Option<R> {
    let (address, port, len, rest) = match *octets.first()? {
        0 => {
            let (&[_, a, b, c, d, p, q, len], rest) = octets.split_first_chunk::<8>()?;
            ([a, b, c, d].into(), u16::from_be_bytes([p, q]), len, rest)
        }
        1 => {
            let (&[_, ref address @ .., p, q, len], rest) = octets.split_first_chunk::<20>()?;
            ((*address).into(), u16::from_be_bytes([p, q]), len, rest)
        }
        _ => return None,
    };
    let (session_id, rest) = vector(rest, len, 32)?;
    let (&[ref expiry_timestamp @ .., len], rest) = rest.split_first_chunk::<9>()?;
    let (nonce, rest) = vector(rest, len, 16)?;
    let signed_content = octets.get(..octets.len() - rest.len())?;
    let (&len, rest) = rest.split_first()?;
    let (signature, rest) = vector(rest, len, 32)?;
    if !rest.is_empty() {
        return None;
    }
    Some(seen(&Fields {
        address,
        port,
        session_id,
        expiry_timestamp: u64::from_be_bytes(*expiry_timestamp),
        nonce,
        signature,
        signed_content,
    }))
}
