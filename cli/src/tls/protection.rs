//! Which keys protect the records of a stream, from its first one on (RFC 8446, sections 2.3, 4.2.10,
//! 4.6.3 and 7).

use std::slice;

use rehome::HandshakeType;

use super::ClientRandom;
use super::hello::Choice;
use super::hellos::Hellos;
use super::key_log::{KeyLog, Label};
use super::message::{Sender, What};
use super::reading::Reading;
use super::record_keys::{CipherSuite, RecordKeys};

/// The keys that a stream stands at.
#[derive(Debug, Default)]
pub(super) struct Protection {
    epoch: Epoch,
    keys: Option<RecordKeys>,
    /// 0-RTT data was passed over, so that the numbers of what follows under its keys are not known.
    early_is_lost: bool,
    /// Whether there was a protected record.
    has_begun: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Epoch {
    /// In the clear; where there are keys, these are of 0-RTT data.
    #[default]
    Clear,
    Handshake,
    Application,
}

impl Epoch {
    fn label(self, sender: Sender) -> Label {
        match (self, sender) {
            (Self::Application, Sender::Client) => Label::ClientApplication,
            (Self::Application, Sender::Server) => Label::ServerApplication,
            (_, Sender::Client) => Label::ClientHandshake,
            (_, Sender::Server) => Label::ServerHandshake,
        }
    }
}

/// What came of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opened {
    /// Its plaintext is there; of the first record under new keys this is told.
    Plain { is_first: bool },
    /// A hello or a secret that it takes may still come.
    Waits,
    /// It can't be opened, or need not be, which does no harm to what follows.
    PassedOver(Option<What>),
    /// It is not authentic.
    Fails,
}

/// What came of all secrets under a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tried {
    Opens,
    Fails,
    NotGiven,
}

/// A record, and the secrets that may open it.
struct Attempt<'a> {
    header: &'a [u8; 5],
    encrypted_record: &'a [u8],
    client_random: &'a ClientRandom,
    key_log: &'a KeyLog,
    plaintext: &'a mut Vec<u8>,
}

impl Attempt<'_> {
    fn with(&mut self, keys: &mut RecordKeys) -> bool {
        keys.open(self.header, self.encrypted_record, self.plaintext)
    }

    /// Whether there are more sessions of this hello than handshake secrets.
    fn may_lack(&self, sender: Sender) -> bool {
        let [handshake, application] = [Epoch::Handshake, Epoch::Application]
            .map(|epoch| self.key_log.secrets(self.client_random, epoch.label(sender)).count());
        application > handshake
    }

    /// Takes the first secret under a label that opens the record.
    fn with_secrets(
        &mut self,
        label: Label,
        suites: &[CipherSuite],
        keys: &mut Option<RecordKeys>,
    ) -> Tried {
        let key_log = self.key_log;
        let mut tried = Tried::NotGiven;
        for suite in suites {
            for secret in key_log.secrets_for(self.client_random, label, *suite) {
                tried = Tried::Fails;
                let its = RecordKeys::new(*suite, secret.clone());
                if let Some(its) = its.and_then(|mut its| self.with(&mut its).then_some(its)) {
                    *keys = Some(its);
                    return Tried::Opens;
                }
            }
        }
        tried
    }
}

impl Protection {
    /// Whether records are protected by keys of application data now.
    pub(super) fn is_application(&self) -> bool {
        self.epoch == Epoch::Application
    }

    /// Whether messages in the clear are as it should be. A second ClientHello comes behind 0-RTT data.
    pub(super) fn allows_clear_handshake(&self, hellos: &Hellos) -> bool {
        self.epoch == Epoch::Clear && (!self.has_begun || hellos.early_data)
    }

    /// Opens the next record, header and all, into `reading.plaintext`.
    pub(super) fn open(
        &mut self,
        sender: Option<Sender>,
        (header, encrypted_record): (&[u8; 5], &[u8]),
        hellos: &Hellos,
        reading: &mut Reading<'_>,
    ) -> Opened {
        self.has_begun = true;
        // Without a hello before it, the number of this record is not known.
        let Some(sender) = sender else { return Opened::PassedOver(None) };
        let Some(client_random) = &hellos.client_random else {
            return match hellos.are_final {
                true => Opened::PassedOver(Some(What::NoHello)),
                false => Opened::Waits,
            };
        };
        let Reading { key_log, plaintext, .. } = reading;
        let mut attempt = Attempt { header, encrypted_record, client_random, key_log, plaintext };
        if let (Epoch::Handshake | Epoch::Application, Some(keys)) = (self.epoch, &mut self.keys) {
            let is_first = false;
            return if attempt.with(keys) { Opened::Plain { is_first } } else { Opened::Fails };
        }
        // 0-RTT data come before the server has chosen a suite: theirs is that of the PSK.
        let is_early = self.epoch == Epoch::Clear && sender == Sender::Client && hellos.early_data;
        let is_first = self.keys.is_none();
        let early = match &mut self.keys {
            _ if !is_early || self.early_is_lost => Tried::NotGiven,
            Some(keys) => match attempt.with(keys) {
                true => Tried::Opens,
                false => Tried::Fails,
            },
            keys @ None => attempt.with_secrets(Label::ClientEarly, &CipherSuite::ALL, keys),
        };
        if early == Tried::Opens {
            return Opened::Plain { is_first };
        }
        // The server does not take the data, and the hello that it asks for stands behind them.
        if is_early && hellos.retry {
            self.early_is_lost = true;
            return Opened::PassedOver(None);
        }
        let suites = match &hellos.server_hello {
            Some(Choice::Tls13(Some(suite))) => slice::from_ref(suite),
            // Where only the client's direction was captured.
            None if hellos.are_final => &CipherSuite::ALL,
            Some(_) => return Opened::PassedOver(Some(What::OtherCipherSuite)),
            None => return Opened::Waits,
        };
        if self.epoch != Epoch::Application {
            match self.enter(Epoch::Handshake, sender, suites, &mut attempt) {
                Tried::Opens => return Opened::Plain { is_first: true },
                // Data that the server does not take, and whose secret is not given.
                Tried::Fails if is_early && early == Tried::NotGiven => {
                    self.early_is_lost = true;
                    return Opened::PassedOver(None);
                }
                Tried::Fails if key_log.more_may_come() => return Opened::Waits,
                // A hello that was sent twice, where of one handshake no secret is given.
                Tried::Fails if attempt.may_lack(sender) => {}
                Tried::Fails => return Opened::Fails,
                Tried::NotGiven if key_log.more_may_come() => return Opened::Waits,
                // Where the handshake ends is then known by the first record that opens.
                Tried::NotGiven => {}
            }
        }
        let is_expected = self.epoch == Epoch::Application;
        match self.enter(Epoch::Application, sender, suites, &mut attempt) {
            Tried::Opens => Opened::Plain { is_first: true },
            Tried::Fails | Tried::NotGiven if key_log.more_may_come() => Opened::Waits,
            Tried::Fails if is_expected => Opened::Fails,
            Tried::Fails | Tried::NotGiven => Opened::PassedOver(Some(What::NoSecret)),
        }
    }

    /// Whether records are passed over whatever they hold, until there is another hello or secret: no
    /// secret of the connection is known at all.
    pub(super) fn has_nothing_to_try(
        &self,
        sender: Option<Sender>,
        hellos: &Hellos,
        key_log: &KeyLog,
    ) -> bool {
        let (Some(_), Some(client_random)) = (sender, &hellos.client_random) else { return true };
        self.keys.is_none() && !key_log.knows(client_random)
    }

    fn enter(
        &mut self,
        epoch: Epoch,
        sender: Sender,
        suites: &[CipherSuite],
        attempt: &mut Attempt<'_>,
    ) -> Tried {
        let tried = attempt.with_secrets(epoch.label(sender), suites, &mut self.keys);
        if tried == Tried::Opens {
            self.epoch = epoch;
        }
        tried
    }

    /// Tells of a message that was read. Says whether the next record has other keys.
    pub(super) fn after(
        &mut self,
        msg_type: HandshakeType,
        sender: Option<Sender>,
        early_data: &mut bool,
    ) -> bool {
        match (msg_type, self.epoch) {
            (HandshakeType::FINISHED, Epoch::Handshake) => {
                (self.epoch, self.keys) = (Epoch::Application, None);
                true
            }
            (HandshakeType::END_OF_EARLY_DATA, Epoch::Clear) if sender == Some(Sender::Client) => {
                *early_data = false;
                self.keys = None;
                true
            }
            (HandshakeType::KEY_UPDATE, Epoch::Application) => {
                self.keys = self.keys.take().and_then(RecordKeys::updated);
                true
            }
            _ => false,
        }
    }
}
