//! HKDF-Expand-Label (RFC 8446, section 7.1) over [`Hmac`].

use super::Label;
use super::hmac::{Hmac, State, wipe};
use crate::wire::{Opaque, Sink};

/// What every label begins with on the wire.
const PREFIX: [u8; 6] = *b"tls13 ";

impl<S: State<BLOCK, DIGEST>, const BLOCK: usize, const DIGEST: usize> Hmac<S, BLOCK, DIGEST> {
    /// HKDF-Expand (RFC 5869, section 2.3) with HMAC keyed by the PRK. `out` has at most 255 times the
    /// length of a digest; what is beyond is left untouched.
    pub(super) fn expand_label(
        &self,
        label: Label<'_>,
        context: Opaque<'_, 0, 255>,
        out: &mut [u8],
    ) {
        let [.., high, low] = out.len().to_be_bytes();
        let mut block = [0; DIGEST];
        for (octets, number) in out.chunks_mut(DIGEST).zip(1..=255) {
            let before: &[u8] = if number == 1 { &[] } else { &block };
            block = self.expand_block(before, [high, low], label, context, number);
            if let Some(first) = block.get(..octets.len()) {
                octets.copy_from_slice(first);
            }
        }
        wipe(&mut block);
    }

    /// One of the blocks, with the one before it.
    #[inline(always)]
    fn expand_block(
        &self,
        before: &[u8],
        [high, low]: [u8; 2],
        label: Label<'_>,
        context: Opaque<'_, 0, 255>,
        number: u8,
    ) -> [u8; DIGEST] {
        let [.., label_length] = (PREFIX.len() + label.len()).to_be_bytes();
        let [.., context_length] = context.len().to_be_bytes();
        self.sign(|message| {
            if !before.is_empty() {
                message.put(before);
            }
            // struct HkdfLabel: the length, `label<7..255>`, `context<0..255>`.
            message.put_array([high, low, label_length]);
            message.put_array(PREFIX);
            message.put(label.as_bytes());
            message.put_array([context_length]);
            if !context.is_empty() {
                message.put(context.as_bytes());
            }
            message.put_array([number]);
        })
    }
}
