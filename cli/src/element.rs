//! What of our formats a capture carries.
