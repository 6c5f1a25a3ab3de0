//! What keeps a secret leaves nothing of it behind: this binary makes keys, looks for their secrets in
//! the memory that they take, drops them there, looks again, and ends with status 0 where all were
//! found before and nothing of them after.
//!
//! The secrets are the session's own, the MAC key, and the states of HMAC that are keyed by them.

#![no_std]
#![no_main]

use core::hint::black_box;
use core::mem::MaybeUninit;
use core::panic::PanicInfo;

use rehome::crypto::{HashAlgorithm, KeyError, MigrateKey, MigrateSecrets, ReqNoView, SessionKeys};
use rehome_proofs as _;
use sha2::block_api::{compress256, compress512};

/// How many octets in a row are a find.
const WINDOW: usize = 8;
const IPAD: u8 = 0x36;
const OPAD: u8 = 0x5c;

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {}
}

#[unsafe(no_mangle)]
extern "C" fn proof() -> i32 {
    let secret: [u8; 48] = core::array::from_fn(|i| black_box(201 - 3 * i as u8));
    for (hash, len) in [(HashAlgorithm::Sha256, 32), (HashAlgorithm::Sha384, 48)] {
        let secret = &secret[..len];
        let Ok(keys) = session_keys(hash, secret) else { return 1 };
        let mut copy = [0; 48];
        copy[..len].copy_from_slice(keys.mac_key());
        let key = &copy[..len];
        let [inner, outer] = [IPAD, OPAD].map(|pad| keyed_state(hash, key, pad));
        let [from, to] = [IPAD, OPAD].map(|pad| keyed_state(hash, secret, pad));
        if !wiped(keys, &[key, &inner, &outer], &[secret, &from, &to]) {
            return 2;
        }
    }
    let Ok(key) = MigrateKey::from_shared_secret(&secret[..25]) else { return 1 };
    let secrets = MigrateSecrets { ni: 1, nj: 2, key, view: ReqNoView::SevenBit };
    if !wiped(secrets, &[&secret[..25]], &[]) {
        return 3;
    }
    0
}

/// As a caller would get them, who passes them on.
#[inline(never)]
fn session_keys(hash: HashAlgorithm, secret: &[u8]) -> Result<SessionKeys, KeyError> {
    SessionKeys::derive(hash, black_box(secret))
}

/// The state of the hash behind the first block of HMAC, as it stands in memory.
fn keyed_state(hash: HashAlgorithm, key: &[u8], pad: u8) -> [u8; 64] {
    let mut block = [pad; 128];
    block.iter_mut().zip(key).for_each(|(octet, key)| *octet ^= key);
    let mut octets = [0; 64];
    match hash {
        HashAlgorithm::Sha256 => {
            let mut state = [
                0x6a09_e667,
                0xbb67_ae85,
                0x3c6e_f372,
                0xa54f_f53a, //
                0x510e_527f,
                0x9b05_688c,
                0x1f83_d9ab,
                0x5be0_cd19_u32,
            ];
            compress256(&mut state, &[*block.first_chunk().unwrap_or(&[0; 64])]);
            let words = state.map(u32::to_ne_bytes);
            // Twice, to be as long as the other.
            octets[..32].copy_from_slice(words.as_flattened());
            octets[32..].copy_from_slice(words.as_flattened());
        }
        _ => {
            let mut state = [
                0xcbbb_9d5d_c105_9ed8,
                0x629a_292a_367c_d507,
                0x9159_015a_3070_dd17,
                0x152f_ecd8_f70e_5939,
                0x6733_2667_ffc0_0b31,
                0x8eb4_4a87_6858_1511,
                0xdb0c_2e0d_64f9_8fa7,
                0x47b5_481d_befa_4fa4_u64,
            ];
            compress512(&mut state, &[block]);
            octets.copy_from_slice(state.map(u64::to_ne_bytes).as_flattened());
        }
    }
    octets
}

/// Whether the place of a value holds what is `kept` before its drop, and nothing of that, nor of what
/// is `passing`, after.
fn wiped<T>(value: T, kept: &[&[u8]], passing: &[&[u8]]) -> bool {
    let mut slot = MaybeUninit::new(value);
    let mut buffer = [0; 1024];
    let before = octets(black_box(&slot), &mut buffer);
    if !kept.iter().all(|secret| finds(before, &secret[..WINDOW])) {
        return false;
    }
    // SAFETY: it was made above, and is not used as a value any more.
    unsafe { black_box(&mut slot).assume_init_drop() };
    let after = octets(black_box(&slot), &mut buffer);
    let mut secrets = kept.iter().chain(passing).flat_map(|secret| secret.windows(WINDOW));
    !secrets.any(|window| finds(after, window))
}

/// The octets of a place in memory, whatever they are.
fn octets<'b, T>(slot: &MaybeUninit<T>, buffer: &'b mut [u8; 1024]) -> &'b [u8] {
    let len = size_of::<T>().min(buffer.len());
    for (i, octet) in buffer[..len].iter_mut().enumerate() {
        // SAFETY: `i` is within the slot. A volatile read takes what is there.
        *octet = unsafe { slot.as_ptr().cast::<u8>().add(i).read_volatile() };
    }
    &buffer[..len]
}

fn finds(octets: &[u8], wanted: &[u8]) -> bool {
    octets.windows(wanted.len()).any(|window| window == wanted)
}
