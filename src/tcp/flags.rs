//! The flags of the TCP header (RFC 9293, section 3.1), with SAF
//! (draft-wang-tcpm-tcp-service-affinity-option-06, section 4).
//!
//! ```text
//!  octet 12                          octet 13
//! +-------------+----------+-----+ +-----+-----+-----+-----+-----+-----+-----+-----+
//! | data offset | reserved | SAF | | CWR | ECE | URG | ACK | PSH | RST | SYN | FIN |
//! +-------------+----------+-----+ +-----+-----+-----+-----+-----+-----+-----+-----+
//! ```

use core::fmt;
use core::ops::{BitOr, BitOrAssign};

/// The 12 bits beside the data offset: nine flags and three reserved bits.
///
/// SAF is the bit that RFC 3540 called NS and RFC 9768 assigns as AE, so it offers service affinity
/// only on a SYN without ACK, and there too an Accurate ECN server reads AE alone as an offer of its
/// own (RFC 9768, section 3.1.2). Alone on a SYN/ACK it may say that the server supports the option
/// (affinity draft, section 4; ruling). [`TcpFlags::syn_offer`] tells the readings apart.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TcpFlags(u16);

impl TcpFlags {
    /// No more data from the sender.
    pub const FIN: Self = Self(0x001);
    /// Synchronize sequence numbers.
    pub const SYN: Self = Self(0x002);
    /// Reset the connection.
    pub const RST: Self = Self(0x004);
    /// Push function.
    pub const PSH: Self = Self(0x008);
    /// The acknowledgment field is significant.
    pub const ACK: Self = Self(0x010);
    /// The urgent pointer field is significant.
    pub const URG: Self = Self(0x020);
    /// ECN-Echo (RFC 3168).
    pub const ECE: Self = Self(0x040);
    /// Congestion Window Reduced (RFC 3168).
    pub const CWR: Self = Self(0x080);
    /// Service affinity: the sender of a SYN understands the Service Affinity options.
    pub const SAF: Self = Self(0x100);

    const NAMES: [(&'static str, Self); 9] = [
        ("FIN", Self::FIN),
        ("SYN", Self::SYN),
        ("RST", Self::RST),
        ("PSH", Self::PSH),
        ("ACK", Self::ACK),
        ("URG", Self::URG),
        ("ECE", Self::ECE),
        ("CWR", Self::CWR),
        ("SAF", Self::SAF),
    ];

    /// Takes 12 bits, FIN the lowest; none where a higher one is set.
    #[inline]
    #[must_use]
    pub const fn from_bits(bits: u16) -> Option<Self> {
        if bits > 0x0fff { None } else { Some(Self(bits)) }
    }

    /// Takes octets 12 and 13 of a header, without the data offset.
    #[inline(always)]
    pub(super) const fn from_octets(octets: [u8; 2]) -> Self {
        Self(u16::from_be_bytes(octets) & 0x0fff)
    }

    /// The 12 bits, FIN the lowest.
    #[inline]
    #[must_use]
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// The three reserved bits, the one beside SAF the lowest.
    #[inline]
    #[must_use]
    pub const fn reserved(self) -> u8 {
        let [high, _] = self.0.to_be_bytes();
        high >> 1
    }

    /// The same flags with other reserved bits, of which the three lowest count.
    #[inline]
    #[must_use]
    pub const fn with_reserved(self, reserved: u8) -> Self {
        Self(self.0 & 0x01ff | u16::from_be_bytes([(reserved & 7) << 1, 0]))
    }

    /// Whether all of `flags` are set.
    #[inline]
    #[must_use]
    pub const fn contains(self, flags: Self) -> bool {
        self.0 & flags.0 == flags.0
    }

    /// The same without those of `flags`.
    #[inline]
    #[must_use]
    pub const fn without(self, flags: Self) -> Self {
        Self(self.0 & !flags.0)
    }

    /// Whether no bit is set, reserved ones included.
    #[inline]
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The names of the flags that are set, FIN first.
    pub fn names(self) -> impl Iterator<Item = &'static str> + Clone {
        Self::NAMES.into_iter().filter(move |&(_, flag)| self.contains(flag)).map(|(name, _)| name)
    }

    /// The flag of that name: `FIN`, `SYN`, … `SAF`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.into_iter().find(|&(known, _)| known == name).map(|(_, flag)| flag)
    }

    /// What a client's SYN offers by the three bits SAF (AE), CWR and ECE. Anything else than a SYN
    /// without ACK offers nothing.
    ///
    /// | AE/SAF | CWR | ECE | reading |
    /// |---|---|---|---|
    /// | 1 | 1 | 1 | Accurate ECN |
    /// | 1 | not both | | service affinity; to an Accurate ECN server an offer of Accurate ECN |
    /// | 0 | any | any | neither |
    ///
    /// A ruling, since draft and RFC use one bit.
    #[inline]
    #[must_use]
    pub const fn syn_offer(self) -> SynOffer {
        let (saf, cwr, ece) = (Self::SAF.0, Self::CWR.0, Self::ECE.0);
        if self.0 & (Self::SYN.0 | Self::ACK.0 | saf) != Self::SYN.0 | saf {
            SynOffer::None
        } else if self.0 & (cwr | ece) == cwr | ece {
            SynOffer::AccEcn
        } else {
            SynOffer::ServiceAffinity
        }
    }
}

impl BitOrAssign for TcpFlags {
    #[inline]
    fn bitor_assign(&mut self, other: Self) {
        *self = *self | other;
    }
}

impl BitOr for TcpFlags {
    type Output = Self;

    #[inline]
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// `SYN|SAF`, with `reserved=` behind it where such a bit is set; `none` for no flag.
impl fmt::Display for TcpFlags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for name in self.names() {
            write!(f, "{separator}{name}")?;
            separator = "|";
        }
        match self.reserved() {
            0 if separator.is_empty() => f.write_str("none"),
            0 => Ok(()),
            reserved => write!(f, "{separator}reserved={reserved}"),
        }
    }
}

impl fmt::Debug for TcpFlags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TcpFlags({self})")
    }
}

/// What a SYN offers by the bit that SAF and Accurate ECN share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SynOffer {
    /// Neither, or no SYN of a client.
    None,
    /// Service affinity. To a server of Accurate ECN the same SYN offers that.
    ServiceAffinity,
    /// Accurate ECN (RFC 9768, section 3.1.2).
    AccEcn,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    #[test]
    fn all_twelve_bits_are_kept() {
        for bits in 0..=0x0fff {
            let flags = TcpFlags::from_bits(bits).unwrap();
            assert_eq!(flags.bits(), bits);
            assert_eq!(flags.with_reserved(flags.reserved()), flags);
            let named = flags
                .names()
                .map(|name| TcpFlags::from_name(name).unwrap())
                .fold(TcpFlags::default(), |all, flag| all | flag);
            assert_eq!(named.with_reserved(flags.reserved()), flags);
        }
        assert_eq!(TcpFlags::from_bits(0x1000), None);
    }

    #[test]
    fn flags_are_set_and_cleared() {
        let mut flags = TcpFlags::SYN;
        flags |= TcpFlags::SAF;
        assert!(flags.contains(TcpFlags::SYN | TcpFlags::SAF));
        assert_eq!(flags.without(TcpFlags::SAF | TcpFlags::FIN), TcpFlags::SYN);
        assert!(flags.without(flags).is_empty());
        assert!(!TcpFlags::default().with_reserved(1).is_empty());
    }

    #[test]
    fn a_syn_is_classified_by_its_three_bits() {
        let syn = TcpFlags::SYN;
        let (saf, cwr, ece) = (TcpFlags::SAF, TcpFlags::CWR, TcpFlags::ECE);
        assert_eq!((syn | saf | cwr | ece).syn_offer(), SynOffer::AccEcn);
        assert_eq!((syn | saf).syn_offer(), SynOffer::ServiceAffinity);
        assert_eq!((syn | saf | cwr).syn_offer(), SynOffer::ServiceAffinity);
        assert_eq!((syn | saf | ece).syn_offer(), SynOffer::ServiceAffinity);
        assert_eq!((syn | cwr | ece).syn_offer(), SynOffer::None);
        assert_eq!((syn | saf | TcpFlags::ACK).syn_offer(), SynOffer::None);
        assert_eq!(saf.syn_offer(), SynOffer::None);
    }

    #[test]
    fn they_print_by_name() {
        assert_eq!((TcpFlags::SYN | TcpFlags::SAF).to_string(), "SYN|SAF");
        assert_eq!(TcpFlags::default().to_string(), "none");
        assert_eq!(TcpFlags::FIN.with_reserved(5).to_string(), "FIN|reserved=5");
    }
}
