//! Walks the options of a segment.

#![no_std]
#![no_main]

use core::hint::black_box;

use rehome::tcp::TcpOptions;

#[unsafe(no_mangle)]
extern "C" fn work() -> bool {
    let options = TcpOptions::new(rehome_bare_metal::input());
    options.is_ok_and(|options| options.iter().map(black_box).all(|option| option.is_ok()))
}
