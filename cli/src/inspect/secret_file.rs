//! Files with a secret a line.

use std::fmt::Display;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use zeroize::Zeroizing;

use crate::ending::Failure;
use crate::usage::shown;

/// The largest file.
const MOST: usize = 4 << 20;

/// Hands over the lines of a file that is given with `argument`; empty ones and those that begin with
/// `#` do not count. A file without a line of this `form` is refused.
pub(super) fn read(
    argument: &str,
    form: &str,
    path: &Path,
    each: &mut dyn FnMut(&[u8]) -> Result<(), String>,
) -> Result<(), Failure> {
    let unreadable = |error: &dyn Display| {
        let path = format!("{argument} {}", path.display());
        let path = shown(&path, &format!("the path given with {argument}")).to_owned();
        Failure::Unreadable(format!("{path}: {error}"))
    };
    let text = read_text(path).map_err(|error| unreadable(&error))?;
    let mut lines = 0_u64;
    for (number, line) in (1..).zip(text.split(|octet| *octet == b'\n')) {
        let line = line.trim_ascii();
        if line.is_empty() || line.starts_with(b"#") {
            continue;
        }
        each(line).map_err(|error| unreadable(&format_args!("line {number}: {error}")))?;
        lines += 1;
    }
    match lines {
        0 => Err(unreadable(&format_args!("no line {form} in it"))),
        _ => Ok(()),
    }
}

/// Into a buffer that never grows, so that nothing is left behind when it is wiped.
fn read_text(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut text = Zeroizing::new(Vec::with_capacity(MOST + 1));
    let most = u64::try_from(MOST).unwrap_or(u64::MAX);
    File::open(path)?.take(most + 1).read_to_end(&mut text)?;
    if text.len() > MOST {
        return Err(io::Error::other(format!("more than {MOST} octets")));
    }
    Ok(text)
}
