//! The blocks that matter: three that carry a packet, two that say how to read it, and one that says
//! how to decrypt it.
//!
//! Each is handed over whole, so that anything `pcap-parser` calls incomplete is a length inside
//! the block that does not fit it.

use pcap_parser::PcapError;
use pcap_parser::nom::IResult;
use pcap_parser::pcapng::{
    SecretsType, SimplePacketBlock, parse_decryptionsecretsblock_be,
    parse_decryptionsecretsblock_le, parse_interfacedescriptionblock_be,
    parse_interfacedescriptionblock_le, parse_sectionheaderblock, parse_simplepacketblock_be,
    parse_simplepacketblock_le,
};

use super::interface::Interface;
use super::{ByteOrder, Pcapng};
use crate::capture::{Fault, Packet, SecretsBlock};

type Parsed<'a, T> = IResult<&'a [u8], T, PcapError<&'a [u8]>>;

/// Octets of an Enhanced Packet Block, and of the obsolete one, before the packet's.
pub(super) const BEFORE_PACKET: usize = 28;
/// The same for a Decryption Secrets Block, before the secrets.
const BEFORE_SECRETS: usize = 16;
/// The same for a Simple Packet Block.
const BEFORE_SIMPLE: usize = 12;

impl Pcapng {
    pub(super) fn section_header(&mut self, block: &[u8]) -> Result<(), Fault> {
        let header = complete(parse_sectionheaderblock(block), "a broken section header")?;
        if header.major_version != 1 {
            return Err(Fault::Malformed("a section of another major version than 1"));
        }
        self.interfaces.clear();
        Ok(())
    }

    pub(super) fn interface_description(&mut self, block: &[u8]) -> Result<(), Fault> {
        let parsed = match self.order {
            ByteOrder::Big => parse_interfacedescriptionblock_be(block),
            ByteOrder::Little => parse_interfacedescriptionblock_le(block),
        };
        let description = complete(parsed, "a broken interface description")?;
        self.interfaces.push(Interface::new(&description, self.order))
    }

    /// Read here, since nearly all blocks are such, and of the options behind the packet none matters:
    /// `interface(4) time(8) captured length(4) original length(4) octets …`.
    #[inline]
    pub(super) fn enhanced_packet(&self, block: &[u8]) -> Result<Packet, Fault> {
        const BROKEN: Fault = Fault::Malformed("a broken enhanced packet block");
        let (header, rest) = block.split_first_chunk::<BEFORE_PACKET>().ok_or(BROKEN)?;
        let [_, _, _, _, _, _, _, _, i0, i1, i2, i3, words @ ..] = *header;
        let (time, captured) = self.time_and_length(words);
        // What follows the packet is at least the block's second length; padding can't be missing from a
        // block whose length is a multiple of 4.
        if rest.len() < captured.saturating_add(4) {
            return Err(BROKEN);
        }
        let interface = self.interfaces.get(self.order.u32([i0, i1, i2, i3]))?;
        Ok(timed_packet(interface, time, block, captured))
    }

    /// Of interface 0 and without a time; how much was captured follows from its snap length.
    pub(super) fn simple_packet(&self, block: &[u8]) -> Result<Packet, Fault> {
        let parsed = match self.order {
            ByteOrder::Big => parse_simplepacketblock_be(block),
            ByteOrder::Little => parse_simplepacketblock_le(block),
        };
        let SimplePacketBlock { origlen, data, .. } =
            complete(parsed, "a broken simple packet block")?;
        let interface = self.interfaces.get(0)?;
        let captured = usize::try_from(interface.snapped(origlen)).unwrap_or(usize::MAX);
        Ok(Packet {
            link_type: interface.link_type,
            ticks: None,
            clock: interface.clock,
            block: block.len(),
            before: BEFORE_SIMPLE,
            captured: captured.min(data.len()),
        })
    }

    /// Where the key log stands, where it is one of TLS.
    pub(super) fn decryption_secrets(&self, block: &[u8]) -> Result<Option<SecretsBlock>, Fault> {
        let parsed = match self.order {
            ByteOrder::Big => parse_decryptionsecretsblock_be(block),
            ByteOrder::Little => parse_decryptionsecretsblock_le(block),
        };
        let secrets = complete(parsed, "a broken decryption secrets block")?;
        let length = usize::try_from(secrets.secrets_len).unwrap_or(usize::MAX);
        let is_key_log = secrets.secrets_type == SecretsType::TlsKeyLog;
        Ok(is_key_log.then_some(SecretsBlock {
            block: block.len(),
            before: BEFORE_SECRETS,
            length,
        }))
    }

    /// The block that came before the Enhanced Packet Block, which `pcap-parser` does not know:
    /// `interface(2) drops(2) time(8) captured length(4) original length(4) octets …`.
    pub(super) fn obsolete_packet(&self, block: &[u8]) -> Result<Packet, Fault> {
        const BROKEN: Fault = Fault::Malformed("a broken obsolete packet block");
        let (header, rest) = block.split_first_chunk::<BEFORE_PACKET>().ok_or(BROKEN)?;
        let [_, _, _, _, _, _, _, _, i0, i1, _, _, words @ ..] = *header;
        let interface = self.interfaces.get(u32::from(self.order.u16([i0, i1])))?;
        let (time, captured) = self.time_and_length(words);
        // What follows the packet is at least the block's second length.
        if rest.len() < captured.saturating_add(4) {
            return Err(BROKEN);
        }
        Ok(timed_packet(interface, time, block, captured))
    }

    /// The two halves of the time, and the captured length.
    #[inline]
    fn time_and_length(&self, words: [u8; 16]) -> ([u32; 2], usize) {
        let [h0, h1, h2, h3, l0, l1, l2, l3, c0, c1, c2, c3, ..] = words;
        let time = [self.order.u32([h0, h1, h2, h3]), self.order.u32([l0, l1, l2, l3])];
        let captured = usize::try_from(self.order.u32([c0, c1, c2, c3])).unwrap_or(usize::MAX);
        (time, captured)
    }
}

#[inline]
fn timed_packet(interface: &Interface, time: [u32; 2], block: &[u8], captured: usize) -> Packet {
    let [high, low] = time.map(u64::from);
    Packet {
        link_type: interface.link_type,
        ticks: Some(high << 32 | low),
        clock: interface.clock,
        block: block.len(),
        before: BEFORE_PACKET,
        captured,
    }
}

fn complete<T>(parsed: Parsed<'_, T>, broken: &'static str) -> Result<T, Fault> {
    parsed.map(|(_, block)| block).map_err(|_| Fault::Malformed(broken))
}
