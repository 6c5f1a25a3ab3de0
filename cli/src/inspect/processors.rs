//! On which processors threads run.
//!
//! A kernel that runs on a virtual machine may take an idle processor for one that is busy, since the host
//! has given it to others meanwhile. Then it wakes or begins a thread on the processor of the thread that
//! asks for it, and both take turns there, while the other processor stays idle for many milliseconds.

#[cfg(target_os = "linux")]
mod linux {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use rustix::thread::{CpuSet, sched_getaffinity, sched_getcpu, sched_setaffinity};

    /// The processors, of which one thread goes first.
    #[derive(Debug)]
    pub(in super::super) struct Processors {
        /// Where any may run, if that is known.
        all: Option<CpuSet>,
        /// Where that thread was last.
        first: AtomicUsize,
    }

    impl Processors {
        pub(in super::super) fn new() -> Self {
            let first = AtomicUsize::new(sched_getcpu());
            Self { all: sched_getaffinity(None).ok(), first }
        }

        /// This is the thread that goes first.
        pub(in super::super) fn go_first(&self) {
            self.first.store(sched_getcpu(), Ordering::Relaxed);
        }

        /// This thread leaves the processor of that one, if there are others, and does not come back.
        pub(in super::super) fn give_way(&self) {
            let here = sched_getcpu();
            let Some(mut others) = self.all else { return };
            if here == self.first.load(Ordering::Relaxed) {
                others.unset(here);
                // It fails where that is the only one.
                let _ = sched_setaffinity(None, &others);
            }
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod other {
    /// Nothing is known of the processors.
    #[derive(Debug)]
    pub(in super::super) struct Processors;

    impl Processors {
        pub(in super::super) fn new() -> Self {
            Self
        }

        pub(in super::super) fn go_first(&self) {}

        pub(in super::super) fn give_way(&self) {}
    }
}

#[cfg(target_os = "linux")]
pub(super) use linux::Processors;
#[cfg(not(target_os = "linux"))]
pub(super) use other::Processors;
