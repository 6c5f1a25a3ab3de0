//! The interfaces of a section: what link type, snap length and clock their packets have.

use pcap_parser::pcapng::{InterfaceDescriptionBlock, OptionCode};

use super::ByteOrder;
use crate::capture::time::Clock;
use crate::capture::{Fault, LinkType};

/// So many interfaces of a section are kept; it bounds the memory that a file can claim.
const MOST: usize = 1 << 16;

#[derive(Debug, Default)]
pub(super) struct Interfaces(Vec<Interface>);

#[derive(Debug)]
pub(super) struct Interface {
    pub(super) link_type: LinkType,
    pub(super) clock: Clock,
    /// 0 means that there is no limit.
    snap_length: u32,
}

impl Interfaces {
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn push(&mut self, interface: Interface) -> Result<(), Fault> {
        if self.0.len() >= MOST {
            return Err(Fault::Malformed("a section of more than 65536 interfaces"));
        }
        self.0.push(interface);
        Ok(())
    }

    pub(super) fn get(&self, number: u32) -> Result<&Interface, Fault> {
        usize::try_from(number)
            .ok()
            .and_then(|number| self.0.get(number))
            .ok_or(Fault::Malformed("a packet of an interface that its section does not describe"))
    }
}

impl Interface {
    pub(super) fn new(block: &InterfaceDescriptionBlock<'_>, order: ByteOrder) -> Self {
        let [_, _, high, low] = block.linktype.0.to_be_bytes();
        Self {
            link_type: LinkType(u16::from_be_bytes([high, low])),
            clock: clock(block, order),
            snap_length: block.snaplen,
        }
    }

    /// How many octets of a packet of this length are captured.
    pub(super) fn snapped(&self, original: u32) -> u32 {
        if self.snap_length == 0 { original } else { original.min(self.snap_length) }
    }
}

/// `if_tsresol` and `if_tsoffset`, read here: `pcap-parser` takes the offset for little-endian and
/// does not know resolutions that are powers of 2.
fn clock(block: &InterfaceDescriptionBlock<'_>, order: ByteOrder) -> Clock {
    let (mut resolution, mut offset) = (6, 0);
    let options = block.options.iter().take_while(|option| option.code != OptionCode::EndOfOpt);
    for option in options {
        match (option.code, option.as_bytes()) {
            (OptionCode::IfTsresol, Ok(&[octet])) => resolution = octet,
            (OptionCode::IfTsoffset, Ok(octets)) => {
                if let Ok(octets) = octets.try_into() {
                    offset = order.i64(octets);
                }
            }
            _ => {}
        }
    }
    Clock::new(resolution, offset)
}
