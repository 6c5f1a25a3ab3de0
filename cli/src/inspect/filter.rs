//! Which lines are printed.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::str::FromStr;

use clap::Args;

use crate::element::{Element, Kind};
use crate::finding::Finding;
use crate::story::{Step, Story};

/// Of so many elements the frame is remembered, the latest.
const REMEMBERED: usize = 1 << 20;

/// The arguments that hide lines. What is read, frame numbers, verdicts and the exit status do not
/// depend on them.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Filters, which only hide lines")]
pub(super) struct FilterArgs {
    /// Elements of these names, any number of times; findings and stories only where one of their
    /// frames has such an element
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    element: Vec<Kind>,
    /// Elements complete in these frames, and findings and stories that these frames show: N or
    /// A-B, any number of times
    #[arg(long, value_name = "FRAMES", value_delimiter = ',', value_parser = frames)]
    frame: Vec<RangeInclusive<u64>>,
    /// What is from or to one of these: ADDR, ADDR:PORT or [V6]:PORT, any number of times; notices
    /// too
    #[arg(long, value_name = "ADDR[:PORT]", value_delimiter = ',')]
    address: Vec<Address>,
}

/// What the arguments let through.
#[derive(Debug, Default)]
pub(super) struct Filter {
    arguments: FilterArgs,
    /// The frames of the elements that were shown, where only some elements are.
    frames: BTreeSet<u64>,
}

impl From<FilterArgs> for Filter {
    fn from(arguments: FilterArgs) -> Self {
        Self { arguments, frames: BTreeSet::new() }
    }
}

impl Filter {
    /// Whether an element is printed.
    pub(super) fn shows(&mut self, element: &Element) -> bool {
        let Self { arguments, frames } = self;
        let wanted = &arguments.element;
        let shows = (wanted.is_empty() || wanted.contains(&element.kind))
            && arguments.shows_frame(element.frame.number)
            && arguments.shows_endpoints([element.source, element.destination]);
        if shows && !wanted.is_empty() {
            frames.insert(element.frame.number);
            if frames.len() > REMEMBERED {
                frames.pop_first();
            }
        }
        shows
    }

    /// Whether a finding is printed. Where only some elements are, it is of a frame of theirs.
    pub(super) fn shows_finding(&self, finding: &Finding) -> bool {
        let frames = finding.frames();
        frames.iter().any(|frame| self.arguments.shows_frame(*frame))
            && frames.iter().any(|frame| self.has_shown(*frame))
            && self.shows_endpoints([finding.source, finding.destination])
    }

    /// Whether a story is printed: one of its steps would be.
    pub(super) fn shows_story(&self, story: &Story) -> bool {
        let shows = |step: &Step| {
            self.arguments.shows_frame(step.frame.number)
                && self.has_shown(step.frame.number)
                && self.shows_endpoints([step.source, step.destination])
        };
        story.steps.iter().any(shows)
    }

    /// Whether an element of a frame was shown, or all elements are.
    fn has_shown(&self, frame: u64) -> bool {
        self.arguments.element.is_empty() || self.frames.contains(&frame)
    }

    /// Whether what is between these endpoints is printed.
    pub(super) fn shows_endpoints(&self, endpoints: [SocketAddr; 2]) -> bool {
        self.arguments.shows_endpoints(endpoints)
    }
}

impl FilterArgs {
    fn shows_frame(&self, frame: u64) -> bool {
        self.frame.is_empty() || self.frame.iter().any(|range| range.contains(&frame))
    }

    fn shows_endpoints(&self, endpoints: [SocketAddr; 2]) -> bool {
        let is_one = |address: &Address| endpoints.iter().any(|endpoint| address.is(endpoint));
        self.address.is_empty() || self.address.iter().any(is_one)
    }
}

/// An address, with or without a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Address {
    ip: IpAddr,
    port: Option<u16>,
}

impl Address {
    fn is(&self, endpoint: &SocketAddr) -> bool {
        self.ip == endpoint.ip() && self.port.is_none_or(|port| port == endpoint.port())
    }
}

impl FromStr for Address {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(endpoint) = text.parse::<SocketAddr>() {
            return Ok(Self { ip: endpoint.ip(), port: Some(endpoint.port()) });
        }
        let ip = text.parse();
        ip.map(|ip| Self { ip, port: None }).map_err(|_| {
            "not ADDR, ADDR:PORT or [V6]:PORT, such as 192.0.2.1, 192.0.2.1:443 or [2001:db8::1]:443"
        })
    }
}

/// `N` or `A-B`.
fn frames(text: &str) -> Result<RangeInclusive<u64>, &'static str> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let number = |text: &str| text.parse().map_err(|_| "not N or A-B, such as 7 or 10-20");
    let (first, last) = (number(first)?, number(last)?);
    match first {
        0 => Err("frames count from 1"),
        _ if first > last => Err("the last frame is before the first"),
        _ => Ok(first..=last),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_a_number_or_a_range() {
        assert_eq!(frames("7"), Ok(7..=7));
        assert_eq!(frames("7-7"), Ok(7..=7));
        assert_eq!(frames("1-18446744073709551615"), Ok(1..=u64::MAX));
        for text in ["", "-", "7-", "-7", "1-2-3", "8-7", "0", "0-7", "x", "18446744073709551616"] {
            assert!(frames(text).is_err(), "{text}");
        }
    }

    #[test]
    fn addresses_with_and_without_a_port() {
        let is = |text: &str, endpoint: &str| {
            text.parse::<Address>().unwrap().is(&endpoint.parse().unwrap())
        };
        assert!(is("192.0.2.1", "192.0.2.1:443"));
        assert!(is("192.0.2.1:443", "192.0.2.1:443"));
        assert!(!is("192.0.2.1:444", "192.0.2.1:443"));
        assert!(!is("192.0.2.2", "192.0.2.1:443"));
        assert!(is("2001:db8:0::1", "[2001:db8::1]:443"));
        assert!(is("[2001:db8::1]:443", "[2001:db8::1]:443"));
        assert!(!is("::ffff:192.0.2.1", "192.0.2.1:443"));
        for text in ["", "[2001:db8::1]", "192.0.2.1:", "localhost", "192.0.2.1:65536", "192.0.2"] {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }
}
