//! What a decoded value borrows.

use rehome::tcp::{Migrate, MigratePermitted, TcpHeader, TcpOption, TcpOptions};
use rehome::tls::{
    Alert, ClientHello, Extension, Extensions, HandshakeMessage, IpAddress, MigrateNotify,
    MigrateRequest, MigrationAllowed, MigrationExtension, MigrationSupport, MigrationToken,
    MigrationTokenClaims, NewSessionTicket, OfferedPsks, PskIdentity, Record,
};

/// A value that borrows from its input.
pub trait Slices<'a> {
    /// Every slice that the value gives out.
    fn slices(&self) -> Vec<&'a [u8]>;
}

/// Whether `part` is a part of `whole`, not only equal to one. An empty one may be anywhere.
pub(crate) fn lies_within(part: &[u8], whole: &[u8]) -> bool {
    let (part, whole) = (part.as_ptr_range(), whole.as_ptr_range());
    part.is_empty() || (whole.start <= part.start && part.end <= whole.end)
}

macro_rules! slices {
    ($($name:ty: $value:pat => $slices:expr;)*) => {$(
        impl<'a> Slices<'a> for $name {
            fn slices(&self) -> Vec<&'a [u8]> {
                let $value = self;
                $slices
            }
        }
    )*};
}

slices! {
    IpAddress: _ => vec![];
    MigrationSupport: _ => vec![];
    MigrationAllowed: _ => vec![];
    MigrateNotify: _ => vec![];
    Alert: _ => vec![];
    MigrationTokenClaims<'a>:
        MigrationTokenClaims { target_address: _, session_id, expiry_timestamp: _, nonce } =>
        vec![session_id.as_bytes(), nonce.as_bytes()];
    MigrationToken<'a>: token => {
        let mut slices = token.claims().slices();
        slices.extend([token.session_id().as_bytes(), token.nonce().as_bytes()]);
        slices.extend([token.signature().as_bytes(), token.signed_content()]);
        slices
    };
    MigrationExtension<'a>: extension => match extension {
        MigrationExtension::Token(token) => token.slices(),
        MigrationExtension::Support(_) | MigrationExtension::Allowed(_) => vec![],
    };
    MigrateRequest<'a>: MigrateRequest { target } => vec![target.as_bytes()];
    Record<'a>: Record { content_type: _, legacy_record_version: _, fragment } =>
        vec![fragment.as_bytes()];
    HandshakeMessage<'a>: HandshakeMessage { msg_type: _, body } => vec![body.as_bytes()];
    Extension<'a>: Extension { extension_type: _, extension_data } =>
        vec![extension_data.as_bytes()];
    Extensions<'a>: extensions => {
        let mut slices: Vec<_> = extensions.iter().flat_map(|one| one.slices()).collect();
        slices.push(extensions.as_bytes());
        slices
    };
    PskIdentity<'a>: PskIdentity { identity, obfuscated_ticket_age: _ } =>
        vec![identity.as_bytes()];
    OfferedPsks<'a>: psks => {
        let mut slices: Vec<_> = psks.identities().flat_map(|one| one.slices()).collect();
        slices.extend(psks.binders().map(|binder| binder.as_bytes()));
        slices
    };
    ClientHello<'a>: hello => {
        let mut slices = vec![
            hello.random,
            hello.legacy_session_id.as_bytes(),
            hello.cipher_suites.as_bytes(),
            hello.legacy_compression_methods.as_bytes(),
        ];
        slices.extend(hello.extensions.iter().flat_map(Slices::slices));
        slices.extend(hello.migration_token.iter().flat_map(Slices::slices));
        slices.extend(hello.pre_shared_key);
        slices
    };
    NewSessionTicket<'a>: ticket => {
        let mut slices = vec![ticket.ticket_nonce.as_bytes(), ticket.ticket.as_bytes()];
        slices.extend(ticket.extensions.slices());
        slices.extend(ticket.migration_token.iter().flat_map(Slices::slices));
        slices
    };
    TcpOption<'a>: option => match option {
        TcpOption::Other(other) => vec![other.data()],
        TcpOption::Migrate(Migrate { reqno: _, token, request }) => vec![&token[..], &request[..]],
        TcpOption::MigratePermitted(MigratePermitted::Secure { curve: _, key_data }) => {
            vec![&key_data[..]]
        }
        TcpOption::MigratePermitted(MigratePermitted::Insecure)
        | TcpOption::ServiceAffinity(_)
        | TcpOption::Nop
        | TcpOption::End => vec![],
    };
    TcpOptions<'a>: options => {
        let mut slices: Vec<_> = options.iter().flatten().flat_map(|one| one.slices()).collect();
        slices.extend([options.as_bytes(), options.padding()]);
        slices
    };
    TcpHeader<'a>: header => header.options.slices();
}
