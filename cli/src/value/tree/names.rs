//! The names that registries have for numbers.

use rehome::{CodePoints, ExtensionType, OptionKind};

/// The name of an extension, ours by the numbers that hold.
pub(super) fn extension_type(number: ExtensionType, code_points: &CodePoints) -> &'static str {
    if number == code_points.migration_support() {
        return "migration_support";
    }
    if number == code_points.migration_allowed() {
        return "migration_allowed";
    }
    if number == code_points.migration_token() {
        return "migration_token";
    }
    match number.0 {
        0 => "server_name",
        1 => "max_fragment_length",
        5 => "status_request",
        10 => "supported_groups",
        11 => "ec_point_formats",
        13 => "signature_algorithms",
        14 => "use_srtp",
        15 => "heartbeat",
        16 => "application_layer_protocol_negotiation",
        18 => "signed_certificate_timestamp",
        19 => "client_certificate_type",
        20 => "server_certificate_type",
        21 => "padding",
        22 => "encrypt_then_mac",
        23 => "extended_master_secret",
        27 => "compress_certificate",
        28 => "record_size_limit",
        34 => "delegated_credential",
        35 => "session_ticket",
        41 => "pre_shared_key",
        42 => "early_data",
        43 => "supported_versions",
        44 => "cookie",
        45 => "psk_key_exchange_modes",
        47 => "certificate_authorities",
        48 => "oid_filters",
        49 => "post_handshake_auth",
        50 => "signature_algorithms_cert",
        51 => "key_share",
        57 => "quic_transport_parameters",
        0xfe0d => "encrypted_client_hello",
        0xff01 => "renegotiation_info",
        number if is_grease(number) => "GREASE",
        _ => "extension",
    }
}

/// The numbers that mean nothing on purpose (RFC 8701): both octets alike, `?a`.
fn is_grease(number: u16) -> bool {
    let [high, low] = number.to_be_bytes();
    high == low && low & 0x0f == 0x0a
}

/// The name of an option that is none of the four.
pub(super) fn option_kind(kind: OptionKind) -> &'static str {
    match kind.0 {
        2 => "maximum_segment_size",
        3 => "window_scale",
        4 => "sack_permitted",
        5 => "sack",
        8 => "timestamps",
        28 => "user_timeout",
        29 => "tcp_ao",
        30 => "multipath_tcp",
        34 => "fast_open_cookie",
        172 => "accurate_ecn_0",
        174 => "accurate_ecn_1",
        _ => "option",
    }
}

/// A version of TLS.
pub(super) fn version(number: u16) -> String {
    match number {
        0x0301 => "TLS 1.0".to_owned(),
        0x0302 => "TLS 1.1".to_owned(),
        0x0303 => "TLS 1.2".to_owned(),
        0x0304 => "TLS 1.3".to_owned(),
        number => format!("0x{number:04x}"),
    }
}
