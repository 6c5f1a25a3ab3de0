//! What the handshake of a connection said that matters for a migration.

use rehome::tls::{ClientHello, OfferedPsks};
use rehome::wire::Decode;
use rehome::{CodePoints, ContentType, ExtensionType, HandshakeType};

use crate::capture::FrameId;
use crate::tls::{Message, Sender, ServerHello};

/// What was heard so far.
#[derive(Debug, Default)]
pub(crate) struct Handshake {
    /// The first ClientHello.
    pub(crate) hello: Option<Hello>,
    /// The one behind a HelloRetryRequest.
    pub(crate) second: Option<Hello>,
    /// What the server has chosen, in its ServerHello.
    pub(crate) choice: Option<Choice>,
    /// The client's Finished.
    pub(crate) client_finished: Option<FrameId>,
}

/// A ClientHello.
#[derive(Debug)]
pub(crate) struct Hello {
    pub(crate) frame: FrameId,
    /// Whether it has `migration_support`; None where it is broken before that could be seen.
    pub(crate) offers_support: Option<bool>,
    /// Its `migration_token`.
    pub(crate) token: Option<Box<[u8]>>,
    /// The first identity of its `pre_shared_key`: the ticket.
    pub(crate) ticket: Option<Box<[u8]>>,
    /// Whether `psk_ke` is the only key exchange that it offers for a PSK.
    pub(crate) is_psk_ke_only: bool,
}

/// A ServerHello.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choice {
    pub(crate) frame: FrameId,
    pub(crate) is_tls_1_3: bool,
    /// `selected_identity`: the PSK that it has taken, by its place among those offered.
    pub(crate) psk: Option<u16>,
    /// It brings a share for (EC)DHE.
    pub(crate) has_key_share: bool,
}

impl Handshake {
    /// Takes a message in.
    pub(crate) fn hear(&mut self, message: &Message<'_>, code_points: &CodePoints) {
        if message.content_type != ContentType::HANDSHAKE || message.is_protected {
            return;
        }
        let frame = message.span.completed_by;
        match message.octets.first().copied().map(HandshakeType) {
            Some(HandshakeType::CLIENT_HELLO) => {
                let hello = Hello::of(message.octets, frame, code_points);
                if self.hello.is_none() {
                    self.hello = Some(hello);
                } else {
                    self.second.get_or_insert(hello);
                }
            }
            Some(HandshakeType::SERVER_HELLO) => {
                let hello = ServerHello::read(message.octets).filter(|hello| !hello.is_retry());
                if let Some(hello) = hello {
                    let psk = hello.extension(ExtensionType::PRE_SHARED_KEY);
                    let psk = psk.and_then(|psk| <[u8; 2]>::try_from(psk).ok());
                    self.choice.get_or_insert(Choice {
                        frame,
                        is_tls_1_3: hello.is_tls_1_3(),
                        psk: psk.map(u16::from_be_bytes),
                        has_key_share: hello.extension(ExtensionType::KEY_SHARE).is_some(),
                    });
                }
            }
            _ => {}
        }
    }

    /// One side has ended its handshake.
    pub(crate) fn finish(&mut self, sender: Option<Sender>, frame: FrameId) {
        if sender == Some(Sender::Client) {
            self.client_finished.get_or_insert(frame);
        }
    }

    /// The hello that counts: the last.
    pub(crate) fn last_hello(&self) -> Option<&Hello> {
        self.second.as_ref().or(self.hello.as_ref())
    }

    /// The hellos that were heard.
    pub(crate) fn hellos(&self) -> impl Iterator<Item = &Hello> {
        [&self.hello, &self.second].into_iter().flatten()
    }

    /// What it holds, in octets.
    pub(crate) fn held(&self) -> usize {
        let held = self.hellos().flat_map(|hello| [&hello.token, &hello.ticket]);
        held.flatten().map(|octets| octets.len()).sum()
    }
}

impl Hello {
    fn of(message: &[u8], frame: FrameId, code_points: &CodePoints) -> Self {
        let of = |extension_type| ClientHello::find_extension_unvalidated(message, extension_type);
        let found = |extension_type| of(extension_type).ok().flatten();
        let modes = found(ExtensionType::PSK_KEY_EXCHANGE_MODES);
        let psks = found(ExtensionType::PRE_SHARED_KEY).map(OfferedPsks::from_bytes);
        let ticket = psks.and_then(Result::ok).and_then(|psks| psks.identities().next());
        Self {
            frame,
            offers_support: of(code_points.migration_support()).ok().map(|found| found.is_some()),
            token: found(code_points.migration_token()).map(Box::from),
            ticket: ticket.map(|psk| psk.identity.as_bytes().into()),
            is_psk_ke_only: modes == Some(&[1, 0]),
        }
    }
}
