//! Findings about messages of TLS, and about tokens.

mod flows;
