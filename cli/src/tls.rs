//! The messages of TLS 1.3 in the streams of a connection.
