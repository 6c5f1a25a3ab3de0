//! Numbers that IANA has not assigned to what they are used for.

mod registries;

use std::collections::HashSet;
use std::fmt;

use rehome::{AlertDescription, ExtensionType, HandshakeType, OptionKind};

use super::Id;

/// A number in its registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Number {
    Extension(ExtensionType),
    Alert(AlertDescription),
    Handshake(HandshakeType),
    Option(OptionKind),
}

/// What a registry has at a number. (None of ours is assigned to us, so far.)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Entry {
    Unassigned,
    /// For whoever wants it.
    Private,
    /// For experiments, which share it and tell each other apart by what follows.
    Experiment,
    /// For nobody.
    Reserved,
    /// For something else.
    Assigned(&'static str),
}

/// The numbers that were told; they are as many as there are elements with numbers of their own.
#[derive(Debug, Default)]
pub(super) struct Memory {
    told: HashSet<Number>,
}

impl Memory {
    /// What is to be said of the number of an element, once for each.
    pub(super) fn judge(&mut self, number: Number, element: &str) -> Option<(Id, String)> {
        let why = match number.entry() {
            Entry::Private => return None,
            Entry::Unassigned => "which is not assigned".to_owned(),
            Entry::Experiment => "which experiments share (RFC 6994)".to_owned(),
            Entry::Reserved => "which is reserved".to_owned(),
            Entry::Assigned(other) => format!("which is assigned to {other}"),
        };
        let is_new = self.told.insert(number);
        is_new.then(|| (Id::UnassignedCodePoint, format!("{element} has {number}, {why}")))
    }
}

impl Number {
    fn entry(self) -> Entry {
        match self {
            Self::Extension(ExtensionType(number)) => registries::extension(number),
            Self::Alert(AlertDescription(number)) => registries::alert(number),
            Self::Handshake(HandshakeType(number)) => registries::handshake(number),
            Self::Option(OptionKind(number)) => registries::option(number),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // As the drafts write theirs.
            Self::Extension(ExtensionType(number @ 256..)) => {
                write!(f, "the extension type 0x{number:04X}")
            }
            Self::Extension(ExtensionType(number)) => write!(f, "the extension type {number}"),
            Self::Alert(AlertDescription(number)) => write!(f, "the alert description {number}"),
            Self::Handshake(HandshakeType(number)) => write!(f, "the handshake type {number}"),
            Self::Option(OptionKind(number)) => write!(f, "the option kind {number}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use rehome::{CodePoints, OptionKinds};

    use super::*;

    fn said(number: Number) -> Option<String> {
        Memory::default().judge(number, "it").map(|(_, message)| message)
    }

    #[test]
    fn the_defaults_are_told_once() {
        let (tls, tcp) = (CodePoints::default(), OptionKinds::default());
        let mut memory = Memory::default();
        for number in [
            Number::Extension(tls.migration_support()),
            Number::Extension(tls.migration_allowed()),
            Number::Extension(tls.migration_token()),
            Number::Alert(tls.migrate_notify()),
            Number::Handshake(tls.migrate_request()),
            Number::Option(tcp.service_affinity_ipv4()),
            Number::Option(tcp.service_affinity_ipv6()),
            Number::Option(tcp.migrate_permitted()),
            Number::Option(tcp.migrate()),
        ] {
            assert!(memory.judge(number, "it").is_some(), "{number}");
            assert_eq!(memory.judge(number, "it"), None);
        }
    }

    #[test]
    fn what_a_number_is_for() {
        let extension = |number| said(Number::Extension(ExtensionType(number)));
        for private in [0xff00, 0xff02, 0xffff] {
            assert_eq!(extension(private), None);
        }
        for (number, expected) in [
            (0xfe4d, "it has the extension type 0xFE4D, which is not assigned"),
            (0xff01, "it has the extension type 0xFF01, which is assigned to renegotiation_info"),
            (21, "it has the extension type 21, which is assigned to padding"),
            (0x1a1a, "it has the extension type 0x1A1A, which is assigned to GREASE"),
            (0x1a2a, "it has the extension type 0x1A2A, which is not assigned"),
            (46, "it has the extension type 46, which is reserved"),
        ] {
            assert_eq!(extension(number).as_deref(), Some(expected));
        }
        let alert = said(Number::Alert(AlertDescription(80))).unwrap();
        assert_eq!(alert, "it has the alert description 80, which is assigned to internal_error");
        let handshake = said(Number::Handshake(HandshakeType(24))).unwrap();
        assert_eq!(handshake, "it has the handshake type 24, which is assigned to key_update");
        for (kind, expected) in [
            (15, "it has the option kind 15, which is assigned to TCP Alternate Checksum Data"),
            (79, "it has the option kind 79, which is reserved"),
            (254, "it has the option kind 254, which experiments share (RFC 6994)"),
        ] {
            assert_eq!(said(Number::Option(OptionKind(kind))).as_deref(), Some(expected));
        }
    }
}
