//! What of the hellos decides how a connection's records are read.

use rehome::ExtensionType;
use rehome::tls::{ClientHello, Extension};
use rehome::wire::{Decode, Opaque, Reader, Unexplained};

use super::ClientRandom;
use super::record_keys::CipherSuite;

/// `ServerHello.random` of a HelloRetryRequest (RFC 8446, section 4.1.3).
const HELLO_RETRY_REQUEST: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];
const TLS_1_3: [u8; 2] = [3, 4];
/// Type, length and version of a hello.
const BEFORE_RANDOM: usize = 6;

/// `ClientHello.random`, also of a hello that is broken further on.
pub(super) fn client_random(client_hello: &[u8]) -> Option<ClientRandom> {
    client_hello.get(BEFORE_RANDOM..)?.first_chunk().copied()
}

/// Whether a ClientHello announces 0-RTT data.
pub(super) fn offers_early_data(client_hello: &[u8]) -> bool {
    let found = ClientHello::find_extension_unvalidated(client_hello, ExtensionType::EARLY_DATA);
    matches!(found, Ok(Some(_)))
}

/// What a server has chosen, as far as it decides how records are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// Not TLS 1.3, or broken.
    Other,
    /// The client shall send another hello.
    Retry,
    /// TLS 1.3, and the suite if it is one whose records can be decrypted.
    Tls13(Option<CipherSuite>),
}

impl Choice {
    /// Of a whole ServerHello.
    pub(super) fn of(message: &[u8]) -> Self {
        match ServerHello::read(message).filter(ServerHello::is_tls_1_3) {
            None => Self::Other,
            Some(hello) if hello.is_retry() => Self::Retry,
            Some(hello) => Self::Tls13(CipherSuite::new(hello.cipher_suite)),
        }
    }
}

/// A ServerHello (RFC 8446, section 4.1.3).
#[derive(Clone, Copy, Debug)]
pub struct ServerHello<'a> {
    random: &'a [u8; 32],
    cipher_suite: u16,
    extensions: &'a [u8],
}

impl<'a> ServerHello<'a> {
    /// Reads a whole message; none where it is broken.
    #[must_use]
    pub fn read(message: &'a [u8]) -> Option<Self> {
        Self::fields(message).ok()
    }

    fn fields(message: &'a [u8]) -> Result<Self, Unexplained> {
        let mut reader = Reader::unexplained(message);
        reader.take(BEFORE_RANDOM, "ServerHello.legacy_version")?;
        let random = reader.array::<32>("ServerHello.random")?;
        let _: Opaque<'_, 0, 32> = reader.opaque("ServerHello.legacy_session_id_echo")?;
        let cipher_suite = reader.u16("ServerHello.cipher_suite")?;
        reader.u8("ServerHello.legacy_compression_method")?;
        let extensions: Opaque<'_, 0, 0xffff> = reader.opaque("ServerHello.extensions")?;
        reader.finish("ServerHello")?;
        Ok(Self { random, cipher_suite, extensions: extensions.as_bytes() })
    }

    /// Whether it is a HelloRetryRequest.
    #[must_use]
    pub fn is_retry(&self) -> bool {
        *self.random == HELLO_RETRY_REQUEST
    }

    /// Whether it selects TLS 1.3.
    #[must_use]
    pub fn is_tls_1_3(&self) -> bool {
        self.extension(ExtensionType::SUPPORTED_VERSIONS) == Some(&TLS_1_3)
    }

    /// The `extension_data` of the first extension of a type.
    #[must_use]
    pub fn extension(&self, extension_type: ExtensionType) -> Option<&'a [u8]> {
        let mut reader = Reader::unexplained(self.extensions);
        while let Ok(extension) = Extension::decode(&mut reader, &()) {
            if extension.extension_type == extension_type {
                return Some(extension.extension_data.as_bytes());
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server_hello(random: [u8; 32], suite: u16, extensions: &[u8]) -> Vec<u8> {
        let mut message = vec![2, 0, 0, 0, 3, 3];
        message.extend(random);
        message.extend([1, 9]);
        message.extend(suite.to_be_bytes());
        message.extend([0, 0, u8::try_from(extensions.len()).unwrap()]);
        message.extend(extensions);
        message
    }

    #[test]
    fn what_a_server_chooses() {
        let versions = [0, 51, 0, 1, 7, 0, 43, 0, 2, 3, 4];
        let read =
            |random, suite, extensions: &[u8]| Choice::of(&server_hello(random, suite, extensions));
        let suite = Some(CipherSuite::Aes256GcmSha384);
        assert_eq!(read([7; 32], 0x1302, &versions), Choice::Tls13(suite));
        assert_eq!(read([7; 32], 0x1304, &versions), Choice::Tls13(None));
        assert_eq!(read(HELLO_RETRY_REQUEST, 0x1301, &versions), Choice::Retry);
        assert_eq!(read([7; 32], 0x1302, &[0, 43, 0, 2, 3, 3]), Choice::Other);
        assert_eq!(read([7; 32], 0xc02f, &[]), Choice::Other);
        let mut cut = server_hello([7; 32], 0x1302, &versions);
        cut.truncate(40);
        assert_eq!(Choice::of(&cut), Choice::Other);
        let mut longer = server_hello([7; 32], 0x1302, &versions);
        longer.push(0);
        assert_eq!(Choice::of(&longer), Choice::Other);
    }
}
