//! HMAC (RFC 2104). It is written out over the compression functions: keyed it is two states, which
//! take little to keep, to use again and to wipe.

mod message;
mod state;

use core::slice::from_ref;

pub(super) use message::Message;
pub(super) use state::{State, wipe};

use crate::wire::Sink;

/// HMAC with SHA-256.
pub(super) type HmacSha256 = Hmac<[u32; 8], 64, 32>;
/// HMAC with SHA-384.
pub(super) type HmacSha384 = Hmac<[u64; 8], 128, 48>;

/// HMAC keyed once, for many messages: the states behind the block that both its messages begin with.
pub(super) struct Hmac<S: State<BLOCK, DIGEST>, const BLOCK: usize, const DIGEST: usize> {
    inner: S,
    outer: S,
}

impl<S: State<BLOCK, DIGEST>, const BLOCK: usize, const DIGEST: usize> Hmac<S, BLOCK, DIGEST> {
    /// Without a key yet.
    pub(super) const NEW: Self = Self { inner: S::INITIAL, outer: S::INITIAL };

    /// Takes in a key, where it stands, since a move would leave a copy behind. All keys here are as
    /// long as a digest.
    #[inline(always)]
    pub(super) fn key(&mut self, key: &[u8; DIGEST]) {
        const IPAD: u8 = 0x36;
        const OPAD: u8 = 0x5c;
        let mut block = [0; BLOCK];
        block.iter_mut().zip(key).for_each(|(octet, key)| *octet = *key);
        block.iter_mut().for_each(|octet| *octet ^= IPAD);
        (self.inner, self.outer) = (S::INITIAL, S::INITIAL);
        self.inner.compress(from_ref(&block));
        block.iter_mut().for_each(|octet| *octet ^= IPAD ^ OPAD);
        self.outer.compress(from_ref(&block));
        wipe(&mut block);
    }

    /// The HMAC over what is written.
    #[inline(always)]
    pub(super) fn sign(&self, write: impl FnOnce(&mut Message<S, BLOCK, DIGEST>)) -> [u8; DIGEST] {
        let mut message = Message::new(self.inner);
        write(&mut message);
        let digest = message.finish(self.outer);
        message.put_array(digest);
        message.finish(S::INITIAL)
    }
}

/// With the keyed states anybody could sign.
impl<S: State<BLOCK, DIGEST>, const BLOCK: usize, const DIGEST: usize> Drop
    for Hmac<S, BLOCK, DIGEST>
{
    #[inline(always)]
    fn drop(&mut self) {
        self.inner.wipe();
        self.outer.wipe();
    }
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use hmac::{KeyInit, Mac};
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn ours<S: State<BLOCK, DIGEST>, const BLOCK: usize, const DIGEST: usize>(
        key: &[u8],
        pieces: &[Vec<u8>],
    ) -> Vec<u8> {
        let mut hmac = Hmac::<S, BLOCK, DIGEST>::NEW;
        hmac.key(key.first_chunk().unwrap());
        let tag = hmac.sign(|message| {
            for piece in pieces {
                match piece[..] {
                    [a] => message.put_array([a]),
                    [a, b, c] => message.put_array([a, b, c]),
                    _ => message.put(piece),
                }
            }
        });
        tag.to_vec()
    }

    fn theirs<M: Mac + KeyInit>(key: &[u8], content: &[u8]) -> Vec<u8> {
        let mut mac = <M as KeyInit>::new_from_slice(key).unwrap();
        mac.update(content);
        mac.finalize().into_bytes().to_vec()
    }

    /// By both hashes, as the crate `hmac` has it.
    fn holds(key: &[u8; 48], pieces: &[Vec<u8>]) {
        let content = pieces.concat();
        let (key256, key384) = (&key[..32], &key[..]);
        let expected = theirs::<hmac::Hmac<sha2::Sha256>>(key256, &content);
        assert_eq!(ours::<[u32; 8], 64, 32>(key256, pieces), expected, "{pieces:?}");
        let expected = theirs::<hmac::Hmac<sha2::Sha384>>(key384, &content);
        assert_eq!(ours::<[u64; 8], 128, 48>(key384, pieces), expected, "{pieces:?}");
    }

    #[test]
    fn messages_of_every_length_are_signed_as_by_the_crate() {
        let content: Vec<u8> = (0..=255).cycle().take(600).collect();
        for len in 0..=600 {
            for at in [0, 1, len / 2] {
                let (a, b) = content[..len].split_at(at.min(len));
                holds(&[0xa5; 48], &[a.to_vec(), b.to_vec()]);
            }
        }
    }

    proptest! {
        #[test]
        fn messages_in_any_pieces_are_signed_as_by_the_crate(
            key in vec(any::<u8>(), 48),
            pieces in vec(prop_oneof![vec(any::<u8>(), 0..5), vec(any::<u8>(), 0..300)], 0..12),
        ) {
            holds(key.first_chunk().unwrap(), &pieces);
        }
    }

    /// RFC 4231, sections 4.2 to 4.5; a key that is shorter than a block is filled up with zeros.
    #[test]
    fn the_values_of_rfc_4231_come_out() {
        let key = |octets: &[u8]| {
            let mut key = [0; 48];
            key[..octets.len()].copy_from_slice(octets);
            key
        };
        let counted: Vec<u8> = (1..=25).collect();
        let rows: [(_, &[u8], _, _); 4] = [
            (
                key(&[0x0b; 20]),
                b"Hi There",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
                "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6",
            ),
            (
                key(b"Jefe"),
                b"what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
                "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
            ),
            (
                key(&[0xaa; 20]),
                &[0xdd; 50],
                "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
                "88062608d3e6ad8a0aa2ace014c8a86f0aa635d947ac9febe83ef4e55966144b2a5ab39dc13814b94e3ab6e101a34f27",
            ),
            (
                key(&counted),
                &[0xcd; 50],
                "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
                "3e8a69b7783c25851933ab6290af6ca77a9981480850009cc5577c6e1f573b4e6801dd23c4a7d679ccf8a386c674cffb",
            ),
        ];
        let hex = |octets: Vec<u8>| -> std::string::String {
            octets.iter().map(|octet| std::format!("{octet:02x}")).collect()
        };
        for (key, content, by_sha256, by_sha384) in rows {
            let content = [content.to_vec()];
            assert_eq!(hex(ours::<[u32; 8], 64, 32>(&key, &content)), by_sha256);
            assert_eq!(hex(ours::<[u64; 8], 128, 48>(&key, &content)), by_sha384);
        }
    }
}
