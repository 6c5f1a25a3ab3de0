use octets::Octets;

use super::Fields;

fn vector<'a>(octets: &mut Octets<'a>, min: usize) -> Option<&'a [u8]> {
    let vector = octets.get_bytes_with_u8_length().ok()?;
    (vector.len() >= min).then_some(vector.buf())
}

#[inline(always)]
pub(super) fn read<R>(input: &[u8], seen: impl FnOnce(&Fields<'_>) -> R) -> Option<R> {
    let mut octets = Octets::with_slice(input);
    let address = match octets.get_u8().ok()? {
        0 => <[u8; 4]>::try_from(octets.get_bytes(4).ok()?.buf()).ok()?.into(),
        1 => <[u8; 16]>::try_from(octets.get_bytes(16).ok()?.buf()).ok()?.into(),
        _ => return None,
    };
    let port = octets.get_u16().ok()?;
    let session_id = vector(&mut octets, 32)?;
    let expiry_timestamp = octets.get_u64().ok()?;
    let nonce = vector(&mut octets, 16)?;
    let signed_content = input.get(..octets.off())?;
    let signature = vector(&mut octets, 32)?;
    if octets.cap() != 0 {
        return None;
    }
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
