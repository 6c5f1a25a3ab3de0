//! What holds for the TLS structures beyond decoding and encoding: owned forms, conversions, and
//! formats that read the same octets.

use std::net::SocketAddr;

use rehome::tls::{
    Alert, Extension, HandshakeMessage, IpAddress, MigrateNotify, MigrateRequest,
    MigrationExtension, MigrationToken, MigrationTokenBuf, OfferedPsks,
};
use rehome::wire::{Decode, Encode};
use rehome::{BufferTooSmall, CodePoints, Error};

use crate::{Slices, decoding, encoding, wire};

/// `IPAddress`: to and from a socket address without loss.
pub fn ip_address(input: &[u8]) -> Result<(), Error> {
    if let Ok((address, _)) = decoding::<IpAddress>(input, &()).prefix {
        let socket = SocketAddr::from(address);
        assert_eq!((socket.ip(), socket.port()), (address.address, address.port));
        assert_eq!(IpAddress::try_from(socket), Ok(address));
        assert_eq!(address.to_string(), socket.to_string());
        let usable = address.is_usable();
        assert!(!usable || (address.port != 0 && !address.address.is_unspecified()));
    }
    wire::<IpAddress>(input, &())
}

/// `MigrationToken`: the signed content is what its claims are encoded as, claims and signature make
/// the token again, and so does the owned form.
pub fn migration_token(input: &[u8]) -> Result<(), Error> {
    if let Ok((token, octets)) = decoding::<MigrationToken<'static>>(input, &()).prefix {
        let (claims, signature) = (token.claims(), token.signature());
        assert!((98..=795).contains(&octets.len()));
        assert_eq!(claims.target_address, token.target_address());
        assert_eq!(claims.session_id, token.session_id());
        assert_eq!(claims.expiry_timestamp, token.expiry_timestamp());
        assert_eq!(claims.nonce, token.nonce());
        assert_eq!(claims.signed_len(signature), octets.len());
        assert_eq!(token.signed_content().as_ptr(), octets.as_ptr());
        encoding(&claims, token.signed_content(), &());

        let mut buf = vec![0xa5; octets.len() + 1];
        assert_eq!(claims.encode_signed(signature, &mut buf), Ok(octets.len()));
        assert_eq!(buf.strip_prefix(octets), Some(&[0xa5][..]));
        let mut buf = vec![0xa5; octets.len() - 1];
        let refused = BufferTooSmall { needed: octets.len(), available: buf.len() };
        assert_eq!(claims.encode_signed(signature, &mut buf), Err(refused));
        assert!(buf.iter().all(|&octet| octet == 0xa5), "a buffer too small is left untouched");

        let owned = token.to_buf();
        assert_eq!(owned, MigrationTokenBuf::new(&claims, signature));
        assert_eq!(owned.as_bytes(), octets);
        assert_eq!(owned.as_token(), token);
        assert_eq!(owned.as_token().slices(), token.slices());
        assert_eq!(format!("{owned:?}"), format!("{token:?}"));
    }
    wire::<MigrationToken<'static>>(input, &())
}

/// `migrate_notify`: an alert of one description, and no other.
pub fn migrate_notify(input: &[u8], code_points: &CodePoints) -> Result<(), Error> {
    let notify = MigrateNotify::from_bytes_with(input, code_points);
    match (notify, Alert::from_bytes(input)) {
        (Ok(notify), alert) => {
            let description = code_points.migrate_notify();
            assert_eq!(alert, Ok(Alert { level: notify.level, description }));
        }
        (Err(error), Ok(alert)) => {
            assert_eq!(error.reason().code(), "wrong_type");
            assert_ne!(alert.description, code_points.migrate_notify());
        }
        (Err(error), Err(of_alert)) => {
            assert!(error == of_alert || error.reason().code() == "wrong_type");
        }
    }
    wire::<MigrateNotify>(input, code_points)
}

/// `migrate_request`: a handshake message of one type, whose body is one vector.
pub fn migrate_request(input: &[u8], code_points: &CodePoints) -> Result<(), Error> {
    if let Ok((request, left)) = MigrateRequest::from_prefix_with(input, code_points) {
        assert_eq!(request.to_buf().as_request(), request);
        assert_eq!(request.to_buf().target.into_vec(), request.target.as_bytes());
        let message = HandshakeMessage::from_prefix(input);
        let body = message.map(|(message, rest)| (message.msg_type, message.body, rest));
        let target = request.target.to_vec();
        assert!(body.is_ok_and(|(msg_type, body, rest)| {
            msg_type == code_points.migrate_request() && body.as_bytes() == target && rest == left
        }));
    }
    wire::<MigrateRequest<'static>>(input, code_points)
}

/// An extension of any type.
pub fn extension(input: &[u8]) -> Result<(), Error> {
    wire::<Extension<'static>>(input, &())
}

/// One of the drafts' extensions: it reads as an extension of its type, with its content as data.
pub fn migration_extension(input: &[u8], code_points: &CodePoints) -> Result<(), Error> {
    if let Ok((extension, rest)) = MigrationExtension::from_prefix_with(input, code_points) {
        let (extension_type, content) = match extension {
            MigrationExtension::Support(_) => (code_points.migration_support(), vec![]),
            MigrationExtension::Allowed(_) => (code_points.migration_allowed(), vec![]),
            MigrationExtension::Token(token) => (code_points.migration_token(), token.to_vec()),
        };
        let plain = Extension::from_prefix(input);
        assert!(plain.is_ok_and(|(plain, plain_rest)| {
            plain.extension_type == extension_type
                && plain.extension_data.as_bytes() == content
                && plain_rest == rest
        }));
    }
    wire::<MigrationExtension<'static>>(input, code_points)
}

/// `OfferedPsks`: at least one identity and one binder, and together they are all of it.
pub fn offered_psks(input: &[u8]) -> Result<(), Error> {
    if let Ok((psks, octets)) = decoding::<OfferedPsks<'static>>(input, &()).prefix {
        let identities: Vec<u8> = psks.identities().flat_map(|one| one.to_vec()).collect();
        let binders: Vec<u8> = psks.binders().flat_map(|one| one.to_vec()).collect();
        assert!(identities.len() >= 7 && binders.len() >= 33);
        let lengths = [identities.len(), binders.len()].map(|length| u16::try_from(length).ok());
        if let [Some(first), Some(second)] = lengths.map(|length| length.map(u16::to_be_bytes)) {
            let again = [&first[..], &identities, &second, &binders].concat();
            assert_eq!(again, octets, "identities and binders are the whole");
        } else {
            assert!(lengths.iter().all(Option::is_some), "each list fits its length");
        }
    }
    wire::<OfferedPsks<'static>>(input, &())
}
