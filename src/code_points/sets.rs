//! The numbers of the formats, as sets without collisions.

use core::fmt;

use super::{AlertDescription, ExtensionType, HandshakeType, OptionKind};

/// The numbers that the TLS drafts leave open or take from unassigned space.
///
/// | element | default | source |
/// |---|---|---|
/// | `migration_support` | extension type 0xFE4D | draft-wang-tls-service-affinity-03 |
/// | `migration_allowed` | extension type 0xFE4E | draft-wang-tls-service-affinity-03 |
/// | `migration_token` | extension type 0xFE4F | ruling: the next one beside them |
/// | `migrate_notify` | alert 253 | ruling: unassigned |
/// | `migrate_request` | handshake type 253 | draft-wang-tls-service-affinity-03 |
///
/// IANA has assigned none of them. In a set the three extension types differ from each other and
/// from `pre_shared_key`, and the handshake type is neither `client_hello` nor
/// `new_session_ticket`, so that every element has one reading.
///
/// ```
/// use rehome::{CodePoints, ExtensionType};
///
/// let ours = CodePoints::builder().migration_token(ExtensionType(0xff2a)).build()?;
/// assert_eq!(ours.migration_token(), ExtensionType(0xff2a));
/// assert_eq!(ours.migration_support(), ExtensionType(0xfe4d));
/// assert!(CodePoints::builder().migration_token(ExtensionType(0xfe4d)).build().is_err());
/// # Ok::<(), rehome::Collision>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CodePoints {
    migration_support: ExtensionType,
    migration_allowed: ExtensionType,
    migration_token: ExtensionType,
    migrate_notify: AlertDescription,
    migrate_request: HandshakeType,
}

/// The kinds of the four TCP options.
///
/// | option | default | source |
/// |---|---|---|
/// | IPv4 Service Affinity | 79 | draft-wang-tcpm-tcp-service-affinity-option-06, section 6 |
/// | IPv6 Service Affinity | 80 | the same |
/// | Migrate-Permitted | 15 | draft-snoeren-tcp-migrate-00 |
/// | Migrate | 16 | the same |
///
/// IANA lists 79 and 80 as reserved, and 15 and 16 as old assignments of other options. In a set the
/// four differ from each other and from kinds 0, 1 and 8 (Timestamps, which carries a part of
/// Migrate-Permitted's key).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OptionKinds {
    service_affinity_ipv4: OptionKind,
    service_affinity_ipv6: OptionKind,
    migrate_permitted: OptionKind,
    migrate: OptionKind,
}

macro_rules! set {
    ($set:ident, $builder:ident { $($field:ident: $ty:ident = $default:literal,)* }) => {
        impl $set {
            /// The documented defaults.
            pub const DEFAULT: Self = Self { $($field: $ty($default)),* };

            /// The documented defaults, to be changed one by one.
            pub fn builder() -> $builder {
                $builder(Self::default())
            }

            $(
                #[doc = concat!("The number of `", stringify!($field), "`.")]
                #[inline]
                #[must_use]
                pub const fn $field(&self) -> $ty {
                    self.$field
                }
            )*
        }

        impl Default for $set {
            #[inline]
            fn default() -> Self {
                Self::DEFAULT
            }
        }

        #[doc = concat!("Builds [`", stringify!($set), "`].")]
        #[derive(Clone, Copy, Debug)]
        #[must_use]
        pub struct $builder($set);

        impl $builder {
            $(
                #[doc = concat!("Sets the number of `", stringify!($field), "`.")]
                pub const fn $field(mut self, number: $ty) -> Self {
                    self.0.$field = number;
                    self
                }
            )*
        }
    };
}

set!(
    CodePoints,
    CodePointsBuilder {
        migration_support: ExtensionType = 0xfe4d,
        migration_allowed: ExtensionType = 0xfe4e,
        migration_token: ExtensionType = 0xfe4f,
        migrate_notify: AlertDescription = 253,
        migrate_request: HandshakeType = 253,
    }
);

set!(
    OptionKinds,
    OptionKindsBuilder {
        service_affinity_ipv4: OptionKind = 79,
        service_affinity_ipv6: OptionKind = 80,
        migrate_permitted: OptionKind = 15,
        migrate: OptionKind = 16,
    }
);

impl CodePointsBuilder {
    /// The set.
    ///
    /// # Errors
    /// Two elements would have one number.
    pub fn build(self) -> Result<CodePoints, Collision> {
        let set = self.0;
        let taken = [
            ("pre_shared_key", ExtensionType::PRE_SHARED_KEY),
            ("migration_support", set.migration_support),
            ("migration_allowed", set.migration_allowed),
            ("migration_token", set.migration_token),
        ];
        distinct(&taken.map(|(name, number)| (name, number.0)))?;
        for (name, number) in [
            ("client_hello", HandshakeType::CLIENT_HELLO),
            ("new_session_ticket", HandshakeType::NEW_SESSION_TICKET),
        ] {
            distinct(&[
                (name, number.0.into()),
                ("migrate_request", set.migrate_request.0.into()),
            ])?;
        }
        Ok(set)
    }
}

impl OptionKindsBuilder {
    /// The set.
    ///
    /// # Errors
    /// Two options would have one kind, or one would have kind 0, 1 or 8.
    pub fn build(self) -> Result<OptionKinds, Collision> {
        let set = self.0;
        let taken = [
            ("end of option list", OptionKind::END_OF_LIST),
            ("no operation", OptionKind::NOP),
            ("timestamps", OptionKind::TIMESTAMPS),
            ("service_affinity_ipv4", set.service_affinity_ipv4),
            ("service_affinity_ipv6", set.service_affinity_ipv6),
            ("migrate_permitted", set.migrate_permitted),
            ("migrate", set.migrate),
        ];
        distinct(&taken.map(|(name, kind)| (name, kind.0.into())))?;
        Ok(set)
    }
}

impl OptionKinds {
    /// Whether `kind` is one of the four.
    #[inline]
    #[must_use]
    pub const fn contains(&self, kind: OptionKind) -> bool {
        kind.0 == self.service_affinity_ipv4.0
            || kind.0 == self.service_affinity_ipv6.0
            || kind.0 == self.migrate_permitted.0
            || kind.0 == self.migrate.0
    }
}

/// Two elements of a set would have the same number, so that octets would have two readings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Collision {
    first: &'static str,
    second: &'static str,
    number: u16,
}

impl fmt::Display for Collision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} and {} would both be {}", self.first, self.second, self.number)
    }
}

impl core::error::Error for Collision {}

fn distinct(mut taken: &[(&'static str, u16)]) -> Result<(), Collision> {
    while let Some((&(first, number), rest)) = taken.split_first() {
        if let Some(&(second, _)) = rest.iter().find(|&&(_, other)| other == number) {
            return Err(Collision { first, second, number });
        }
        taken = rest;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    #[test]
    fn sets_that_collide_are_refused() {
        let builder = CodePoints::builder();
        assert_eq!(builder.build(), Ok(CodePoints::default()));
        let error = builder.migration_allowed(ExtensionType(0xfe4d)).build().unwrap_err();
        assert_eq!(
            error.to_string(),
            "migration_support and migration_allowed would both be 65101"
        );
        assert!(builder.migration_allowed(ExtensionType(0xfe4f)).build().is_err());
        assert!(builder.migration_support(ExtensionType::PRE_SHARED_KEY).build().is_err());
        assert!(builder.migrate_request(HandshakeType::CLIENT_HELLO).build().is_err());
        assert!(builder.migrate_request(HandshakeType::NEW_SESSION_TICKET).build().is_err());
    }

    #[test]
    fn numbers_can_be_exchanged() {
        let swapped = CodePoints::builder()
            .migration_support(ExtensionType(0xfe4e))
            .migration_allowed(ExtensionType(0xfe4d))
            .build()
            .unwrap();
        assert_eq!(swapped.migration_allowed(), ExtensionType(0xfe4d));
    }

    #[test]
    fn kinds_that_collide_are_refused() {
        let builder = OptionKinds::builder();
        assert_eq!(builder.build(), Ok(OptionKinds::default()));
        for kind in [0, 1, 8, 79, 80, 15] {
            assert!(builder.migrate(OptionKind(kind)).build().is_err(), "{kind}");
        }
        assert!(builder.migrate(OptionKind(253)).build().is_ok());
    }

    #[test]
    fn numbers_print_by_name_where_they_have_one() {
        assert_eq!(ExtensionType::PRE_SHARED_KEY.to_string(), "pre_shared_key");
        assert_eq!(ExtensionType(0xfe4d).to_string(), "65101");
    }
}
