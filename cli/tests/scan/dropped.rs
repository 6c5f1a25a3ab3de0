//! A segment that is missing, and limits that are reached: some is not read, and nothing wrong is.

use proptest::prelude::*;
use rehome_cli::flow::What;
use rehome_cli::scan::Notice;
use rehome_cli::tls;

use super::base::{Seen, small_limits};
use super::plan::{self, Cuts, Piece};
use super::random::Random;
use super::recut::{bases, in_any_order, moved, sorted};
use super::streams::{self, end_of_clear};

proptest! {
    #![proptest_config(ProptestConfig { cases: 80, failure_persistence: None, ..Default::default() })]

    #[test]
    fn behind_a_segment_that_is_missing_nothing_is_read(seed: u64, each in 20..1500usize) {
        let mut random = Random::new(seed);
        let bases = bases();
        let base = bases[random.below(bases.len())];
        let (conversations, seconds) = streams::conversations(&base.capture);
        let (expected, _) = base.read(&base.capture);
        let cuts = |random: &mut Random| Cuts { each, copies: 0, has_fin: random.one_in(2) };
        let mut pieces = in_any_order(&conversations, cuts, &mut random);
        let dropped = loop {
            let dropped = random.below(pieces.len());
            if !pieces[dropped].is_syn {
                break pieces.remove(dropped);
            }
        };
        let capture = plan::write(&pieces, &conversations, 1, seconds, &mut random);
        let (found, notices) = base.read(&capture);
        let of = (dropped.connection, dropped.direction);
        // Without a hello the protected records of both sides stay closed.
        let stream = &conversations[of.0].streams[of.1];
        let takes_hello = dropped.start < end_of_clear(stream);
        let expected: Vec<_> = sorted(expected, &conversations)
            .into_iter()
            .filter(|it| match plan::direction_of(&conversations, it.ends) {
                its if its == of => it.place.1 <= dropped.start as u64,
                its if its.0 == of.0 && takes_hello => !it.place.3,
                _ => true,
            })
            .map(|it| moved(&it, (it.place.0, it.place.1), &pieces, &conversations))
            .collect();
        let found = sorted(found, &conversations);
        if takes_hello {
            // A part of the hello that is missing may be behind all that is needed of it.
            prop_assert!(expected.iter().all(|it| found.contains(it)), "{}", base.name);
        } else {
            prop_assert_eq!(found, expected, "{}", base.name);
        }
        for notice in notices {
            prop_assert!(is_of_gap(&notice, &dropped), "{}: {:?}", base.name, notice);
        }
    }

    #[test]
    fn small_limits_only_take_away(seed: u64, each in 1..500usize) {
        let mut random = Random::new(seed);
        let bases = bases();
        let base = bases[random.below(bases.len())];
        let (conversations, seconds) = streams::conversations(&base.capture);
        let cuts = |random: &mut Random| Cuts { each, copies: 0, has_fin: random.one_in(2) };
        let pieces = in_any_order(&conversations, cuts, &mut random);
        let capture = plan::write(&pieces, &conversations, 1, seconds, &mut random);
        let (whole, _) = base.read(&capture);
        let limits = small_limits(&mut random);
        let (found, notices) = base.read_within(limits, &capture);
        // A connection that was forgotten begins anew, so that places are others.
        let is_there = |it: &Seen| {
            let same = |other: &&Seen| (&other.octets, other.ends, other.kind) == (&it.octets, it.ends, it.kind);
            whole.iter().any(|other| same(&other))
        };
        prop_assert!(found.iter().all(is_there), "{}", base.name);
        prop_assert!(found.len() == whole.len() || !notices.is_empty(), "{}: untold", base.name);
    }
}

fn is_of_gap(notice: &Notice, dropped: &Piece) -> bool {
    let length = (dropped.end - dropped.start) as u64;
    match notice {
        Notice::Flow(notice) => {
            let of = dropped.connection as u64 + 1;
            let gap = What::Gap { offset: dropped.start as u64, missing: length };
            notice.flow.number == of && notice.what == gap
        }
        // The other direction's records, where a hello is missing.
        Notice::Tls(flow, _, notice) => {
            flow.number == dropped.connection as u64 + 1 && notice.what == tls::What::NoHello
        }
    }
}
