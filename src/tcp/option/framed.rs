//! Options as a list frames them, and what their kinds make of that.

use super::{KIND, LENGTH, MAX, OtherOption, TcpOption};
use crate::code_points::{OptionKind, OptionKinds};
use crate::error::Reason;
use crate::tcp::{Migrate, MigratePermitted, ServiceAffinity};
use crate::wire::{Fault, Reader};

/// An option whose length holds, its data not yet judged.
pub(in crate::tcp) enum Framed<'a> {
    End,
    Nop,
    Other(OtherOption<'a>),
}

impl<'a> Framed<'a> {
    #[inline(always)]
    pub(in crate::tcp) fn decode<F: Fault>(reader: &mut Reader<'a, F>) -> Result<Self, F> {
        // Kind and length in one piece: most options have both.
        let next = reader.rest().first_chunk();
        if let Some(&[kind, length]) = next.filter(|[kind, _]| *kind > OptionKind::NOP.0) {
            reader.block::<2>(&[(1, KIND)], LENGTH)?;
            let Some(data) = usize::from(length).checked_sub(2) else {
                let found = length.into();
                let reason = Reason::LengthOutOfRange { found, min: 2, max: MAX };
                return Err(reader.refuse(reason, LENGTH, 1));
            };
            let data = reader.take(data, "option.data")?;
            return Ok(Self::Other(OtherOption::framed(OptionKind(kind), data)));
        }
        match OptionKind(reader.u8(KIND)?) {
            OptionKind::END_OF_LIST => Ok(Self::End),
            OptionKind::NOP => Ok(Self::Nop),
            _ => Err(reader.too_short(LENGTH)),
        }
    }

    /// Reads the data by the kind; `offset` is that of the kind octet.
    #[inline(always)]
    pub(in crate::tcp) fn read<F: Fault>(
        self,
        kinds: &OptionKinds,
        offset: usize,
    ) -> Result<TcpOption<'a>, F> {
        match self {
            Self::Nop => Ok(TcpOption::Nop),
            Self::End => Ok(TcpOption::End),
            Self::Other(option) => option.read(kinds, offset),
        }
    }
}

impl<'a> OtherOption<'a> {
    /// The option with the type of its kind.
    #[inline(always)]
    pub(in crate::tcp) fn read<F: Fault>(
        self,
        kinds: &OptionKinds,
        offset: usize,
    ) -> Result<TcpOption<'a>, F> {
        let data = self.data();
        if self.kind() == kinds.service_affinity_ipv4() {
            let option = ServiceAffinity::ipv4(data);
            self.length_fits(option, "Service Affinity.length", offset).map(Into::into)
        } else if self.kind() == kinds.service_affinity_ipv6() {
            let option = ServiceAffinity::ipv6(data);
            self.length_fits(option, "Service Affinity.length", offset).map(Into::into)
        } else if self.kind() == kinds.migrate_permitted() {
            let option = MigratePermitted::read(data);
            match self.length_fits(option, "Migrate-Permitted.length", offset)? {
                Ok(option) => Ok(option.into()),
                Err(curve) => {
                    let reason = Reason::Inconsistent { curve };
                    Err(F::at(reason, "Migrate-Permitted.curve", offset.saturating_add(2)))
                }
            }
        } else if self.kind() == kinds.migrate() {
            let option = Migrate::read(data);
            self.length_fits(option, "Migrate.length", offset).map(Into::into)
        } else {
            Ok(TcpOption::Other(self))
        }
    }

    #[inline(always)]
    fn length_fits<T, F: Fault>(
        &self,
        option: Option<T>,
        field: &'static str,
        offset: usize,
    ) -> Result<T, F> {
        option.ok_or_else(|| {
            let found = self.data().len().saturating_add(2);
            F::at(Reason::WrongLength { found }, field, offset.saturating_add(1))
        })
    }
}

/// Whether no octets that follow could make an option of what begins so, in a list that has
/// `position` octets before it. It ends too early for good, then.
#[inline(always)]
pub(in crate::tcp) fn is_beyond_help(octets: &[u8], position: usize, kinds: &OptionKinds) -> bool {
    let (kind, length, curve) = match *octets {
        [0 | 1, ..] => return false,
        [_] | [] => return position.saturating_add(2) > MAX,
        [kind, length] => (OptionKind(kind), length, None),
        [kind, length, curve, ..] => (OptionKind(kind), length, Some(curve)),
    };
    let can_be = if kind == kinds.service_affinity_ipv4() {
        matches!(length, 8 | 10)
    } else if kind == kinds.service_affinity_ipv6() {
        matches!(length, 20 | 22)
    } else if kind == kinds.migrate_permitted() {
        match length {
            3 => matches!(curve, None | Some(0)),
            20 => curve != Some(0),
            _ => false,
        }
    } else if kind == kinds.migrate() {
        length == 19
    } else {
        true
    };
    !can_be || position.saturating_add(length.into()) > MAX
}
