//! A step for people.

use std::io::{self, Write};

use crate::finding::Id;
use crate::inspect::elapsed::Elapsed;
use crate::inspect::human::style::{self, QUIET, styled};
use crate::story::{Step, StepKind};
use crate::usage::Plain;

/// A line before its columns are aligned.
pub(super) struct Line<'a> {
    pub(super) step: &'a Step,
    pub(super) frame: String,
    pub(super) after: String,
    pub(super) flow: String,
    pub(super) found: Vec<Id>,
}

impl<'a> Line<'a> {
    pub(super) fn new(step: &'a Step, after: Option<Elapsed>) -> Self {
        Self {
            step,
            frame: step.frame.number.to_string(),
            after: after.map_or_else(|| "?".to_owned(), |after| format!("{after:+}")),
            flow: step.flow.map_or_else(|| "-".to_owned(), |flow| format!("#{flow}")),
            found: Vec::new(),
        }
    }

    pub(super) fn write(&self, widths: [usize; 4], out: &mut dyn Write) -> io::Result<()> {
        let Self { step, frame, after, flow, found } = self;
        let [frames, afters, flows, kind] = widths;
        let code = step.kind.code();
        write!(out, "{frame:>frames$}  {QUIET}{after:>afters$}{QUIET:#}  {flow:flows$}  ")?;
        styled(out, style::step(step.kind), &code)?;
        let mut gap = kind.saturating_sub(code.len()) + 2;
        let mut said =
            |out: &mut dyn Write| write!(out, "{:1$}", "", std::mem::replace(&mut gap, 2));
        if step.kind == StepKind::Contact {
            said(out)?;
            write!(out, "{} > {}", step.source, step.destination)?;
        }
        if !step.detail.is_empty() {
            said(out)?;
            write!(out, "{}", Plain(&step.detail))?;
        }
        if let Some(verdict) = step.verdict {
            said(out)?;
            styled(out, style::verdict(verdict), &format_args!("verdict {verdict}"))?;
        }
        for id in found {
            said(out)?;
            styled(out, style::severity(id.severity()), &format_args!("! {id}"))?;
        }
        writeln!(out)
    }
}
