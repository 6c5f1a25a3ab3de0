pub(super) fn find(message: &[u8], wanted: u16) -> Option<&[u8]> {
    let (&[1, a, b, c], body) = message.split_first_chunk::<4>()? else { return None };
    let body = body.get(..u32::from_be_bytes([0, a, b, c]) as usize)?;
    let (&[.., len], rest) = body.split_first_chunk::<35>()?;
    if len > 32 {
        return None;
    }
    let (&[a, b], rest) = rest.get(len.into()..)?.split_first_chunk()?;
    let len = u16::from_be_bytes([a, b]);
    if len == 0 || len % 2 != 0 {
        return None;
    }
    let (&[len], rest) = rest.get(len.into()..)?.split_first_chunk()?;
    if len == 0 {
        return None;
    }
    let (&len, rest) = rest.get(len.into()..)?.split_first_chunk()?;
    let mut block = rest.get(..u16::from_be_bytes(len).into())?;
    while !block.is_empty() {
        let (&[t, u, a, b], rest) = block.split_first_chunk()?;
        let (data, rest) = rest.split_at_checked(u16::from_be_bytes([a, b]).into())?;
        if u16::from_be_bytes([t, u]) == wanted {
            return Some(data);
        }
        block = rest;
    }
    None
}
