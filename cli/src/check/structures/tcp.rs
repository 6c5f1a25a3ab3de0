//! The values of the TCP structures: an option, a list of options, a header, and what a capture
//! tells of a segment. All by the default option kinds, since no file changes them.

mod option;

use rehome::CodePoints;
use rehome::tcp::{MalformedOption, TcpFlags, TcpHeader, TcpOption, TcpOptions, TcpOptionsBuf};
use rehome::wire::{Decode, Encode};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::Structure;
use super::given::{Given, NoValue};
use super::model::{Octets, text};
pub(super) use option::OptionValue;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OptionsValue {
    options: Vec<OptionValue>,
    padding: Octets,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HeaderValue {
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

/// What a capture tells of a segment.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::check) struct SegmentValue {
    flags: Vec<String>,
    options: Vec<SegmentOption>,
}

/// One of the four options, malformed ones too.
#[derive(Debug, PartialEq, Serialize)]
#[serde(untagged)]
enum SegmentOption {
    Whole(OptionValue),
    Malformed(MalformedValue),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct MalformedValue {
    kind: u8,
    error: String,
}

impl OptionsValue {
    /// Of an area in which nothing is malformed.
    fn new(area: &TcpOptions<'_>) -> Self {
        let options = area.iter().flatten().map(|option| OptionValue::new(&option)).collect();
        Self { options, padding: area.padding().into() }
    }
}

/// The options area of these options and this padding.
fn area(options: &[OptionValue], padding: &Octets) -> Result<TcpOptionsBuf, String> {
    let mut area = TcpOptionsBuf::new();
    for option in options {
        area.push(option.to_wire()?).map_err(text)?;
    }
    area.push_padding(&padding.0).map_err(text)?;
    Ok(area)
}

impl Structure for OptionsValue {
    fn of(given: &Given<'_>) -> Result<Self, NoValue> {
        TcpOptions::from_bytes(&given.octets).map(|area| Self::new(&area)).map_err(NoValue::from)
    }

    fn encode(&self, _: &CodePoints) -> Option<Result<Vec<u8>, String>> {
        Some(area(&self.options, &self.padding).map(|area| area.to_vec()))
    }
}

impl Structure for HeaderValue {
    fn of(given: &Given<'_>) -> Result<Self, NoValue> {
        let header = TcpHeader::from_bytes(&given.octets)?;
        let OptionsValue { options, padding } = OptionsValue::new(&header.options);
        Ok(Self {
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
        })
    }

    fn encode(&self, _: &CodePoints) -> Option<Result<Vec<u8>, String>> {
        Some(self.to_octets())
    }
}

impl HeaderValue {
    fn to_octets(&self) -> Result<Vec<u8>, String> {
        let area = area(&self.options, &self.padding)?;
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
        Ok(header.to_vec())
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

impl SegmentValue {
    /// A segment with these flags and these of the four options.
    pub(in crate::check) fn new<'a>(
        flags: TcpFlags,
        options: impl Iterator<Item = Result<TcpOption<'a>, MalformedOption<'a>>>,
    ) -> Self {
        let options = options.map(|option| match option {
            Ok(option) => SegmentOption::Whole(OptionValue::new(&option)),
            Err(malformed) => SegmentOption::Malformed(MalformedValue {
                kind: malformed.kind().0,
                error: malformed.error().reason().code().to_owned(),
            }),
        });
        Self { flags: flag_names(flags), options: options.collect() }
    }
}

/// By the key `error`, so that what is wrong with an option is told by the form it means to have.
impl<'de> Deserialize<'de> for SegmentOption {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        if value.get("error").is_some() {
            MalformedValue::deserialize(value).map(Self::Malformed).map_err(D::Error::custom)
        } else {
            OptionValue::deserialize(value).map(Self::Whole).map_err(D::Error::custom)
        }
    }
}
