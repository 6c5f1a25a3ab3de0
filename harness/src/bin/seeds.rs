//! Writes the seeds of every target into a folder of its name below the folder that is given.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use rehome_harness::TARGETS;
use rehome_harness::seeds::{Seeds, name};

fn main() -> Result<(), Box<dyn Error>> {
    let folder: PathBuf = env::args_os().nth(1).ok_or("usage: seeds FOLDER")?.into();
    let seeds = Seeds::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../testvectors"))?;
    for target in TARGETS {
        let folder = folder.join(target.name);
        fs::create_dir_all(&folder)?;
        let mut count = 0;
        for octets in seeds.of(target.name) {
            fs::write(folder.join(name(octets)), octets)?;
            count += 1;
        }
        println!("{count:5} {}", target.name);
    }
    Ok(())
}
