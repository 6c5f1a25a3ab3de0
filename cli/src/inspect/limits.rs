//! How much may be held, as arguments.

use std::time::Duration;

use clap::Args;
use clap::builder::RangedU64ValueParser;

use crate::flow::Limits;

/// The arguments; what is not given has the default.
#[derive(Args, Clone, Copy, Debug)]
#[command(next_help_heading = "Limits, told of where they are reached")]
pub(super) struct LimitsArgs {
    /// Connections that are followed at once
    #[arg(long, value_name = "NUMBER", default_value_t = Limits::default().flows,
        value_parser = RangedU64ValueParser::<usize>::new().range(1..))]
    max_flows: usize,
    /// Octets that are held for one direction of a connection, at least 65536; a message of TLS that
    /// is longer is passed over
    #[arg(long, value_name = "OCTETS", default_value_t = Limits::default().octets,
        value_parser = octets)]
    max_octets: usize,
    /// Octets that are held for all connections together, at least 65536
    #[arg(long, value_name = "OCTETS", default_value_t = Limits::default().total_octets,
        value_parser = octets)]
    max_total_octets: usize,
    /// After so many seconds without a segment a connection is forgotten
    #[arg(long, value_name = "SECONDS", default_value_t = Limits::default().idle.as_secs(),
        value_parser = RangedU64ValueParser::<u64>::new().range(1..))]
    idle: u64,
}

/// As many as the longest segment has.
fn octets(text: &str) -> Result<usize, &'static str> {
    let octets = text.parse().ok().filter(|octets| *octets >= 65_536);
    octets.ok_or("not a number of octets, at least 65536")
}

impl LimitsArgs {
    pub(super) fn limits(self) -> Limits {
        Limits {
            flows: self.max_flows,
            octets: self.max_octets,
            total_octets: self.max_total_octets,
            idle: Duration::from_secs(self.idle),
        }
    }
}
