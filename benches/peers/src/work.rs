//! What is counted and timed.

use std::hint::black_box;

/// So many turns are counted, but for work that takes long.
pub(crate) const TURNS: u32 = 1000;

/// One piece of work, and all who do it.
pub(crate) struct Work {
    /// Short, unique: what the lines of the output begin with.
    pub(crate) row: &'static str,
    pub(crate) title: &'static str,
    pub(crate) turns: u32,
    /// Not where callgrind doesn't know the instructions that are used.
    pub(crate) is_counted: bool,
    /// What a turn takes in which nothing is done.
    pub(crate) nothing: Entry,
    pub(crate) entries: Vec<Entry>,
}

/// One who does it.
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    /// Does it so many times.
    pub(crate) run: Box<dyn FnMut(u32)>,
}

impl Entry {
    /// `turn` is inlined into the loop. What it returns depends on all that was to be found.
    #[inline(always)]
    pub(crate) fn new(name: &'static str, mut turn: impl FnMut() -> u64 + 'static) -> Self {
        let run = move |turns| {
            for _ in 0..turns {
                black_box(turn());
            }
        };
        Self { name, run: Box::new(run) }
    }
}

/// Something of a slice that cannot be known without it.
#[inline(always)]
pub(crate) fn mark(octets: &[u8]) -> u64 {
    (octets.as_ptr() as u64).wrapping_add(octets.len() as u64)
}
