//! The connections that nobody uses at the moment.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Connections kept for the next call, and which of them are still to be trusted.
///
/// One that fails speaks for all that were made before it failed: a server that starts again breaks
/// every one of them. They are let go together, those too that come back from a call later.
#[derive(Debug)]
pub(crate) struct Pool<C> {
    max_idle: usize,
    state: Mutex<State<C>>,
}

#[derive(Debug)]
struct State<C> {
    /// How often a connection has failed that belonged to the newest of its time.
    generation: u64,
    idle: Vec<C>,
}

/// The generation that a connection belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Generation(u64);

impl<C> Pool<C> {
    pub(crate) const fn new(max_idle: usize) -> Self {
        Self { max_idle, state: Mutex::new(State { generation: 0, idle: Vec::new() }) }
    }

    /// Keeps at most so many.
    pub(crate) fn set_max_idle(&mut self, max_idle: usize) {
        self.max_idle = max_idle;
        self.lock().idle.truncate(max_idle);
    }

    /// The connection that was used last, if there is one, and the generation of it or of one that
    /// is made now.
    pub(crate) fn take(&self) -> (Generation, Option<C>) {
        let mut state = self.lock();
        let connection = state.idle.pop();
        (Generation(state.generation), connection)
    }

    /// The generation of a connection that is made now.
    pub(crate) fn generation(&self) -> Generation {
        Generation(self.lock().generation)
    }

    /// Keeps a connection that works.
    pub(crate) fn give_back(&self, of: Generation, connection: C) {
        let mut state = self.lock();
        if state.generation == of.0 && state.idle.len() < self.max_idle {
            state.idle.push(connection);
        }
    }

    /// Lets go of all connections that were made before this one failed.
    pub(crate) fn failed(&self, of: Generation) {
        let mut state = self.lock();
        if state.generation == of.0 {
            state.generation = state.generation.wrapping_add(1);
            state.idle.clear();
        }
    }

    /// Nothing that holds the lock can panic half-way.
    fn lock(&self) -> MutexGuard<'_, State<C>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn idle(pool: &Pool<u32>) -> Vec<u32> {
        pool.lock().idle.clone()
    }

    #[test]
    fn no_more_are_kept_than_were_asked_for() {
        let mut pool = Pool::new(2);
        let (generation, none) = pool.take();
        assert_eq!(none, None);
        for connection in 1..=3 {
            pool.give_back(generation, connection);
        }
        assert_eq!(idle(&pool), [1, 2]);
        assert_eq!(pool.take(), (generation, Some(2)));
        pool.give_back(generation, 2);
        pool.set_max_idle(1);
        assert_eq!(idle(&pool), [1]);
        pool.set_max_idle(0);
        pool.give_back(generation, 4);
        assert_eq!(idle(&pool), []);
    }

    #[test]
    fn one_that_fails_takes_with_it_all_that_are_as_old() {
        let pool = Pool::new(8);
        let (old, _) = pool.take();
        pool.give_back(old, 1);
        pool.give_back(old, 2);
        pool.failed(old);
        assert_eq!(idle(&pool), []);

        // Another call was under way on an old one.
        pool.give_back(old, 3);
        assert_eq!(idle(&pool), []);
        let (new, _) = pool.take();
        pool.give_back(new, 4);
        pool.failed(old);
        assert_eq!(idle(&pool), [4], "an old one says nothing of new ones");
    }
}
