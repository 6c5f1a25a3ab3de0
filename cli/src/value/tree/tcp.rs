//! The fields of the TCP structures.

use std::net::IpAddr;

use rehome::OptionKinds;
use rehome::tcp::{
    Layout, MigratePermitted, ServiceAffinity, TcpFlags, TcpHeader, TcpOption, TcpOptions,
    Timestamps,
};
use rehome::wire::Encode;

use super::fields::Fields;
use super::names::option_kind;
use super::{Bits, Node, octets};

pub(crate) fn tcp_option(option: &TcpOption<'_>, kinds: &OptionKinds) -> Node {
    Node::root("tcp_option", |fields| option_fields(fields, option, kinds))
}

pub(crate) fn tcp_options(area: &TcpOptions<'_>, kinds: &OptionKinds) -> Node {
    Node::root("tcp_options", |fields| area_fields(fields, area, kinds))
}

/// A malformed option, and what follows it, is a field of its own.
pub(crate) fn tcp_header(header: &TcpHeader<'_>, kinds: &OptionKinds) -> Node {
    Node::root("tcp_header", |fields| {
        fields.field("source_port", 2, header.source_port);
        fields.field("destination_port", 2, header.destination_port);
        fields.field("sequence_number", 4, header.sequence_number);
        fields.field("acknowledgment_number", 4, header.acknowledgment_number);
        fields.bits("data_offset and flags", 2, header.flags, flag_bits(header));
        fields.field("window", 2, header.window);
        fields.field("checksum", 2, format!("0x{:04x}", header.checksum));
        fields.field("urgent_pointer", 2, header.urgent_pointer);
        if !header.options.as_bytes().is_empty() {
            let text = octets(header.options.as_bytes().len());
            fields.group("options", text, |fields| area_fields(fields, &header.options, kinds));
        }
    })
}

/// Octets 12 and 13, the highest bit first.
fn flag_bits(header: &TcpHeader<'_>) -> Vec<Bits> {
    let words = header.data_offset();
    let offset = format!("{words}, {}", octets(usize::from(words) * 4));
    let value = u16::from(words) << 12 | header.flags.bits();
    let part = |name, mask, text| Bits { name, text, pattern: pattern(value, mask, 16) };
    let mut bits = vec![
        part("data_offset", 0xf000, offset),
        part("reserved", 0x0e00, header.flags.reserved().to_string()),
    ];
    for name in ["SAF", "CWR", "ECE", "URG", "ACK", "PSH", "RST", "SYN", "FIN"] {
        if let Some(flag) = TcpFlags::from_name(name) {
            let text = if header.flags.contains(flag) { "set" } else { "not set" };
            bits.push(part(name, flag.bits(), text.to_owned()));
        }
    }
    bits
}

/// The bits of `mask` in a number of so many bits, the others as points.
fn pattern(value: u16, mask: u16, width: u32) -> String {
    let mut text = String::new();
    for bit in (0..width).rev() {
        text.push(match (mask >> bit & 1, value >> bit & 1) {
            (0, _) => '.',
            (_, 0) => '0',
            _ => '1',
        });
        if bit > 0 && bit % 4 == 0 {
            text.push(' ');
        }
    }
    text
}

fn area_fields(fields: &mut Fields, area: &TcpOptions<'_>, kinds: &OptionKinds) {
    let start = fields.end();
    for option in area.iter_with(kinds) {
        match option {
            Ok(option) => option_fields(fields, &option, kinds),
            Err(malformed) => {
                let rest = area.as_bytes().get(malformed.offset()..).unwrap_or_default();
                // By its own length, unless that is what is wrong.
                let framed = rest.get(1).map(|length| usize::from(*length));
                let framed = framed.filter(|length| (2..=rest.len()).contains(length));
                let length = framed.unwrap_or(rest.len());
                fields.field("malformed option", length, malformed.error().reason());
            }
        }
    }
    let padding = area.as_bytes().len().saturating_sub(fields.end() - start);
    if padding > 0 {
        fields.field("padding", padding, octets(padding));
    }
}

fn option_fields(fields: &mut Fields, option: &TcpOption<'_>, kinds: &OptionKinds) {
    let (kind, length) = (option.kind_with(kinds), option.encoded_len());
    let mut group = |name, text: &dyn ToString, fill: &dyn Fn(&mut Fields)| {
        fields.group(name, text.to_string(), |fields| {
            fields.field("kind", 1, kind.0);
            fields.field("length", 1, octets(length));
            fill(fields);
        });
    };
    match option {
        TcpOption::End => fields.field("end", 1, "end of option list"),
        TcpOption::Nop => fields.field("nop", 1, "no operation"),
        TcpOption::ServiceAffinity(option) => {
            group("service_affinity", option, &|fields| affinity_fields(fields, option));
        }
        TcpOption::MigratePermitted(MigratePermitted::Insecure) => {
            group("migrate_permitted", &"insecure", &|fields| fields.field("curve", 1, 0));
        }
        TcpOption::MigratePermitted(MigratePermitted::Secure { curve, key_data }) => {
            group("migrate_permitted", &"secure", &|fields| {
                fields.field("curve", 1, curve);
                fields.field("key_data", key_data.len(), octets(key_data.len()));
            });
        }
        TcpOption::Migrate(option) => group("migrate", &"", &|fields| {
            let preload = if option.preload() { "set" } else { "not set" };
            let seven = option.reqno_7bit();
            let text = format!("{}, in seven bits {seven}, Preload {preload}", option.reqno);
            fields.field("reqno", 1, text);
            fields.field("token", option.token.len(), octets(option.token.len()));
            fields.field("request", option.request.len(), octets(option.request.len()));
        }),
        TcpOption::Other(other) => match Timestamps::from_option(option) {
            Some(Timestamps { tsval, tsecr }) => group("timestamps", &"", &|fields| {
                fields.field("tsval", 4, tsval);
                fields.field("tsecr", 4, tsecr);
            }),
            None => {
                let text = format!("kind {}, {}", kind.0, octets(length));
                fields.headed(option_kind(kind), 2, other.data().len(), text);
            }
        },
    }
}

fn affinity_fields(fields: &mut Fields, option: &ServiceAffinity) {
    if let Layout::Padded { reserved } = option.layout() {
        fields.field("reserved", 2, reserved);
    }
    let length = match option.address() {
        IpAddr::V4(_) => 4,
        IpAddr::V6(_) => 16,
    };
    fields.field("address", length, option.address());
    fields.field("port", 2, option.port());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn malformed_options_are_fields_too() {
        let mut octets = [0; 36];
        octets[12] = 0x90;
        octets[20..].copy_from_slice(&[79, 9, 0, 0, 0, 0, 0, 0, 0, 1, 15, 3, 7, 1, 16, 19]);
        let (header, _) = TcpHeader::from_segment_options_unvalidated(&octets).unwrap();
        let tree = tcp_header(&header, &OptionKinds::default());
        let options = tree.children.last().unwrap();
        let fields: Vec<_> =
            options.children.iter().map(|node| (node.range.clone(), node.name)).collect();
        let malformed = "malformed option";
        assert_eq!(
            fields,
            [
                (20..29, malformed),
                (29..30, "nop"),
                (30..33, malformed),
                (33..34, "nop"),
                (34..36, malformed)
            ]
        );
        assert_eq!(options.children[0].text, "the option cannot have length 9");
    }
}
