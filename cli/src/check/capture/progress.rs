//! A bar on the terminal while a large capture is read.

use std::path::Path;
use std::sync::LazyLock;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle};

/// Captures from this size on show a bar; smaller ones are read at once.
const LARGE: u64 = 32 << 20;

/// The bars of all captures that are read at once. Together they know where on the terminal they stand.
static BARS: LazyLock<MultiProgress> =
    LazyLock::new(|| MultiProgress::with_draw_target(ProgressDrawTarget::stderr()));

/// Does something that writes to the terminal, while no bar is there.
pub(in crate::check) fn aside<T>(act: impl FnOnce() -> T) -> T {
    BARS.suspend(act)
}

/// On standard error, and only where that is a terminal; it goes when it is dropped.
pub(super) fn bar(size: u64, path: &Path) -> ProgressBar {
    if size < LARGE {
        return ProgressBar::hidden();
    }
    let name =
        path.file_name().unwrap_or_default().to_string_lossy().replace(char::is_control, "?");
    BARS.add(ProgressBar::new(size))
        .with_style(style())
        .with_message(name)
        .with_finish(ProgressFinish::AndClear)
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{msg} {wide_bar} {bytes}/{total_bytes} {eta}")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}
