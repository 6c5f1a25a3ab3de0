//! The labels under which a session's keys are derived.

use core::fmt;

use crate::wire::Opaque;

/// A label of HKDF-Expand-Label without its `"tls13 "`, with which it is `opaque label<7..255>`.
pub type Label<'a> = Opaque<'a, 1, 249>;

/// The two labels under which session_id and MAC key are derived.
///
/// Ruling: the draft says that both are derived from the `resumption_master_secret`, and not how.
/// The labels are `"migration id"` and `"migration mac"` by default; peers that chose others are
/// met with [`Labels::new`].
///
/// ```
/// use rehome::crypto::{Label, Labels};
///
/// let labels = Labels::new(Label::new(b"sa session")?, Label::new(b"sa key")?)?;
/// assert_ne!(labels, Labels::default());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Labels<'a> {
    session_id: Label<'a>,
    mac_key: Label<'a>,
}

impl<'a> Labels<'a> {
    /// Two labels.
    ///
    /// # Errors
    /// They are equal, or one of them is `"resumption"`, under which TLS derives the PSK: the
    /// session_id goes over the wire, and would give away the MAC key or the PSK.
    pub fn new(session_id: Label<'a>, mac_key: Label<'a>) -> Result<Self, LabelCollision> {
        const RESUMPTION: &[u8] = b"resumption";
        if session_id == mac_key || [session_id, mac_key].iter().any(|l| l.as_bytes() == RESUMPTION)
        {
            return Err(LabelCollision);
        }
        Ok(Self { session_id, mac_key })
    }

    /// The label of the session_id.
    #[must_use]
    pub const fn session_id(&self) -> Label<'a> {
        self.session_id
    }

    /// The label of the MAC key.
    #[must_use]
    pub const fn mac_key(&self) -> Label<'a> {
        self.mac_key
    }
}

impl Default for Labels<'_> {
    fn default() -> Self {
        Self {
            session_id: Label::from_array(b"migration id"),
            mac_key: Label::from_array(b"migration mac"),
        }
    }
}

/// Two labels are equal, or one of them belongs to TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LabelCollision;

impl fmt::Display for LabelCollision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the labels of session_id and MAC key must differ from each other and from TLS's \"resumption\"")
    }
}

impl core::error::Error for LabelCollision {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_that_would_give_a_secret_away_are_refused() {
        let [a, b, psk] = ["a", "b", "resumption"].map(|text| Label::new(text.as_bytes()).unwrap());
        assert!(Labels::new(a, b).is_ok());
        for (session_id, mac_key) in [(a, a), (psk, b), (a, psk)] {
            assert_eq!(Labels::new(session_id, mac_key), Err(LabelCollision));
        }
    }
}
