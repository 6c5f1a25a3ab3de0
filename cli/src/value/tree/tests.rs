//! That leaves stand for every octet once.

use proptest::prelude::*;
use rehome::OptionKinds;
use rehome::tcp::TcpHeader;

use super::{Bits, Node, tcp_header};

/// Holds that a node's children stand for each of its octets once, in order.
pub(crate) fn assert_tiled(node: &Node) {
    assert!(node.head <= node.range.len(), "{node:?}");
    assert!(node.bits.is_empty() || node.children.is_empty(), "{node:?}");
    if let Some(first) = node.bits.first() {
        for column in (0..first.pattern.len()).filter(|column| column % 5 != 4) {
            let of = |bits: &&Bits| bits.pattern.as_bytes()[column] != b'.';
            assert_eq!(node.bits.iter().filter(of).count(), 1, "{node:?}");
        }
    }
    let mut at = node.range.start;
    for child in &node.children {
        assert_eq!(child.range.start, at, "{node:?}");
        assert!(!child.range.is_empty(), "{node:?}");
        assert_tiled(child);
        at = child.range.end;
    }
    assert!(node.children.is_empty() || at == node.range.end, "{node:?}");
}

/// An options area among whose octets options are likely.
fn area() -> impl Strategy<Value = Vec<u8>> {
    let octet = || prop_oneof![0..=4_u8, Just(8), Just(10), 15..=20_u8, 79..=80_u8, any::<u8>()];
    (0..=10_usize).prop_flat_map(move |words| prop::collection::vec(octet(), words * 4))
}

proptest! {
    #[test]
    fn headers_with_whatever_options(area in area()) {
        let mut octets = vec![0; 20];
        octets[12] = u8::try_from((20 + area.len()) / 4).unwrap() << 4;
        octets.extend(area);
        let (header, _) = TcpHeader::from_segment_options_unvalidated(&octets).unwrap();
        let tree = tcp_header(&header, &OptionKinds::default());
        assert_eq!(tree.range, 0..octets.len());
        assert_tiled(&tree);
    }
}
