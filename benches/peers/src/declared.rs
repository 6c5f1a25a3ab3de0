//! The token as declarative libraries have it: a type of its own vectors, from which the code is
//! derived.

pub(crate) mod binrw;
pub(crate) mod deku;
pub(crate) mod tls_codec;
