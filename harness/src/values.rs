//! Any valid value: what is encoded decodes to it again.

use arbitrary::{Arbitrary, Result, Unstructured};
use rehome::tcp::{TcpHeader, TcpOption, TcpOptions, TcpOptionsBuf};
use rehome::tls::{
    Alert, Extension, HandshakeMessage, IpAddress, MigrateNotify, MigrateRequest, MigrationAllowed,
    MigrationExtension, MigrationSupport, MigrationToken, MigrationTokenBuf, PskIdentity, Record,
};
use rehome::wire::{Decode, Encode};
use rehome::{CodePoints, OptionKinds};
use rehome_oracles::{Numbers, structure_with};

/// Makes a value of any structure out of the octets, with any code points.
pub fn any_value(octets: &[u8]) {
    // Octets that are too few for a value are no value.
    let _ = value(&mut Unstructured::new(octets));
}

fn value(u: &mut Unstructured<'_>) -> Result<()> {
    // Options of other kinds than the default ones are made with those kinds in mind.
    let numbers = Numbers { code_points: u.arbitrary()?, kinds: OptionKinds::default() };
    let Numbers { code_points, kinds } = &numbers;

    macro_rules! comes_back {
        ($name:literal, $type:ty, $context:expr) => {
            comes_back!($name, $type, $context, <$type>::arbitrary(u)?)
        };
        ($name:literal, $type:ty, $context:expr, $value:expr) => {{
            let value: $type = $value;
            let octets = value.to_vec_with($context);
            assert_eq!(<$type>::from_bytes_with(&octets, $context), Ok(value));
            assert_eq!(structure_with($name, &octets, &numbers), Some(Ok(())), "{value:?}");
        }};
    }

    match u.int_in_range(0..=14)? {
        0 => comes_back!("ip_address", IpAddress, &()),
        1 => comes_back!("migration_support", MigrationSupport, &()),
        2 => comes_back!("migration_allowed", MigrationAllowed, &()),
        3 => comes_back!("migrate_notify", MigrateNotify, code_points),
        4 => comes_back!("migrate_request", MigrateRequest<'_>, code_points),
        5 => comes_back!("tcp_option", TcpOption<'_>, kinds),
        6 => comes_back!("tcp_options", TcpOptions<'_>, kinds),
        7 => comes_back!("tcp_header", TcpHeader<'_>, kinds),
        8 => comes_back!("extension", Extension<'_>, &()),
        9 => comes_back!("alert", Alert, &()),
        10 => comes_back!("record", Record<'_>, &()),
        11 => comes_back!("handshake", HandshakeMessage<'_>, &()),
        12 => comes_back!("psk_identity", PskIdentity<'_>, &()),
        13 => {
            let options = TcpOptionsBuf::arbitrary(u)?;
            comes_back!("tcp_options", TcpOptions<'_>, kinds, options.as_options());
        }
        _ => {
            let token = MigrationTokenBuf::arbitrary(u)?;
            comes_back!("migration_token", MigrationToken<'_>, &(), token.as_token());
            let extension = MigrationExtension::Token(token.as_token());
            comes_back!("migration_extension", MigrationExtension<'_>, code_points, extension);
        }
    }
    Ok(())
}

/// Any octets as any structure, with any numbers: none of them is fixed in a function.
pub fn other_numbers(octets: &[u8]) {
    let mut u = Unstructured::new(octets);
    if let Ok((numbers, name)) = numbers_and_name(&mut u) {
        let rest = u.take_rest();
        assert!(structure_with(name, rest, &numbers).is_some(), "{name} is no structure");
    }
}

fn numbers_and_name(u: &mut Unstructured<'_>) -> Result<(Numbers, &'static str)> {
    let numbers = Numbers { code_points: CodePoints::arbitrary(u)?, kinds: u.arbitrary()? };
    Ok((numbers, u.choose(&rehome_oracles::STRUCTURES)?))
}
