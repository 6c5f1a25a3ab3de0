//! The streams of a capture in other segments, in another order: the elements are the same.

use proptest::prelude::*;

use super::base::{self, Base, Seen};
use super::plan::{self, Cuts, Delivery, Piece};
use super::random::Random;
use super::streams::{self, Conversation, other_records};
use super::wire::LINK_TYPES;

/// Connections that are complete, so that their streams can be put together without care.
pub(crate) fn bases() -> Vec<&'static Base> {
    let bases = base::all(&["tls00-", "tls03-"]);
    assert!(bases.len() >= 7, "{}", bases.len());
    bases
}

/// Pieces of all connections: in each direction the SYN first and the others in any order. The
/// connections come one after the other, since a verdict counts on what came before.
pub(crate) fn in_any_order(
    conversations: &[Conversation],
    cuts: impl Fn(&mut Random) -> Cuts,
    random: &mut Random,
) -> Vec<Piece> {
    let mut all = Vec::new();
    for (connection, its) in conversations.iter().enumerate() {
        let [forward, backward] = [0, 1].map(|direction| {
            let cuts = cuts(random);
            let of = (connection, direction);
            let mut pieces = plan::pieces(of, &its.streams[direction], cuts, random);
            random.shuffle(&mut pieces[1..]);
            pieces
        });
        all.extend(random.merge(forward, backward));
    }
    all
}

/// Elements by connection and direction, in their order.
pub(crate) fn sorted(mut seen: Vec<Seen>, conversations: &[Conversation]) -> Vec<Seen> {
    seen.sort_by_key(|it| plan::direction_of(conversations, it.ends));
    seen
}

/// What is expected of an element: with another place, and the frames that follow from the pieces.
/// Those that gave the headers of records between the octets of a message in the clear don't count.
pub(crate) fn moved(
    element: &Seen,
    (start, end): (u64, u64),
    pieces: &[Piece],
    conversations: &[Conversation],
) -> Seen {
    let of = plan::direction_of(conversations, element.ends);
    let stream = &conversations[of.0].streams[of.1];
    let delivery = Delivery::of(pieces, of, stream.len());
    let (headers, is_protected) = (streams::headers(stream), element.place.3);
    let octets = (start as usize..end as usize).filter(|at| is_protected || !headers[*at]);
    let mut frames: Vec<_> = octets.map(|at| delivery.given_by[at]).collect();
    frames.dedup();
    let place = (start, end, frames, is_protected);
    Seen { frame: delivery.complete_by[end as usize - 1], place, ..element.clone() }
}

fn cuts(each: usize, copies: usize) -> impl Fn(&mut Random) -> Cuts {
    move |random| Cuts { each, copies, has_fin: random.one_in(2) }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 80, failure_persistence: None, ..Default::default() })]

    #[test]
    fn segments_may_be_cut_and_come_in_any_way(
        seed: u64,
        each in prop_oneof![Just(1usize), 2..20usize, 20..2000usize],
        copies in 0..20usize,
        link_type in prop::sample::select(&LINK_TYPES[..]),
    ) {
        let mut random = Random::new(seed);
        let bases = bases();
        let base = bases[random.below(bases.len())];
        let (conversations, seconds) = streams::conversations(&base.capture);
        let (expected, _) = base.read(&base.capture);
        let pieces = in_any_order(&conversations, cuts(each, copies), &mut random);
        let capture = plan::write(&pieces, &conversations, link_type, seconds, &mut random);
        let (found, notices) = base.read(&capture);
        let expected: Vec<_> = sorted(expected, &conversations)
            .iter()
            .map(|it| moved(it, (it.place.0, it.place.1), &pieces, &conversations))
            .collect();
        prop_assert!(!expected.is_empty());
        prop_assert_eq!(sorted(found, &conversations), expected, "{}", base.name);
        prop_assert!(notices.is_empty(), "{}: {:?}", base.name, notices);
    }

    #[test]
    fn records_in_the_clear_may_be_cut_in_any_way(
        seed: u64,
        each in prop_oneof![Just(None), Just(Some(1usize)), (2..600usize).prop_map(Some)],
        segment in 1..3000usize,
    ) {
        let mut random = Random::new(seed);
        let bases = bases();
        let base = bases[random.below(bases.len())];
        let (before, seconds) = streams::conversations(&base.capture);
        let (expected, _) = base.read(&base.capture);
        let mut conversations = before.clone();
        let mut places = Vec::new();
        for its in &mut conversations {
            let [forward, backward] = &its.streams;
            let (forward, forward_places) = other_records(forward, each, &mut random);
            let (backward, backward_places) = other_records(backward, each, &mut random);
            its.streams = [forward, backward];
            places.push([forward_places, backward_places]);
        }
        let pieces = in_any_order(&conversations, cuts(segment, 3), &mut random);
        let capture = plan::write(&pieces, &conversations, 1, seconds, &mut random);
        let (found, notices) = base.read(&capture);
        let expected: Vec<_> = sorted(expected, &before)
            .iter()
            .map(|it| {
                let of = plan::direction_of(&before, it.ends);
                let places = &places[of.0][of.1];
                let (start, last) = (places[it.place.0 as usize], places[it.place.1 as usize - 1]);
                moved(it, (start, last + 1), &pieces, &conversations)
            })
            .collect();
        prop_assert_eq!(sorted(found, &conversations), expected, "{}", base.name);
        prop_assert!(notices.is_empty(), "{}: {:?}", base.name, notices);
    }
}
