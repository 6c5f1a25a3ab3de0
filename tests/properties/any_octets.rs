//! The oracles on valid octets, on octets changed a little, and on any.

use proptest::collection::vec;
use proptest::prelude::*;
use rehome::strategies::octets;
use rehome_oracles::{Numbers, STRUCTURES, structure_with};

use crate::cases;
use crate::strategies::{mutation, numbers, valid};

fn judge(name: &str, octets: &[u8], numbers: &Numbers) -> Result<(), rehome::Error> {
    structure_with(name, octets, numbers).expect("the name of a structure")
}

/// Octets among which lengths, types and kinds are frequent.
fn crafted() -> impl Strategy<Value = Vec<u8>> {
    let octet = prop_oneof![
        0..=3_u8,
        proptest::sample::select(&[8, 10, 15, 16, 19, 20, 22, 32, 79, 80, 253, 254, 255][..]),
        any::<u8>(),
    ];
    vec(octet, 0..90)
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn what_is_valid_is_taken((name, numbers, octets) in valid()) {
        prop_assert_eq!(judge(name, &octets, &numbers), Ok(()));
    }

    #[test]
    fn the_oracles_hold_one_change_away((name, numbers, mut octets) in valid(), change in mutation()) {
        change.apply(&mut octets);
        let changed = judge(name, &octets, &numbers);
        prop_assert_eq!(changed, judge(name, &octets, &numbers));
    }

    #[test]
    fn the_oracles_hold_some_changes_away(
        (name, numbers, mut octets) in valid(),
        changes in vec(mutation(), 2..6),
    ) {
        changes.iter().for_each(|change| change.apply(&mut octets));
        let changed = judge(name, &octets, &numbers);
        prop_assert_eq!(changed, judge(name, &octets, &numbers));
    }

    /// One file of octets that one structure takes, read as another.
    #[test]
    fn the_oracles_hold_on_octets_of_another_structure(
        (_, numbers, octets) in valid(),
        name in proptest::sample::select(&STRUCTURES[..]),
        other in numbers(),
    ) {
        prop_assert_eq!(judge(name, &octets, &other), judge(name, &octets, &other));
        prop_assert_eq!(judge(name, &octets, &numbers), judge(name, &octets, &numbers));
    }
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn the_oracles_hold_on_any_octets(
        octets in prop_oneof![octets(0..=100), crafted()],
        numbers in numbers(),
    ) {
        for name in STRUCTURES {
            let result = judge(name, &octets, &numbers);
            prop_assert!(!octets.is_empty() || result.is_ok() == may_be_empty(name), "{}", name);
        }
    }
}

/// The structures that no octets are enough for.
fn may_be_empty(name: &str) -> bool {
    ["migration_support", "migration_allowed", "tcp_options"].contains(&name)
}
