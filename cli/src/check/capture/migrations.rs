//! The secrets behind Migrate options of a capture, held against the Migrate SYNs in it.

use std::collections::HashMap;

use rehome::CodePoints;
use rehome::tcp::{TcpHeader, TcpOption};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::without_secret;
use crate::check::outcome::{Failure, Problem};
use crate::check::structures::{self, Given};
use crate::element::{Element, Kind};
use crate::flow::opens;
use crate::value::json::object;
use crate::value::model::{Octets, array};

/// The structure whose input and value stand in each of them.
const STRUCTURE: &str = "tcp_migrate_auth";

/// What the description of a capture says of accepted migrations.
#[derive(Debug, Default)]
pub(super) struct Migrations {
    /// The Migrate SYNs that were not found yet, each with its number in the description.
    awaited: HashMap<MigrateSyn, u64>,
    failures: Vec<Failure>,
}

/// What tells a Migrate SYN from others.
#[derive(Debug, PartialEq, Eq, Hash)]
struct MigrateSyn {
    seqno: u32,
    reqno_octet: u8,
    token: [u8; 8],
    request: [u8; 8],
}

/// What stands in its clear.
#[derive(Debug, Deserialize)]
struct Described {
    seqno: u32,
    reqno_octet: u8,
    token: Octets,
    request: Octets,
}

impl Migrations {
    /// Computes each of them. No error shows a key.
    pub(super) fn read(list: Option<&Value>, code_points: &CodePoints) -> Result<Self, String> {
        let mut migrations = Self::default();
        let Some(list) = list else { return Ok(migrations) };
        let list = list.as_array().ok_or("`tcp_migrate` is not a list")?;
        for (number, migration) in (1..).zip(list) {
            match MigrateSyn::described(migration, code_points) {
                Ok(syn) => drop(migrations.awaited.entry(syn).or_insert(number)),
                Err(problem) => migrations.failures.push(failure(number, problem)),
            }
        }
        Ok(migrations)
    }

    /// The capture carries this.
    pub(super) fn found(&mut self, element: &Element) {
        if element.kind == Kind::TcpSegment && !self.awaited.is_empty() {
            let syn = MigrateSyn::captured(&element.octets);
            syn.and_then(|syn| self.awaited.remove(&syn));
        }
    }

    /// What does not hold, of a capture that was read to its end or not.
    pub(super) fn failures(self, is_whole: bool) -> impl Iterator<Item = Failure> {
        let mut missing: Vec<u64> = self.awaited.into_values().filter(|_| is_whole).collect();
        missing.sort_unstable();
        let missing = missing.into_iter().map(|number| {
            failure(number, Problem::new("no SYN of the capture carries this Migrate option"))
        });
        self.failures.into_iter().chain(missing)
    }
}

impl MigrateSyn {
    /// That of a description, if its token and request come of the rest.
    fn described(migration: &Value, code_points: &CodePoints) -> Result<Self, Problem> {
        let check = structures::find(STRUCTURE).ok_or_else(|| Problem::new(STRUCTURE))?;
        let value = ["token", "request"]
            .into_iter()
            .filter_map(|name| Some((name.to_owned(), migration.get(name)?.clone())));
        let given = Given { octets: Vec::new(), input: Some(migration), code_points };
        (check.valid)(&given, &Value::Object(Map::from_iter(value)))?;
        let its: Described = object(migration).map_err(Problem::new)?;
        Ok(Self {
            seqno: its.seqno,
            reqno_octet: its.reqno_octet,
            token: *array(&its.token, "token").map_err(Problem::new)?,
            request: *array(&its.request, "request").map_err(Problem::new)?,
        })
    }

    /// That of a segment, by its header.
    fn captured(header: &[u8]) -> Option<Self> {
        let (header, _) = TcpHeader::from_segment_options_unvalidated(header).ok()?;
        if !opens(header.flags) {
            return None;
        }
        header.options.known().find_map(|option| match option {
            Ok(TcpOption::Migrate(migrate)) => Some(Self {
                seqno: header.sequence_number,
                reqno_octet: migrate.reqno,
                token: *migrate.token,
                request: *migrate.request,
            }),
            _ => None,
        })
    }
}

fn failure(number: u64, problem: Problem) -> Failure {
    let text = format!("number {number} of `tcp_migrate`: {}", without_secret(problem.text));
    Problem { text, ..problem }.of_file()
}
