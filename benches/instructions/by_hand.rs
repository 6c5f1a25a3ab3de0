//! The same operations as a careful hand writes them without unsafe code, for comparison.

use rehome::tls::MigrationTokenClaims;

use super::mark;

fn vector(octets: &[u8], len: u8, min: u8) -> Option<(&[u8], &[u8])> {
    if len < min { None } else { octets.split_at_checked(len.into()) }
}

pub(crate) fn decode(octets: &[u8]) -> u64 {
    read(octets).unwrap_or(0)
}

fn read(octets: &[u8]) -> Option<u64> {
    let (target, len, rest) = match *octets.first()? {
        0 => {
            let (&[_, a, b, c, d, p, q, len], rest) = octets.split_first_chunk::<8>()?;
            let address = u64::from(u32::from_be_bytes([a, b, c, d]));
            (address + u64::from(u16::from_be_bytes([p, q])), len, rest)
        }
        1 => {
            let (&[_, ref address @ .., p, q, len], rest) = octets.split_first_chunk::<20>()?;
            let address = u128::from_be_bytes(*address) as u64;
            (address.wrapping_add(u16::from_be_bytes([p, q]).into()), len, rest)
        }
        _ => return None,
    };
    let (session_id, rest) = vector(rest, len, 32)?;
    let (&[a, b, c, d, e, f, g, h, len], rest) = rest.split_first_chunk::<9>()?;
    let (nonce, rest) = vector(rest, len, 16)?;
    let signed = octets.get(..octets.len() - rest.len())?;
    let (&[len], rest) = rest.split_first_chunk::<1>()?;
    let (signature, rest) = vector(rest, len, 32)?;
    if !rest.is_empty() {
        return None;
    }
    let expiry = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
    Some(
        [session_id, nonce, signature, signed]
            .into_iter()
            .fold(target, |sum, octets| sum.wrapping_add(mark(octets)))
            .wrapping_add(expiry),
    )
}

/// Two copies that may overlap.
fn copy<'b, const MIN: usize>(out: &'b mut [u8], octets: &[u8]) -> Option<&'b mut [u8]> {
    let (head, rest) = out.split_at_mut_checked(octets.len())?;
    if octets.len() <= 2 * MIN {
        *head.first_chunk_mut::<MIN>()? = *octets.first_chunk()?;
        *head.last_chunk_mut::<MIN>()? = *octets.last_chunk()?;
    } else {
        head.copy_from_slice(octets);
    }
    Some(rest)
}

fn put<const N: usize>(out: &mut [u8], octets: [u8; N]) -> Option<&mut [u8]> {
    let (head, rest) = out.split_first_chunk_mut()?;
    *head = octets;
    Some(rest)
}

#[inline(never)]
pub(crate) fn encode(claims: &MigrationTokenClaims<'_>, signature: &[u8], buf: &mut [u8]) -> bool {
    write(claims, signature, buf).is_some()
}

fn write(claims: &MigrationTokenClaims<'_>, signature: &[u8], buf: &mut [u8]) -> Option<()> {
    let (session_id, nonce) = (claims.session_id.as_bytes(), claims.nonce.as_bytes());
    let target = if claims.target_address.address.is_ipv4() { 7 } else { 19 };
    let len = target + 1 + session_id.len() + 9 + nonce.len() + 1 + signature.len();
    let out = buf.get_mut(..len)?;
    let [p, q] = claims.target_address.port.to_be_bytes();
    let n = session_id.len() as u8;
    let out = match claims.target_address.address {
        core::net::IpAddr::V4(address) => {
            let [a, b, c, d] = address.octets();
            put(out, [0, a, b, c, d, p, q, n])?
        }
        core::net::IpAddr::V6(address) => put(put(put(out, [1])?, address.octets())?, [p, q, n])?,
    };
    let out = copy::<32>(out, session_id)?;
    let [a, b, c, d, e, f, g, h] = claims.expiry_timestamp.to_be_bytes();
    let out = put(out, [a, b, c, d, e, f, g, h, nonce.len() as u8])?;
    let out = copy::<16>(out, nonce)?;
    copy::<32>(put(out, [signature.len() as u8])?, signature)?;
    Some(())
}

pub(crate) fn options(area: &[u8]) -> u64 {
    let kinds = std::hint::black_box([79_u8, 80, 15, 16]);
    let (mut rest, mut sum) = (area, 0_u64);
    while let Some((&kind, tail)) = rest.split_first() {
        if kind == 1 {
            rest = tail;
            sum += 1;
            continue;
        }
        if kind == 0 {
            break;
        }
        let Some((&length, tail)) = tail.split_first() else { break };
        let Some(length) = usize::from(length).checked_sub(2) else { break };
        let Some((data, tail)) = tail.split_at_checked(length) else { break };
        rest = tail;
        sum = sum.wrapping_add(if kind == kinds[0] {
            match *data {
                [a, b, c, d, p, q] | [_, _, a, b, c, d, p, q] => {
                    let address = u64::from(u32::from_be_bytes([a, b, c, d]));
                    address + u64::from(u16::from_be_bytes([p, q]))
                }
                _ => 0,
            }
        } else if kinds.contains(&kind) {
            0
        } else {
            mark(data).wrapping_add(kind.into())
        });
    }
    sum
}

pub(crate) fn look_up(message: &[u8]) -> u64 {
    let wanted = std::hint::black_box(0xfe4d_u16);
    find(message, wanted).map_or(0, mark)
}

fn find(message: &[u8], wanted: u16) -> Option<&[u8]> {
    let (&[1, a, b, c], rest) = message.split_first_chunk::<4>()? else { return None };
    let body = rest.get(..u32::from_be_bytes([0, a, b, c]) as usize)?;
    let (&[.., len], rest) = body.split_first_chunk::<35>()?;
    let (&[a, b], rest) = rest.get(len.into()..)?.split_first_chunk()?;
    let (&[len], rest) = rest.get(u16::from_be_bytes([a, b]).into()..)?.split_first_chunk()?;
    let (&[a, b], rest) = rest.get(len.into()..)?.split_first_chunk()?;
    let mut block = rest.get(..u16::from_be_bytes([a, b]).into())?;
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
