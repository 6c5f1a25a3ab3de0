//! What the others are held against.

#![no_std]
#![no_main]

#[unsafe(no_mangle)]
extern "C" fn work() -> bool {
    rehome_bare_metal::input().is_empty()
}
