//! What IANA lists in the four registries. Where it lists nothing, a number is not assigned; one of a
//! later assignment is missed, which costs no more than the words of a note.

use super::Entry::{self, Assigned, Experiment, Private, Reserved, Unassigned};

/// TLS ExtensionType Values.
pub(super) fn extension(number: u16) -> Entry {
    let [high, low] = number.to_be_bytes();
    match number {
        40 | 46 => Reserved,
        _ if high == low && low & 0x0f == 0x0a => Assigned("GREASE"),
        0xfd00 => Assigned("ech_outer_extensions"),
        0xfe0d => Assigned("encrypted_client_hello"),
        0xff01 => Assigned("renegotiation_info"),
        0xff00.. => Private,
        _ => find(EXTENSIONS, number),
    }
}

/// TLS Alerts.
pub(super) fn alert(number: u8) -> Entry {
    match number {
        21 | 30 | 41 | 60 | 100 | 111 | 114 => Reserved,
        _ => find(ALERTS, number),
    }
}

/// TLS HandshakeType.
pub(super) fn handshake(number: u8) -> Entry {
    match number {
        0 | 3 | 6 | 12 | 14 | 16 | 21 | 22 | 23 => Reserved,
        _ => find(HANDSHAKES, number),
    }
}

/// TCP Option Kind Numbers.
pub(super) fn option(number: u8) -> Entry {
    match find(OPTIONS, number) {
        Unassigned if matches!(number, 253 | 254) => Experiment,
        // The others are, but for one that was given back.
        Unassigned if number != 25 => Reserved,
        entry => entry,
    }
}

fn find<N: PartialEq>(registry: &[(N, &'static str)], number: N) -> Entry {
    let found = registry.iter().find(|(its, _)| *its == number);
    found.map_or(Unassigned, |(_, name)| Assigned(name))
}

/// The lower ones; the others stand in [`extension`].
const EXTENSIONS: &[(u16, &str)] = &[
    (0, "server_name"),
    (1, "max_fragment_length"),
    (2, "client_certificate_url"),
    (3, "trusted_ca_keys"),
    (4, "truncated_hmac"),
    (5, "status_request"),
    (6, "user_mapping"),
    (7, "client_authz"),
    (8, "server_authz"),
    (9, "cert_type"),
    (10, "supported_groups"),
    (11, "ec_point_formats"),
    (12, "srp"),
    (13, "signature_algorithms"),
    (14, "use_srtp"),
    (15, "heartbeat"),
    (16, "application_layer_protocol_negotiation"),
    (17, "status_request_v2"),
    (18, "signed_certificate_timestamp"),
    (19, "client_certificate_type"),
    (20, "server_certificate_type"),
    (21, "padding"),
    (22, "encrypt_then_mac"),
    (23, "extended_master_secret"),
    (24, "token_binding"),
    (25, "cached_info"),
    (26, "tls_lts"),
    (27, "compress_certificate"),
    (28, "record_size_limit"),
    (29, "pwd_protect"),
    (30, "pwd_clear"),
    (31, "password_salt"),
    (32, "ticket_pinning"),
    (33, "tls_cert_with_extern_psk"),
    (34, "delegated_credential"),
    (35, "session_ticket"),
    (36, "TLMSP"),
    (37, "TLMSP_proxying"),
    (38, "TLMSP_delegate"),
    (39, "supported_ekt_ciphers"),
    (41, "pre_shared_key"),
    (42, "early_data"),
    (43, "supported_versions"),
    (44, "cookie"),
    (45, "psk_key_exchange_modes"),
    (47, "certificate_authorities"),
    (48, "oid_filters"),
    (49, "post_handshake_auth"),
    (50, "signature_algorithms_cert"),
    (51, "key_share"),
    (52, "transparency_info"),
    (53, "connection_id (deprecated)"),
    (54, "connection_id"),
    (55, "external_id_hash"),
    (56, "external_session_id"),
    (57, "quic_transport_parameters"),
    (58, "ticket_request"),
    (59, "dnssec_chain"),
    (60, "sequence_number_encryption_algorithms"),
    (61, "rrc"),
    (62, "tls_flags"),
];

/// Those that are not reserved.
const ALERTS: &[(u8, &str)] = &[
    (0, "close_notify"),
    (10, "unexpected_message"),
    (20, "bad_record_mac"),
    (22, "record_overflow"),
    (40, "handshake_failure"),
    (42, "bad_certificate"),
    (43, "unsupported_certificate"),
    (44, "certificate_revoked"),
    (45, "certificate_expired"),
    (46, "certificate_unknown"),
    (47, "illegal_parameter"),
    (48, "unknown_ca"),
    (49, "access_denied"),
    (50, "decode_error"),
    (51, "decrypt_error"),
    (52, "too_many_cids_requested"),
    (70, "protocol_version"),
    (71, "insufficient_security"),
    (80, "internal_error"),
    (86, "inappropriate_fallback"),
    (90, "user_canceled"),
    (109, "missing_extension"),
    (110, "unsupported_extension"),
    (112, "unrecognized_name"),
    (113, "bad_certificate_status_response"),
    (115, "unknown_psk_identity"),
    (116, "certificate_required"),
    (117, "general_error"),
    (120, "no_application_protocol"),
    (121, "ech_required"),
];

/// Those that are not reserved.
const HANDSHAKES: &[(u8, &str)] = &[
    (1, "client_hello"),
    (2, "server_hello"),
    (4, "new_session_ticket"),
    (5, "end_of_early_data"),
    (8, "encrypted_extensions"),
    (9, "request_connection_id"),
    (10, "new_connection_id"),
    (11, "certificate"),
    (13, "certificate_request"),
    (15, "certificate_verify"),
    (17, "client_certificate_request"),
    (20, "finished"),
    (24, "key_update"),
    (25, "compressed_certificate"),
    (26, "ekt_key"),
    (254, "message_hash"),
];

/// Those that are neither reserved nor for experiments; some are obsolete.
const OPTIONS: &[(u8, &str)] = &[
    (0, "End of Option List"),
    (1, "No-Operation"),
    (2, "Maximum Segment Size"),
    (3, "Window Scale"),
    (4, "SACK Permitted"),
    (5, "SACK"),
    (6, "Echo"),
    (7, "Echo Reply"),
    (8, "Timestamps"),
    (9, "Partial Order Connection Permitted"),
    (10, "Partial Order Service Profile"),
    (11, "CC"),
    (12, "CC.NEW"),
    (13, "CC.ECHO"),
    (14, "TCP Alternate Checksum Request"),
    (15, "TCP Alternate Checksum Data"),
    (16, "Skeeter"),
    (17, "Bubba"),
    (18, "Trailer Checksum Option"),
    (19, "MD5 Signature Option"),
    (20, "SCPS Capabilities"),
    (21, "Selective Negative Acknowledgements"),
    (22, "Record Boundaries"),
    (23, "Corruption experienced"),
    (24, "SNAP"),
    (26, "TCP Compression Filter"),
    (27, "Quick-Start Response"),
    (28, "User Timeout Option"),
    (29, "TCP Authentication Option"),
    (30, "Multipath TCP"),
    (34, "TCP Fast Open Cookie"),
    (69, "Encryption Negotiation"),
    (172, "Accurate ECN Order 0"),
    (174, "Accurate ECN Order 1"),
];
