//! What a binary needs that starts without an operating system: an entry point, and a panic handler that
//! calls a function which does not exist, so that none links in which a path to a panic survives.
//!
//! A binary defines `#[unsafe(no_mangle)] extern "C" fn work() -> bool`.

#![no_std]

use core::hint::{black_box, spin_loop};
use core::panic::PanicInfo;

unsafe extern "C" {
    safe fn work() -> bool;
}

#[unsafe(no_mangle)]
extern "C" fn _start() -> ! {
    black_box(work());
    loop {
        spin_loop();
    }
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    unsafe extern "C" {
        safe fn a_panic_path_survives() -> !;
    }
    a_panic_path_survives()
}

/// Octets of which the compiler knows nothing.
pub fn input() -> &'static [u8] {
    static INPUT: [u8; 128] = [0; 128];
    black_box(&INPUT)
}
