//! What comes out of the streams of a connection.

use std::fmt;

use rehome::ContentType;

use super::Span;
use crate::capture::FrameId;

/// Who sends a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// Who sent the ClientHello.
    Client,
    /// Who sent the ServerHello.
    Server,
}

/// A handshake message or an alert.
#[derive(Debug)]
pub struct Message<'a> {
    /// None where no hello was seen before.
    pub sender: Option<Sender>,
    /// [`HANDSHAKE`](ContentType::HANDSHAKE) or [`ALERT`](ContentType::ALERT).
    pub content_type: ContentType,
    /// Whether it came in protected records.
    pub is_protected: bool,
    /// Whether their keys are those of application data.
    pub is_application: bool,
    /// The message with its header, or the alert.
    pub octets: &'a [u8],
    /// Where in the stream it stands.
    pub span: Span,
}

/// Something about a stream that a reader of the capture should know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The frame in which it was found.
    pub frame: FrameId,
    /// Where in the stream.
    pub offset: u64,
    /// What it is.
    pub what: What,
}

/// What is to be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum What {
    /// A record is not authentic under the secrets that are given. What follows it in its direction is
    /// not read.
    NotAuthentic,
    /// A record's plaintext is not as it has to be. What follows it in its direction is not read.
    BadPlaintext,
    /// What stands there is no record of TLS 1.3. What follows it in its direction is not read.
    NotARecord,
    /// Handshake octets behind a message that changes the keys, in the same record. What follows is
    /// not read.
    SpansKeyChange,
    /// A handshake message in the clear after protected ones. What follows is not read.
    Unprotected,
    /// The secret of these records is not given.
    NoSecret,
    /// The client's hello was not captured, by which the secrets of these records are known.
    NoHello,
    /// The cipher suite is not one whose records can be decrypted.
    OtherCipherSuite,
    /// A handshake message is longer than what is held, and passed over.
    TooLong,
    /// More records wait for their secret, or for what the other direction says, than are held. They
    /// are passed over.
    HeldTooLong,
}

impl What {
    /// A name that does not change.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotAuthentic => "not_authentic",
            Self::BadPlaintext => "bad_plaintext",
            Self::NotARecord => "not_a_record",
            Self::SpansKeyChange => "spans_key_change",
            Self::Unprotected => "unprotected",
            Self::NoSecret => "no_secret",
            Self::NoHello => "no_hello",
            Self::OtherCipherSuite => "other_cipher_suite",
            Self::TooLong => "message_limit",
            Self::HeldTooLong => "held_limit",
        }
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAuthentic => {
                "a record is not authentic under the secrets given; nothing behind it is read"
            }
            Self::BadPlaintext => {
                "the plaintext of a record has no content type; nothing behind it is read"
            }
            Self::NotARecord => "no record of TLS stands here; nothing more is read",
            Self::SpansKeyChange => {
                "a message goes on behind a change of keys; nothing behind it is read"
            }
            Self::Unprotected => {
                "a handshake message in the clear after protected ones; nothing more is read"
            }
            Self::NoSecret => "no secret is given for these records",
            Self::NoHello => "the client's hello, by which secrets are known, was not captured",
            Self::OtherCipherSuite => "records of this cipher suite can't be decrypted",
            Self::TooLong => "a handshake message is longer than the limit, and passed over",
            Self::HeldTooLong => {
                "more records wait for their secret than the limit allows, and are passed over"
            }
        })
    }
}

/// What a stream gives.
#[derive(Debug)]
pub enum Event<'a> {
    /// A message.
    Message(Message<'a>),
    /// The handshake has ended for who sent this direction.
    Finished {
        /// None where no hello was seen before.
        sender: Option<Sender>,
        /// The frame in which the message Finished is complete.
        frame: FrameId,
    },
    /// Something to be known.
    Notice(Notice),
}
