//! The library links with neither std nor an allocator, and works so: this binary, which has
//! neither, decodes a token and an options area, encodes them again, and ends with status 0 where
//! the octets are the same.
//!
//! With the feature `planted_alloc` it must not link.

#![no_std]
#![no_main]

use core::panic::PanicInfo;

use rehome::tcp::{ServiceAffinity, TcpOption, TcpOptions, TcpOptionsBuf};
use rehome::tls::{IpAddress, MigrationToken, MigrationTokenClaims, Nonce, SessionId, Signature};
use rehome::wire::{Decode, Encode};
use rehome_proofs as _;

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {}
}

#[unsafe(no_mangle)]
extern "C" fn proof() -> i32 {
    if token_stays_the_same() != Some(true) {
        return 1;
    }
    if options_stay_the_same() != Some(true) {
        return 2;
    }
    0
}

fn token_stays_the_same() -> Option<bool> {
    let claims = MigrationTokenClaims {
        target_address: IpAddress::new([192, 0, 2, 1].into(), 443),
        session_id: SessionId::from_array(&[7; 32]),
        expiry_timestamp: 1_800_000_000,
        nonce: Nonce::from_array(&[9; 16]),
    };
    let mut octets = core::hint::black_box([0; 98]);
    claims.encode_signed(Signature::from_array(&[0x5a; 32]), &mut octets).ok()?;
    let token = MigrationToken::from_bytes(core::hint::black_box(&octets)).ok()?;
    let mut again = [0; 98];
    token.encode(&mut again).ok()?;
    Some(token.claims() == claims && again == octets)
}

fn options_stay_the_same() -> Option<bool> {
    let octets = core::hint::black_box([1, 1, 79, 8, 192, 0, 2, 40, 1, 187, 0, 0]);
    let options = TcpOptions::from_bytes(&octets).ok()?;
    let mut built = TcpOptionsBuf::new();
    for option in options.iter().flatten() {
        if let TcpOption::ServiceAffinity(option) = option {
            let again = ServiceAffinity::new(option.address(), option.port());
            built.push(again).ok()?;
        } else {
            built.push(option).ok()?;
        }
    }
    built.pad();
    Some(built.as_bytes() == octets)
}
