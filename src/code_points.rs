//! The numbers that the formats hang on, as values of the run time.
//!
//! Newtypes with named constants, so that a number which nobody has named survives. The numbers that
//! the drafts leave open stand in [`CodePoints`] and [`OptionKinds`], whose defaults are rulings of
//! this project where no draft has one.

mod sets;

use core::fmt;

pub use sets::{CodePoints, CodePointsBuilder, Collision, OptionKinds, OptionKindsBuilder};

macro_rules! registry {
    ($(#[$doc:meta])* $name:ident($number:ty) { $($(#[$value_doc:meta])* $value:ident = $n:literal, $text:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
        pub struct $name(pub $number);

        impl $name {
            $($(#[$value_doc])* pub const $value: Self = Self($n);)*
        }

        /// The name that the registry has, or the number.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match *self {
                    $(Self::$value => f.write_str($text),)*
                    Self(number) => write!(f, "{number}"),
                }
            }
        }

        impl From<$number> for $name {
            fn from(number: $number) -> Self {
                Self(number)
            }
        }

        impl From<$name> for $number {
            fn from(value: $name) -> Self {
                value.0
            }
        }
    };
}

registry! {
    /// TLS `ContentType` (RFC 8446, section 5.1): what a record carries.
    ContentType(u8) {
        /// `change_cipher_spec(20)`.
        CHANGE_CIPHER_SPEC = 20, "change_cipher_spec";
        /// `alert(21)`.
        ALERT = 21, "alert";
        /// `handshake(22)`.
        HANDSHAKE = 22, "handshake";
        /// `application_data(23)`.
        APPLICATION_DATA = 23, "application_data";
    }
}

registry! {
    /// TLS `HandshakeType` (RFC 8446, section 4).
    HandshakeType(u8) {
        /// `client_hello(1)`.
        CLIENT_HELLO = 1, "client_hello";
        /// `server_hello(2)`.
        SERVER_HELLO = 2, "server_hello";
        /// `new_session_ticket(4)`.
        NEW_SESSION_TICKET = 4, "new_session_ticket";
        /// `end_of_early_data(5)`.
        END_OF_EARLY_DATA = 5, "end_of_early_data";
        /// `encrypted_extensions(8)`.
        ENCRYPTED_EXTENSIONS = 8, "encrypted_extensions";
        /// `finished(20)`.
        FINISHED = 20, "finished";
        /// `key_update(24)`.
        KEY_UPDATE = 24, "key_update";
    }
}

registry! {
    /// TLS `AlertDescription` (RFC 8446, section 6).
    AlertDescription(u8) {
        /// `close_notify(0)`.
        CLOSE_NOTIFY = 0, "close_notify";
        /// `unexpected_message(10)`.
        UNEXPECTED_MESSAGE = 10, "unexpected_message";
        /// `illegal_parameter(47)`.
        ILLEGAL_PARAMETER = 47, "illegal_parameter";
        /// `decode_error(50)`.
        DECODE_ERROR = 50, "decode_error";
        /// `missing_extension(109)`.
        MISSING_EXTENSION = 109, "missing_extension";
    }
}

registry! {
    /// TLS `ExtensionType` (RFC 8446, section 4.2).
    ExtensionType(u16) {
        /// `server_name(0)`.
        SERVER_NAME = 0, "server_name";
        /// `pre_shared_key(41)`, in a ClientHello the last extension.
        PRE_SHARED_KEY = 41, "pre_shared_key";
        /// `early_data(42)`.
        EARLY_DATA = 42, "early_data";
        /// `supported_versions(43)`.
        SUPPORTED_VERSIONS = 43, "supported_versions";
        /// `cookie(44)`.
        COOKIE = 44, "cookie";
        /// `psk_key_exchange_modes(45)`.
        PSK_KEY_EXCHANGE_MODES = 45, "psk_key_exchange_modes";
        /// `key_share(51)`.
        KEY_SHARE = 51, "key_share";
    }
}

registry! {
    /// TCP option kind (RFC 9293, section 3.1).
    OptionKind(u8) {
        /// Kind 0, the end of the option list.
        END_OF_LIST = 0, "end of option list";
        /// Kind 1, no operation.
        NOP = 1, "no operation";
        /// Kind 8, Timestamps (RFC 7323, section 3).
        TIMESTAMPS = 8, "timestamps";
    }
}
