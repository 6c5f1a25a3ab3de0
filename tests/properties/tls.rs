//! TLS values: what was put in stands in the fields, and what is built has the octets drawn by hand.

use proptest::prelude::*;
use rehome::strategies::{
    client_hello_octets_with, code_points, ip_address, migrate_request, migration_token,
    new_session_ticket_octets_with, octets, offered_psks_octets,
};
use rehome::tls::{
    ClientHello, IpAddress, MigrateRequest, MigrationToken, MigrationTokenBuf,
    MigrationTokenClaims, NewSessionTicket, OfferedPsks,
};
use rehome::wire::{Decode, Encode, Opaque, OpaqueBuf};
use rehome::{CodePoints, ExtensionType};
use rehome_oracles::structure;

use crate::build::{Address, Hello, Ticket, Token, extensions, handshake, vector};
use crate::cases;

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn addresses(address in ip_address()) {
        let octets = Address::of(address).octets();
        prop_assert_eq!(IpAddress::from_bytes(&octets), Ok(address));
        prop_assert_eq!(address.to_vec(), octets);
    }

    #[test]
    fn tokens(token in migration_token()) {
        let fields = Token::of(&token.as_token());
        let octets = fields.octets();
        prop_assert_eq!(token.as_bytes(), &octets);
        let decoded = MigrationToken::from_bytes(&octets).unwrap();
        prop_assert_eq!(decoded, token.as_token());
        prop_assert_eq!(decoded.signed_content(), fields.signed_content());

        let Address { ip, port } = fields.target;
        let claims = MigrationTokenClaims {
            target_address: IpAddress::new(ip, port),
            session_id: Opaque::new(&fields.session_id).unwrap(),
            expiry_timestamp: fields.expiry,
            nonce: Opaque::new(&fields.nonce).unwrap(),
        };
        prop_assert_eq!(claims.to_vec(), fields.signed_content());
        let signature = Opaque::new(&fields.signature).unwrap();
        let owned = MigrationTokenBuf::new(&claims, signature);
        prop_assert_eq!(owned.as_token(), decoded);
    }

    #[test]
    fn requests(request in migrate_request(), code_points in code_points()) {
        let body = vector(2, request.target.as_opaque().as_bytes());
        let octets = handshake(code_points.migrate_request().0, &body);
        let decoded = MigrateRequest::from_bytes_with(&octets, &code_points);
        prop_assert_eq!(decoded, Ok(request.as_request()));
        prop_assert_eq!(request.as_request().to_vec_with(&code_points), octets);
    }

    #[test]
    fn lists_of_keys(octets in offered_psks_octets()) {
        let psks = OfferedPsks::from_bytes(&octets).unwrap();
        let identities: Vec<u8> = psks.identities().flat_map(|one| one.to_vec()).collect();
        let binders: Vec<u8> = psks.binders().flat_map(|one| one.to_vec()).collect();
        prop_assert_eq!([vector(2, &identities), vector(2, &binders)].concat(), octets);
    }

    #[test]
    fn lengths_out_of_range_cannot_be_built(octets in octets(0..=300)) {
        let within = (16..=255).contains(&octets.len());
        prop_assert_eq!(Opaque::<16, 255>::new(&octets).is_ok(), within);
        prop_assert_eq!(OpaqueBuf::<16, 255>::new(octets).is_ok(), within);
    }
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn hellos((code_points, octets) in code_points().prop_flat_map(|code_points| {
        (Just(code_points), client_hello_octets_with(&code_points))
    })) {
        let decoded = ClientHello::from_bytes_with(&octets, &code_points).unwrap();
        let hello = Hello::of(&decoded);
        prop_assert_eq!(hello.octets(), &octets[..]);

        let block = hello.extensions.as_deref().map(extensions);
        let decoded_block = decoded.extensions.map(|block| block.as_bytes().to_vec());
        prop_assert_eq!(decoded_block, block);
        let list = hello.extensions.unwrap_or_default();
        let of = ours(&list, &code_points);
        prop_assert_eq!(decoded.migration_support.is_some(), of.support.is_some());
        prop_assert_eq!(decoded.migration_token.map(|token| token.to_vec()), of.token);
        prop_assert_eq!(decoded.pre_shared_key.map(<[u8]>::to_vec), of.key.clone());
        prop_assert_eq!(decoded.is_migration_attempt(), decoded.migration_token.is_some());
        for (number, data) in &list {
            prop_assert_eq!(decoded.extension(ExtensionType(*number)), Some(&data[..]));
        }
    }

    #[test]
    fn tickets((code_points, octets) in code_points().prop_flat_map(|code_points| {
        (Just(code_points), new_session_ticket_octets_with(&code_points))
    })) {
        let decoded = NewSessionTicket::from_bytes_with(&octets, &code_points).unwrap();
        let ticket = Ticket::of(&decoded);
        prop_assert_eq!(ticket.octets(), &octets[..]);

        prop_assert_eq!(decoded.extensions.as_bytes(), extensions(&ticket.extensions));
        let of = ours(&ticket.extensions, &code_points);
        prop_assert_eq!(decoded.migration_allowed.is_some(), of.allowed.is_some());
        prop_assert_eq!(decoded.migration_token.map(|token| token.to_vec()), of.token);
        for (number, data) in &ticket.extensions {
            prop_assert_eq!(decoded.extension(ExtensionType(*number)), Some(&data[..]));
        }
    }
}

/// The contents of the extensions that a carrier's fields tell of.
struct Ours {
    support: Option<Vec<u8>>,
    allowed: Option<Vec<u8>>,
    token: Option<Vec<u8>>,
    key: Option<Vec<u8>>,
}

fn ours(list: &[(u16, Vec<u8>)], code_points: &CodePoints) -> Ours {
    let find = |wanted: ExtensionType| {
        list.iter().find(|(number, _)| *number == wanted.0).map(|(_, data)| data.clone())
    };
    Ours {
        support: find(code_points.migration_support()),
        allowed: find(code_points.migration_allowed()),
        token: find(code_points.migration_token()),
        key: find(ExtensionType::PRE_SHARED_KEY),
    }
}

/// Encoders copy short fields in fixed pieces: no length may leave an octet out.
#[test]
fn every_length_of_every_field() {
    let counted = |len: usize| (1..=255).take(len).collect::<Vec<u8>>();
    for len in 16..=255 {
        let token = Token {
            target: Address { ip: [192, 0, 2, 1].into(), port: 443 },
            session_id: counted(len.max(32)),
            expiry: 0x0102_0304_0506_0708,
            nonce: counted(len),
            signature: counted(len.max(32)),
        };
        let octets = token.octets();
        assert_eq!(structure("migration_token", &octets), Some(Ok(())), "{len}");
        let decoded = MigrationToken::from_bytes(&octets).unwrap();
        assert_eq!(decoded.nonce().as_bytes(), token.nonce);
    }
}
