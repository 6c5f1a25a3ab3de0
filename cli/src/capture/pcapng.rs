//! The newer format: sections of blocks, each of which says its type and, twice, its length.
//!
//! ```text
//! type(4) length(4) contents … length(4)
//! ```
//!
//! The byte order is the section's; interfaces, with their link type and clock, are described
//! inside the section and numbered from 0. Blocks that carry no packet, and describe none, are
//! passed over without being held.

mod blocks;
mod interface;
mod packets;

use std::io::Read;

use super::window::{MAX_BLOCK, MAX_SECRETS, Window};
use super::{Fault, Found};
use interface::Interfaces;

/// The type of a Section Header Block, the same in both byte orders.
pub(super) const SECTION_HEADER: [u8; 4] = [0x0a, 0x0d, 0x0d, 0x0a];

/// The type of an Enhanced Packet Block.
const ENHANCED_PACKET: u32 = 6;

/// Type, length, and either the length again or the byte-order magic.
const HEADER: usize = 12;

const LENGTHS_DIFFER: Fault = Fault::Malformed("the two lengths of a block differ");

/// What a block holds for us.
#[derive(Clone, Copy, Debug)]
enum Kind {
    SectionHeader,
    InterfaceDescription,
    ObsoletePacket,
    SimplePacket,
    EnhancedPacket,
    DecryptionSecrets,
    Other,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::SectionHeader => "a section header",
            Self::InterfaceDescription => "an interface description",
            Self::ObsoletePacket | Self::SimplePacket | Self::EnhancedPacket => "a packet block",
            Self::DecryptionSecrets => "a decryption secrets block",
            Self::Other => "a block",
        }
    }

    /// The most octets that are held of such a block.
    fn most(self) -> usize {
        match self {
            Self::DecryptionSecrets => MAX_SECRETS,
            _ => MAX_BLOCK,
        }
    }
}

#[derive(Clone, Copy, Debug, Default)]
enum ByteOrder {
    Big,
    #[default]
    Little,
}

/// The section that is being read.
#[derive(Debug, Default)]
pub(super) struct Pcapng {
    order: ByteOrder,
    interfaces: Interfaces,
}

impl Pcapng {
    /// Reads up to the next block that holds a packet or secrets, and leaves that at the front of the
    /// window.
    pub(super) fn next<R: Read>(&mut self, window: &mut Window<R>) -> Result<Option<Found>, Fault> {
        while window.fill(HEADER)? {
            if let Some(found) = self.block(window)? {
                return Ok(Some(found));
            }
        }
        if window.at_hand().is_empty() { Ok(None) } else { Err(Fault::Truncated) }
    }

    /// Reads a block, and leaves one that holds a packet or secrets at the front of the window.
    pub(super) fn block<R: Read>(
        &mut self,
        window: &mut Window<R>,
    ) -> Result<Option<Found>, Fault> {
        let (kind, length) = self.header(window.at_hand())?;
        if let Kind::Other = kind {
            return self.pass_over(window, length).map(|()| None);
        }
        let block = whole(window, kind, length)?;
        if self.order.trailer(block) != Some(length) {
            return Err(LENGTHS_DIFFER);
        }
        let size = block.len();
        match kind {
            Kind::EnhancedPacket => return self.enhanced_packet(block).map(Found::some_packet),
            Kind::SimplePacket => return self.simple_packet(block).map(Found::some_packet),
            Kind::ObsoletePacket => return self.obsolete_packet(block).map(Found::some_packet),
            Kind::DecryptionSecrets => {
                if let Some(secrets) = self.decryption_secrets(block)? {
                    return Ok(Some(Found::Secrets(secrets)));
                }
            }
            Kind::InterfaceDescription => self.interface_description(block)?,
            Kind::SectionHeader => self.section_header(block)?,
            Kind::Other => {}
        }
        window.take(size);
        Ok(None)
    }

    /// Whether the next block is wholly at hand, or can't be read however much is.
    pub(super) fn is_at_hand(&mut self, octets: &[u8]) -> bool {
        octets.len() >= HEADER
            && self.header(octets).is_ok_and(|(_, length)| {
                usize::try_from(length).is_ok_and(|length| length <= octets.len())
            })
    }

    /// Type and length of a block. A section header turns the byte order to that of its section.
    fn header(&mut self, at_hand: &[u8]) -> Result<(Kind, u32), Fault> {
        let (Some((kind, rest)), true) = (at_hand.split_first_chunk(), at_hand.len() >= HEADER)
        else {
            return Err(Fault::Truncated);
        };
        let (length, rest) = rest.split_first_chunk().ok_or(Fault::Truncated)?;
        if *kind == SECTION_HEADER {
            let magic = rest.first_chunk().ok_or(Fault::Truncated)?;
            self.order = ByteOrder::of_section(*magic)?;
        }
        let length = self.order.u32(*length);
        if length < 12 || length % 4 != 0 {
            return Err(Fault::Malformed("a block length that is below 12 or no multiple of 4"));
        }
        Ok((self.kind(*kind), length))
    }

    fn kind(&self, octets: [u8; 4]) -> Kind {
        if octets == SECTION_HEADER {
            return Kind::SectionHeader;
        }
        match self.order.u32(octets) {
            1 => Kind::InterfaceDescription,
            2 => Kind::ObsoletePacket,
            3 => Kind::SimplePacket,
            ENHANCED_PACKET => Kind::EnhancedPacket,
            10 => Kind::DecryptionSecrets,
            _ => Kind::Other,
        }
    }

    /// A block that is not held, however long it is; only its two lengths are compared.
    fn pass_over<R: Read>(&self, window: &mut Window<R>, length: u32) -> Result<(), Fault> {
        let before_trailer = u64::from(length.saturating_sub(4));
        if !window.skip(before_trailer)? || !window.fill(4)? {
            return Err(Fault::Truncated);
        }
        match self.order.trailer(window.take(4)) {
            Some(again) if again == length => Ok(()),
            _ => Err(LENGTHS_DIFFER),
        }
    }
}

/// Brings a whole block into the window.
fn whole<R: Read>(window: &mut Window<R>, kind: Kind, length: u32) -> Result<&[u8], Fault> {
    match usize::try_from(length) {
        Ok(length) if length <= kind.most() => {
            if !window.fill(length)? {
                return Err(Fault::Truncated);
            }
            window.at_hand().get(..length).ok_or(Fault::Truncated)
        }
        _ => {
            Err(Fault::TooLong { block: kind.name(), octets: u64::from(length), most: kind.most() })
        }
    }
}

impl ByteOrder {
    /// By the byte-order magic of a Section Header Block.
    fn of_section(magic: [u8; 4]) -> Result<Self, Fault> {
        match u32::from_be_bytes(magic) {
            0x1a2b_3c4d => Ok(Self::Big),
            0x4d3c_2b1a => Ok(Self::Little),
            _ => Err(Fault::Malformed("a section header without the byte-order magic")),
        }
    }

    /// The length at the end of a block.
    fn trailer(self, block: &[u8]) -> Option<u32> {
        block.last_chunk().map(|octets| self.u32(*octets))
    }

    fn u16(self, octets: [u8; 2]) -> u16 {
        match self {
            Self::Big => u16::from_be_bytes(octets),
            Self::Little => u16::from_le_bytes(octets),
        }
    }

    fn u32(self, octets: [u8; 4]) -> u32 {
        match self {
            Self::Big => u32::from_be_bytes(octets),
            Self::Little => u32::from_le_bytes(octets),
        }
    }

    fn i64(self, octets: [u8; 8]) -> i64 {
        match self {
            Self::Big => i64::from_be_bytes(octets),
            Self::Little => i64::from_le_bytes(octets),
        }
    }
}
