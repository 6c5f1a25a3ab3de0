#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(any(test, feature = "std"))]
extern crate std;

#[cfg(feature = "arbitrary")]
mod arbitrary;
mod code_points;
mod error;
pub mod tcp;
pub mod tls;
pub mod wire;

pub use code_points::{
    AlertDescription, CodePoints, CodePointsBuilder, Collision, ContentType, ExtensionType,
    HandshakeType, OptionKind, OptionKinds, OptionKindsBuilder,
};
pub use error::{BufferTooSmall, Error, Reason};
