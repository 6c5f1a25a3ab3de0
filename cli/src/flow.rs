//! TCP connections: segments put together to the octets that each side sent.
//!
//! A connection is one pair of endpoints, from its SYN until RST, until both FINs have been read up
//! to, or were seen and a segment has nothing to do with either stream, or until its SYN is seen
//! again with another sequence number. One whose SYN was not captured is read from its first
//! segment. What is left over of a connection that has ended (retransmissions, the last
//! acknowledgments, further RSTs) begins no new one, unless there is an octet in it that was new.
//!
//! Octets come out in order, chunk by chunk, each chunk from one frame. Of octets that were sent
//! twice the first copy counts; a copy that differs is reported. What follows a gap is held, and
//! comes out only once the gap is filled.
//!
//! # Memory
//!
//! [`Limits`] bounds it all: `octets` what one direction holds, `total_octets` what all hold (but
//! for what one segment adds before the next is read, at most `octets`), where each piece of a
//! segment counts 128 octets more for what goes with it; `flows` bounds the connections (but for
//! one more until the next segment), of which each takes up to 1 KiB, its place in the table and the
//! index included, beside the caller's state, which there is only once there was something to read
//! and while there may be more. The slots take 512 KiB at most, and are few at first. So with the
//! defaults, whatever the capture: 512 MiB of octets, measured 1.3 times that at worst, and 65 MiB for
//! the connections. Notices are kept until they are asked for.

mod arrival;
mod by_number;
mod connection;
mod direction;
mod entries;
mod entry;
mod half;
mod held;
mod history;
mod idle;
mod incoming;
mod index;
mod lanes;
mod ledger;
mod limits;
mod notice;
mod reading;
mod room;
mod skim;
mod slots;
mod stream;
mod table;
mod tombstone;

pub use arrival::Arrival;
pub use by_number::ByNumber;
pub use direction::{Chunk, Direction, Flow};
pub(crate) use incoming::opens;
pub use limits::Limits;
pub use notice::{Notice, What};
pub use table::Flows;

/// What a piece that is held counts beside its octets: its place, its frame and the allocator's.
const OVERHEAD: usize = 128;

#[cfg(test)]
mod tests;
