//! The test vectors, as far as tests and benches need them: what each gives, and what comes of it.

use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rehome::{AlertDescription, CodePoints, ExtensionType, HandshakeType};
use serde_json::Value;

use crate::Numbers;

/// One test of a vector file.
#[derive(Clone, Debug)]
pub struct Vector {
    /// File, id and comment, for messages.
    pub name: String,
    /// The structure's name.
    pub structure: String,
    /// The numbers that the file goes by.
    pub numbers: Numbers,
    /// The octets to be decoded.
    pub octets: Vec<u8>,
    /// What stands beside them, for structures on keys; null for others.
    pub input: Value,
    /// What comes of it; null where that is a refusal.
    pub value: Value,
    /// The reason for which they are refused; none where they are valid.
    pub reason: Option<String>,
}

/// Reads every vector in `folder` and the folders in it; captures are left out.
///
/// # Errors
/// A file or folder cannot be read, or a `.json` of the format is not as its README says.
pub fn read(folder: &Path) -> Result<Vec<Vector>, Box<dyn Error>> {
    let mut vectors = Vec::new();
    for path in json_files(folder)? {
        let file: Value = serde_json::from_str(&fs::read_to_string(&path)?)?;
        let ours = file["format"].as_str() == Some("rehome-vectors/1");
        if ours && file["structure"].as_str() != Some("capture") {
            let name = path.strip_prefix(folder)?.display().to_string();
            vectors.extend(tests(&name, &file).ok_or_else(|| format!("{name} is no vector file"))?);
        }
    }
    Ok(vectors)
}

/// The `.json` files in a folder and the folders in it, in order.
fn json_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut entries =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    entries.sort();
    let mut files = Vec::new();
    for path in entries {
        if path.is_dir() {
            files.extend(json_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    Ok(files)
}

fn tests(name: &str, file: &Value) -> Option<Vec<Vector>> {
    let structure = file["structure"].as_str()?;
    let numbers = Numbers { code_points: code_points(&file["code_points"])?, ..Numbers::default() };
    let vector = |test: &Value| {
        let reason = match test["result"].as_str()? {
            "valid" => None,
            "invalid" => Some(test["reason"].as_str()?.to_owned()),
            _ => return None,
        };
        Some(Vector {
            name: format!("{name} {}: {}", test["id"].as_u64()?, test["comment"].as_str()?),
            structure: structure.to_owned(),
            numbers,
            octets: from_hex(test["hex"].as_str()?)?,
            input: test["input"].clone(),
            value: test["value"].clone(),
            reason,
        })
    };
    file["tests"].as_array()?.iter().map(vector).collect()
}

/// The defaults where the file names none.
fn code_points(named: &Value) -> Option<CodePoints> {
    let mut set = CodePoints::builder();
    for (name, number) in named.as_object().into_iter().flatten() {
        let number = u16::try_from(number.as_u64()?).ok()?;
        set = match name.as_str() {
            "migration_support" => set.migration_support(ExtensionType(number)),
            "migration_allowed" => set.migration_allowed(ExtensionType(number)),
            "migration_token" => set.migration_token(ExtensionType(number)),
            "migrate_notify" => set.migrate_notify(AlertDescription(number.try_into().ok()?)),
            "migrate_request" => set.migrate_request(HandshakeType(number.try_into().ok()?)),
            _ => return None,
        };
    }
    set.build().ok()
}

/// The octets that a text in hexadecimal stands for; spaces in it count for nothing.
#[must_use]
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .filter(|c| *c != ' ')
        .map(|c| c.to_digit(16).and_then(|digit| digit.try_into().ok()))
        .collect();
    let digits = digits?;
    (digits.len() % 2 == 0).then(|| digits.chunks(2).map(octet).collect())
}

fn octet(digits: &[u8]) -> u8 {
    digits.iter().fold(0, |octet, digit| octet << 4 | digit)
}
