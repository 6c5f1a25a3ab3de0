//! What a connection is read with.

use super::key_log::KeyLog;

/// What reading needs beside the octets.
#[derive(Debug)]
pub struct Reading<'a> {
    /// The secrets.
    pub key_log: &'a KeyLog,
    /// The type of the handshake messages that are wanted beside those that TLS 1.3 has.
    pub migrate_request: rehome::HandshakeType,
    /// So many octets of a stream are held while they wait, or for one message.
    pub limit: usize,
    /// Where plaintext is put meanwhile, to be used again.
    pub plaintext: &'a mut Vec<u8>,
}
