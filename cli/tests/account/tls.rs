//! Findings about messages of TLS.
