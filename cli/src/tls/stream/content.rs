//! What the records of a stream hold.

use rehome::{ContentType, HandshakeType};

use super::{At, Context, HEADER, Known, Step, Stream, known};
use crate::tls::assembler::Whole;
use crate::tls::inbox::{Source, Span};
use crate::tls::message::{Event, Message, Sender, What};
use crate::tls::protection::Opened;

impl Stream {
    /// Handshake octets in the clear are read as they come: a message is complete before its record is.
    pub(super) fn handshake_in_the_clear(
        &mut self,
        missing: usize,
        context: &mut Context<'_, '_>,
    ) -> Step {
        let length = missing.min(self.inbox.at_hand().len());
        let inbox = std::mem::take(&mut self.inbox);
        let octets = inbox.at_hand().get(..length).unwrap_or_default();
        let read = self.messages_in(octets, &Source::clear(&inbox, length), false, context);
        self.inbox = inbox;
        if let Err(what) = read {
            return Step::Ends(Some(what));
        }
        self.inbox.consume(length);
        self.proceed(At::Handshake(missing - length), missing, length)
    }

    /// A record that is protected, of so many octets.
    pub(super) fn protected_record(
        &mut self,
        length: usize,
        context: &mut Context<'_, '_>,
    ) -> Step {
        let at_hand = self.inbox.at_hand().get(..length).unwrap_or_default();
        let Some((header, fragment)) = at_hand.split_first_chunk::<HEADER>() else {
            return Step::NeedsOctets;
        };
        // To be tried again only when there is something to try.
        let known = known(context.hellos, context.reading);
        if self.waited_with == Some(known) {
            return Step::Waits;
        }
        match self.protection.open(self.sender, (header, fragment), context.hellos, context.reading)
        {
            // A message that began under other keys, or under none.
            Opened::Plain { is_first: true } if !self.messages.is_between_messages() => {
                return Step::Ends(Some(What::SpansKeyChange));
            }
            Opened::Plain { .. } => {
                let plaintext = std::mem::take(context.reading.plaintext);
                let read = self.plaintext(&plaintext, length, context);
                *context.reading.plaintext = plaintext;
                if let Err(what) = read {
                    return Step::Ends(Some(what));
                }
                self.inbox.consume(length);
                return Step::Done;
            }
            Opened::Fails => return Step::Ends(Some(What::NotAuthentic)),
            Opened::Waits => {
                self.waited_with = Some(known);
                return Step::Waits;
            }
            Opened::PassedOver(why) => {
                let Context { hellos, reading, .. } = context;
                if self.protection.has_nothing_to_try(self.sender, hellos, reading.key_log) {
                    self.hopeless_with = Some((known, self.sender));
                }
                if let Some(why) = why.filter(|_| !self.is_told) {
                    self.is_told = true;
                    context.tell(self.inbox.offset(), why);
                }
            }
        }
        self.pass_over(self.inbox.offset(), length);
        Step::Done
    }

    /// Whether a protected record would be passed over whatever it holds.
    pub(super) fn is_hopeless(&self, known: Known) -> bool {
        self.is_lost || self.hopeless_with == Some((known, self.sender))
    }

    /// `TLSInnerPlaintext`: content, its type, zeros.
    fn plaintext(
        &mut self,
        plaintext: &[u8],
        length: usize,
        context: &mut Context<'_, '_>,
    ) -> Result<(), What> {
        let end = plaintext.iter().rposition(|octet| *octet != 0).ok_or(What::BadPlaintext)?;
        let (content, content_type) = plaintext.split_at_checked(end).ok_or(What::BadPlaintext)?;
        match content_type.first().copied().map(ContentType) {
            Some(ContentType::HANDSHAKE) => {
                let inbox = std::mem::take(&mut self.inbox);
                let read =
                    self.messages_in(content, &Source::record(&inbox, length), true, context);
                self.inbox = inbox;
                read
            }
            Some(ContentType::ALERT) => {
                self.alert(content, Source::record(&self.inbox, length), true, context);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    pub(super) fn alert(
        &self,
        octets: &[u8],
        source: Source<'_>,
        is_protected: bool,
        context: &mut Context<'_, '_>,
    ) {
        if let Some(span) = source.span(0..octets.len()) {
            let (content_type, sender) = (ContentType::ALERT, self.sender);
            let is_application = is_protected && self.protection.is_application();
            let message =
                Message { sender, content_type, is_protected, is_application, octets, span };
            (context.sink)(Event::Message(message));
        }
    }

    /// Handshake messages in `octets`, which `source` stands for. The inbox is not here meanwhile.
    fn messages_in(
        &mut self,
        octets: &[u8],
        source: &Source<'_>,
        is_protected: bool,
        context: &mut Context<'_, '_>,
    ) -> Result<(), What> {
        let (limit, migrate_request) = (context.reading.limit, context.reading.migrate_request);
        let is_read = |msg_type| match is_protected {
            true => msg_type == HandshakeType::NEW_SESSION_TICKET || msg_type == migrate_request,
            false => is_read_in_the_clear(msg_type, migrate_request),
        };
        let mut at = 0;
        loop {
            let is_wanted = |msg_type, length| is_read(msg_type) && length <= limit;
            let Some(whole) = self.messages.next(octets, &mut at, source, is_wanted) else {
                return Ok(());
            };
            let msg_type = whole.msg_type;
            match whole {
                Whole { octets: Some(octets), span, .. } => {
                    self.message(msg_type, &octets, span, is_protected, context);
                    if context.hellos.is_other_protocol() {
                        return Ok(());
                    }
                }
                Whole { span, .. } if is_protected && msg_type == HandshakeType::FINISHED => {
                    let (sender, frame) = (self.sender, span.completed_by);
                    (context.sink)(Event::Finished { sender, frame });
                }
                Whole { span, .. } if is_read(msg_type) => {
                    context.tell(span.octets.start, What::TooLong);
                }
                Whole { .. } => {}
            }
            let changes_keys = is_protected
                && self.protection.after(msg_type, self.sender, &mut context.hellos.early_data);
            if changes_keys && at < octets.len() {
                return Err(What::SpansKeyChange);
            }
        }
    }

    fn message(
        &mut self,
        msg_type: HandshakeType,
        octets: &[u8],
        span: Span,
        is_protected: bool,
        context: &mut Context<'_, '_>,
    ) {
        match (msg_type, self.sender) {
            (HandshakeType::CLIENT_HELLO, None | Some(Sender::Client)) => {
                self.sender = Some(Sender::Client);
                context.hellos.client(octets);
            }
            (HandshakeType::SERVER_HELLO, None | Some(Sender::Server)) => {
                self.sender = Some(Sender::Server);
                context.hellos.server(octets);
            }
            // A hello of the other side.
            _ if !is_protected && msg_type != context.reading.migrate_request => return,
            _ => {}
        }
        let (content_type, sender) = (ContentType::HANDSHAKE, self.sender);
        let is_application = is_protected && self.protection.is_application();
        let message = Message { sender, content_type, is_protected, is_application, octets, span };
        (context.sink)(Event::Message(message));
    }
}

/// That a server asks for a move in the clear is wrong, and to be told.
fn is_read_in_the_clear(msg_type: HandshakeType, migrate_request: HandshakeType) -> bool {
    let hellos = [HandshakeType::CLIENT_HELLO, HandshakeType::SERVER_HELLO];
    hellos.contains(&msg_type) || msg_type == migrate_request
}
