//! The numbers that the formats hang on, and sets of them.

use proptest::arbitrary::any;
use proptest::prelude::{Just, Strategy, prop_oneof};

use super::vectors::often;
use crate::code_points::{
    AlertDescription, CodePoints, ContentType, ExtensionType, HandshakeType, OptionKind,
    OptionKinds,
};

/// Any `ContentType`, often one that records of TLS 1.3 have.
pub fn content_type() -> impl Strategy<Value = ContentType> + Clone {
    often(&[20, 21, 22, 23, 0, u8::MAX]).prop_map(ContentType)
}

/// Any `HandshakeType`, often one of the carriers' or that of `migrate_request`.
pub fn handshake_type() -> impl Strategy<Value = HandshakeType> + Clone {
    often(&[1, 2, 4, 253, 0, u8::MAX]).prop_map(HandshakeType)
}

/// Any `AlertDescription`, often that of `migrate_notify` or one beside it.
pub fn alert_description() -> impl Strategy<Value = AlertDescription> + Clone {
    often(&[0, 47, 50, 252, 253, 254, u8::MAX]).prop_map(AlertDescription)
}

/// Any `ExtensionType`, often one of the drafts', `pre_shared_key` or one beside those.
pub fn extension_type() -> impl Strategy<Value = ExtensionType> + Clone {
    // Types up to 63 and from 64 on are remembered in different ways.
    const OFTEN: [u16; 17] = [
        0, 1, 40, 41, 42, 43, 51, 63, 64, 65, 0xfe4c, 0xfe4d, 0xfe4e, 0xfe4f, 0xfe50, 0xff01,
        0xffff,
    ];
    often(&OFTEN).prop_map(ExtensionType)
}

/// Any `OptionKind`, often one of the four, Timestamps, or one beside those.
pub fn option_kind() -> impl Strategy<Value = OptionKind> + Clone {
    const OFTEN: [u8; 16] = [0, 1, 2, 3, 4, 5, 8, 14, 15, 16, 17, 78, 79, 80, 81, u8::MAX];
    often(&OFTEN).prop_map(OptionKind)
}

/// The defaults, or any others that do not collide.
pub fn code_points() -> impl Strategy<Value = CodePoints> + Clone {
    let extensions = [extension_type(), extension_type(), extension_type()];
    let others = (extensions, alert_description(), handshake_type()).prop_filter_map(
        "numbers that collide",
        |([support, allowed, token], notify, request)| {
            CodePoints::builder()
                .migration_support(support)
                .migration_allowed(allowed)
                .migration_token(token)
                .migrate_notify(notify)
                .migrate_request(request)
                .build()
                .ok()
        },
    );
    prop_oneof![Just(CodePoints::default()), others]
}

/// The defaults, or any others that do not collide.
pub fn option_kinds() -> impl Strategy<Value = OptionKinds> + Clone {
    let others = any::<[u8; 4]>().prop_filter_map("kinds that collide", |kinds| {
        let [ipv4, ipv6, permitted, migrate] = kinds.map(OptionKind);
        OptionKinds::builder()
            .service_affinity_ipv4(ipv4)
            .service_affinity_ipv6(ipv6)
            .migrate_permitted(permitted)
            .migrate(migrate)
            .build()
            .ok()
    });
    prop_oneof![Just(OptionKinds::default()), others]
}
