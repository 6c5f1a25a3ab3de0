//! Reading ahead of whoever reads a capture, in a thread of its own.

use std::io::{self, Read};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;

use super::{Batch, CaptureError, CaptureReader, Item};

/// So many batches wait at most.
const WAITING: usize = 2;

/// Reads a capture to its end in a thread of its own, a few batches ahead. It is for files: where nothing
/// comes for long, the thread goes on waiting when this is dropped.
#[derive(Debug)]
pub struct Ahead<P> {
    batches: Receiver<Result<Batch<P>, CaptureError>>,
    used: SyncSender<Batch<P>>,
}

impl<P: Send + 'static> Ahead<P> {
    /// Begins to read. Batches that nobody waits for yet are looked at meanwhile.
    ///
    /// # Errors
    /// There is no thread to be had.
    pub fn new(
        mut reader: CaptureReader<impl Read + Send + 'static>,
        look: impl Fn(&Item<'_>) -> P + Send + 'static,
    ) -> io::Result<Self> {
        let (send, batches) = sync_channel(WAITING);
        let (used, spare) = sync_channel(WAITING + 2);
        let read = move || {
            loop {
                let mut batch = spare.try_recv().unwrap_or_default();
                let read = match reader.next_batch(&mut batch) {
                    Ok(true) => Ok(batch),
                    Ok(false) => return,
                    Err(error) => Err(error),
                };
                let is_sent = match send.try_send(read) {
                    Err(TrySendError::Full(Ok(mut batch))) => {
                        batch.look(&look);
                        send.send(Ok(batch)).is_ok()
                    }
                    Err(TrySendError::Full(Err(error))) => send.send(Err(error)).is_ok(),
                    sent => sent.is_ok(),
                };
                if !is_sent {
                    return;
                }
            }
        };
        thread::Builder::new().name("reading ahead".to_owned()).spawn(read)?;
        Ok(Self { batches, used })
    }

    /// Replaces a batch, which is used again, by the next one. `false` at the end of the file and after an
    /// error.
    ///
    /// # Errors
    /// Those of [`CaptureReader::next_item`], after what came before.
    pub fn next_batch(&mut self, batch: &mut Batch<P>) -> Result<bool, CaptureError> {
        let Ok(next) = self.batches.recv() else { return Ok(false) };
        // At its end nobody reads any more.
        let _ = self.used.try_send(std::mem::replace(batch, next?));
        Ok(true)
    }
}
