//! The TCP formats: the header with the SAF flag, the list of options, and the options that move
//! connections.
//!
//! | types | document |
//! |---|---|
//! | [`TcpHeader`], [`TcpFlags`], [`TcpOptions`], [`TcpOption`] | RFC 9293, section 3.1 |
//! | [`ServiceAffinity`], [`TcpFlags::SAF`] | draft-wang-tcpm-tcp-service-affinity-option-06 |
//! | [`MigratePermitted`], [`Migrate`], [`PublicKey`] | draft-snoeren-tcp-migrate-00 and its slides |
//! | [`SynOffer`] | RFC 9768 (Accurate ECN) beside the affinity draft |
//! | [`SegmentFault`] | what these documents forbid across a segment |

mod flags;
mod header;
mod migrate;
mod migrate_permitted;
mod option;
mod options;
mod options_buf;
mod segment;
mod service_affinity;

pub use flags::{SynOffer, TcpFlags};
pub use header::TcpHeader;
pub use migrate::Migrate;
pub use migrate_permitted::{MigratePermitted, PublicKey, Timestamps};
pub use option::{MalformedOption, OtherOption, ReservedKind, TcpOption};
pub use options::{KnownOptions, TcpOptions, TcpOptionsIter};
pub use options_buf::TcpOptionsBuf;
pub use segment::SegmentFault;
pub use service_affinity::{Layout, ServiceAffinity};
