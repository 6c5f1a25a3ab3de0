//! Reads a ClientHello, and the token in it.

#![no_std]
#![no_main]

use core::hint::black_box;

use rehome::tls::ClientHello;
use rehome::wire::Decode;

#[unsafe(no_mangle)]
extern "C" fn work() -> bool {
    black_box(ClientHello::from_bytes(rehome_bare_metal::input())).is_ok()
}
