//! What is chosen by name, the same in arguments and in vector files.

use clap::ValueEnum;
use rehome::crypto::{HashAlgorithm, ReqNoView, SignedContent};
use serde::{Deserialize, Serialize};

/// The hash of a session's cipher suite.
#[derive(Clone, Copy, Debug, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Hash {
    Sha256,
    Sha384,
}

impl From<Hash> for HashAlgorithm {
    fn from(hash: Hash) -> Self {
        match hash {
            Hash::Sha256 => Self::Sha256,
            Hash::Sha384 => Self::Sha384,
        }
    }
}

/// What a token's signature is over.
#[derive(Clone, Copy, Debug, Default, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Reading {
    /// The fields as they are encoded, with the length octets
    #[default]
    Encoded,
    /// The values alone, without the length octets
    Bare,
}

impl From<Reading> for SignedContent {
    fn from(reading: Reading) -> Self {
        match reading {
            Reading::Encoded => Self::Encoded,
            Reading::Bare => Self::Bare,
        }
    }
}

/// A structure that has octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[value(rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub(crate) enum Structure {
    IpAddress,
    MigrationToken,
    MigrationSupport,
    MigrationAllowed,
    MigrateNotify,
    MigrateRequest,
    ClientHello,
    NewSessionTicket,
    TcpOption,
    TcpOptions,
    TcpHeader,
}

/// How the octet of ReqNo is read.
#[derive(Clone, Copy, Debug, ValueEnum, Serialize, Deserialize)]
pub(crate) enum View {
    /// All of it, as the slides have it
    #[value(name = "8bit")]
    #[serde(rename = "8bit")]
    EightBit,
    /// Its lower seven bits, with Preload above them, as the draft has it
    #[value(name = "7bit")]
    #[serde(rename = "7bit")]
    SevenBit,
}

impl From<View> for ReqNoView {
    fn from(view: View) -> Self {
        match view {
            View::EightBit => Self::EightBit,
            View::SevenBit => Self::SevenBit,
        }
    }
}
