//! Our reading held against that of other libraries, which read the same octets with other code.
//!
//! | target | peer | compared |
//! |---|---|---|
//! | [`options_against_etherparse`] | etherparse | options: kinds, data, order, where the list ends or breaks |
//! | [`options_against_smoltcp`] | smoltcp | the same, and the padding |
//! | [`client_hello_against_tls_parser`] | tls-parser | every field, the types and data of the extensions, what is left over, whether it is refused |
//! | [`migration_token_against_declaration`] | tls_codec, from a declaration of the token | every field, the octets encoded, what is left over, why it is refused |
//!
//! Where a peer is known to read otherwise, the difference is written down beside the peer, as narrow
//! as it is: our reading is turned into what the peer has to say of it, and any other answer is a
//! disagreement, which panics.
//!
//! Every input is read twice: as it stands, and as the choices from which mostly valid octets are
//! built, so that both get deep at once.

mod by_declaration;
mod by_etherparse;
mod by_smoltcp;
mod by_tls_parser;
mod hello;
mod option_list;

use arbitrary::{Result, Unstructured};
use rehome::{CodePoints, OptionKinds};

/// A list of options by etherparse.
pub fn options_against_etherparse(octets: &[u8]) {
    for (kinds, area) in inputs(octets, option_list::build) {
        let ours = option_list::ours(&area, &kinds);
        assert_eq!(by_etherparse::read(&area), by_etherparse::expected(&ours), "{ours:?}");
    }
}

/// A list of options by smoltcp.
pub fn options_against_smoltcp(octets: &[u8]) {
    for (kinds, area) in inputs(octets, option_list::build) {
        let ours = option_list::ours(&area, &kinds);
        assert_eq!(by_smoltcp::read(&area), by_smoltcp::expected(&ours), "{ours:?}");
    }
}

/// A ClientHello by tls-parser.
pub fn client_hello_against_tls_parser(octets: &[u8]) {
    for (code_points, message) in inputs(octets, hello::build) {
        let ours = hello::ours(&message, &code_points);
        by_tls_parser::agrees(&ours, by_tls_parser::read(&message).as_ref(), &code_points);
    }
}

/// A `MigrationToken` by its declaration.
pub fn migration_token_against_declaration(octets: &[u8]) {
    for ((), octets) in inputs(octets, by_declaration::build) {
        by_declaration::agrees(&by_declaration::ours(&octets), &octets);
    }
}

/// Octets, and the numbers that they are to be read by.
type Built<N> = Result<(N, Vec<u8>)>;

/// The octets of an input, which are read by the default numbers, and those that are built of it.
fn inputs<N: Default>(
    octets: &[u8],
    build: fn(&mut Unstructured<'_>) -> Built<N>,
) -> impl Iterator<Item = (N, Vec<u8>)> {
    // Octets that are too few for what is being built build nothing.
    let built = build(&mut Unstructured::new(octets)).ok();
    [(N::default(), octets.to_vec())].into_iter().chain(built)
}

/// One time in four, octets that were valid are not any more.
fn changed(u: &mut Unstructured<'_>, mut octets: Vec<u8>) -> Result<Vec<u8>> {
    let at = u.int_in_range(0..=octets.len().saturating_sub(1))?;
    match u.int_in_range(0..=15)? {
        0 => octets.iter_mut().skip(at).take(1).try_for_each(|octet| {
            *octet = u.arbitrary()?;
            Ok(())
        })?,
        1 => octets.truncate(at),
        2 => octets.extend(u.bytes(1.min(u.len()))?),
        3 => octets.iter_mut().skip(at).take(1).for_each(|octet| *octet = octet.wrapping_add(1)),
        _ => {}
    }
    Ok(octets)
}

/// Octets whose number is within the range, or as many as there are, if that is enough.
fn some(u: &mut Unstructured<'_>, min: usize, max: usize) -> Result<Vec<u8>> {
    let len = u.int_in_range(min..=u.len().clamp(min, max))?;
    Ok(u.bytes(len)?.to_vec())
}

/// The defaults three times in four.
fn code_points(u: &mut Unstructured<'_>) -> Result<CodePoints> {
    if u.ratio(3, 4)? { Ok(CodePoints::default()) } else { u.arbitrary() }
}

/// The same for kinds.
fn kinds(u: &mut Unstructured<'_>) -> Result<OptionKinds> {
    if u.ratio(3, 4)? { Ok(OptionKinds::default()) } else { u.arbitrary() }
}
