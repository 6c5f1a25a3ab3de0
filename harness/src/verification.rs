//! Tokens issued, changed and verified: which refusal comes, and that a nonce is taken once.
//!
//! The keys are those of a few fixed sessions, so that what is built here has a right signature
//! unless it is meant to have none. [`model`] says once more what a server has to answer, by the
//! hashes directly and in the order of its checks; [`presented`] knows what it must be by the way
//! that the token came about.

mod formula;
mod memory;
mod model;
mod presented;

use arbitrary::{Result, Unstructured};
use rehome::crypto::{Refusal, Verifier};
use rehome::tls::MigrationToken;
use rehome::wire::Decode;

use formula::sessions;
use memory::{Down, Memories};
use model::{Server, Verdict};
use presented::Presented;

/// As many tokens are presented at most, one after another.
const STEPS: usize = 8;

/// With an even first octet, what is behind it as a token, at a server that the second octet chooses;
/// with an odd one, tokens that are built, changed or not, and presented one after another.
pub fn token_verification(octets: &[u8]) {
    match octets {
        [first, which, token @ ..] if first % 2 == 0 => {
            let server = Server::of(*which);
            present(token, &server, &mut Memories::default(), false);
        }
        [_, rest @ ..] => {
            // Octets that are too few end the presentations.
            let _ = presentations(&mut Unstructured::new(rest));
        }
        [] => {}
    }
}

fn presentations(u: &mut Unstructured<'_>) -> Result<()> {
    let mut memories = Memories::default();
    let mut issued: Vec<Presented> = Vec::new();
    for _ in 0..STEPS {
        let presented = if issued.is_empty() || u.ratio(1, 2)? {
            let fresh = Presented::issued(u)?;
            issued.push(fresh.clone());
            if u.ratio(1, 2)? { fresh.changed(u)? } else { fresh }
        } else {
            u.choose(&issued)?.clone()
        };
        let server = Server::for_token(u, &presented)?;
        let verdict = present(&presented.octets, &server, &mut memories, u.ratio(1, 8)?);
        presented.must_be(verdict, &server);
    }
    Ok(())
}

/// Asserts that a server which is presented these octets says what the model says, in every way that
/// there is to ask it.
fn present(octets: &[u8], server: &Server, memories: &mut Memories, down: bool) -> Verdict {
    let keys = &sessions()[server.session].keys;
    let expected = server.judge(octets, |key| memories.recorder.knows(key));
    let verifier =
        Verifier::at(server.now).clock_tolerance(server.tolerance).signed_content(server.reading);
    let verifier = match &server.own {
        Some(own) => verifier.local_addresses(own),
        None => verifier,
    };

    if down {
        let refused = verifier.verify_octets(keys, octets, &Down).map(drop);
        match expected {
            Verdict::Accepted | Verdict::Replayed => {
                assert_eq!(refused, Err(Refusal::NonceMemory(Down)));
            }
            _ => assert_eq!(Verdict::of(&refused), expected),
        }
    }
    let asked = memories.recorder.asked();
    let answer = verifier.verify_octets(keys, octets, &memories.recorder);
    if let Ok(accepted) = &answer {
        assert_eq!(MigrationToken::from_bytes(octets), Ok(accepted.token()));
    }
    let verdict = Verdict::of(&answer);
    assert_eq!(verdict, expected, "{server:?}");
    let asks = matches!(verdict, Verdict::Accepted | Verdict::Replayed);
    assert_eq!(memories.recorder.asked(), asked + usize::from(asks), "asked once and last");

    let Ok(token) = MigrationToken::from_bytes(octets) else { return verdict };
    match verifier.check(keys, token) {
        Ok(unspent) => {
            assert!(asks, "the nonce is all that is left to check");
            let used = unspent.nonce_use();
            assert_eq!((used.now, used.retain_until), (server.now, server.last_second(octets)));
            memories.in_process(&used);
        }
        Err(refusal) => assert_eq!(Verdict::of::<()>(&Err(refusal)), verdict),
    }
    verdict
}

#[cfg(test)]
mod tests;
