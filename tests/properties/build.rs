//! Structures as the drafts draw them, and their octets put together by hand: nothing here asks the
//! library how. Their fields are those of the library's values.

use std::net::IpAddr;

use rehome::OptionKinds;
use rehome::tcp::{Layout, MigratePermitted, TcpOption, TcpOptions};
use rehome::tls::{ClientHello, Extensions, IpAddress, MigrationToken, NewSessionTicket};

/// A vector with a length of so many octets.
pub(crate) fn vector(length_octets: usize, octets: &[u8]) -> Vec<u8> {
    let length = u32::try_from(octets.len()).unwrap().to_be_bytes();
    [&length[4 - length_octets..], octets].concat()
}

/// A whole handshake message.
pub(crate) fn handshake(msg_type: u8, body: &[u8]) -> Vec<u8> {
    [vec![msg_type], vector(3, body)].concat()
}

/// Extensions one after another.
pub(crate) fn extensions(list: &[(u16, Vec<u8>)]) -> Vec<u8> {
    list.iter()
        .flat_map(|(number, data)| [&number.to_be_bytes()[..], &vector(2, data)].concat())
        .collect()
}

fn ip_octets(ip: IpAddr) -> Vec<u8> {
    match ip {
        IpAddr::V4(ip) => ip.octets().to_vec(),
        IpAddr::V6(ip) => ip.octets().to_vec(),
    }
}

/// `IPAddress`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Address {
    pub(crate) ip: IpAddr,
    pub(crate) port: u16,
}

impl Address {
    pub(crate) fn of(IpAddress { address: ip, port }: IpAddress) -> Self {
        Self { ip, port }
    }

    pub(crate) fn octets(self) -> Vec<u8> {
        let number = u8::from(self.ip.is_ipv6());
        [&[number][..], &ip_octets(self.ip), &self.port.to_be_bytes()].concat()
    }
}

/// `MigrationToken`.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(crate) target: Address,
    pub(crate) session_id: Vec<u8>,
    pub(crate) expiry: u64,
    pub(crate) nonce: Vec<u8>,
    pub(crate) signature: Vec<u8>,
}

impl Token {
    pub(crate) fn of(token: &MigrationToken<'_>) -> Self {
        Self {
            target: Address::of(token.target_address()),
            session_id: token.session_id().as_bytes().to_vec(),
            expiry: token.expiry_timestamp(),
            nonce: token.nonce().as_bytes().to_vec(),
            signature: token.signature().as_bytes().to_vec(),
        }
    }

    pub(crate) fn signed_content(&self) -> Vec<u8> {
        let expiry = self.expiry.to_be_bytes();
        let (session_id, nonce) = (vector(1, &self.session_id), vector(1, &self.nonce));
        [&self.target.octets()[..], &session_id, &expiry, &nonce].concat()
    }

    pub(crate) fn octets(&self) -> Vec<u8> {
        [self.signed_content(), vector(1, &self.signature)].concat()
    }
}

fn list(extensions: &Extensions<'_>) -> Vec<(u16, Vec<u8>)> {
    let one = |one: rehome::tls::Extension<'_>| {
        (one.extension_type.0, one.extension_data.as_bytes().to_vec())
    };
    extensions.iter().map(one).collect()
}

/// `ClientHello`.
#[derive(Clone, Debug)]
pub(crate) struct Hello {
    pub(crate) version: u16,
    pub(crate) random: [u8; 32],
    pub(crate) session_id: Vec<u8>,
    pub(crate) cipher_suites: Vec<u8>,
    pub(crate) compression_methods: Vec<u8>,
    pub(crate) extensions: Option<Vec<(u16, Vec<u8>)>>,
}

impl Hello {
    pub(crate) fn of(hello: &ClientHello<'_>) -> Self {
        Self {
            version: hello.legacy_version,
            random: *hello.random,
            session_id: hello.legacy_session_id.as_bytes().to_vec(),
            cipher_suites: hello.cipher_suites.as_bytes().to_vec(),
            compression_methods: hello.legacy_compression_methods.as_bytes().to_vec(),
            extensions: hello.extensions.as_ref().map(list),
        }
    }

    /// All before the extensions.
    pub(crate) fn fixed(&self) -> Vec<u8> {
        let version = self.version.to_be_bytes();
        let session_id = vector(1, &self.session_id);
        let (suites, methods) =
            (vector(2, &self.cipher_suites), vector(1, &self.compression_methods));
        [&version[..], &self.random, &session_id, &suites, &methods].concat()
    }

    pub(crate) fn octets(&self) -> Vec<u8> {
        let block = self.extensions.iter().flat_map(|list| vector(2, &extensions(list)));
        handshake(1, &self.fixed().into_iter().chain(block).collect::<Vec<_>>())
    }
}

/// `NewSessionTicket`.
#[derive(Clone, Debug)]
pub(crate) struct Ticket {
    pub(crate) lifetime: u32,
    pub(crate) age_add: u32,
    pub(crate) nonce: Vec<u8>,
    pub(crate) ticket: Vec<u8>,
    pub(crate) extensions: Vec<(u16, Vec<u8>)>,
}

impl Ticket {
    pub(crate) fn of(ticket: &NewSessionTicket<'_>) -> Self {
        Self {
            lifetime: ticket.ticket_lifetime,
            age_add: ticket.ticket_age_add,
            nonce: ticket.ticket_nonce.as_bytes().to_vec(),
            ticket: ticket.ticket.as_bytes().to_vec(),
            extensions: list(&ticket.extensions),
        }
    }

    /// All before the extensions.
    pub(crate) fn fixed(&self) -> Vec<u8> {
        let (lifetime, age_add) = (self.lifetime.to_be_bytes(), self.age_add.to_be_bytes());
        [&lifetime[..], &age_add, &vector(1, &self.nonce), &vector(2, &self.ticket)].concat()
    }

    pub(crate) fn octets(&self) -> Vec<u8> {
        handshake(4, &[self.fixed(), vector(2, &extensions(&self.extensions))].concat())
    }
}

/// One TCP option.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Opt {
    Nop,
    Affinity { ip: IpAddr, port: u16, reserved: Option<u16> },
    Insecure,
    Secure { curve: u8, key_data: [u8; 17] },
    Migrate { reqno: u8, token: [u8; 8], request: [u8; 8] },
    Other { kind: u8, data: Vec<u8> },
}

impl Opt {
    /// None for the end of a list.
    pub(crate) fn of(option: &TcpOption<'_>) -> Option<Self> {
        Some(match option {
            TcpOption::End => return None,
            TcpOption::Nop => Self::Nop,
            TcpOption::ServiceAffinity(option) => Self::Affinity {
                ip: option.address(),
                port: option.port(),
                reserved: match option.layout() {
                    Layout::Compact => None,
                    Layout::Padded { reserved } => Some(reserved),
                },
            },
            TcpOption::MigratePermitted(MigratePermitted::Insecure) => Self::Insecure,
            TcpOption::MigratePermitted(MigratePermitted::Secure { curve, key_data }) => {
                Self::Secure { curve: curve.get(), key_data: **key_data }
            }
            TcpOption::Migrate(option) => Self::Migrate {
                reqno: option.reqno,
                token: *option.token,
                request: *option.request,
            },
            TcpOption::Other(option) => {
                Self::Other { kind: option.kind().0, data: option.data().to_vec() }
            }
        })
    }

    /// The kind on the wire.
    pub(crate) fn kind(&self, kinds: &OptionKinds) -> u8 {
        match self {
            Self::Nop => 1,
            Self::Affinity { ip: IpAddr::V4(_), .. } => kinds.service_affinity_ipv4().0,
            Self::Affinity { ip: IpAddr::V6(_), .. } => kinds.service_affinity_ipv6().0,
            Self::Insecure | Self::Secure { .. } => kinds.migrate_permitted().0,
            Self::Migrate { .. } => kinds.migrate().0,
            Self::Other { kind, .. } => *kind,
        }
    }

    pub(crate) fn octets(&self, kinds: &OptionKinds) -> Vec<u8> {
        let data = match self {
            Self::Nop => return vec![1],
            Self::Affinity { ip, port, reserved } => {
                let reserved = reserved.map(u16::to_be_bytes);
                let mut data = reserved.into_iter().flatten().collect::<Vec<_>>();
                data.extend(ip_octets(*ip));
                data.extend(port.to_be_bytes());
                data
            }
            Self::Insecure => vec![0],
            Self::Secure { curve, key_data } => [&[*curve][..], key_data].concat(),
            Self::Migrate { reqno, token, request } => [&[*reqno][..], token, request].concat(),
            Self::Other { data, .. } => data.clone(),
        };
        let length = u8::try_from(data.len() + 2).unwrap();
        [&[self.kind(kinds), length][..], &data].concat()
    }
}

/// An options area of at most 40 octets: options, and what follows the end of the list where there
/// is one.
#[derive(Clone, Debug)]
pub(crate) struct Area {
    pub(crate) options: Vec<Opt>,
    pub(crate) padding: Option<Vec<u8>>,
}

impl Area {
    pub(crate) fn of(options: &TcpOptions<'_>, kinds: &OptionKinds) -> Self {
        let all: Vec<_> =
            options.iter_with(kinds).map(|option| Opt::of(&option.unwrap())).collect();
        let padding = all.contains(&None).then(|| options.padding().to_vec());
        Self { options: all.into_iter().flatten().collect(), padding }
    }

    pub(crate) fn octets(&self, kinds: &OptionKinds) -> Vec<u8> {
        let options = self.options.iter().flat_map(|option| option.octets(kinds));
        let padding = self.padding.iter().flat_map(|padding| [&[0], &padding[..]].concat());
        options.chain(padding).collect()
    }
}
