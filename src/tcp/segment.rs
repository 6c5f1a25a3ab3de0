//! What the documents forbid across a segment, where every option by itself may be right.

use core::fmt;

use super::{MigratePermitted, TcpFlags, TcpHeader, TcpOption};
use crate::code_points::{OptionKind, OptionKinds};

/// Something that a document forbids in a segment.
///
/// It is no decoding error: a receiver decides what to make of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SegmentFault {
    /// SAF is set without SYN. On an established connection the bit may be a counter of Accurate ECN
    /// instead (RFC 9768, section 3.1.2; affinity draft, section 3).
    SafWithoutSyn,
    /// A Service Affinity option without FIN (affinity draft, section 4.1).
    ServiceAffinityWithoutFin,
    /// Migrate-Permitted without SYN (draft-snoeren-tcp-migrate-00).
    MigratePermittedWithoutSyn,
    /// Migrate without SYN (draft-snoeren-tcp-migrate-00).
    MigrateWithoutSyn,
    /// Another option than NOP and the end of the list beside Migrate (draft-snoeren-tcp-migrate-00;
    /// that these two may stand there is a ruling).
    MigrateBesideOther {
        /// The kind of the first such option.
        kind: OptionKind,
    },
    /// A secure Migrate-Permitted without the Timestamps that hold the rest of its key
    /// (draft-snoeren-tcp-migrate-00).
    SecureWithoutTimestamps,
    /// One of the four options more than once.
    Repeated {
        /// Its kind.
        kind: OptionKind,
    },
}

impl fmt::Display for SegmentFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SafWithoutSyn => f.write_str("SAF without SYN"),
            Self::ServiceAffinityWithoutFin => f.write_str("Service Affinity option without FIN"),
            Self::MigratePermittedWithoutSyn => f.write_str("Migrate-Permitted without SYN"),
            Self::MigrateWithoutSyn => f.write_str("Migrate without SYN"),
            Self::MigrateBesideOther { kind } => {
                write!(f, "an option of kind {} beside Migrate", kind.0)
            }
            Self::SecureWithoutTimestamps => {
                f.write_str("secure Migrate-Permitted without Timestamps")
            }
            Self::Repeated { kind } => write!(f, "more than one option of kind {}", kind.0),
        }
    }
}

/// What the options of a segment amount to.
#[derive(Default)]
struct Tally {
    affinity_ipv4: usize,
    affinity_ipv6: usize,
    permitted: usize,
    migrate: usize,
    secure: bool,
    timestamps: bool,
    beside_migrate: Option<OptionKind>,
}

impl Tally {
    fn count(&mut self, kind: OptionKind, kinds: &OptionKinds) {
        let counter = if kind == kinds.service_affinity_ipv4() {
            &mut self.affinity_ipv4
        } else if kind == kinds.service_affinity_ipv6() {
            &mut self.affinity_ipv6
        } else if kind == kinds.migrate_permitted() {
            &mut self.permitted
        } else if kind == kinds.migrate() {
            self.migrate += 1;
            return;
        } else {
            self.beside_migrate.get_or_insert(kind);
            return;
        };
        *counter += 1;
        self.beside_migrate.get_or_insert(kind);
    }
}

impl TcpHeader<'_> {
    /// What the documents forbid in this segment, in the order of [`SegmentFault`], by the default
    /// kinds. Malformed options count by their kind; where the list breaks, what follows is not known
    /// and does not count.
    pub fn faults(&self) -> impl Iterator<Item = SegmentFault> + Clone + use<> {
        self.faults_with(&OptionKinds::default())
    }

    /// [`TcpHeader::faults`] by other kinds.
    pub fn faults_with(
        &self,
        kinds: &OptionKinds,
    ) -> impl Iterator<Item = SegmentFault> + Clone + use<> {
        let mut tally = Tally::default();
        for option in self.options.iter_with(kinds) {
            match option {
                Ok(TcpOption::End | TcpOption::Nop) => continue,
                Ok(TcpOption::MigratePermitted(MigratePermitted::Secure { .. })) => {
                    tally.secure = true;
                }
                Ok(TcpOption::Other(other)) if other.kind() == OptionKind::TIMESTAMPS => {
                    tally.timestamps |= other.data().len() == 8;
                }
                _ => {}
            }
            let kind =
                option.map_or_else(|malformed| malformed.kind(), |option| option.kind_with(kinds));
            tally.count(kind, kinds);
        }
        let syn = self.flags.contains(TcpFlags::SYN);
        let fin = self.flags.contains(TcpFlags::FIN);
        let saf = self.flags.contains(TcpFlags::SAF);
        let affinity = tally.affinity_ipv4 + tally.affinity_ipv6 > 0;
        let when = |holds: bool, fault| holds.then_some(fault);
        let repeated = |count, kind| when(count > 1, SegmentFault::Repeated { kind });
        let beside = tally.beside_migrate.filter(|_| tally.migrate > 0);
        [
            when(saf && !syn, SegmentFault::SafWithoutSyn),
            when(affinity && !fin, SegmentFault::ServiceAffinityWithoutFin),
            when(tally.permitted > 0 && !syn, SegmentFault::MigratePermittedWithoutSyn),
            when(tally.migrate > 0 && !syn, SegmentFault::MigrateWithoutSyn),
            beside.map(|kind| SegmentFault::MigrateBesideOther { kind }),
            when(tally.secure && !tally.timestamps, SegmentFault::SecureWithoutTimestamps),
            repeated(tally.affinity_ipv4, kinds.service_affinity_ipv4()),
            repeated(tally.affinity_ipv6, kinds.service_affinity_ipv6()),
            repeated(tally.permitted, kinds.migrate_permitted()),
            repeated(tally.migrate, kinds.migrate()),
        ]
        .into_iter()
        .flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tcp::{Migrate, ServiceAffinity, TcpOptionsBuf, Timestamps};
    use core::num::NonZeroU8;
    use std::vec::Vec;

    const MIGRATE: TcpOption<'_> =
        TcpOption::Migrate(Migrate { reqno: 1, token: &[2; 8], request: &[3; 8] });
    const INSECURE: TcpOption<'_> = TcpOption::MigratePermitted(MigratePermitted::Insecure);

    fn affinity() -> TcpOption<'static> {
        ServiceAffinity::new([192, 0, 2, 40].into(), 443).into()
    }

    fn secure() -> TcpOption<'static> {
        MigratePermitted::Secure { curve: NonZeroU8::MIN, key_data: &[4; 17] }.into()
    }

    fn faults(flags: TcpFlags, options: &[TcpOption<'_>]) -> Vec<SegmentFault> {
        let mut buf = TcpOptionsBuf::new();
        options.iter().for_each(|&option| buf.push(option).unwrap());
        let header = TcpHeader { flags, options: buf.as_options(), ..TcpHeader::default() };
        header.faults().collect()
    }

    #[test]
    fn segments_as_the_documents_want_them_have_none() {
        let data = Timestamps::default().to_data();
        let timestamps = Timestamps::to_option(&data);
        let syn_ack = TcpFlags::SYN | TcpFlags::ACK;
        assert_eq!(faults(TcpFlags::SYN | TcpFlags::SAF, &[]), []);
        assert_eq!(faults(syn_ack | TcpFlags::SAF, &[]), []);
        assert_eq!(faults(TcpFlags::FIN | TcpFlags::ACK, &[affinity()]), []);
        assert_eq!(faults(TcpFlags::SYN, &[secure(), timestamps]), []);
        assert_eq!(faults(syn_ack, &[INSECURE]), []);
        assert_eq!(faults(TcpFlags::SYN, &[TcpOption::Nop, MIGRATE, TcpOption::End]), []);
    }

    #[test]
    fn each_fault_is_told() {
        use SegmentFault as Fault;
        let kind = OptionKind;
        assert_eq!(faults(TcpFlags::SAF | TcpFlags::ACK, &[]), [Fault::SafWithoutSyn]);
        assert_eq!(faults(TcpFlags::ACK, &[affinity()]), [Fault::ServiceAffinityWithoutFin]);
        assert_eq!(faults(TcpFlags::ACK, &[INSECURE]), [Fault::MigratePermittedWithoutSyn]);
        assert_eq!(faults(TcpFlags::ACK, &[MIGRATE]), [Fault::MigrateWithoutSyn]);
        let beside = Fault::MigrateBesideOther { kind: kind(15) };
        assert_eq!(faults(TcpFlags::SYN, &[MIGRATE, INSECURE]), [beside]);
        assert_eq!(faults(TcpFlags::SYN, &[secure()]), [Fault::SecureWithoutTimestamps]);
        let twice = Fault::Repeated { kind: kind(79) };
        assert_eq!(faults(TcpFlags::FIN, &[affinity(), affinity()]), [twice]);
        let twice = Fault::Repeated { kind: kind(16) };
        assert_eq!(faults(TcpFlags::SYN, &[MIGRATE, MIGRATE]), [twice]);
    }

    #[test]
    fn malformed_options_count_by_their_kind() {
        let area = [79, 3, 0, 16, 2, 0, 0, 0];
        let options = crate::tcp::TcpOptions::new(&area).unwrap();
        let header = TcpHeader { flags: TcpFlags::SYN, options, ..TcpHeader::default() };
        let faults: Vec<_> = header.faults().collect();
        let beside = SegmentFault::MigrateBesideOther { kind: OptionKind(79) };
        assert_eq!(faults, [SegmentFault::ServiceAffinityWithoutFin, beside]);
    }
}
