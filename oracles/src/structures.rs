//! The structures as families over the lifetime of what they borrow.

use core::fmt::Debug;

use rehome::tcp::{TcpHeader, TcpOption, TcpOptions};
use rehome::tls::{
    Alert, ClientHello, Extension, HandshakeMessage, IpAddress, MigrateNotify, MigrateRequest,
    MigrationAllowed, MigrationExtension, MigrationSupport, MigrationToken, NewSessionTicket,
    OfferedPsks, PskIdentity, Record,
};
use rehome::wire::Decode;
use rehome::{CodePoints, OptionKinds};

use crate::Slices;

/// Where a structure ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Its octets say so.
    Delimited,
    /// Where it begins: it has no octets.
    Empty,
    /// Where the input ends, and it may end at many places.
    Whole,
}

/// A structure that is decoded, for any lifetime of its input.
pub trait Structure: 'static {
    /// The numbers that decoding depends on.
    type Context: Default;
    /// The structure that borrows from `'a`.
    type Of<'a>: Decode<'a, Context = Self::Context> + Slices<'a> + PartialEq + Debug;
    /// Where it ends.
    const EXTENT: Extent = Extent::Delimited;
}

macro_rules! structures {
    ($($name:ty, $of:ty, $context:ty, $extent:ident;)*) => {$(
        impl Structure for $name {
            type Context = $context;
            type Of<'a> = $of;
            const EXTENT: Extent = Extent::$extent;
        }
    )*};
}

structures! {
    IpAddress, IpAddress, (), Delimited;
    MigrationToken<'static>, MigrationToken<'a>, (), Delimited;
    MigrationSupport, MigrationSupport, (), Empty;
    MigrationAllowed, MigrationAllowed, (), Empty;
    MigrationExtension<'static>, MigrationExtension<'a>, CodePoints, Delimited;
    MigrateNotify, MigrateNotify, CodePoints, Delimited;
    MigrateRequest<'static>, MigrateRequest<'a>, CodePoints, Delimited;
    Alert, Alert, (), Delimited;
    Record<'static>, Record<'a>, (), Delimited;
    HandshakeMessage<'static>, HandshakeMessage<'a>, (), Delimited;
    Extension<'static>, Extension<'a>, (), Delimited;
    ClientHello<'static>, ClientHello<'a>, CodePoints, Delimited;
    NewSessionTicket<'static>, NewSessionTicket<'a>, CodePoints, Delimited;
    OfferedPsks<'static>, OfferedPsks<'a>, (), Delimited;
    PskIdentity<'static>, PskIdentity<'a>, (), Delimited;
    TcpOption<'static>, TcpOption<'a>, OptionKinds, Delimited;
    TcpOptions<'static>, TcpOptions<'a>, OptionKinds, Whole;
    TcpHeader<'static>, TcpHeader<'a>, OptionKinds, Delimited;
}
