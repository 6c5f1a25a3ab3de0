//! What is told of a whole capture, put in the order of its frames.

use rehome::CodePoints;
use rehome::tls::ClientHello;
use rehome::wire::Decode;

use super::account::Account;
use super::report::{Notice, Report};
use crate::element::{Element, Judge, Kind, Place};

/// So many octets are held, by and large.
const MOST: usize = 64 << 20;
/// What a report takes beside an element's octets.
const REPORT: usize = 1 << 10;

/// Reports that are held until the capture has ended: one that waited for another stream may have a
/// frame before theirs, and what is a verdict's ground may stand anywhere.
#[derive(Debug, Default)]
pub(super) struct Order {
    reports: Vec<Report>,
    held: usize,
    /// Somebody says when it is released.
    pub(super) waits: bool,
}

impl Order {
    pub(super) fn waiting() -> Self {
        Self { waits: true, ..Self::default() }
    }

    pub(super) fn push(&mut self, report: Report) {
        let octets = match &report {
            Report::Element(element) => {
                let frames = match &element.place {
                    Place::Stream { frames, .. } => frames.len(),
                    Place::Frame(_) => 0,
                };
                // Once as they came, and up to thrice as they stand in the value.
                element.octets.len().saturating_add(frames.saturating_mul(2)).saturating_mul(4)
            }
            Report::Finding(finding) => finding.message.len(),
            Report::Story(story) => story.cost(),
            Report::Notice(_) => 0,
        };
        self.held = self.held.saturating_add(octets).saturating_add(REPORT);
        self.reports.push(report);
    }

    /// Whether no more should be held.
    pub(super) fn is_full(&self) -> bool {
        self.held > MOST
    }

    /// Hands over all, with the verdicts, and what there is to be found with them; at the end also of the
    /// stories.
    pub(super) fn release(
        mut self,
        judge: &mut Judge,
        code_points: &CodePoints,
        account: Option<(&mut Account, bool)>,
        sink: &mut dyn FnMut(Report),
    ) {
        judge.defer(false);
        self.reports.sort_by_key(frame);
        let mut found = Vec::new();
        let mut push = |report| found.push(report);
        let mut account = account;
        for report in &mut self.reports {
            let Report::Element(element) = report else { continue };
            element.verdict = verdict(element, judge, code_points);
            if let Some((account, _)) = &mut account {
                account.verdict(element, &mut push);
            }
        }
        if let Some((account, true)) = account {
            account.settle(&mut push);
        }
        self.reports.append(&mut found);
        self.reports.sort_by_key(frame);
        self.reports.into_iter().for_each(sink);
    }
}

fn frame(report: &Report) -> u64 {
    match report {
        Report::Element(element) => element.frame.number,
        Report::Notice(Notice::Flow(notice)) => notice.frame.number,
        Report::Notice(Notice::Tls(_, _, notice)) => notice.frame.number,
        Report::Finding(finding) => finding.frame.number,
        // They come last.
        Report::Story(_) => u64::MAX,
    }
}

fn verdict(element: &Element, judge: &mut Judge, code_points: &CodePoints) -> Option<&'static str> {
    if element.kind != Kind::ClientHello {
        return None;
    }
    let hello = ClientHello::from_bytes_with(&element.octets, code_points).ok()?;
    judge.verdict(element.flow?, &hello, element.frame.time)
}
