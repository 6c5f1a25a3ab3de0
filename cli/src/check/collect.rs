//! The vector files of a folder.

use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

/// Something in a folder that might be a vector file.
#[derive(Debug)]
pub(super) enum Found {
    /// A file to look into.
    File(PathBuf),
    /// Something that isn't opened, and why.
    Skipped(PathBuf, &'static str),
    /// Something that can't be reached, and why.
    Unreadable(PathBuf, String),
}

/// Every `*.json` below a folder, in the order of their names, and whether it is written so or
/// `*.JSON`. Links to files are followed; links to folders are told but not followed, so the walk ends.
pub(super) fn vector_files(folder: &Path) -> impl Iterator<Item = Found> {
    let entries = WalkDir::new(folder).sort_by_file_name();
    let folder = folder.to_owned();
    entries.into_iter().filter_map(move |entry| match entry {
        Ok(entry) => candidate(entry),
        Err(error) => {
            let path = error.path().unwrap_or(&folder).to_owned();
            let message = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
            Some(Found::Unreadable(path, message))
        }
    })
}

fn candidate(entry: DirEntry) -> Option<Found> {
    // The folder itself may be a link: it was asked for.
    let link = entry.depth() > 0 && entry.path_is_symlink();
    let path = entry.into_path();
    if path.is_dir() {
        return link.then_some(Found::Skipped(path, "a link to a folder is not followed"));
    }
    if !path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
        return None;
    }
    match path.metadata() {
        Ok(metadata) if metadata.is_file() => Some(Found::File(path)),
        Ok(_) => Some(Found::Skipped(path, "not a regular file")),
        Err(error) => Some(Found::Unreadable(path, error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{create_dir_all, write};

    use super::*;

    /// The names found below a folder, with a mark for what isn't a file to look into.
    fn names(folder: &Path) -> Vec<String> {
        let name = |path: PathBuf| path.strip_prefix(folder).unwrap().display().to_string();
        vector_files(folder)
            .map(|found| match found {
                Found::File(path) => name(path),
                Found::Skipped(path, _) => format!("skipped {}", name(path)),
                Found::Unreadable(path, _) => format!("unreadable {}", name(path)),
            })
            .collect()
    }

    #[test]
    fn json_files_of_all_depths_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        create_dir_all(path.join("b/deep.json/x")).unwrap();
        for file in
            ["c.json", "a.json", "b/z.json", "b/deep.json/x/1.json", "d.JSON", "a.txt", "json"]
        {
            write(path.join(file), "").unwrap();
        }
        assert_eq!(names(path), ["a.json", "b/deep.json/x/1.json", "b/z.json", "c.json", "d.JSON"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_neither_loop_nor_hide() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        write(path.join("a.json"), "").unwrap();
        symlink(path, path.join("loop")).unwrap();
        symlink(path, path.join("loop.json")).unwrap();
        symlink("a.json", path.join("b.json")).unwrap();
        symlink("nowhere", path.join("c.json")).unwrap();
        symlink("/dev/null", path.join("d.json")).unwrap();
        assert_eq!(
            names(path),
            [
                "a.json",
                "b.json",
                "unreadable c.json",
                "skipped d.json",
                "skipped loop",
                "skipped loop.json"
            ]
        );
        assert_eq!(names(&path.join("loop")), names(path));
    }
}
