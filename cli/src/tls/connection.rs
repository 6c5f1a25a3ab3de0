//! The two streams of a connection, and what each has to know of the other.

use super::ClientRandom;
use super::hello::{self, ServerHello};
use super::key_log::KeyLog;
use super::message::Event;
use super::stream::{Context, Stream};
use crate::capture::FrameId;
use crate::flow::{Chunk, Direction};

/// A connection that may carry TLS 1.3.
#[derive(Debug, Default)]
pub struct Connection {
    forward: Stream,
    backward: Stream,
    hellos: Hellos,
}

/// What reading needs beside the octets.
#[derive(Debug)]
pub struct Reading<'a> {
    /// The secrets.
    pub key_log: &'a KeyLog,
    /// The type of the handshake messages that are wanted beside those that TLS 1.3 has.
    pub migrate_request: rehome::HandshakeType,
    /// So many octets of a stream are held while they wait, or for one message.
    pub limit: usize,
    /// Where plaintext is put meanwhile, to be used again.
    pub plaintext: &'a mut Vec<u8>,
}

/// What the hellos of both sides said.
#[derive(Debug, Default)]
pub(super) struct Hellos {
    pub(super) client_random: Option<ClientRandom>,
    /// The client may send 0-RTT data.
    pub(super) early_data: bool,
    /// A HelloRetryRequest was seen, and no second ClientHello yet.
    pub(super) retry: bool,
    pub(super) server_hello: Option<ServerHello>,
}

/// What of the hellos can be waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct HellosState {
    has_client_random: bool,
    early_data: bool,
    retry: bool,
    has_server_hello: bool,
}

impl Hellos {
    /// Takes in a ClientHello: the first one, or the one after a HelloRetryRequest.
    pub(super) fn client(&mut self, message: &[u8]) {
        if self.client_random.is_none() {
            self.client_random = hello::client_random(message);
            self.early_data = hello::offers_early_data(message);
        } else {
            self.early_data = false;
            self.retry = false;
        }
    }

    pub(super) fn server(&mut self, message: &[u8]) {
        match ServerHello::read(message) {
            ServerHello::Retry if self.server_hello.is_none() => self.retry = true,
            // The second hello is behind them, and it has to be read.
            hello => self.server_hello = self.server_hello.or(Some(hello)),
        }
    }

    /// It changes with a message only, so that two streams can't wake each other for ever.
    pub(super) fn state(&self) -> HellosState {
        HellosState {
            has_client_random: self.client_random.is_some(),
            early_data: self.early_data,
            retry: self.retry,
            has_server_hello: self.server_hello.is_some(),
        }
    }

    /// Whether nothing more can be read here.
    fn is_other_protocol(&self) -> bool {
        self.server_hello == Some(ServerHello::Other)
    }
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
        self.stream(direction).push(chunk, frame);
        self.resume(direction, frame, reading, sink);
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

    /// Whether a direction is of no more interest.
    pub fn is_over(&self, direction: Direction) -> bool {
        match direction {
            Direction::Forward => self.forward.is_over(),
            Direction::Backward => self.backward.is_over(),
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
