//! The time.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::ending::Failure;

/// The time that is given, or else the system's, in seconds since the Unix epoch.
pub(super) fn now(given: Option<u64>) -> Result<u64, Failure> {
    if let Some(now) = given {
        return Ok(now);
    }
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => Ok(since.as_secs()),
        Err(_) => Err(Failure::Unreadable("the system's clock stands before 1970".to_owned())),
    }
}
