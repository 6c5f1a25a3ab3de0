//! The values of the TCP structures: an option, a list of options, a header, and what a capture
//! tells of a segment.

mod fields;
mod option;
mod segment;

use rehome::tcp::{TcpFlags, TcpHeader, TcpOptions, TcpOptionsBuf};
use rehome::wire::{Decode, Encode};
use rehome::{Error, OptionKinds};
use serde::{Deserialize, Serialize};

use super::model::{Octets, in_field, text};
use super::tree::octets;
use super::{Numbers, WireValue};
pub(crate) use option::OptionValue;
pub(crate) use segment::SegmentValue;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OptionsValue {
    options: Vec<OptionValue>,
    padding: Octets,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HeaderValue {
    source_port: u16,
    destination_port: u16,
    sequence_number: u32,
    acknowledgment_number: u32,
    reserved: u8,
    flags: Vec<String>,
    window: u16,
    checksum: u16,
    urgent_pointer: u16,
    options: Vec<OptionValue>,
    padding: Octets,
}

impl OptionsValue {
    /// Of an area in which nothing is malformed.
    pub(crate) fn new(area: &TcpOptions<'_>, kinds: &OptionKinds) -> Self {
        let options = area.iter_with(kinds).flatten();
        let options = options.map(|option| OptionValue::new(&option, kinds)).collect();
        Self { options, padding: area.padding().into() }
    }

    /// The area that this value means.
    pub(crate) fn to_wire(&self, kinds: &OptionKinds) -> Result<TcpOptionsBuf, String> {
        area(&self.options, &self.padding, kinds)
    }
}

/// The options area of these options and this padding.
fn area(
    options: &[OptionValue],
    padding: &Octets,
    kinds: &OptionKinds,
) -> Result<TcpOptionsBuf, String> {
    let mut area = TcpOptionsBuf::new();
    let end = options.iter().position(OptionValue::is_end);
    for (index, option) in options.iter().enumerate() {
        let pushed = match end {
            Some(end) if index > end => Err("an option behind the end of the list".to_owned()),
            _ => {
                option.to_wire(kinds).and_then(|option| area.push_with(option, kinds).map_err(text))
            }
        };
        pushed.map_err(|problem| format!("options[{index}]: {problem}"))?;
    }
    if end.is_none() && !padding.0.is_empty() {
        return Err("padding: octets, and no end of the list before them".to_owned());
    }
    area.push_padding(&padding.0).map_err(in_field("padding"))?;
    Ok(area)
}

/// Whether an area can stand in a header.
fn fills_words(area: &TcpOptionsBuf, is_ended: bool) -> Result<(), String> {
    let len = area.as_bytes().len();
    let missing = len.next_multiple_of(4) - len;
    let (member, what) = match (missing, is_ended) {
        (0, _) => return Ok(()),
        (_, true) => ("padding", ""),
        (_, false) => ("options", " of nop options, or of an end and padding"),
    };
    let (len, missing) = (octets(len), octets(missing));
    Err(format!("{member}: the area has {len} and must fill 32-bit words: add {missing}{what}"))
}

impl WireValue for OptionsValue {
    fn decode(octets: &[u8], numbers: &Numbers) -> Result<Self, Error> {
        let kinds = &numbers.kinds;
        TcpOptions::from_bytes_with(octets, kinds).map(|area| Self::new(&area, kinds))
    }

    fn encode(&self, numbers: &Numbers) -> Option<Result<Vec<u8>, String>> {
        Some(self.to_wire(&numbers.kinds).map(|area| area.as_bytes().to_vec()))
    }
}

impl HeaderValue {
    /// Of a header in whose options nothing is malformed.
    pub(crate) fn new(header: &TcpHeader<'_>, kinds: &OptionKinds) -> Self {
        let OptionsValue { options, padding } = OptionsValue::new(&header.options, kinds);
        Self {
            source_port: header.source_port,
            destination_port: header.destination_port,
            sequence_number: header.sequence_number,
            acknowledgment_number: header.acknowledgment_number,
            reserved: header.flags.reserved(),
            flags: flag_names(header.flags),
            window: header.window,
            checksum: header.checksum,
            urgent_pointer: header.urgent_pointer,
            options,
            padding,
        }
    }

    fn to_octets(&self, kinds: &OptionKinds) -> Result<Vec<u8>, String> {
        let area = area(&self.options, &self.padding, kinds)?;
        fills_words(&area, self.options.iter().any(OptionValue::is_end))?;
        let header = TcpHeader {
            source_port: self.source_port,
            destination_port: self.destination_port,
            sequence_number: self.sequence_number,
            acknowledgment_number: self.acknowledgment_number,
            flags: flags(&self.flags)?.with_reserved(self.reserved),
            window: self.window,
            checksum: self.checksum,
            urgent_pointer: self.urgent_pointer,
            options: area.as_options(),
        };
        Ok(header.to_vec_with(kinds))
    }
}

impl WireValue for HeaderValue {
    fn decode(octets: &[u8], numbers: &Numbers) -> Result<Self, Error> {
        let kinds = &numbers.kinds;
        TcpHeader::from_bytes_with(octets, kinds).map(|header| Self::new(&header, kinds))
    }

    fn encode(&self, numbers: &Numbers) -> Option<Result<Vec<u8>, String>> {
        Some(self.to_octets(&numbers.kinds))
    }
}

fn flag_names(flags: TcpFlags) -> Vec<String> {
    flags.names().map(str::to_owned).collect()
}

fn flags(names: &[String]) -> Result<TcpFlags, String> {
    names.iter().try_fold(TcpFlags::default(), |flags, name| {
        let flag = TcpFlags::from_name(name).ok_or_else(|| format!("no flag {name:?}"))?;
        Ok(flags | flag)
    })
}
