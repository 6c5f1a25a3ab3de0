use std::collections::HashSet;
use std::fmt::Debug;
use std::vec::Vec;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use super::*;
use crate::code_points::{CodePoints, OptionKinds};
use crate::tcp::{TcpHeader, TcpOption, TcpOptions};
use crate::tls::{
    ClientHello, Extension, HandshakeMessage, IpAddress, MigrateRequest, MigrationExtension,
    MigrationToken, NewSessionTicket, OfferedPsks, PskIdentity, Record,
};
use crate::wire::{Decode, Encode};

/// So many values, the same in every run.
fn values<S: Strategy>(strategy: S, count: usize) -> Vec<S::Value> {
    let mut runner = TestRunner::deterministic();
    (0..count).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

/// Every value is one of the decoder's and comes back as the same octets.
macro_rules! decoded {
    ($($octets:expr, $ty:ty, $context:expr;)*) => {$(
        for octets in values($octets, 200) {
            let value = <$ty>::from_bytes_with(&octets, $context).unwrap();
            assert_eq!(value.to_vec_with($context), octets);
        }
    )*};
}

#[test]
fn octets_are_decoded_and_come_back() {
    for code_points in values(code_points(), 5) {
        let kinds = values(option_kinds(), 5).pop().unwrap();
        decoded! {
            extension_octets(), Extension<'_>, &();
            record_octets(), Record<'_>, &();
            handshake_message_octets(), HandshakeMessage<'_>, &();
            psk_identity_octets(), PskIdentity<'_>, &();
            offered_psks_octets(), OfferedPsks<'_>, &();
            migration_extension_octets_with(&code_points), MigrationExtension<'_>, &code_points;
            tcp_option_octets_with(&kinds), TcpOption<'_>, &kinds;
            migrate_permitted_octets_with(&kinds), TcpOption<'_>, &kinds;
            migrate_octets_with(&kinds), TcpOption<'_>, &kinds;
            tcp_header_octets_with(&kinds), TcpHeader<'_>, &kinds;
        }
        for octets in values(client_hello_octets_with(&code_points), 200) {
            assert!(ClientHello::from_bytes_with(&octets, &code_points).is_ok());
        }
        for octets in values(new_session_ticket_octets_with(&code_points), 200) {
            assert!(NewSessionTicket::from_bytes_with(&octets, &code_points).is_ok());
        }
        for options in values(tcp_options_with(&kinds), 200) {
            assert!(TcpOptions::from_bytes_with(options.as_bytes(), &kinds).is_ok());
        }
    }
}

#[test]
fn the_default_numbers_are_those_without_with() {
    let (code_points, kinds) = (CodePoints::default(), OptionKinds::default());
    fn same<V: PartialEq + Debug>(a: impl Strategy<Value = V>, b: impl Strategy<Value = V>) {
        assert_eq!(values(a, 20), values(b, 20));
    }
    same(client_hello_octets(), client_hello_octets_with(&code_points));
    same(new_session_ticket_octets(), new_session_ticket_octets_with(&code_points));
    same(migration_extension_octets(), migration_extension_octets_with(&code_points));
    same(tcp_option_octets(), tcp_option_octets_with(&kinds));
    same(tcp_options(), tcp_options_with(&kinds));
    same(tcp_header_octets(), tcp_header_octets_with(&kinds));
    same(migrate_octets(), migrate_octets_with(&kinds));
    same(migrate_permitted_octets(), migrate_permitted_octets_with(&kinds));
}

#[test]
fn owned_values_are_encoded_and_decoded() {
    for token in values(migration_token(), 300) {
        assert_eq!(MigrationToken::from_bytes(token.as_bytes()), Ok(token.as_token()));
    }
    for request in values(migrate_request(), 100) {
        let octets = request.as_request().to_vec();
        assert_eq!(MigrateRequest::from_bytes(&octets), Ok(request.as_request()));
    }
    for address in values(ip_address(), 100) {
        assert_eq!(IpAddress::from_bytes(&address.to_vec()), Ok(address));
    }
}

/// How many of the values are so.
fn count<T>(values: &[T], holds: impl Fn(&T) -> bool) -> usize {
    values.iter().filter(|value| holds(value)).count()
}

#[test]
fn bounds_are_frequent() {
    let tokens = values(migration_token(), 1000);
    let shapes: [fn(&MigrationToken<'_>) -> bool; 11] = [
        |token| token.session_id().len() == 32,
        |token| token.session_id().len() == 255,
        |token| token.nonce().len() == 16,
        |token| token.nonce().len() == 255,
        |token| token.signature().len() == 255,
        |token| token.expiry_timestamp() == 0,
        |token| token.expiry_timestamp() == u64::MAX,
        |token| token.target_address().port == 0,
        |token| token.target_address().address.is_unspecified(),
        |token| token.target_address().address.is_ipv4(),
        |token| token.target_address().address.to_canonical() != token.target_address().address,
    ];
    for holds in shapes {
        assert!(count(&tokens, |token| holds(&token.as_token())) >= 25);
    }
    assert!(tokens.iter().any(|token| token.as_bytes().len() == 98));
    assert!(tokens.iter().any(|token| token.as_bytes().len() == 795));
    let areas = values(tcp_options(), 1000);
    assert!(count(&areas, |area| area.as_bytes().len() == 40) > 100);
    assert!(count(&areas, |area| area.as_bytes().is_empty()) > 10);
}

#[test]
fn messages_are_of_every_shape() {
    let hellos = values(client_hello_octets(), 1000);
    let hellos: Vec<_> = hellos.iter().map(|one| ClientHello::from_bytes(one).unwrap()).collect();
    let shapes: [fn(&ClientHello<'_>) -> bool; 6] = [
        |hello| hello.is_migration_attempt(),
        |hello| hello.migration_support.is_some() && hello.pre_shared_key.is_none(),
        |hello| hello.extensions.is_none(),
        |hello| hello.legacy_session_id.is_empty(),
        |hello| hello.cipher_suites.len() == 2,
        |hello| hello.cipher_suites.len() == 0xfffe,
    ];
    for holds in shapes {
        assert!(count(&hellos, holds) >= 5);
    }
    let tickets = values(new_session_ticket_octets(), 1000);
    let tickets: Vec<_> =
        tickets.iter().map(|one| NewSessionTicket::from_bytes(one).unwrap()).collect();
    let shapes: [fn(&NewSessionTicket<'_>) -> bool; 4] = [
        |ticket| ticket.migration_token.is_some(),
        |ticket| ticket.migration_allowed.is_some() && ticket.migration_token.is_none(),
        |ticket| ticket.extensions.as_bytes().is_empty(),
        |ticket| ticket.ticket.len() == 0xffff,
    ];
    for holds in shapes {
        assert!(count(&tickets, holds) >= 5);
    }
    let options = values(tcp_option_octets(), 1000);
    let kinds: HashSet<u8> = options.iter().filter_map(|one| one.first().copied()).collect();
    assert!([1, 2, 8, 15, 16, 79, 80, 255].iter().all(|kind| kinds.contains(kind)), "{kinds:?}");
}
