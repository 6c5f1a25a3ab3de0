//! A bar on the terminal while a large capture is read.

use std::path::Path;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle};

/// Captures from this size on show a bar; smaller ones are read at once.
const LARGE: u64 = 32 << 20;

/// On standard error, and only where that is a terminal; it goes when it is dropped.
pub(super) fn bar(size: u64, path: &Path) -> ProgressBar {
    if size < LARGE {
        return ProgressBar::hidden();
    }
    let name =
        path.file_name().unwrap_or_default().to_string_lossy().replace(char::is_control, "?");
    ProgressBar::with_draw_target(Some(size), ProgressDrawTarget::stderr())
        .with_style(style())
        .with_message(name)
        .with_finish(ProgressFinish::AndClear)
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{msg} {wide_bar} {bytes}/{total_bytes} {eta}")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}
