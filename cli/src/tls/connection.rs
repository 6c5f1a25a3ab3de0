//! The two streams of a connection, and what each has to know of the other.

use super::hellos::Hellos;
use super::message::Event;
use super::reading::Reading;
use super::stream::{Context, Left, Stream, known};
use crate::capture::FrameId;
use crate::flow::{Chunk, Direction};

/// A connection that may carry TLS 1.3.
#[derive(Debug, Default)]
pub struct Connection {
    forward: Stream,
    backward: Stream,
    hellos: Hellos,
}

impl Connection {
    /// Reads the next octets of a direction. `frame` is the one that made them readable.
    pub fn read(
        &mut self,
        direction: Direction,
        chunk: &Chunk<'_>,
        frame: FrameId,
        reading: &mut Reading<'_>,
        sink: &mut dyn FnMut(Direction, Event<'_>),
    ) {
        let known = known(&self.hellos, reading);
        if self.stream(direction).push(chunk, frame, known) {
            self.resume(direction, frame, reading, sink);
        }
    }

    /// Reads what waits, where there may be new secrets.
    pub fn retry(
        &mut self,
        frame: FrameId,
        reading: &mut Reading<'_>,
        sink: &mut dyn FnMut(Direction, Event<'_>),
    ) {
        self.resume(Direction::Forward, frame, reading, sink);
        self.resume(Direction::Backward, frame, reading, sink);
    }

    /// Nothing more comes: reads what waits for a hello without it.
    pub fn finish(
        &mut self,
        frame: FrameId,
        reading: &mut Reading<'_>,
        sink: &mut dyn FnMut(Direction, Event<'_>),
    ) {
        self.hellos.are_final = true;
        self.retry(frame, reading, sink);
    }

    /// Whether a direction is of no more interest.
    pub fn is_over(&self, direction: Direction) -> bool {
        self.left(direction) == Left::Nothing
    }

    /// What of a direction is still of interest.
    pub fn left(&self, direction: Direction) -> Left {
        match direction {
            Direction::Forward => self.forward.left(),
            Direction::Backward => self.backward.left(),
        }
    }

    /// Whether records are held that wait for a secret or a hello.
    pub fn waits(&self) -> bool {
        self.forward.waits() || self.backward.waits()
    }

    /// How many octets are held.
    pub fn held(&self) -> usize {
        self.forward.held().saturating_add(self.backward.held())
    }

    fn stream(&mut self, direction: Direction) -> &mut Stream {
        match direction {
            Direction::Forward => &mut self.forward,
            Direction::Backward => &mut self.backward,
        }
    }

    /// Reads a direction as far as it goes, and the other one where that waited for this one's hello.
    fn resume(
        &mut self,
        direction: Direction,
        frame: FrameId,
        reading: &mut Reading<'_>,
        sink: &mut dyn FnMut(Direction, Event<'_>),
    ) {
        let mut direction = direction;
        loop {
            let before = self.hellos.state();
            let (stream, hellos) = match direction {
                Direction::Forward => (&mut self.forward, &mut self.hellos),
                Direction::Backward => (&mut self.backward, &mut self.hellos),
            };
            let sink = &mut |event: Event<'_>| sink(direction, event);
            stream.advance(&mut Context { hellos, reading, frame, sink });
            if self.hellos.is_other_protocol() {
                self.forward.end_behind_hello();
                self.backward.end_behind_hello();
                return;
            }
            direction = direction.reverse();
            if self.hellos.state() == before || !self.stream(direction).waits() {
                return;
            }
        }
    }
}
