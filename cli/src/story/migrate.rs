//! What the options of TCP Migrate say.

use rehome::crypto::SynJudgement;
use rehome::tcp::{Migrate, MigratePermitted, TcpFlags};

use super::key::{Key, Protocol};
use super::migrating::Migrating;
use super::step::Contact;
use super::stories::{Sink, Stories};
use super::{Family, Said, Step, StepKind};
use crate::element::Sent;
use crate::finding::{Finding, Id};
use crate::flow::Flow;
use crate::hex::Hex;

impl Stories {
    /// A Migrate-Permitted option on a SYN or SYN/ACK.
    pub(super) fn permitted(
        &mut self,
        sent: &Sent<'_>,
        flow: &Flow,
        permitted: MigratePermitted<'_>,
    ) {
        let detail = match permitted {
            MigratePermitted::Insecure => "Migrate-Permitted, insecure".to_owned(),
            MigratePermitted::Secure { curve, .. } => {
                format!("Migrate-Permitted, secure, curve {curve}")
            }
        };
        let is_secure = matches!(permitted, MigratePermitted::Secure { .. });
        let own = self.number_of(flow, Protocol::Migrate);
        if sent.is_syn() {
            if own.is_none() {
                let contact = Contact { flow: *flow, ends: [sent.source, sent.destination] };
                let number = self.begin(Family::TcpMigrate, contact);
                self.add(number, Step::new(StepKind::Offer, sent.frame, contact, true, detail));
                let migrating = Migrating::new(sent.header.sequence_number, is_secure);
                self.change(number, |plot| plot.set_migrating(migrating));
            }
            return;
        }
        let is_syn_ack = sent.header.flags.contains(TcpFlags::SYN);
        let is_new = self.of(flow, Protocol::Migrate).is_some_and(|plot| {
            plot.migrating.is_some() && !plot.has(StepKind::Agree, flow.number)
        });
        if let Some(number) = own.filter(|_| is_syn_ack && is_new) {
            let contact = Contact { flow: *flow, ends: [sent.destination, sent.source] };
            self.add(number, Step::new(StepKind::Agree, sent.frame, contact, false, detail));
            self.agreed(number, sent, is_secure);
        }
    }

    /// Both ends permit migration: the connection is known by its Token, or its Tokens by all keys
    /// that are given. Where it is secure its own key may be none of them.
    fn agreed(&mut self, number: u64, sent: &Sent<'_>, is_secure: bool) {
        let keys = std::mem::take(&mut self.migrate_keys);
        let nj = sent.header.sequence_number;
        let tokens = self.change(number, |plot| {
            let migrating = plot.migrating.as_mut()?;
            let before = migrating.cost();
            let tokens = migrating.agreed(nj, is_secure, &keys);
            plot.held = plot.held.saturating_sub(before).saturating_add(migrating.cost());
            Some(tokens)
        });
        self.migrate_keys = keys;
        if is_secure {
            self.know(number, Key::Secure(sent.source));
        }
        let tokens = tokens.flatten().unwrap_or_default();
        tokens.into_iter().for_each(|token| self.know(number, Key::Token(token)));
    }

    /// A Migrate option on a SYN.
    pub(super) fn migrate(
        &mut self,
        sent: &Sent<'_>,
        flow: &Flow,
        migrate: &Migrate<'_>,
        sink: Sink<'_>,
    ) {
        if !sent.is_syn() {
            return;
        }
        let contact = Contact { flow: *flow, ends: [sent.source, sent.destination] };
        let Some(number) = self.find(&Key::Token(*migrate.token)) else {
            return self.unknown(sent, contact, migrate, sink);
        };
        // Either end may move, and the other one stays where it is.
        let is_by_client = !self.at(number).is_some_and(|plot| {
            let first = plot.steps(StepKind::Contact).next();
            let client = first.map(|first| first.ends()[0].ip());
            client == Some(sent.destination.ip()) && client != Some(sent.source.ip())
        });
        let contact = match is_by_client {
            true => contact,
            false => Contact { ends: [sent.destination, sent.source], ..contact },
        };
        let seqno = sent.header.sequence_number;
        let judged = self.change(number, |plot| {
            let migrating = plot.migrating.as_mut()?;
            let last = migrating.last_reqno();
            Some((migrating.request(flow.number, migrate, seqno)?, last))
        });
        // None of the SYN once more.
        let Some((judgement, last)) = judged.flatten() else { return };
        let (id, verdict) = match judgement {
            SynJudgement::Right => (None, "valid"),
            SynJudgement::WrongRequest => (Some(Id::MigrateRequestWrong), "wrong_request"),
            SynJudgement::Stale | SynJudgement::Duplicate => {
                (Some(Id::MigrateReqNoStale), "stale_reqno")
            }
            SynJudgement::UnknownToken => (Some(Id::MigrateTokenUnknown), "unknown_token"),
        };
        let frame = |kind| {
            let last = self.at(number).and_then(|plot| plot.steps(kind).last());
            last.map(|step| step.frame.number)
        };
        let (agreed, accepted) = (frame(StepKind::Agree), frame(StepKind::Accept));
        self.contact(number, contact);
        let detail = format!("Migrate, ReqNo {}", migrate.reqno);
        let step = Step::new(StepKind::Attempt, sent.frame, contact, is_by_client, detail);
        self.add(number, Step { verdict: Some(verdict), ..step });
        if let Some(id) = id {
            let message = match (id, last) {
                (Id::MigrateReqNoStale, Some(last)) => {
                    format!("ReqNo {} is not newer than {last}, accepted last", migrate.reqno)
                }
                _ => "the Request was not made with the connection's secrets".to_owned(),
            };
            let others = agreed.into_iter().chain(accepted);
            sink(Said::Finding(Finding::of_segment(id, sent, message).with(others)));
        } else {
            // The key is its own.
            self.unknow(number, |key| matches!(key, Key::Secure(_)));
        }
    }

    /// A Migrate SYN whose Token is of no connection that is known by it.
    fn unknown(
        &mut self,
        sent: &Sent<'_>,
        contact: Contact,
        migrate: &Migrate<'_>,
        sink: Sink<'_>,
    ) {
        if self.number_of(&contact.flow, Protocol::Migrate).is_some() {
            return;
        }
        let token = Hex(migrate.token);
        // Of a secure connection whose key is not given the server alone is known.
        let secure = Key::Secure(sent.destination);
        let known = self.find_only(&secure);
        known.into_iter().for_each(|number| self.contact(number, contact));
        let number = known.unwrap_or_else(|| self.begin(Family::TcpMigrate, contact));
        let key = match known.filter(|_| !self.migrate_keys.is_empty()) {
            Some(_) => " of none of the keys given",
            None => "",
        };
        let detail = format!("Migrate, ReqNo {}, token {token}{key}", migrate.reqno);
        self.add(number, Step::new(StepKind::Attempt, sent.frame, contact, true, detail));
        if self.find(&secure).is_none() {
            let message = format!("no connection in this capture has Token {token}");
            sink(Said::Finding(Finding::of_segment(Id::MigrateTokenUnknown, sent, message)));
        }
    }
}
