#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|octets: &[u8]| rehome_harness::built_new_session_ticket(octets));
