use std::collections::HashSet;

use super::*;

/// Octets in which nothing repeats.
fn random(seed: u64, len: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(2) + 1;
    (0..len)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            state.to_be_bytes()[0]
        })
        .collect()
}

#[test]
fn every_verdict_is_reached() {
    let mut reached = HashSet::new();
    for seed in 0..1000 {
        let octets = random(seed, 700);
        let mut u = Unstructured::new(&octets);
        let mut memories = Memories::default();
        let issued = Presented::issued(&mut u).unwrap();
        for changed in [false, true] {
            let presented =
                if changed { issued.clone().changed(&mut u).unwrap() } else { issued.clone() };
            for down in [true, false] {
                let server = Server::for_token(&mut u, &presented).unwrap();
                let verdict = present(&presented.octets, &server, &mut memories, down);
                presented.must_be(verdict, &server);
                reached.insert(format!("{verdict:?}"));
            }
        }
        token_verification(&octets);
    }
    assert_eq!(reached.len(), 7, "{reached:?}");
}

#[test]
fn a_token_is_taken_once() {
    let octets = random(1, 700);
    let issued = Presented::issued(&mut Unstructured::new(&octets)).unwrap();
    let mut server = Server::of(0);
    (server.session, server.reading, server.now) = (issued.session, issued.reading, issued.expiry);
    let mut memories = Memories::default();
    assert_eq!(present(&issued.octets, &server, &mut memories, true), Verdict::Accepted);
    for _ in 0..3 {
        assert_eq!(present(&issued.octets, &server, &mut memories, true), Verdict::Replayed);
    }
}

#[test]
fn any_octets_are_refused() {
    for seed in 0..500 {
        let mut octets = random(seed, 130);
        octets[0] &= 0xfe;
        token_verification(&octets);
        token_verification(&octets[..(seed % 130) as usize]);
    }
}
