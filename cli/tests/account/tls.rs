//! Findings about messages of TLS, and about tokens.

mod flows;
mod issued;
mod numbers;
mod offers;
mod order;
mod presented;
mod second_hello;

use rehome_cli::element::Judge;
use rehome_cli::finding::Rules;

use crate::capture::{ANYCAST, CLIENT, Capture};
use crate::peer::{Hello, Tls, key_log};
use crate::{Said, read};

/// Where the client is when it has moved.
const MOVED: &str = "192.0.2.10:50001";
/// Nothing of ours.
const PLAIN: Hello<'_> =
    Hello { support: false, token: None, psk: None, psk_ke: false, early_data: false };
const OFFER: Hello<'_> = Hello { support: true, ..PLAIN };

/// A connection with the server that is to hand it over.
fn begin(hello: Hello<'_>) -> (Capture, Tls) {
    let mut capture = Capture::new();
    let tls = Tls::open(&mut capture, CLIENT, ANYCAST, hello);
    (capture, tls)
}

/// What is said by the defaults.
fn said(capture: &Capture, connections: &[&Tls]) -> Said {
    read(capture, Rules::default(), key_log(connections), Judge::new())
}
