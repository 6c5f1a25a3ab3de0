//! Reading a capture to its end.

use std::io::{IsTerminal, Read, stdout};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::batches::{self, Listener};
use super::capture_file::CaptureFile;
use super::input::{self, Input};
use super::jobs::Seen;
use super::key_log_file::KeyLogFile;
use super::lock::lock;
use super::notices::Told;
use super::output::Output;
use super::tally::Extent;
use crate::capture::{Batch, CaptureError, Item, Part, Timestamp};
use crate::element::Judge;
use crate::ending::{Failure, Verdict};
use crate::input::Source;
use crate::scan::{Scan, Settings};
use crate::tls::KeyLog;
use crate::usage::shown;

/// After so long a key log is asked whether it has grown.
const POLL: Duration = Duration::from_millis(50);

/// How a scan begins.
pub(super) type New = fn(Settings, KeyLog, Judge) -> Scan;

/// Prints the elements of a capture. A file is read once, or twice where secrets come too late in it.
pub(super) fn read(
    source: &Source,
    begin: &dyn Fn(New, KeyLog) -> Scan,
    mut files: Vec<KeyLogFile>,
    output: Output,
) -> Result<Verdict, Failure> {
    let unreadable = |error: &dyn std::fmt::Display| {
        let path = shown(&source.to_string(), "the path given as FILE");
        Failure::Unreadable(format!("{path}: {error}"))
    };
    let mut key_log = KeyLog::new();
    let mut add = |text: &[u8]| {
        key_log.add(text);
    };
    files.iter_mut().try_for_each(|file| file.read(&mut add))?;
    let (mut files, ended): (Vec<_>, Vec<_>) = files.into_iter().partition(KeyLogFile::may_grow);
    let finish = |file: KeyLogFile| file.finish(&mut add);
    let mut told: Vec<Told> = ended.into_iter().filter_map(finish).collect();
    let input = Input::open(source).map_err(|error| unreadable(&error))?;
    let (new, file, mut pipe): (New, _, _) = match input {
        Input::File(file) => {
            told.extend(files.drain(..).filter_map(|file| file.finish(&mut add)));
            (Scan::holding, Some(file), None)
        }
        Input::Pipe(pipe) => {
            let (pipe, may_hold) =
                input::may_hold_secrets(pipe).map_err(|error| unreadable(&error))?;
            key_log.set_more_may_come(may_hold || !files.is_empty());
            (Scan::new, None, Some(pipe))
        }
    };
    let scan = begin(new, key_log);
    let (is_live, failure, first, again) = (file.is_none(), None, None, false);
    let (flushes, unsettled) = (is_live || stdout().is_terminal(), file.clone());
    let state =
        State { scan, output, files, told, failure, first, is_live, unsettled, again, flushes };
    let mut state = Mutex::new(state);
    let (ended, read) = loop {
        let ended = match (&file, pipe.take()) {
            (Some(file), _) => batches::of_file(file, &state),
            (None, Some(pipe)) => read_live(pipe, &state),
            (None, None) => Ok(()),
        };
        let mut read = state.into_inner().unwrap_or_else(PoisonError::into_inner);
        if !std::mem::take(&mut read.again) {
            break (ended, read);
        }
        read.scan = begin(Scan::ordered, read.scan.take_key_log());
        (read.first, read.unsettled) = (None, None);
        state = Mutex::new(read);
    };
    let finished = read.finish(ended.as_ref().err());
    ended.map_err(|error| unreadable(&error)).and(finished)
}

/// What the threads share: those that read the capture, and one that asks the key logs.
struct State {
    scan: Scan,
    output: Output,
    /// Key logs that may grow; of a file's none.
    files: Vec<KeyLogFile>,
    /// What is told of key logs at the end.
    told: Vec<Told>,
    /// Why a key log can't be read on.
    failure: Option<Failure>,
    /// When the first frame with a time was captured.
    first: Option<Timestamp>,
    /// The capture comes through a pipe.
    is_live: bool,
    /// A file whose secrets may not all be known: nothing was told of it yet.
    unsettled: Option<CaptureFile>,
    /// It is to be read again from its start, with the secrets that are known then.
    again: bool,
    /// Somebody waits for each line.
    flushes: bool,
}

/// Reads what comes through a pipe, and meanwhile what is added to key logs.
fn read_live(pipe: Box<dyn Read>, state: &Mutex<State>) -> Result<(), CaptureError> {
    let is_alone = lock(state).files.is_empty();
    if is_alone {
        return batches::of_pipe(pipe, state);
    }
    let (done, until_done) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(|| poll(until_done, state));
        let read = batches::of_pipe(pipe, state);
        drop(done);
        read
    })
}

/// Asks the key logs again and again.
fn poll(until_done: Receiver<()>, state: &Mutex<State>) {
    while let Err(RecvTimeoutError::Timeout) = until_done.recv_timeout(POLL) {
        lock(state).ask_key_logs();
    }
}

impl Listener for State {
    fn hear(&mut self, batch: &Batch<Seen>) -> bool {
        if !self.again {
            self.first = self.first.or_else(|| batch.first_time());
            if batch.parts().all(|part| self.take(&part)) {
                self.scan.passed(batch.last_mark());
                return true;
            }
        }
        // Before it is read again all that is in it is to be known.
        let gathers = self.again && self.unsettled.is_some();
        if gathers {
            for item in batch.items() {
                if let Item::Secrets(text) = item {
                    self.scan.learn(text);
                }
            }
        }
        gathers
    }
}

impl State {
    /// Takes what comes next, and says whether anybody wants more.
    fn take(&mut self, part: &Part<'_, Seen>) -> bool {
        let mut at = 0;
        while let Some(item) = self.scan.skim(part, &mut at) {
            if !self.look_at(item) {
                return false;
            }
        }
        true
    }

    #[inline(never)]
    fn look_at(&mut self, item: Item<'_>) -> bool {
        let Self { scan, output, .. } = self;
        match item {
            Item::Frame(frame) => {
                scan.frame(&frame, &mut |report| output.tell(report));
                if scan.holds_too_much() {
                    self.settle();
                }
            }
            Item::Secrets(text) if self.is_live => {
                scan.add_secrets(text, true, &mut |report| output.tell(report));
            }
            // What came before was read without them, if anything did.
            Item::Secrets(text) if self.unsettled.is_some() => {
                self.again = scan.learn(text) && scan.frames() > 0;
            }
            Item::Secrets(_) => {}
        }
        if self.flushes {
            self.output.flush();
        }
        !self.output.is_broken() && !self.again
    }

    /// Gathers the secrets of the whole file before any of it is told.
    fn settle(&mut self) {
        let Self { scan, output, unsettled, again, .. } = self;
        let Some(file) = unsettled.take() else { return };
        file.secrets(&mut |text| *again |= scan.learn(text));
        if !*again {
            scan.let_go(&mut |report| output.tell(report));
        }
    }

    /// Reads on where there is something that waits for secrets.
    fn ask_key_logs(&mut self) {
        if self.failure.is_none() {
            self.failure = self.read_key_logs().err();
            self.output.flush();
        }
    }

    fn read_key_logs(&mut self) -> Result<(), Failure> {
        let Self { scan, output, files, .. } = self;
        let mut tell = |report| output.tell(report);
        files
            .iter_mut()
            .try_for_each(|file| file.read(&mut |lines| scan.add_secrets(lines, true, &mut tell)))
    }

    /// The capture has ended, or could not be read on.
    fn finish(mut self, error: Option<&CaptureError>) -> Result<Verdict, Failure> {
        let read = self.read_key_logs();
        let Self { mut scan, mut output, files, mut told, failure, first, .. } = self;
        let mut tell = |report| output.tell(report);
        for file in files {
            told.extend(file.finish(&mut |line| scan.add_secrets(line, true, &mut tell)));
        }
        scan.let_go(&mut tell);
        scan.add_secrets(&[], false, &mut tell);
        scan.finish(&mut tell);
        told.extend(Told::of_capture(&scan));
        told.iter().for_each(|notice| output.notice(notice));
        let (frames, flows, last) = (scan.frames(), scan.flows(), scan.last_time());
        let extent = Extent { frames, flows, first, last, secrets: scan.secrets() };
        // The process ends, and the system takes all of it at once; of many connections that is sooner.
        std::mem::forget(scan);
        let verdict = output.end(extent, error)?;
        failure.map_or(read, Err).map(|()| verdict)
    }
}
