use s2n_codec::DecoderBuffer;

use super::Fields;

fn vector<'a>(buffer: DecoderBuffer<'a>, min: usize) -> Option<(&'a [u8], DecoderBuffer<'a>)> {
    let (vector, buffer) = buffer.decode_slice_with_len_prefix::<u8>().ok()?;
    let vector = vector.into_less_safe_slice();
    (vector.len() >= min).then_some((vector, buffer))
}

#[inline(always)]
pub(super) fn read<R>(octets: &[u8], seen: impl FnOnce(&Fields<'_>) -> R) -> Option<R> {
    let (address_type, buffer) = DecoderBuffer::new(octets).decode::<u8>().ok()?;
    let (address, buffer) = match address_type {
        0 => {
            let (address, buffer) = buffer.decode::<u32>().ok()?;
            (address.to_be_bytes().into(), buffer)
        }
        1 => {
            let (address, buffer) = buffer.decode::<u128>().ok()?;
            (address.to_be_bytes().into(), buffer)
        }
        _ => return None,
    };
    let (port, buffer) = buffer.decode::<u16>().ok()?;
    let (session_id, buffer) = vector(buffer, 32)?;
    let (expiry_timestamp, buffer) = buffer.decode::<u64>().ok()?;
    let (nonce, buffer) = vector(buffer, 16)?;
    let signed_content = octets.get(..octets.len() - buffer.len())?;
    let (signature, buffer) = vector(buffer, 32)?;
    buffer.ensure_empty().ok()?;
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
