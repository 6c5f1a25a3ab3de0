//! Seeds out of vector files.

use std::error::Error;
use std::fs;
use std::path::Path;

use rehome::tls::{ClientHello, Extensions, NewSessionTicket, OfferedPsks};
use rehome::wire::{Decode, Encode};
use rehome::{CodePoints, ExtensionType};
use rehome_oracles::vectors;
use serde_json::{Value, json};

use super::{Seeds, files};

/// Adds the octets of each test, and each test as a file of its own.
pub(super) fn add(seeds: &mut Seeds, testvectors: &Path) -> Result<(), Box<dyn Error>> {
    for vector in vectors::read(testvectors)? {
        seeds.add_structure(&vector.structure, &vector.octets);
        carried(seeds, &vector.octets, &vector.numbers.code_points);
    }
    for folder in
        [testvectors.to_owned(), testvectors.join("rulings"), testvectors.join("captures")]
    {
        for path in files(&folder)? {
            if path.extension().is_some_and(|it| it == "json") {
                let text = fs::read(&path)?;
                seeds.add("vector_json", &text);
                single_tests(seeds, &serde_json::from_slice(&text)?);
            }
        }
    }
    Ok(())
}

/// Adds what stands in a carrier, where that is one.
pub(super) fn carried(seeds: &mut Seeds, message: &[u8], code_points: &CodePoints) {
    let block = match message.first() {
        Some(1) => {
            let hello = ClientHello::from_bytes_with(message, code_points);
            hello.ok().and_then(|hello| hello.extensions)
        }
        Some(4) => {
            let ticket = NewSessionTicket::from_bytes_with(message, code_points);
            ticket.ok().map(|ticket| ticket.extensions)
        }
        _ => None,
    };
    for extension in block.iter().flat_map(Extensions::iter) {
        let octets = extension.to_vec();
        seeds.add("extension", &octets);
        seeds.add("migration_extension", &octets);
        let data = extension.extension_data.as_bytes();
        if extension.extension_type == ExtensionType::PRE_SHARED_KEY {
            seeds.add("offered_psks", data);
            let identities = OfferedPsks::from_bytes(data).map(|psks| psks.identities());
            for identity in identities.into_iter().flatten() {
                seeds.add("psk_identity", &identity.to_vec());
            }
        } else if extension.extension_type == code_points.migration_token() {
            seeds.add_structure("migration_token", data);
        }
    }
}

/// Adds a file for each test, which explains no more flags than that has.
fn single_tests(seeds: &mut Seeds, file: &Value) {
    let tests = file.get("tests").and_then(Value::as_array);
    for test in tests.into_iter().flatten() {
        let mut single = json!({});
        for key in ["format", "structure", "code_points"] {
            if let Some(member) = file.get(key) {
                single[key] = member.clone();
            }
        }
        single["tests"] = json!([test]);
        seeds.add("vector_json", single.to_string().as_bytes());
    }
}
