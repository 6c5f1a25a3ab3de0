//! The messages of TLS 1.3 in the streams of a connection (RFC 8446, section 5).
//!
//! A stream is TLS if its first octets are a record, whatever its port. Hellos and alerts in the clear
//! are read as they stand; protected records are opened with the secrets of a [`KeyLog`], through
//! every change of keys: 0-RTT data, handshake, application, KeyUpdate. A record that is not authentic
//! ends its direction. Of a record whose secret is not there only the header is read.
//!
//! What is held of a stream is bounded by [`Reading::limit`], once for records and once for a message.

mod assembler;
mod connection;
mod hello;
mod hellos;
mod inbox;
mod key_log;
mod message;
mod protection;
mod reading;
mod record_keys;
mod secret;
mod stream;

pub use connection::Connection;
pub use hello::ServerHello;
pub use inbox::Span;
pub use key_log::{ClientRandom, KeyLog, Lines};
pub use message::{Event, Message, Notice, Sender, What};
pub use reading::Reading;
pub use stream::{Left, may_begin};

#[cfg(test)]
mod tests;
