//! Segments in, chunks and notices out.

mod build;
mod glances;
mod lanes;
mod life;
mod limits;
mod octets;
mod outliving;
mod properties;
