//! Octets that are refused, and where.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::hex_rows;

const FAULT: Style = AnsiColor::Red.on_default().bold();

/// So many octets stand in a line.
const ROW: usize = 16;

/// Writes the line of octets in which a fault is, and one before and behind it, with a mark below the
/// octet. At the end of the octets the mark stands behind them.
pub(crate) fn write_fault(octets: &[u8], offset: usize, out: &mut dyn Write) -> io::Result<()> {
    let (line, column) = (offset / ROW, offset % ROW);
    let width = octets.len().to_string().len();
    for shown in line.saturating_sub(1)..=line + 1 {
        let start = shown * ROW;
        let row = octets.get(start..).unwrap_or_default();
        if row.is_empty() && shown != line {
            continue;
        }
        let hex = hex_rows(row).next().unwrap_or_default();
        writeln!(out, "{}", format!("{start:width$}  {hex}").trim_end())?;
        if shown == line {
            // Two digits for an octet, and a space behind every fourth.
            let before = width + 2 + column * 2 + column / 4;
            writeln!(out, "{:before$}{FAULT}^^{FAULT:#}", "")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(len: usize, offset: usize) -> String {
        let octets: Vec<u8> = (0..len).map(|octet| u8::try_from(octet).unwrap()).collect();
        let mut out = Vec::new();
        write_fault(&octets, offset, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        anstream::adapter::strip_str(&text).to_string()
    }

    #[test]
    fn the_mark_is_below_the_octet() {
        assert_eq!(
            shown(70, 21),
            " 0  00010203 04050607 08090a0b 0c0d0e0f\n\
             16  10111213 14151617 18191a1b 1c1d1e1f\n               ^^\n\
             32  20212223 24252627 28292a2b 2c2d2e2f\n"
        );
        assert_eq!(shown(2, 0), "0  0001\n   ^^\n");
    }

    #[test]
    fn or_behind_the_last() {
        assert_eq!(shown(3, 3), "0  000102\n         ^^\n");
        assert_eq!(shown(4, 4), "0  00010203\n            ^^\n");
        assert_eq!(shown(16, 16), " 0  00010203 04050607 08090a0b 0c0d0e0f\n16\n    ^^\n");
        assert_eq!(shown(0, 0), "0\n   ^^\n");
    }
}
