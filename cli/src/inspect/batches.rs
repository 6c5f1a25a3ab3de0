//! A capture, batch by batch.

use std::io::Read;

use super::capture_file::CaptureFile;
use crate::capture::{Ahead, Batch, CaptureError, CaptureReader, Item};
use crate::packet::{Glance, glance};

/// What a glance at a frame shows.
pub(super) type Seen = Option<Glance>;

/// The batches of a capture, and the last of them.
pub(super) struct Batches {
    source: Source,
    batch: Batch<Seen>,
}

enum Source {
    /// Each is read when it is wanted.
    Here(Box<CaptureReader<Box<dyn Read>>>),
    /// A thread is ahead.
    Ahead(Ahead<Seen>),
}

impl Batches {
    pub(super) fn of_file(file: &CaptureFile) -> Result<Self, CaptureError> {
        if file.is_worth_a_thread() {
            if let Ok(ahead) = Ahead::new(CaptureReader::new(file.clone())?, look) {
                return Ok(Self::over(Source::Ahead(ahead)));
            }
        }
        Self::of_pipe(Box::new(file.clone()))
    }

    pub(super) fn of_pipe(pipe: Box<dyn Read>) -> Result<Self, CaptureError> {
        Ok(Self::over(Source::Here(Box::new(CaptureReader::new(pipe)?))))
    }

    fn over(source: Source) -> Self {
        Self { source, batch: Batch::default() }
    }

    /// The next one, or `None` at the end of the file and after an error.
    pub(super) fn next(&mut self) -> Result<Option<&Batch<Seen>>, CaptureError> {
        let is_read = match &mut self.source {
            Source::Here(reader) => reader.next_batch(&mut self.batch)?,
            Source::Ahead(ahead) => ahead.next_batch(&mut self.batch)?,
        };
        if !is_read {
            return Ok(None);
        }
        // Unless the thread had time for it.
        self.batch.look(&look);
        Ok(Some(&self.batch))
    }

    /// Hands over the secrets of the last one, and of all that are left.
    pub(super) fn secrets(&mut self, add: &mut dyn FnMut(&[u8])) {
        loop {
            self.batch.each(|entry| {
                if let Item::Secrets(text) = entry.item() {
                    add(text);
                }
                true
            });
            // What can't be read here can't be read a second time, and is told then.
            let Ok(Some(_)) = self.next() else { return };
        }
    }
}

/// Sees what a glance at a frame shows.
#[inline(always)]
fn look(item: &Item<'_>) -> Seen {
    match item {
        Item::Frame(frame) => glance(frame.link_type(), frame.octets()),
        Item::Secrets(_) => None,
    }
}
