//! A capture whose secrets are not all known when its frames are read, so that it may have to be read
//! again.

use super::{Order, Report, Scan, Settings};
use crate::element::Judge;
use crate::tls::KeyLog;

impl Scan {
    /// As [`Scan::ordered`], but however much there is, nothing is told before [`Scan::let_go`].
    pub fn holding(settings: Settings, key_log: KeyLog, judge: Judge) -> Self {
        Self { order: Some(Box::new(Order::waiting())), ..Self::ordered(settings, key_log, judge) }
    }

    /// Whether more is held than should be. To be asked after each frame.
    pub fn holds_too_much(&self) -> bool {
        self.order.as_ref().is_some_and(|order| order.waits && order.is_full())
    }

    /// Goes on as [`Scan::ordered`].
    pub fn let_go(&mut self, sink: &mut dyn FnMut(Report)) {
        let is_full = self.holds_too_much();
        if let Some(order) = &mut self.order {
            order.waits = false;
        }
        if is_full {
            self.release(false, sink);
        }
    }

    /// Adds secrets only for what is read from now on. Says whether any is new.
    pub fn learn(&mut self, text: &[u8]) -> bool {
        self.reader.key_log.add(text)
    }

    /// The secrets that are known, for another scan.
    pub fn take_key_log(&mut self) -> KeyLog {
        std::mem::take(&mut self.reader.key_log)
    }
}
