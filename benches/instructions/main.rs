//! Operations of the library, to be counted under callgrind by `run`.
//!
//! ```text
//! instructions list     the operations, and by what to divide what `count` takes
//! instructions count    each of them so many times, between calls of `boundary`
//! ```

#![allow(clippy::expect_used)]

mod codec;
mod keys;

#[path = "../common/operations.rs"]
mod operations;
#[path = "../common/vectors.rs"]
mod vectors;

use std::hint::black_box;

/// What is counted.
struct Operation {
    name: String,
    /// How often it is done.
    turns: u32,
    /// How many elements it reads each time, where these are what counts.
    elements: u32,
    /// Does it so many times.
    run: Box<dyn FnMut(u32)>,
}

impl Operation {
    fn new<T>(name: impl Into<String>, mut turn: impl FnMut() -> T + 'static) -> Self {
        let run = move |turns| {
            for _ in 0..turns {
                black_box(turn());
            }
        };
        Self { name: name.into(), turns: 1000, elements: 1, run: Box::new(run) }
    }

    /// One that reads octets.
    fn reading(name: impl Into<String>, octets: Vec<u8>, operation: fn(&[u8]) -> u64) -> Self {
        Self::new(name, move || black_box(operation)(black_box(&octets)))
    }
}

/// What an operation takes for being called.
fn nothing(octets: &[u8]) -> u64 {
    octets.len() as u64
}

fn main() {
    let mut operations = vec![Operation::reading("nothing", vec![0], nothing)];
    operations.extend(codec::operations());
    operations.extend(keys::operations());
    match std::env::args().nth(1).as_deref() {
        Some("count") => operations.iter_mut().for_each(count),
        _ => operations.iter().for_each(|Operation { name, turns, elements, .. }| {
            println!("{name} {turns} {elements}");
        }),
    }
}

fn count(operation: &mut Operation) {
    // What is done once is done before.
    (operation.run)(1);
    boundary();
    (operation.run)(operation.turns);
    boundary();
}

/// Where this is called, callgrind writes down what it has counted, and begins again.
#[inline(never)]
fn boundary() {
    black_box(());
}
