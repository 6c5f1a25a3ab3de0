//! Which tokens have which nonce.

use std::collections::HashMap;

use rehome::tls::MigrationToken;
use rehome::wire::Encode;

use super::room::Room;

/// So many tokens of one nonce are told of.
const MOST_ALIKE: usize = 16;

/// Tokens by session_id and nonce.
#[derive(Debug, Default)]
pub(super) struct Nonces {
    uses: HashMap<Box<[u8]>, Uses>,
}

#[derive(Debug)]
struct Uses {
    first: u64,
    /// Where a server may have taken a token with it.
    accepted: Option<u64>,
    tokens: Vec<Box<[u8]>>,
}

/// Another token had the nonce.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reuse {
    /// The first one was seen in this frame.
    pub(super) first: u64,
}

impl Nonces {
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.uses.len()
    }

    /// Takes in a token; says whether there was another one with its nonce, once for each.
    pub(super) fn see(
        &mut self,
        token: MigrationToken<'_>,
        frame: u64,
        room: &mut Room,
    ) -> Option<Reuse> {
        let (key, octets) = (key(token), token.to_vec());
        let Some(uses) = self.uses.get_mut(&key) else {
            if room.take(key.len().saturating_add(octets.len())) {
                let tokens = vec![octets.into()];
                self.uses.insert(key, Uses { first: frame, accepted: None, tokens });
            }
            return None;
        };
        let is_new = !uses.tokens.iter().any(|its| **its == *octets);
        let is_told = is_new && uses.tokens.len() < MOST_ALIKE && room.take(octets.len());
        is_told.then(|| {
            uses.tokens.push(octets.into());
            Reuse { first: uses.first }
        })
    }

    /// A token is presented, and good.
    pub(super) fn accept(&mut self, token: MigrationToken<'_>, frame: u64) {
        if let Some(uses) = self.uses.get_mut(&key(token)) {
            uses.accepted.get_or_insert(frame);
        }
    }

    /// Where a nonce was used first.
    pub(super) fn accepted(&self, token: MigrationToken<'_>) -> Option<u64> {
        self.uses.get(&key(token))?.accepted
    }
}

/// A length octet tells where session_id ends.
fn key(token: MigrationToken<'_>) -> Box<[u8]> {
    let mut key = token.session_id().to_vec();
    key.extend(token.nonce().as_bytes());
    key.into()
}

#[cfg(test)]
mod tests {
    use rehome::tls::{IpAddress, MigrationTokenBuf, MigrationTokenClaims};
    use rehome::wire::Opaque;

    use super::*;

    fn token(session_id: &[u8], nonce: &[u8], signature: u8) -> MigrationTokenBuf {
        let claims = MigrationTokenClaims {
            target_address: IpAddress::new([192, 0, 2, 1].into(), 443),
            session_id: Opaque::new(session_id).unwrap(),
            expiry_timestamp: 0,
            nonce: Opaque::new(nonce).unwrap(),
        };
        MigrationTokenBuf::new(&claims, Opaque::from_array(&[signature; 32]))
    }

    #[test]
    fn other_tokens_with_a_nonce_are_told_once_each() {
        let (mut nonces, mut room) = (Nonces::default(), Room::default());
        let mut see = |token: &MigrationTokenBuf, frame| {
            nonces.see(token.as_token(), frame, &mut room).map(|reuse| reuse.first)
        };
        let one = token(&[1; 32], &[2; 16], 0);
        assert_eq!((see(&one, 5), see(&one, 6)), (None, None));
        for signature in 1..40 {
            let other = token(&[1; 32], &[2; 16], signature);
            let expected = (usize::from(signature) < MOST_ALIKE).then_some(5);
            assert_eq!((see(&other, 7), see(&other, 8)), (expected, None));
        }
        assert_eq!(see(&one, 9), None);
    }

    #[test]
    fn a_session_id_does_not_go_on_in_a_nonce() {
        let (mut nonces, mut room) = (Nonces::default(), Room::default());
        let (one, other) = (token(&[1; 32], &[1; 17], 0), token(&[1; 33], &[1; 16], 0));
        assert_eq!(nonces.see(one.as_token(), 1, &mut room), None);
        assert_eq!(nonces.see(other.as_token(), 2, &mut room), None);
    }
}
