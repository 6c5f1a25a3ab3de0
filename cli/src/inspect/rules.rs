//! The arguments by which is judged.

use std::time::Duration;

use clap::Args;
use clap::builder::RangedU64ValueParser;

use crate::finding::{Id, Rules};
use crate::value::Numbers;

/// The arguments; what is not given has the default.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Findings")]
pub(super) struct RulesArgs {
    /// A token may be issued for so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = Rules::default().max_lifetime.as_secs(),
        value_parser = RangedU64ValueParser::<u64>::new().range(1..))]
    max_lifetime: u64,
    /// Findings that are neither told nor counted, by their ids, any number of times
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    allow: Vec<Id>,
}

impl RulesArgs {
    pub(super) fn rules(&self, Numbers { code_points, kinds }: Numbers) -> Rules {
        Rules { code_points, kinds, max_lifetime: Duration::from_secs(self.max_lifetime) }
    }

    /// The findings that don't count.
    pub(super) fn allowed(&self) -> &[Id] {
        &self.allow
    }
}
