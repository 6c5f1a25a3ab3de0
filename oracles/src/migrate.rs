//! What holds for a connection of TCP Migrate, whatever arrives at it in whatever order.

use std::net::SocketAddr;

use rehome::crypto::{
    MigrateAnswer as A, MigrateConnection, MigrateEvent, MigrateKey, MigrateReason as R,
    MigrateSecrets, MigrateState as S, MigrateStep, ReqNoView,
};
use rehome::tcp::Migrate;

/// The secrets of the connection that is judged here.
#[must_use]
pub fn secrets(view: ReqNoView) -> MigrateSecrets {
    MigrateSecrets { ni: 0x1111_1111, nj: 0x2222_2222, key: MigrateKey::from([0x5a; 25]), view }
}

/// The address of a network by its number.
#[must_use]
pub fn at(network: u8) -> SocketAddr {
    SocketAddr::from(([198, 51, 100, network], 5000))
}

/// A SYN with a Migrate option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Syn {
    /// The octet of the option's ReqNo.
    pub reqno: u8,
    /// The option's Token.
    pub token: [u8; 8],
    /// The option's Request.
    pub request: [u8; 8],
    /// The sequence number.
    pub seqno: u32,
    /// Where it comes from.
    pub source: SocketAddr,
}

impl Syn {
    /// What the peer sends from this network.
    #[must_use]
    pub fn new(view: ReqNoView, reqno: u8, network: u8) -> Self {
        let (secrets, seqno) = (secrets(view), 0x3333_0000 + u32::from(reqno));
        let (token, request) = (secrets.token(), secrets.request(seqno, reqno));
        Self { reqno, token, request, seqno, source: at(network) }
    }

    /// Its arrival.
    #[must_use]
    pub const fn event(&self) -> MigrateEvent<'_> {
        let migrate = Migrate { reqno: self.reqno, token: &self.token, request: &self.request };
        MigrateEvent::MigrateSyn { migrate, seqno: self.seqno, source: self.source }
    }

    /// The same with a bit changed: of its Token, its Request, or its number.
    #[must_use]
    pub fn tampered(mut self, bit: usize) -> Self {
        let octet = match bit / 8 % 17 {
            index @ 0..8 => &mut self.token[index],
            index @ 8..16 => &mut self.request[index - 8],
            _ => &mut self.reqno,
        };
        *octet ^= 1 << (bit % 8);
        self
    }
}

/// What somebody does to the connection.
#[derive(Clone, Copy, Debug)]
pub enum MigrateAction {
    /// The peer asks from a network, with a number so far beyond its last one.
    Ask {
        /// How far.
        ahead: u8,
        /// The network.
        network: u8,
    },
    /// A SYN that was sent before, from elsewhere.
    Replay {
        /// Which of them.
        which: usize,
        /// By how much its sequence number is another.
        later: u32,
        /// The network.
        network: u8,
    },
    /// One of those with a bit changed.
    Tamper {
        /// Which of them.
        which: usize,
        /// See [`Syn::tampered`].
        bit: usize,
        /// The network.
        network: u8,
    },
    /// Any SYN.
    Send(Syn),
    /// An RST.
    Rst,
    /// The SYN/ACK is acknowledged.
    Ack,
    /// Data.
    Data,
    /// The time of MIGRATE_WAIT has passed.
    Timeout,
    /// The peer's end of the stream, seen by TCP.
    Fin,
}

/// A connection, and what is known of it without it.
struct Model {
    view: ReqNoView,
    negotiated: bool,
    connection: MigrateConnection,
    /// The SYNs that the peer has sent.
    sent: Vec<Syn>,
    accepted: Option<Syn>,
}

/// Asserts that a connection moves where a SYN with the right Token and a right and newer Request
/// arrives at it, and nowhere else, and that every answer has its reason. `negotiated` says whether
/// both SYNs had the option Migrate-Permitted.
pub fn migrate_connection(view: ReqNoView, negotiated: bool, actions: &[MigrateAction]) {
    let connection = MigrateConnection::new(negotiated.then(|| secrets(view)), at(1));
    let sent = vec![Syn::new(view, 200, 2)];
    let mut model = Model { view, negotiated, connection, sent, accepted: None };
    let mut waiting_or_closed = false;
    for action in actions {
        let next = model.act(action);
        waiting_or_closed |= matches!(next, S::MigrateWait | S::Closed);
    }
    let reset = actions.iter().any(|action| matches!(action, MigrateAction::Rst));
    assert!(!waiting_or_closed || reset, "nothing but a reset ends a connection");
}

impl Model {
    fn act(&mut self, action: &MigrateAction) -> S {
        let one = |which: usize| self.sent.iter().copied().cycle().nth(which % self.sent.len());
        let syn = match *action {
            MigrateAction::Ask { ahead, network } => {
                let last = self.connection.last_reqno().unwrap_or(0);
                let syn = Syn::new(self.view, last.wrapping_add(ahead), network);
                self.sent.push(syn);
                Some(syn)
            }
            MigrateAction::Replay { which, later, network } => one(which).map(|syn| Syn {
                source: at(network),
                seqno: syn.seqno.wrapping_add(later),
                ..syn
            }),
            MigrateAction::Tamper { which, bit, network } => {
                one(which).map(|syn| Syn { source: at(network), ..syn.tampered(bit) })
            }
            MigrateAction::Send(syn) => Some(syn),
            _ => None,
        };
        let event = match (&syn, action) {
            (Some(syn), _) => syn.event(),
            (None, MigrateAction::Rst) => MigrateEvent::Rst,
            (None, MigrateAction::Ack) => MigrateEvent::Ack,
            (None, MigrateAction::Timeout) => MigrateEvent::Timeout,
            (None, MigrateAction::Fin) => {
                if self.connection.state() == S::Established {
                    self.connection.enter(S::FinWait);
                }
                return self.connection.state();
            }
            (None, _) => MigrateEvent::Data,
        };
        let connection = &self.connection;
        let (state, peer, last) = (connection.state(), connection.peer(), connection.last_reqno());
        let step = self.connection.on(&event);
        assert_eq!(self.connection.state(), step.next);

        let moved = syn.is_some_and(|syn| self.answered(&syn, state, step));
        assert_eq!(step.reason == R::Moved, moved);
        if let Some(syn) = syn.filter(|_| moved) {
            self.accepted = Some(syn);
        } else {
            assert_eq!((self.connection.peer(), self.connection.last_reqno()), (peer, last));
        }
        self.is_reasonable(syn.is_some(), state, step);
        step.next
    }

    /// Asserts that a SYN gets the answer that is its own; says whether it moves the connection.
    fn answered(&self, syn: &Syn, state: S, step: MigrateStep) -> bool {
        let own = secrets(self.view);
        let known = self.negotiated && state != S::Closed && syn.token == own.token();
        let ahead = |last: &Syn| self.ahead(syn.reqno, last.reqno);
        let half = if self.view == ReqNoView::EightBit { 128 } else { 64 };
        let newer = self.accepted.as_ref().is_none_or(|last| (1..half).contains(&ahead(last)));
        let again = self.accepted.as_ref().is_some_and(|last| {
            ahead(last) == 0 && (last.request, last.seqno) == (syn.request, syn.seqno)
        });
        let expected = match () {
            () if !known => (A::Rst, R::UnknownToken),
            () if again => (A::SynAckAgain, R::DuplicateRequest),
            () if !newer => (A::Nothing, R::StaleReqNo),
            () if syn.request != own.request(syn.seqno, syn.reqno) => (A::Rst, R::WrongRequest),
            () => (A::SynAck, R::Moved),
        };
        assert_eq!((step.answer, step.reason), expected);
        if expected.1 == R::Moved {
            assert_eq!(step.next, S::SynReceived);
            let (peer, last) = (self.connection.peer(), self.connection.last_reqno());
            assert_eq!((peer, last), (syn.source, Some(syn.reqno)));
        } else {
            assert_eq!(step.next, state, "a SYN that does not move changes nothing");
        }
        expected.1 == R::Moved
    }

    /// How far a number is ahead of another.
    fn ahead(&self, number: u8, last: u8) -> u16 {
        let numbers = if self.view == ReqNoView::EightBit { 256 } else { 128 };
        (numbers + u16::from(number) % numbers - u16::from(last) % numbers) % numbers
    }

    /// Asserts what holds for every step.
    fn is_reasonable(&self, is_syn: bool, state: S, step: MigrateStep) {
        match step.answer {
            A::Rst | A::SynAck | A::SynAckAgain => assert!(is_syn),
            A::DataWithoutAck => assert_eq!(state, S::MigrateWait),
            A::AsTcp => assert_eq!((step.reason, step.next), (R::NotMigrate, state)),
            A::Nothing => assert!(!is_syn || step.reason == R::StaleReqNo),
        }
        if state == S::Closed {
            assert_eq!(step.next, S::Closed);
            assert!(matches!(step.answer, A::Rst | A::AsTcp));
        }
        if !self.negotiated {
            assert!(matches!(step.next, S::Established | S::FinWait | S::Closed));
        }
    }
}
