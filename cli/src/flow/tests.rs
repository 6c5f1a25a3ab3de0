//! Segments in, chunks and notices out.

mod build;
mod life;
mod limits;
mod octets;
mod outliving;
mod properties;
