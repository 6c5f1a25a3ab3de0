//! Decodes a token, and says what is wrong with octets that are none.

#![no_std]
#![no_main]

use core::hint::black_box;

use rehome::tls::MigrationToken;
use rehome::wire::Decode;

#[unsafe(no_mangle)]
extern "C" fn work() -> bool {
    black_box(MigrationToken::from_bytes(rehome_bare_metal::input())).is_ok()
}
