//! Segments in, chunks and notices out.

mod build;
mod life;
mod limits;
mod octets;
mod properties;
