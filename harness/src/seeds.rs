//! The seeds: what of test vectors and captures is worth to begin with, for each target.
//!
//! They depend on nothing but those files, so that what is committed can be held against them.

mod capture;
mod pcapng;
mod vector;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use rehome_oracles::STRUCTURES;
use sha1::{Digest, Sha1};

/// A fuzzer is slow on longer inputs, which find nothing that shorter ones don't.
const LONGEST: usize = 8 << 10;

/// Targets whose input stands for choices: any octets do to begin with.
const STRUCTURED: [&str; 9] = [
    "any_value",
    "other_numbers",
    "built_client_hello",
    "built_new_session_ticket",
    "built_segment",
    "protected_records",
    "reassembler",
    "tcp_migrate",
    "token_verification",
];

/// The seeds of each target, by its name.
#[derive(Debug, Default)]
pub struct Seeds(BTreeMap<String, BTreeSet<Vec<u8>>>);

impl Seeds {
    /// All that the test vectors in a folder give, and the captures in the folder `captures` in it.
    ///
    /// # Errors
    /// A file can't be read, or is not as its README says.
    pub fn read(testvectors: &Path) -> Result<Self, Box<dyn Error>> {
        let mut seeds = Self::default();
        vector::add(&mut seeds, testvectors)?;
        for path in files(&testvectors.join("captures"))? {
            if path.extension().is_some_and(|it| it == "pcap" || it == "pcapng") {
                capture::add(&mut seeds, &path)?;
            }
        }
        Ok(seeds)
    }

    /// Those of a target.
    pub fn of(&self, target: &str) -> impl Iterator<Item = &[u8]> {
        self.0.get(target).into_iter().flatten().map(Vec::as_slice)
    }

    /// Adds a seed, unless it is too long.
    fn add(&mut self, target: &str, octets: &[u8]) {
        if octets.len() <= LONGEST {
            self.0.entry(target.to_owned()).or_default().insert(octets.to_vec());
        }
    }

    /// Adds what is one structure, and what others read of the same octets.
    fn add_structure(&mut self, structure: &str, octets: &[u8]) {
        if STRUCTURES.contains(&structure) {
            self.add(structure, octets);
        }
        let others: &[&str] = match structure {
            "migration_token" | "token_verification" => {
                for server in 0..4 {
                    self.add("token_verification", &[&[0, server], octets].concat());
                }
                &["migration_token", "migration_token_against_declaration"]
            }
            "client_hello" => &["client_hello_against_tls_parser", "handshake"],
            "new_session_ticket" | "migrate_request" => &["handshake"],
            "migrate_notify" => &["alert"],
            "tcp_options" => &["options_against_etherparse", "options_against_smoltcp"],
            _ => &[],
        };
        others.iter().for_each(|target| self.add(target, octets));
        if octets.len() <= 1024 {
            STRUCTURED.iter().for_each(|target| self.add(target, octets));
        }
    }
}

/// What a seed's file is called: half of its hash, where a fuzzer takes all of it.
#[must_use]
pub fn name(octets: &[u8]) -> String {
    let hash = Sha1::digest(octets);
    hash.iter().take(8).map(|octet| format!("{octet:02x}")).collect()
}

/// The files in a folder, in order.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut files = entries.collect::<Result<Vec<_>, Box<dyn Error>>>()?;
    files.sort();
    Ok(files)
}
