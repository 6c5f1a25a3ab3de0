//! The table of findings.

use std::fmt;

use clap::ValueEnum;
use clap::builder::PossibleValue;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Allowed, or seen in part only, but mostly a mistake.
    Warning,
    /// Against a document, or why a move fails.
    Error,
}

impl Severity {
    /// The name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Makes the enum and what is said of each from one table.
macro_rules! findings {
    ($($name:ident, $code:literal, $severity:ident, $source:literal, $meaning:literal;)*) => {
        /// Which rule a finding is of.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Id {
            $(#[doc = $meaning] $name,)*
        }

        impl Id {
            /// All, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// A name that stays.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// How bad it is.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity),* }
            }

            /// The document and section that it rests on.
            #[must_use]
            pub const fn source(self) -> &'static str {
                match self { $(Self::$name => $source),* }
            }

            /// When it is raised.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning),* }
            }
        }
    };
}

findings! {
    Malformed, "malformed", Error, "the format's own section",
        "An element breaks its format.";
    NotOffered, "not_offered", Error, "TLS draft -03, sections 5.2 and 5.3; RFC 8446, section 4.2",
        "`migration_allowed` or `migrate_request` to a client none of whose hellos has `migration_support`.";
    TokenNotOffered, "token_not_offered", Warning, "TLS draft -00, section 3.2; ruling",
        "`migration_token` or `migrate_notify` to a client none of whose hellos has `migration_support` or a token.";
    FromClient, "from_client", Error, "TLS drafts -00, sections 3.2 and 3.3, and -03, section 5.3; RFC 8446, section 4.6.1",
        "`migrate_request`, `migrate_notify`, or a NewSessionTicket with one of our extensions, from a client.";
    BeforeHandshakeEnd, "before_handshake_end", Error, "TLS drafts -00, section 3.3, and -03, section 5.3",
        "`migrate_request` or `migrate_notify` before the client's Finished, or not under keys of application data.";
    PskKe, "psk_ke", Error, "TLS draft -03, section 10.3",
        "A relocation resumes by `psk_ke`, without a new (EC)DHE secret.";
    SecondClientHello, "second_client_hello", Warning, "TLS draft -03; RFC 8446, section 4.1.2",
        "Migration data in a second ClientHello, behind a HelloRetryRequest.";
    SecondClientHelloDiffers, "second_client_hello_differs", Error, "RFC 8446, section 4.1.2",
        "A second ClientHello has migration data that the first has not.";
    TokenUnknownSession, "token_unknown_session", Warning, "TLS draft -00, section 3.4",
        "A token is presented of a session that none of the secrets given is of.";
    TokenSessionMismatch, "token_session_mismatch", Error, "TLS draft -00, sections 3.4 and 5",
        "A token is presented with the ticket of another session.";
    TokenForged, "token_forged", Error, "TLS draft -00, sections 3.4 and 5",
        "The signature of a token is not that of its session.";
    TokenExpired, "token_expired", Error, "TLS draft -00, sections 3.4 and 4.2",
        "A token is issued or presented after its `expiry_timestamp`.";
    TokenReplayed, "token_replayed", Warning, "TLS draft -00, sections 4.2 and 5",
        "A token is presented again in another connection, or one whose nonce was used.";
    TokenOtherTarget, "token_other_target", Error, "TLS draft -00, sections 3.4 and 4.2",
        "A token is presented at another address than its `target_address`.";
    TokenLifetime, "token_lifetime", Warning, "RFC 8446, section 4.6.1; ruling",
        "A token is issued for longer than the bound (`--max-lifetime`).";
    NonceReused, "nonce_reused", Error, "TLS draft -00, sections 4.2 and 5",
        "Two tokens that differ have the same `session_id` and `nonce`.";
    TargetUnusable, "target_unusable", Error, "TLS draft -00, section 4.2; TCP affinity draft, section 4; ruling",
        "An issued token or an option points to an address or port that no client can connect to.";
    TargetPrivate, "target_private", Warning, "TCP affinity draft, section 4; TLS draft -00, section 4.2; ruling",
        "An issued token or an option points to an address that fewer can reach than its sender's: a private, link-local or loopback one.";
    TargetNeverContacted, "target_never_contacted", Warning, "TCP affinity draft, section 4; TLS drafts -00, section 3.4, and -03",
        "A client was told to move, and never contacted the target in this capture.";
    RefusedTokenAccepted, "refused_token_accepted", Error, "TLS draft -00, section 3.4",
        "A server took the PSK of a hello whose token is to be refused.";
    ValidTokenRefused, "valid_token_refused", Warning, "TLS draft -00, section 3.4",
        "A server did not take the PSK of a hello whose token is valid, that is for its address, and that offers more than `psk_ke`.";
    SafAmbiguous, "saf_ambiguous", Note, "RFC 9768, section 3.1.3; TCP affinity draft, section 3; ruling",
        "A SYN with SAF, and not both CWR and ECE, which a server of Accurate ECN takes for an offer of that.";
    SafTakenForAccEcn, "saf_taken_for_accecn", Warning, "RFC 9768, sections 3.1.2 and 3.1.3; RFC 3168, section 6.1.1; TCP affinity draft, section 4; ruling",
        "The SYN/ACK that answers a SYN with SAF can only be one of Accurate ECN: its AE (SAF), CWR and ECE are 010, 011, 101 or 110. With 100 a server may say that it has service affinity.";
    AffinityNotOffered, "affinity_not_offered", Warning, "TCP affinity draft, section 3; ruling",
        "A Service Affinity option to a client whose SYN had no SAF.";
    AffinityFromClient, "affinity_from_client", Error, "TCP affinity draft, sections 4.1 and 4.2",
        "A Service Affinity option from the side that sent the SYN.";
    AffinityWithoutFin, "affinity_without_fin", Error, "TCP affinity draft, sections 4.1 and 4.2",
        "A Service Affinity option on a segment without FIN.";
    MigrateWithoutSyn, "migrate_without_syn", Error, "draft-snoeren-tcp-migrate-00",
        "Migrate or Migrate-Permitted on a segment without SYN.";
    MigrateBesideOther, "migrate_beside_other", Error, "draft-snoeren-tcp-migrate-00; ruling",
        "Another option beside Migrate than NOP and end-of-list.";
    KeyWithoutTimestamps, "key_without_timestamps", Error, "draft-snoeren-tcp-migrate-00",
        "A secure Migrate-Permitted without the Timestamps that hold the rest of its key.";
    OptionRepeated, "option_repeated", Warning, "ruling",
        "One of the four options more than once in a segment.";
    MigrateTokenUnknown, "migrate_token_unknown", Warning, "draft-snoeren-tcp-migrate-00",
        "The Token of a Migrate SYN is of no connection in this capture.";
    MigrateReqNoStale, "migrate_reqno_stale", Error, "draft-snoeren-tcp-migrate-00",
        "The ReqNo of a Migrate SYN is not newer than the last one that was accepted.";
    MigrateRequestWrong, "migrate_request_wrong", Error, "draft-snoeren-tcp-migrate-00",
        "The Request of a Migrate SYN was not made with the connection's secrets.";
    OverlapDiffers, "overlap_differs", Warning, "RFC 9293, section 3.10.7.4; ruling",
        "TCP octets that were read are sent again, and differ, told once for each segment. The first count.";
    UnassignedCodePoint, "unassigned_code_point", Note, "the registries of IANA",
        "A number is used that IANA has not assigned to this, told once for each; numbers for private use are not.";
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl ValueEnum for Id {
    fn value_variants<'a>() -> &'a [Self] {
        Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.code()))
    }
}
