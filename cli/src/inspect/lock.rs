//! How threads wait for what is soon free.

use std::hint::spin_loop;
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

/// So often a thread looks whether something is free before it sleeps.
const LOOKS: u32 = 2000;

/// Locks a mutex, whatever became of who had it. It is mostly free again before a thread could be woken.
pub(super) fn lock<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    for _ in 0..LOOKS {
        match value.try_lock() {
            Ok(value) => return value,
            Err(TryLockError::Poisoned(value)) => return value.into_inner(),
            Err(TryLockError::WouldBlock) => spin_loop(),
        }
    }
    value.lock().unwrap_or_else(PoisonError::into_inner)
}
