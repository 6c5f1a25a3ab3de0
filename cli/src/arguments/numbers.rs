//! Numbers other than the defaults: code points of TLS, kinds of TCP options.

use std::mem::discriminant;

use clap::Args;
use rehome::{
    AlertDescription, CodePoints, CodePointsBuilder, ExtensionType, HandshakeType, OptionKind,
    OptionKinds, OptionKindsBuilder,
};

use super::number;
use crate::ending::Failure;
use crate::value::Numbers;

/// The arguments that give numbers; what they do not name keeps its default.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct NumbersArgs {
    /// Numbers of TLS elements other than the defaults: migration_support=65101,
    /// migration_allowed=65102, migration_token=65103 (extension types), migrate_notify=253 (alert),
    /// migrate_request=253 (handshake type); in decimal or after 0x, divided by commas or any number
    /// of times
    #[arg(long, value_name = "NAME=NUMBER", value_delimiter = ',', value_parser = code_point)]
    code_points: Vec<CodePoint>,
    /// Kinds of TCP options other than the defaults: service_affinity_ipv4=79,
    /// service_affinity_ipv6=80, migrate_permitted=15, migrate=16; in decimal or after 0x, divided by
    /// commas or any number of times
    #[arg(long, value_name = "NAME=NUMBER", value_delimiter = ',', value_parser = kind)]
    kinds: Vec<Kind>,
}

/// An element of TLS, and its number.
#[derive(Clone, Copy, Debug, PartialEq)]
enum CodePoint {
    MigrationSupport(ExtensionType),
    MigrationAllowed(ExtensionType),
    MigrationToken(ExtensionType),
    MigrateNotify(AlertDescription),
    MigrateRequest(HandshakeType),
}

/// A TCP option, and its kind.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    ServiceAffinityIpv4(OptionKind),
    ServiceAffinityIpv6(OptionKind),
    MigratePermitted(OptionKind),
    Migrate(OptionKind),
}

fn code_point(text: &str) -> Result<CodePoint, String> {
    let (name, given) = name_and_number(text)?;
    Ok(match name {
        "migration_support" => CodePoint::MigrationSupport(ExtensionType(number(given)?)),
        "migration_allowed" => CodePoint::MigrationAllowed(ExtensionType(number(given)?)),
        "migration_token" => CodePoint::MigrationToken(ExtensionType(number(given)?)),
        "migrate_notify" => CodePoint::MigrateNotify(AlertDescription(number(given)?)),
        "migrate_request" => CodePoint::MigrateRequest(HandshakeType(number(given)?)),
        _ => {
            return Err("no name of migration_support, migration_allowed, migration_token, \
                        migrate_notify, migrate_request"
                .to_owned());
        }
    })
}

fn kind(text: &str) -> Result<Kind, String> {
    let (name, given) = name_and_number(text)?;
    let kind = || number(given).map(OptionKind);
    Ok(match name {
        "service_affinity_ipv4" => Kind::ServiceAffinityIpv4(kind()?),
        "service_affinity_ipv6" => Kind::ServiceAffinityIpv6(kind()?),
        "migrate_permitted" => Kind::MigratePermitted(kind()?),
        "migrate" => Kind::Migrate(kind()?),
        _ => {
            return Err("no name of service_affinity_ipv4, service_affinity_ipv6, \
                        migrate_permitted, migrate"
                .to_owned());
        }
    })
}

fn name_and_number(text: &str) -> Result<(&str, &str), String> {
    text.split_once('=').ok_or_else(|| "not NAME=NUMBER".to_owned())
}

impl CodePoint {
    fn set(self, builder: CodePointsBuilder) -> CodePointsBuilder {
        match self {
            Self::MigrationSupport(number) => builder.migration_support(number),
            Self::MigrationAllowed(number) => builder.migration_allowed(number),
            Self::MigrationToken(number) => builder.migration_token(number),
            Self::MigrateNotify(number) => builder.migrate_notify(number),
            Self::MigrateRequest(number) => builder.migrate_request(number),
        }
    }
}

impl Kind {
    fn set(self, builder: OptionKindsBuilder) -> OptionKindsBuilder {
        match self {
            Self::ServiceAffinityIpv4(kind) => builder.service_affinity_ipv4(kind),
            Self::ServiceAffinityIpv6(kind) => builder.service_affinity_ipv6(kind),
            Self::MigratePermitted(kind) => builder.migrate_permitted(kind),
            Self::Migrate(kind) => builder.migrate(kind),
        }
    }
}

impl NumbersArgs {
    /// All numbers that are to hold.
    pub(crate) fn numbers(&self) -> Result<Numbers, Failure> {
        Ok(Numbers { code_points: self.code_points()?, kinds: self.kinds()? })
    }

    pub(crate) fn code_points(&self) -> Result<CodePoints, Failure> {
        each_once(&self.code_points, "--code-points")?;
        let builder = self.code_points.iter().fold(CodePoints::builder(), |set, one| one.set(set));
        builder.build().map_err(|error| Failure::Usage(format!("--code-points: {error}")))
    }

    pub(crate) fn kinds(&self) -> Result<OptionKinds, Failure> {
        each_once(&self.kinds, "--kinds")?;
        let builder = self.kinds.iter().fold(OptionKinds::builder(), |set, one| one.set(set));
        builder.build().map_err(|error| Failure::Usage(format!("--kinds: {error}")))
    }
}

fn each_once<T>(given: &[T], argument: &str) -> Result<(), Failure> {
    let repeated = given.iter().enumerate().any(|(index, one)| {
        given.iter().take(index).any(|earlier| discriminant(earlier) == discriminant(one))
    });
    if repeated {
        return Err(Failure::Usage(format!("{argument}: a name stands there twice")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_their_numbers() {
        let token = CodePoint::MigrationToken(ExtensionType(0xff2a));
        assert_eq!(code_point("migration_token=0xff2a"), Ok(token));
        assert_eq!(kind("migrate=253"), Ok(Kind::Migrate(OptionKind(253))));
        for text in ["", "migrate", "migrate=", "migrate=256", "Migrate=1", "=1", "migrate=1=2"] {
            assert!(kind(text).is_err(), "{text}");
        }
        assert!(code_point("migrate_notify=256").is_err());
        assert!(code_point("migration_token=65536").is_err());
    }

    #[test]
    fn sets_are_whole_or_refused() {
        let of = |code_points: &[&str], kinds: &[&str]| NumbersArgs {
            code_points: code_points.iter().map(|text| code_point(text).unwrap()).collect(),
            kinds: kinds.iter().map(|text| kind(text).unwrap()).collect(),
        };
        assert_eq!(of(&[], &[]).numbers().unwrap(), Numbers::default());
        let given = of(&["migration_support=0xfe4e", "migration_allowed=0xfe4d"], &["migrate=17"]);
        let numbers = given.numbers().unwrap();
        assert_eq!(numbers.code_points.migration_support(), ExtensionType(0xfe4e));
        assert_eq!(numbers.kinds.migrate(), OptionKind(17));
        for (code_points, kinds, words) in [
            (&["migration_support=1", "migration_support=1"][..], &[][..], "stands there twice"),
            (&["migration_token=41"], &[], "pre_shared_key and migration_token"),
            (&[], &["migrate=8"], "would both be 8"),
        ] {
            let Err(Failure::Usage(message)) = of(code_points, kinds).numbers() else {
                panic!("{words}")
            };
            assert!(message.contains(words), "{message}");
        }
    }
}
