//! TLS values: what was put in stands in the fields, and what is built has the octets drawn by hand.

use std::net::SocketAddr;

use proptest::prelude::*;
use rehome::tls::{
    ClientHello, IpAddress, MigrateRequest, MigrationToken, MigrationTokenBuf,
    MigrationTokenClaims, NewSessionTicket, OfferedPsks,
};
use rehome::wire::{Decode, Encode, Opaque, OpaqueBuf};
use rehome::{CodePoints, ExtensionType};
use rehome_oracles::structure;

use crate::build::{Address, Token, extensions, handshake, vector};
use crate::cases;
use crate::strategies::{address, hello, numbers, octets, offered_psks, ticket, token};

fn built(address: Address) -> IpAddress {
    IpAddress::try_from(SocketAddr::new(address.ip, address.port)).unwrap()
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn addresses(address in address()) {
        let octets = address.octets();
        let decoded = IpAddress::from_bytes(&octets).unwrap();
        prop_assert_eq!((decoded.address, decoded.port), (address.ip, address.port));
        prop_assert_eq!(built(address).to_vec(), octets);
    }

    #[test]
    fn tokens(token in token()) {
        let octets = token.octets();
        let decoded = MigrationToken::from_bytes(&octets).unwrap();
        prop_assert_eq!(decoded.target_address(), built(token.target));
        prop_assert_eq!(decoded.session_id().as_bytes(), &token.session_id);
        prop_assert_eq!(decoded.expiry_timestamp(), token.expiry);
        prop_assert_eq!(decoded.nonce().as_bytes(), &token.nonce);
        prop_assert_eq!(decoded.signature().as_bytes(), &token.signature);
        prop_assert_eq!(decoded.signed_content(), token.signed_content());

        let claims = MigrationTokenClaims {
            target_address: built(token.target),
            session_id: Opaque::new(&token.session_id).unwrap(),
            expiry_timestamp: token.expiry,
            nonce: Opaque::new(&token.nonce).unwrap(),
        };
        prop_assert_eq!(claims.to_vec(), token.signed_content());
        let signature = Opaque::new(&token.signature).unwrap();
        let owned = MigrationTokenBuf::new(&claims, signature);
        prop_assert_eq!(owned.as_token(), decoded);
    }

    #[test]
    fn requests(target in octets(0..=0xffff), numbers in numbers()) {
        let code_points = numbers.code_points;
        let octets = handshake(code_points.migrate_request().0, &vector(2, &target));
        let request = MigrateRequest::from_bytes_with(&octets, &code_points).unwrap();
        prop_assert_eq!(request.target.as_bytes(), &target);
        prop_assert_eq!(request.to_vec_with(&code_points), octets);
    }

    #[test]
    fn lists_of_keys(octets in offered_psks()) {
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
    fn hellos((code_points, hello) in numbers().prop_flat_map(|numbers| {
        (Just(numbers.code_points), hello(numbers.code_points))
    })) {
        let octets = hello.octets();
        let decoded = ClientHello::from_bytes_with(&octets, &code_points).unwrap();
        prop_assert_eq!(decoded.legacy_version, hello.version);
        prop_assert_eq!(decoded.random, &hello.random);
        prop_assert_eq!(decoded.legacy_session_id.as_bytes(), &hello.session_id);
        prop_assert_eq!(decoded.cipher_suites.as_bytes(), &hello.cipher_suites);
        let methods = decoded.legacy_compression_methods;
        prop_assert_eq!(methods.as_bytes(), &hello.compression_methods);

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
    fn tickets((code_points, ticket) in numbers().prop_flat_map(|numbers| {
        (Just(numbers.code_points), ticket(numbers.code_points))
    })) {
        let octets = ticket.octets();
        let decoded = NewSessionTicket::from_bytes_with(&octets, &code_points).unwrap();
        prop_assert_eq!(decoded.ticket_lifetime, ticket.lifetime);
        prop_assert_eq!(decoded.ticket_age_add, ticket.age_add);
        prop_assert_eq!(decoded.ticket_nonce.as_bytes(), &ticket.nonce);
        prop_assert_eq!(decoded.ticket.as_bytes(), &ticket.ticket);
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
