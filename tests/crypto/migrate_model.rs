//! Any events in any order, against what must always hold of a connection.

use proptest::collection::vec;
use proptest::prelude::*;
use rehome::strategies::reqno_view;
use rehome_oracles::migrate::{MigrateAction, migrate_connection};

use crate::cases;

fn actions() -> impl Strategy<Value = Vec<MigrateAction>> {
    let which = any::<usize>;
    let action = prop_oneof![
        6 => (prop_oneof![1..4_u8, any::<u8>()], 2..6_u8)
            .prop_map(|(ahead, network)| MigrateAction::Ask { ahead, network }),
        4 => (which(), 0..2_u32, 60..64_u8)
            .prop_map(|(which, later, network)| MigrateAction::Replay { which, later, network }),
        4 => (which(), 0..136_usize, 60..64_u8)
            .prop_map(|(which, bit, network)| MigrateAction::Tamper { which, bit, network }),
        3 => Just(MigrateAction::Ack),
        2 => Just(MigrateAction::Rst),
        2 => Just(MigrateAction::Data),
        1 => Just(MigrateAction::Timeout),
        1 => Just(MigrateAction::Fin),
    ];
    vec(action, 1..60)
}

proptest! {
    #![proptest_config(cases(1024))]

    #[test]
    fn any_events_in_any_order(actions in actions(), view in reqno_view()) {
        migrate_connection(view, true, &actions);
        migrate_connection(view, false, &actions);
    }
}
