//! The course of a story, read off its steps.

use std::net::SocketAddr;

use super::{Outcome, Step, StepKind};
use crate::capture::FrameId;

/// Where a session is, and what came of its last move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// What came of the last move.
    pub outcome: Outcome,
    /// Each move that was made: the frame in which it began and that in which it was accepted.
    pub moves: Vec<[FrameId; 2]>,
    /// The connection in which the session is.
    home: Option<u64>,
    /// The server that it is at.
    server: Option<SocketAddr>,
    /// Connections in which it is tried to go on, with the frame of each contact.
    tries: Vec<(u64, FrameId)>,
    /// The frame in which the client was told to move, since it last did.
    told: Option<FrameId>,
}

impl Course {
    /// By the steps, in the order of their frames.
    pub(super) fn of<'a>(steps: impl IntoIterator<Item = &'a Step>) -> Self {
        let mut course = Self {
            outcome: Outcome::Stayed,
            moves: Vec::new(),
            home: None,
            server: None,
            tries: Vec::new(),
            told: None,
        };
        steps.into_iter().for_each(|step| course.go(step));
        course
    }

    /// The server that the session is at.
    pub(super) fn server(&self) -> Option<SocketAddr> {
        self.server
    }

    /// Whether the session is in a connection.
    pub(super) fn is_at(&self, flow: u64) -> bool {
        self.home == Some(flow)
    }

    fn go(&mut self, step: &Step) {
        let Some(flow) = step.flow else { return };
        let is_tried = self.tries.iter().any(|(tried, _)| *tried == flow);
        let is_home = self.home == Some(flow);
        match step.kind {
            StepKind::Contact if self.home.is_none() && self.tries.is_empty() => {
                (self.home, self.server) = (Some(flow), Some(step.destination));
            }
            StepKind::Contact => {
                self.tries.push((flow, step.frame));
                if self.told.is_some() {
                    self.outcome = Outcome::Unanswered;
                }
            }
            // Elsewhere nobody can tell the client what to do with the session.
            StepKind::Trigger if is_home => {
                (self.told, self.outcome) = (Some(step.frame), Outcome::NeverContacted);
                self.tries.clear();
            }
            StepKind::Attempt => self.attempt(flow, step, is_home),
            StepKind::Anew if is_tried => self.outcome = Outcome::Anew,
            StepKind::Accept => self.accept(flow, step),
            StepKind::Refuse if is_tried => self.outcome = Outcome::Refused,
            StepKind::Alert if is_tried => self.outcome = Outcome::Failed,
            StepKind::Reset if is_tried && !step.is_by_client => self.outcome = Outcome::Failed,
            _ => {}
        }
    }

    fn attempt(&mut self, flow: u64, step: &Step, is_home: bool) {
        // What is to be refused undoes no move: anybody may have sent it.
        let is_good = matches!(step.verdict, None | Some("valid" | "unknown_session"));
        if !is_good && self.outcome == Outcome::Moved {
            return self.tries.retain(|(tried, _)| *tried != flow);
        }
        // The story begins with the attempt.
        if is_home && self.moves.is_empty() {
            (self.home, self.server) = (None, None);
            self.tries.push((flow, step.frame));
        }
        self.outcome = Outcome::Unanswered;
    }

    /// The other connections that were tried are of the same move, and come to nothing.
    fn accept(&mut self, flow: u64, step: &Step) {
        let Some((_, contact)) = self.tries.iter().find(|(tried, _)| *tried == flow) else {
            return;
        };
        self.moves.push([self.told.unwrap_or(*contact), step.frame]);
        (self.home, self.server) = (Some(flow), Some(step.source));
        (self.told, self.outcome) = (None, Outcome::Moved);
        self.tries.clear();
    }
}
