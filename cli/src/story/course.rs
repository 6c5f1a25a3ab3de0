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
    /// The connections in which the session is: with its server, there may be several.
    home: Vec<u64>,
    /// The server that it is at.
    server: Option<SocketAddr>,
    /// Connections in which it is tried to go on.
    tries: Vec<Try>,
    /// The frame in which the client was told to move, since it last did.
    told: Option<FrameId>,
}

/// A connection in which it is tried to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Try {
    flow: u64,
    contact: FrameId,
    state: State,
}

/// How far a try has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Open,
    /// It came to nothing.
    Over,
    /// It did, before the client was told to move once more.
    Past,
}

impl Course {
    /// By the steps, in the order of their frames.
    pub(super) fn of<'a>(steps: impl IntoIterator<Item = &'a Step>) -> Self {
        let mut course = Self {
            outcome: Outcome::Stayed,
            moves: Vec::new(),
            home: Vec::new(),
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
        self.home.contains(&flow)
    }

    fn go(&mut self, step: &Step) {
        let Some(flow) = step.flow else { return };
        let its = |tried: &Try| tried.flow == flow && tried.state != State::Past;
        let is_tried = self.tries.iter().any(its);
        let is_home = self.is_at(flow);
        match step.kind {
            StepKind::Contact if self.server.is_none() && self.tries.is_empty() => {
                (self.home, self.server) = (vec![flow], Some(step.server()));
            }
            StepKind::Contact => {
                self.begin(flow, step.frame);
                if self.told.is_some() {
                    self.outcome = Outcome::Unanswered;
                }
            }
            // Elsewhere nobody can tell the client what to do with the session.
            StepKind::Trigger if is_home => self.tell(step.frame),
            StepKind::Resume => self.resume(flow),
            StepKind::Attempt => self.attempt(flow, step, is_home),
            StepKind::Accept => self.accept(flow, step),
            StepKind::Anew if is_tried => self.fail(flow, Some(Outcome::Anew)),
            StepKind::Refuse if is_tried => self.fail(flow, Some(Outcome::Refused)),
            StepKind::Alert if is_tried => self.fail(flow, Some(Outcome::Failed)),
            StepKind::Reset if is_tried && !step.is_by_client => {
                self.fail(flow, Some(Outcome::Failed));
            }
            StepKind::Close | StepKind::Reset if is_tried => self.fail(flow, None),
            _ => {}
        }
    }

    fn begin(&mut self, flow: u64, contact: FrameId) {
        self.tries.push(Try { flow, contact, state: State::Open });
    }

    /// The client is told to move. It may be on its way already.
    fn tell(&mut self, frame: FrameId) {
        let over = self.tries.iter_mut().filter(|tried| tried.state == State::Over);
        over.for_each(|tried| tried.state = State::Past);
        if self.tries.iter().any(|tried| tried.state == State::Open) {
            self.outcome = Outcome::Unanswered;
        } else {
            (self.told, self.outcome) = (Some(frame), Outcome::NeverContacted);
        }
    }

    /// The session goes on where it was.
    fn resume(&mut self, flow: u64) {
        self.tries.retain(|tried| tried.flow != flow);
        self.home.push(flow);
    }

    fn fail(&mut self, flow: u64, outcome: Option<Outcome>) {
        let its = self.tries.iter_mut().filter(|tried| tried.flow == flow);
        its.for_each(|tried| tried.state = State::Over);
        self.outcome = outcome.unwrap_or(self.outcome);
    }

    fn attempt(&mut self, flow: u64, step: &Step, is_home: bool) {
        // What is to be refused undoes no move: anybody may have sent it.
        let is_good = matches!(step.verdict, None | Some("valid" | "unknown_session"));
        if !is_good && self.outcome == Outcome::Moved {
            return self.tries.retain(|tried| tried.flow != flow);
        }
        // The story begins with the attempt.
        if is_home && self.moves.is_empty() {
            (self.home, self.server) = (Vec::new(), None);
            self.begin(flow, step.frame);
        }
        self.outcome = Outcome::Unanswered;
    }

    /// The other connections that were tried are of the same move, and come to nothing.
    fn accept(&mut self, flow: u64, step: &Step) {
        let Some(tried) = self.tries.iter().find(|tried| tried.flow == flow) else {
            return;
        };
        self.moves.push([self.told.unwrap_or(tried.contact), step.frame]);
        (self.home, self.server) = (vec![flow], Some(step.server()));
        (self.told, self.outcome) = (None, Outcome::Moved);
        self.tries.clear();
    }
}
