//! What a binary needs that starts without std and without libc, on Linux on x86-64: an entry point,
//! standard input, and the functions that the compiler calls by name.
//!
//! A binary defines `#[unsafe(no_mangle)] extern "C" fn proof() -> i32`, which returns the exit
//! status.

#![no_std]

use core::arch::{asm, global_asm};

global_asm!(
    ".globl _start",
    "_start:",
    "    xor ebp, ebp",
    "    and rsp, -16",
    "    call {proof}",
    "    mov edi, eax",
    "    mov eax, 60", // exit
    "    syscall",
    proof = sym proof,
);

unsafe extern "C" {
    fn proof() -> i32;
}

/// Standard input, at most 64 KiB of it: octets of which the compiler can know nothing.
///
/// To be called once, since it hands out a static buffer.
pub fn input() -> &'static [u8] {
    static mut BUFFER: [u8; 1 << 16] = [0; 1 << 16];
    let buffer = &raw mut BUFFER;
    let mut filled = 0;
    while filled < 1 << 16 {
        let count: isize;
        // SAFETY: read(2) writes at most the octets that are left of the buffer, to which there is no
        // reference yet.
        unsafe {
            asm!(
                "syscall",
                inlateout("rax") 0_isize => count, // read
                in("rdi") 0,
                in("rsi") buffer.cast::<u8>().add(filled),
                in("rdx") (1 << 16) - filled,
                out("rcx") _,
                out("r11") _,
            );
        }
        match usize::try_from(count) {
            Ok(count) if count > 0 => filled += count,
            _ => break,
        }
    }
    // SAFETY: `filled` octets of the buffer are set, and nothing writes to it any more.
    unsafe { core::slice::from_raw_parts(buffer.cast(), filled) }
}

/// # Safety
/// As in C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn memcpy(to: *mut u8, from: *const u8, len: usize) -> *mut u8 {
    // SAFETY: the caller's.
    unsafe {
        asm!(
            "rep movsb",
            inout("rcx") len => _, inout("rdi") to => _, inout("rsi") from => _,
            options(nostack, preserves_flags),
        );
    }
    to
}

/// # Safety
/// As in C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn memmove(to: *mut u8, from: *const u8, len: usize) -> *mut u8 {
    if to.addr().wrapping_sub(from.addr()) >= len {
        // SAFETY: copying forward reads every octet before it is written over.
        return unsafe { memcpy(to, from, len) };
    }
    // SAFETY: the caller's; copying backward reads every octet before it is written over.
    unsafe {
        asm!(
            "std",
            "rep movsb",
            "cld",
            inout("rcx") len => _,
            inout("rdi") to.wrapping_add(len).wrapping_sub(1) => _,
            inout("rsi") from.wrapping_add(len).wrapping_sub(1) => _,
            options(nostack),
        );
    }
    to
}

/// # Safety
/// As in C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn memset(to: *mut u8, octet: i32, len: usize) -> *mut u8 {
    // SAFETY: the caller's.
    unsafe {
        asm!(
            "rep stosb",
            inout("rcx") len => _, inout("rdi") to => _, in("al") octet.to_le_bytes()[0],
            options(nostack, preserves_flags),
        );
    }
    to
}

/// # Safety
/// As in C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn memcmp(a: *const u8, b: *const u8, len: usize) -> i32 {
    let mut position = 0;
    while position < len {
        // SAFETY: the caller's, since `position` is below `len`.
        let (a, b) = unsafe { (*a.add(position), *b.add(position)) };
        if a != b {
            return i32::from(a) - i32::from(b);
        }
        position += 1;
    }
    0
}

/// # Safety
/// As in C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bcmp(a: *const u8, b: *const u8, len: usize) -> i32 {
    // SAFETY: the caller's.
    unsafe { memcmp(a, b, len) }
}
