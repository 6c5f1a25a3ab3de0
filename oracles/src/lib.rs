//! What must hold for every structure of `rehome`, on any input whatever.
//!
//! Each function takes octets, decodes them, asserts everything that is true of every decoder and of
//! every value, and hands back what the decoder said. Property tests, vectors and fuzz targets feed
//! them; a fuzz target is one call of [`structure`].
//!
//! | oracle | holds for |
//! |---|---|
//! | [`decoding`] | all: no panic, the same again, prefixes refused, offsets and slices inside the input |
//! | [`wire`] | what is encoded too: the same octets, exact lengths, buffers too small left untouched |
//! | [`client_hello`], [`new_session_ticket`] | the carriers: extensions, look-ups, fields that fill the message |
//! | [`tcp_options`], [`tcp_header`] | the walk over a list, the rules across a segment |
//! | [`migration_token`], … | owned forms, conversions, and formats that read the same octets |
//! | [`migrate::migrate_connection`] | who moves a connection of TCP Migrate, whatever arrives |
//!
//! They panic only where an assertion does not hold.

#![forbid(unsafe_code)]

mod carriers;
mod decoding;
mod dispatch;
mod slices;
mod structures;
mod tcp;
mod tls;
mod wire;

pub mod migrate;
pub mod vectors;

pub use carriers::{client_hello, new_session_ticket};
pub use decoding::{Decoded, decoding, error};
pub use dispatch::{Numbers, STRUCTURES, structure, structure_with};
pub use slices::Slices;
pub use structures::{Extent, Structure};
pub use tcp::{tcp_header, tcp_option, tcp_options};
pub use tls::{
    extension, ip_address, migrate_notify, migrate_request, migration_extension, migration_token,
    offered_psks,
};
pub use wire::{encoding, wire};
