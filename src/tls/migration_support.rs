//! `MigrationSupport` (draft-wang-tls-service-affinity-00, section 4.1, and -03) and
//! `MigrationAllowed` (-03): extensions whose `extension_data` is empty.

use crate::error::{Error, Reason};
use crate::wire::{Decode, Encode, Fault, Reader, Sink};

macro_rules! empty {
    ($(#[$doc:meta])* $name:ident, $text:literal) => {
        $(#[$doc])*
        ///
        /// Its `extension_data` has no octets; [`Decode::from_bytes`] refuses any, and
        /// [`Decode::from_prefix`] returns them all.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
        pub struct $name;

        impl Decode<'_> for $name {
            type Context = ();
            const NAME: &'static str = $text;

            #[inline]
            fn decode<F: Fault>(_: &mut Reader<'_, F>, (): &()) -> Result<Self, F> {
                Ok(Self)
            }

            #[inline]
            fn from_bytes_with(input: &[u8], (): &()) -> Result<Self, Error> {
                if !input.is_empty() {
                    return Err(Error::new(Reason::NotEmpty, Self::NAME, 0));
                }
                Ok(Self)
            }
        }

        impl Encode for $name {
            type Context = ();

            #[inline]
            fn encoded_len(&self) -> usize {
                0
            }

            #[inline]
            fn write<S: Sink>(&self, (): &(), _: &mut S) {}
        }
    };
}

empty! {
    /// `migration_support`, in a ClientHello: the client knows how to move.
    MigrationSupport, "migration_support"
}

empty! {
    /// `migration_allowed`, in a NewSessionTicket: the session of this ticket may be moved.
    MigrationAllowed, "migration_allowed"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_octet_is_too_many() {
        assert_eq!(MigrationSupport::from_bytes(&[]), Ok(MigrationSupport));
        let error = MigrationAllowed::from_bytes(&[0]).unwrap_err();
        assert_eq!(error, Error::new(Reason::NotEmpty, "migration_allowed", 0));
    }
}
