//! What values say, in a few words.

use rehome::tls::MigrationToken;

use super::utc::utc;
use crate::hex::Hex;

/// So many octets of a longer string are shown.
const SHOWN: usize = 64;
/// So many of a session_id are enough to tell it from others.
const SESSION: usize = 8;

/// A token: where to, how long, of which session.
pub(crate) fn token(token: &MigrationToken<'_>) -> [String; 3] {
    let session_id = token.session_id().as_bytes();
    [
        format!("token -> {}", token.target_address()),
        format!("expires {}", time(token.expiry_timestamp())),
        match session_id.get(..SESSION) {
            Some(first) if first.len() < session_id.len() => format!("session {}…", Hex(first)),
            _ => format!("session {}", Hex(session_id)),
        },
    ]
}

/// Seconds since 1970 as a date where that can be.
pub(crate) fn time(seconds: u64) -> String {
    utc(seconds).unwrap_or_else(|| seconds.to_string())
}

/// The target of a `migrate_request`: as text where that is unambiguous.
pub(crate) fn target(target: &[u8]) -> String {
    let is_text = |octet: &u8| matches!(octet, b' '..=b'~') && !matches!(octet, b'"' | b'\\');
    let first = target.get(..SHOWN).unwrap_or(target);
    let shown = match target.iter().all(is_text) {
        true => format!("\"{}\"", String::from_utf8_lossy(first)),
        false => Hex(first).to_string(),
    };
    match target.len() {
        all if all > SHOWN => format!("target {shown}… of {all} octets"),
        _ => format!("target {shown}"),
    }
}
