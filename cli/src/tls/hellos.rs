//! What both sides of a connection have said in their hellos.

use super::ClientRandom;
use super::hello::{self, Choice};

/// What the hellos of both sides said.
#[derive(Debug, Default)]
pub(super) struct Hellos {
    pub(super) client_random: Option<ClientRandom>,
    /// The client may send 0-RTT data.
    pub(super) early_data: bool,
    /// A HelloRetryRequest was seen, and no second ClientHello yet.
    pub(super) retry: bool,
    pub(super) server_hello: Option<Choice>,
    /// No more is to come.
    pub(super) are_final: bool,
}

/// What of the hellos can be waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct HellosState {
    has_client_random: bool,
    early_data: bool,
    retry: bool,
    has_server_hello: bool,
    are_final: bool,
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
        match Choice::of(message) {
            Choice::Retry if self.server_hello.is_none() => self.retry = true,
            // The second hello is behind them, and it has to be read.
            hello => self.server_hello = self.server_hello.or(Some(hello)),
        }
    }

    /// It changes with a message, and at the end, so that two streams can't wake each other for ever.
    pub(super) fn state(&self) -> HellosState {
        HellosState {
            has_client_random: self.client_random.is_some(),
            early_data: self.early_data,
            retry: self.retry,
            has_server_hello: self.server_hello.is_some(),
            are_final: self.are_final,
        }
    }

    /// Whether nothing more can be read here.
    pub(super) fn is_other_protocol(&self) -> bool {
        self.server_hello == Some(Choice::Other)
    }
}
