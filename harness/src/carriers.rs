//! ClientHello and NewSessionTicket, built from random parts: it is known what is wrong with them.

use arbitrary::{Arbitrary, Result, Unstructured};
use rehome::tls::{ClientHello, MigrationToken, MigrationTokenBuf, NewSessionTicket};
use rehome::wire::Decode;
use rehome::{CodePoints, Error};
use rehome_oracles::{Numbers, structure_with};

const PRE_SHARED_KEY: u16 = 41;

/// Extensions, and what reading them has to come to.
#[derive(Default)]
struct Parts {
    extensions: Vec<(u16, Vec<u8>)>,
}

impl Parts {
    /// A few of them, those of the drafts more often than others.
    fn random(u: &mut Unstructured<'_>, code_points: &CodePoints) -> Result<Self> {
        let mut parts = Self::default();
        let mut room = 60_000;
        for _ in 0..u.int_in_range(0..=12)? {
            let (number, data) = extension(u, code_points)?;
            room -= data.len().min(room);
            if room > 0 {
                parts.extensions.push((number, data));
            }
        }
        Ok(parts)
    }

    /// The data of the first extension of a type.
    fn find(&self, number: u16) -> Option<&[u8]> {
        let found = self.extensions.iter().find(|(its, _)| *its == number);
        found.map(|(_, data)| &data[..])
    }

    /// The reasons for which a carrier is refused, whichever of them is told. `empty` is the type
    /// whose data must be empty.
    fn faults(&self, code_points: &CodePoints, empty: u16) -> Vec<&'static str> {
        let mut faults = Vec::new();
        for (index, (number, data)) in self.extensions.iter().enumerate() {
            if self.extensions.iter().take(index).any(|(its, _)| its == number) {
                faults.push("duplicate");
            }
            if *number == empty && !data.is_empty() {
                faults.push("not_empty");
            }
            if *number == code_points.migration_token().0 {
                faults.extend(
                    MigrationToken::from_bytes(data).err().map(|error| error.reason().code()),
                );
            }
        }
        faults
    }

    fn block(&self) -> Vec<u8> {
        let extension = |(number, data): &(u16, Vec<u8>)| {
            [number.to_be_bytes().to_vec(), vector(2, data)].concat()
        };
        vector(2, &self.extensions.iter().flat_map(extension).collect::<Vec<_>>())
    }
}

fn extension(u: &mut Unstructured<'_>, code_points: &CodePoints) -> Result<(u16, Vec<u8>)> {
    let token = code_points.migration_token().0;
    Ok(match u.int_in_range(0..=8)? {
        0 => (code_points.migration_support().0, some(u, 0, 3)?),
        1 => (code_points.migration_support().0, Vec::new()),
        2 => (code_points.migration_allowed().0, Vec::new()),
        3 => (code_points.migration_allowed().0, some(u, 0, 3)?),
        4 => (token, MigrationTokenBuf::arbitrary(u)?.as_bytes().to_vec()),
        5 => {
            // A token that was cut, went on, or has another octet somewhere.
            let mut data = MigrationTokenBuf::arbitrary(u)?.as_bytes().to_vec();
            let at = u.choose_index(data.len())?;
            match u.int_in_range(0..=2)? {
                0 => data.truncate(at),
                1 => data.extend(some(u, 1, 40)?),
                _ => data.iter_mut().skip(at).take(1).for_each(|octet| *octet ^= 1),
            }
            (token, data)
        }
        6 => (PRE_SHARED_KEY, some(u, 0, 80)?),
        7 => (u16::from(u8::arbitrary(u)? & 0x3f), some(u, 0, 20)?),
        _ => (u.arbitrary()?, some(u, 0, 300)?),
    })
}

/// A ClientHello of any parts is taken if nothing is wrong with them, and says what they are.
pub fn built_client_hello(octets: &[u8]) {
    let _ = client_hello(&mut Unstructured::new(octets));
}

fn client_hello(u: &mut Unstructured<'_>) -> Result<()> {
    let code_points = CodePoints::arbitrary(u)?;
    let head = [&u.arbitrary::<[u8; 2]>()?[..], &u.arbitrary::<[u8; 32]>()?].concat();
    let suites = u.arbitrary::<[u8; 2]>()?.repeat(u.int_in_range(1..=40)?);
    let lists = [vector(1, &some(u, 0, 32)?), vector(2, &suites), vector(1, &some(u, 1, 3)?)];
    let has_block = u.ratio(15, 16)?;
    let parts = if has_block { Parts::random(u, &code_points)? } else { Parts::default() };
    let block = if has_block { parts.block() } else { Vec::new() };
    let message = message(1, &[head, lists.concat(), block].concat());

    let (support, token) = (code_points.migration_support().0, code_points.migration_token().0);
    let mut faults = parts.faults(&code_points, support);
    let is_psk = |(number, _): &(u16, _)| *number == PRE_SHARED_KEY;
    let place = parts.extensions.iter().position(is_psk);
    if place.is_some_and(|place| place + 1 != parts.extensions.len()) {
        faults.push("misplaced");
    }
    if parts.find(token).is_some() && place.is_none() {
        faults.push("missing");
    }
    is_told("client_hello", &message, code_points, &faults);
    if let Ok(hello) = ClientHello::from_bytes_with(&message, &code_points) {
        assert_eq!(hello.migration_support.is_some(), parts.find(support).is_some());
        let found = hello.migration_token.map(|token| token.to_buf());
        assert_eq!(found.as_ref().map(|token| token.as_bytes()), parts.find(token));
        assert_eq!(hello.pre_shared_key, parts.find(PRE_SHARED_KEY));
        assert_eq!(hello.extensions.is_some(), has_block);
    }
    Ok(())
}

/// The same of a NewSessionTicket.
pub fn built_new_session_ticket(octets: &[u8]) {
    let _ = new_session_ticket(&mut Unstructured::new(octets));
}

fn new_session_ticket(u: &mut Unstructured<'_>) -> Result<()> {
    let code_points = CodePoints::arbitrary(u)?;
    let times = u.arbitrary::<[u8; 8]>()?.to_vec();
    let lists = [vector(1, &some(u, 0, 255)?), vector(2, &some(u, 1, 300)?)];
    let parts = Parts::random(u, &code_points)?;
    let message = message(4, &[times, lists.concat(), parts.block()].concat());

    let (allowed, token) = (code_points.migration_allowed().0, code_points.migration_token().0);
    is_told("new_session_ticket", &message, code_points, &parts.faults(&code_points, allowed));
    if let Ok(ticket) = NewSessionTicket::from_bytes_with(&message, &code_points) {
        assert_eq!(ticket.migration_allowed.is_some(), parts.find(allowed).is_some());
        let found = ticket.migration_token.map(|token| token.to_buf());
        assert_eq!(found.as_ref().map(|token| token.as_bytes()), parts.find(token));
    }
    Ok(())
}

/// Asserts that a message is refused for one of these reasons, and taken if there is none.
fn is_told(name: &str, message: &[u8], code_points: CodePoints, faults: &[&str]) {
    let numbers = Numbers { code_points, ..Numbers::default() };
    let told = structure_with(name, message, &numbers);
    let reason = |error: Error| error.reason().code();
    match told.map(|told| told.map_err(reason)) {
        Some(Err(reason)) => assert!(faults.contains(&reason), "{reason}, and not {faults:?}"),
        told => assert!(told.is_some() && faults.is_empty(), "taken, and yet {faults:?}"),
    }
}

/// So many octets, or what is left.
fn some(u: &mut Unstructured<'_>, min: usize, max: usize) -> Result<Vec<u8>> {
    let length = u.int_in_range(min..=max)?.min(u.len().max(min));
    Ok(u.bytes(length)?.to_vec())
}

fn message(msg_type: u8, body: &[u8]) -> Vec<u8> {
    [vec![msg_type], vector(3, body)].concat()
}

/// A vector with a length of so many octets.
fn vector(length_octets: usize, octets: &[u8]) -> Vec<u8> {
    let length = octets.len().to_be_bytes();
    let (_, length) = length.split_at(length.len() - length_octets);
    [length, octets].concat()
}
