//! What is counted and timed of the codec. What an operation on octets returns depends on every field
//! that it reads; numbers are values that the compiler cannot know.

use std::hint::black_box;

use rehome::tcp::{TcpOption, TcpOptions};
use rehome::tls::{
    ClientHello, MigrationToken, MigrationTokenBuf, MigrationTokenClaims, NewSessionTicket,
    Signature,
};
use rehome::wire::Decode;
use rehome::{CodePoints, ExtensionType, OptionKinds};

/// Something of a slice that cannot be known without it.
fn mark(octets: &[u8]) -> u64 {
    (octets.as_ptr() as u64).wrapping_add(octets.len() as u64)
}

fn address(address: core::net::IpAddr) -> u64 {
    match address {
        core::net::IpAddr::V4(address) => u32::from(address).into(),
        core::net::IpAddr::V6(address) => u128::from(address) as u64,
    }
}

fn token(token: MigrationToken<'_>) -> u64 {
    let target = token.target_address();
    address(target.address)
        .wrapping_add(target.port.into())
        .wrapping_add(mark(token.session_id().as_bytes()))
        .wrapping_add(token.expiry_timestamp())
        .wrapping_add(mark(token.nonce().as_bytes()))
        .wrapping_add(mark(token.signature().as_bytes()))
        .wrapping_add(mark(token.signed_content()))
}

pub(crate) fn decode(octets: &[u8]) -> u64 {
    MigrationToken::from_bytes(octets).map_or(0, token)
}

#[inline(never)]
pub(crate) fn encode(
    claims: &MigrationTokenClaims<'_>,
    signature: Signature<'_>,
    buf: &mut [u8],
) -> bool {
    claims.encode_signed(signature, buf).is_ok()
}

#[inline(never)]
pub(crate) fn to_vec(claims: &MigrationTokenClaims<'_>, signature: Signature<'_>) -> Vec<u8> {
    MigrationTokenBuf::new(claims, signature).into_vec()
}

pub(crate) fn option(option: TcpOption<'_>) -> u64 {
    match option {
        TcpOption::End => 0,
        TcpOption::Nop => 1,
        TcpOption::ServiceAffinity(option) => {
            address(option.address()).wrapping_add(option.port().into())
        }
        TcpOption::MigratePermitted(_) => 15,
        TcpOption::Migrate(option) => u64::from_be_bytes(*option.token),
        TcpOption::Other(option) => mark(option.data()).wrapping_add(option.kind().0.into()),
    }
}

/// All options of an area.
pub(crate) fn all(area: &[u8]) -> u64 {
    let kinds = black_box(OptionKinds::default());
    let Ok(options) = TcpOptions::new(area) else { return 0 };
    let options = options.iter_with(&kinds);
    options.fold(0, |sum, item| sum.wrapping_add(item.map_or(0, option)))
}

/// Ours among them.
pub(crate) fn known(area: &[u8]) -> u64 {
    let kinds = black_box(OptionKinds::default());
    let Ok(options) = TcpOptions::new(area) else { return 0 };
    let options = options.known_with(&kinds);
    options.fold(0, |sum, item| sum.wrapping_add(item.map_or(0, option)))
}

pub(crate) fn hello_look_up(message: &[u8]) -> u64 {
    let wanted = black_box(ExtensionType(0xfe4d));
    ClientHello::find_extension_unvalidated(message, wanted)
        .map_or(1, |extension| extension.map_or(0, mark))
}

pub(crate) fn hello_strict(message: &[u8]) -> u64 {
    let code_points = black_box(CodePoints::default());
    let Ok(hello) = ClientHello::from_bytes_with(message, &code_points) else { return 1 };
    hello.migration_token.map_or(0, |token| mark(token.signed_content()))
        + u64::from(hello.migration_support.is_some())
        + hello.pre_shared_key.map_or(0, mark)
}

pub(crate) fn ticket(message: &[u8]) -> u64 {
    let code_points = black_box(CodePoints::default());
    let Ok(ticket) = NewSessionTicket::from_bytes_with(message, &code_points) else { return 1 };
    ticket
        .migration_token
        .map_or(0, token)
        .wrapping_add(u64::from(ticket.migration_allowed.is_some()))
        .wrapping_add(mark(ticket.ticket.as_bytes()))
        .wrapping_add(mark(ticket.ticket_nonce.as_bytes()))
        .wrapping_add(u64::from(ticket.ticket_lifetime ^ ticket.ticket_age_add))
}
