//! Work in several threads, whose results come in the order of what was to be done.

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, Builder};

/// So many threads work at most, whatever is asked for: more gain nothing, and each takes a few of the
/// memory maps that a process may have.
const MOST: usize = 1024;

/// Does `work` on each item, on so many at a time, and hands the results to `done` in the items' order.
/// What is done and not handed over yet is at most twice as much as is worked on.
///
/// A thread is started for an item as long as there are too few. Those that the system refuses are done
/// without; where it refuses all, the work is done here.
///
/// # Errors
/// The first of `done`; nothing is begun after it.
pub(super) fn in_order<I: Send, O: Send, E>(
    jobs: NonZeroUsize,
    items: impl Iterator<Item = I>,
    work: impl Fn(I) -> O + Sync,
    mut done: impl FnMut(O) -> Result<(), E>,
) -> Result<(), E> {
    if jobs.get() == 1 {
        return items.map(work).try_for_each(done);
    }
    let (give, take) = mpsc::channel();
    let take = Mutex::new(take);
    thread::scope(|scope| {
        // Dropped before the threads are waited for, who then end.
        let give: Sender<(I, Sender<O>)> = give;
        let mut waiting: VecDeque<Receiver<O>> = VecDeque::new();
        let mut threads = 0;
        let mut hand_over = |result: Receiver<O>| match result.recv() {
            Ok(result) => done(result),
            // Its thread has panicked, which the scope tells of.
            Err(_) => Ok(()),
        };
        for item in items {
            if threads < jobs.get().min(MOST) {
                let started = Builder::new().spawn_scoped(scope, || serve(&take, &work));
                threads += usize::from(started.is_ok());
            }
            if waiting.len() >= threads * 2 {
                waiting.pop_front().map_or(Ok(()), &mut hand_over)?;
            }
            let (send, result) = mpsc::channel();
            waiting.push_back(result);
            if threads == 0 {
                finish((item, send), &work);
            } else if give.send((item, send)).is_err() {
                break;
            }
        }
        waiting.into_iter().try_for_each(hand_over)
    })
}

/// Works until there is nothing more to do.
fn serve<I, O>(take: &Mutex<Receiver<(I, Sender<O>)>>, work: impl Fn(I) -> O) {
    loop {
        let next = take.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(next) = next else { return };
        finish(next, &work);
    }
}

fn finish<I, O>((item, result): (I, Sender<O>), work: impl Fn(I) -> O) {
    // After an error nobody waits for it.
    let _ = result.send(work(item));
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    fn jobs(jobs: usize) -> NonZeroUsize {
        NonZeroUsize::new(jobs).unwrap()
    }

    #[test]
    fn results_come_in_order() {
        for number in [1, 2, 7] {
            let mut results = Vec::new();
            let work = |item: u64| {
                thread::sleep(Duration::from_micros(item * 7919 % 13 * 100));
                item * 2
            };
            let done = |result| {
                results.push(result);
                Ok::<(), ()>(())
            };
            assert_eq!(in_order(jobs(number), 0..50, work, done), Ok(()));
            assert_eq!(results, (0..50).map(|item| item * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    fn few_wait_behind_a_slow_one() {
        let done = AtomicUsize::new(0);
        let most = AtomicUsize::new(0);
        let begun = (0..200usize).inspect(|item| {
            most.fetch_max(item - done.load(Ordering::SeqCst).min(*item), Ordering::SeqCst);
        });
        let work = |item| {
            if item == 0 {
                thread::sleep(Duration::from_millis(50));
            }
        };
        let count = |()| {
            done.fetch_add(1, Ordering::SeqCst);
            Ok::<(), ()>(())
        };
        assert_eq!(in_order(jobs(3), begun, work, count), Ok(()));
        assert!(most.into_inner() <= 6);
        assert_eq!(done.into_inner(), 200);
    }

    #[test]
    fn threads_are_as_many_as_there_is_work_for() {
        for (asked, items) in [(20_000, 3), (usize::MAX, 2), (4, 100), (2000, 1500)] {
            let mut threads = HashSet::new();
            let work = |_| thread::current().id();
            let done = |thread| {
                threads.insert(thread);
                Ok::<(), ()>(())
            };
            assert_eq!(in_order(jobs(asked), 0..items, work, done), Ok(()));
            assert!(threads.len() <= asked.min(items).min(MOST), "{asked}, {items}");
        }
    }

    #[test]
    fn an_error_ends_it() {
        for number in [1, 4] {
            let begun = AtomicUsize::new(0);
            let work = |item: usize| {
                begun.fetch_add(1, Ordering::SeqCst);
                item
            };
            let fail = |item| if item == 5 { Err("full") } else { Ok(()) };
            assert_eq!(in_order(jobs(number), 0..100_000, work, fail), Err("full"));
            assert!(begun.into_inner() < 100);
        }
    }
}
