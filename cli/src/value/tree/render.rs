//! A tree as lines: where, which field, what it says, and its octets.

use std::fmt::Display;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::Node;
use crate::hex::Hex;

const PLACE: Style = Style::new().dimmed();
const NAME: Style = AnsiColor::Cyan.on_default();

/// So many octets stand in a line.
const ROW: usize = 16;

/// Writes a tree of these octets, which stand at `base` in what encloses them.
///
/// A range `7..40` is of the octets from 7 on and before 40. Octets stand at leaves only; those that
/// are a leaf's type and length stand apart from its content.
pub(crate) fn write(
    node: &Node,
    octets: &[u8],
    base: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut lines = Vec::new();
    add_lines(node, octets, base, 0, &mut lines);
    let width = |of: fn(&Line<'_>) -> usize| lines.iter().map(of).max().unwrap_or_default();
    let widths = [
        width(|line| line.place.chars().count()),
        width(|line| line.depth * 2 + line.name.chars().count()),
        width(|line| line.text.chars().count()),
    ];
    lines.iter().try_for_each(|line| line.write(widths, out))
}

/// A line before its columns are aligned.
struct Line<'a> {
    place: String,
    depth: usize,
    name: &'static str,
    text: &'a str,
    octets: String,
}

fn add_lines<'a>(
    node: &'a Node,
    octets: &[u8],
    base: usize,
    depth: usize,
    lines: &mut Vec<Line<'a>>,
) {
    let (start, end) = (node.range.start + base, node.range.end + base);
    let place = if end == start + 1 { start.to_string() } else { format!("{start}..{end}") };
    let mut rows = Vec::new();
    if node.children.is_empty() {
        rows = leaf_rows(octets.get(node.range.clone()).unwrap_or_default(), node.head);
    }
    let mut rows = rows.into_iter();
    let first = rows.next().unwrap_or_default();
    lines.push(Line { place, depth, name: node.name, text: &node.text, octets: first });
    for octets in rows {
        lines.push(Line { place: String::new(), depth: 0, name: "", text: "", octets });
    }
    for bits in &node.bits {
        let (place, octets) = (String::new(), bits.pattern.clone());
        lines.push(Line { place, depth: depth + 1, name: bits.name, text: &bits.text, octets });
    }
    for child in &node.children {
        add_lines(child, octets, base, depth + 1, lines);
    }
}

/// The octets of a leaf, all of them; what stands before its content in a line of its own where the
/// content is long.
fn leaf_rows(octets: &[u8], head: usize) -> Vec<String> {
    let (head, content) = octets.split_at_checked(head).unwrap_or((&[], octets));
    let mut rows: Vec<String> = hex_rows(content).collect();
    if !head.is_empty() {
        match rows.first_mut() {
            Some(first) if octets.len() <= ROW => *first = format!("{} {first}", Hex(head)),
            _ => rows.insert(0, Hex(head).to_string()),
        }
    }
    rows
}

/// Octets in hexadecimal, in rows of sixteen, with a space behind every fourth.
pub(crate) fn hex_rows(octets: &[u8]) -> impl Iterator<Item = String> {
    octets.chunks(ROW).map(|row| {
        let groups: Vec<String> = row.chunks(4).map(|group| Hex(group).to_string()).collect();
        groups.join(" ")
    })
}

impl Line<'_> {
    fn write(&self, [place, name, text]: [usize; 3], out: &mut dyn Write) -> io::Result<()> {
        let indent = " ".repeat(self.depth * 2);
        let named = format!("{indent}{}", self.name);
        // Nothing but space at the end is no column.
        let columns: [(&dyn Display, usize, Style); 4] = [
            (&self.place, place, PLACE),
            (&named, name, NAME),
            (&self.text, text, Style::new()),
            (&self.octets, 0, Style::new()),
        ];
        let used = if !self.octets.is_empty() {
            4
        } else if !self.text.is_empty() {
            3
        } else {
            2
        };
        for (index, (column, width, style)) in columns.into_iter().take(used).enumerate() {
            let width = if index + 1 == used { 0 } else { width };
            let gap = if index == 0 { "" } else { "  " };
            let column = column.to_string();
            write!(out, "{gap}{style}{column}{style:#}")?;
            write!(out, "{:1$}", "", width.saturating_sub(column.chars().count()))?;
        }
        writeln!(out)
    }
}

#[cfg(test)]
mod tests {
    use rehome::tls::IpAddress;

    use super::*;
    use crate::value::tree::ip_address;

    #[test]
    fn places_count_from_the_base() {
        let address = IpAddress::new([192, 0, 2, 1].into(), 443);
        let mut out = Vec::new();
        write(&ip_address(&address), &[0, 192, 0, 2, 1, 1, 187], 98, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(
            anstream::adapter::strip_str(&text).to_string(),
            "98..105   ip_address      7 octets\n\
             98          type          ipv4       00\n\
             99..103     ipv4_address  192.0.2.1  c0000201\n\
             103..105    port          443        01bb\n"
        );
    }

    #[test]
    fn what_stands_before_long_content_has_a_line_of_its_own() {
        assert_eq!(leaf_rows(&[], 0), [""; 0]);
        assert_eq!(leaf_rows(&[1, 2, 3, 4, 5], 0), ["01020304 05"]);
        assert_eq!(leaf_rows(&[0], 1), ["00"]);
        assert_eq!(leaf_rows(&[2, 8, 9], 1), ["02 0809"]);
        let zeros = "00000000 00000000 00000000 00000000";
        assert_eq!(leaf_rows(&[0; 16], 1), ["00 00000000 00000000 00000000 000000"]);
        assert_eq!(leaf_rows(&[0; 18], 1), ["00", zeros, "00"]);
    }
}
