//! The TCP header and its options.

use alloc::vec::Vec;
use core::num::NonZeroU8;

use proptest::arbitrary::any;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{Just, Strategy, prop_oneof};

use super::numbers::option_kind;
use super::tls::ip;
use super::vectors::{octets, often, opaque, port, word};
use crate::code_points::OptionKinds;
use crate::tcp::{
    Layout, Migrate, MigratePermitted, OtherOption, PublicKey, ServiceAffinity, TcpFlags,
    TcpHeader, TcpOption, TcpOptionsBuf, Timestamps,
};
use crate::wire::{Decode, Encode};

/// The longest options area.
const LONGEST: usize = 40;

/// Any of the twelve bits, often those of a SYN, a FIN, or one flag alone.
pub fn tcp_flags() -> impl Strategy<Value = TcpFlags> + Clone {
    const OFTEN: [u16; 12] =
        [0, 0x001, 0x002, 0x004, 0x010, 0x011, 0x012, 0x100, 0x102, 0x1c2, 0x112, 0xfff];
    often(&OFTEN).prop_map(|bits| TcpFlags::from_bits(bits & 0x0fff).unwrap_or_default())
}

/// Either layout of the Service Affinity options, its reserved field often not zero.
pub fn layout() -> impl Strategy<Value = Layout> + Clone {
    let padded = often(&[0, 1, u16::MAX]).prop_map(|reserved| Layout::Padded { reserved });
    prop_oneof![Just(Layout::Compact), padded]
}

/// A Service Affinity option.
pub fn service_affinity() -> impl Strategy<Value = ServiceAffinity> + Clone {
    (ip(), port(), layout())
        .prop_map(|(address, port, layout)| ServiceAffinity::new(address, port).with_layout(layout))
}

/// The Timestamps option.
pub fn timestamps() -> impl Strategy<Value = Timestamps> + Clone {
    (word(), word()).prop_map(|(tsval, tsecr)| Timestamps { tsval, tsecr })
}

/// A public key of 25 octets.
pub fn public_key() -> impl Strategy<Value = PublicKey> + Clone {
    any::<[u8; 25]>().prop_map(PublicKey)
}

/// A Migrate-Permitted option, insecure or secure, by the default kinds.
pub fn migrate_permitted_octets() -> impl Strategy<Value = Vec<u8>> + Clone {
    migrate_permitted_octets_with(&OptionKinds::default())
}

/// [`migrate_permitted_octets`] by other kinds.
pub fn migrate_permitted_octets_with(
    kinds: &OptionKinds,
) -> impl Strategy<Value = Vec<u8>> + Clone + use<> {
    let kinds = *kinds;
    (often(&[0, 1, u8::MAX]), any::<[u8; 17]>()).prop_map(move |(curve, key_data)| {
        NonZeroU8::new(curve)
            .map_or(MigratePermitted::Insecure, |curve| MigratePermitted::Secure {
                curve,
                key_data: &key_data,
            })
            .to_vec_with(&kinds)
    })
}

/// A Migrate option, by the default kinds.
pub fn migrate_octets() -> impl Strategy<Value = Vec<u8>> + Clone {
    migrate_octets_with(&OptionKinds::default())
}

/// [`migrate_octets`] by other kinds.
pub fn migrate_octets_with(kinds: &OptionKinds) -> impl Strategy<Value = Vec<u8>> + Clone + use<> {
    let kinds = *kinds;
    let reqno = often(&[0, 1, 0x3f, 0x40, 0x7f, 0x80, 0x81, u8::MAX]);
    (reqno, any::<[u8; 8]>(), any::<[u8; 8]>()).prop_map(move |(reqno, token, request)| {
        Migrate { reqno, token: &token, request: &request }.to_vec_with(&kinds)
    })
}

/// One option of any shape but the end of a list, by the default kinds: NOP, the four, Timestamps,
/// and others with up to 38 octets of data.
pub fn tcp_option_octets() -> impl Strategy<Value = Vec<u8>> + Clone {
    tcp_option_octets_with(&OptionKinds::default())
}

/// [`tcp_option_octets`] by other kinds.
pub fn tcp_option_octets_with(
    kinds: &OptionKinds,
) -> impl Strategy<Value = Vec<u8>> + Clone + use<> {
    let kinds = *kinds;
    let other = (option_kind(), opaque()).prop_filter_map(
        "a kind with a type of its own",
        move |(kind, data)| {
            let option = OtherOption::new_with(kind, data.as_opaque(), &kinds).ok()?;
            Some(TcpOption::from(option).to_vec_with(&kinds))
        },
    );
    prop_oneof![
        Just(TcpOption::Nop.to_vec_with(&kinds)),
        service_affinity().prop_map(move |option| option.to_vec_with(&kinds)),
        migrate_permitted_octets_with(&kinds),
        migrate_octets_with(&kinds),
        timestamps().prop_map(move |timestamps| {
            Timestamps::to_option(&timestamps.to_data()).to_vec_with(&kinds)
        }),
        other,
    ]
    .boxed()
}

/// An options area in which nothing is malformed, by the default kinds: as many options as fit, and
/// perhaps an end of the list with padding behind it.
pub fn tcp_options() -> impl Strategy<Value = TcpOptionsBuf> + Clone {
    tcp_options_with(&OptionKinds::default())
}

/// [`tcp_options`] by other kinds.
pub fn tcp_options_with(
    kinds: &OptionKinds,
) -> impl Strategy<Value = TcpOptionsBuf> + Clone + use<> {
    let kinds = *kinds;
    (vec(tcp_option_octets_with(&kinds), 0..12), option::of(octets(0..=39))).prop_map(
        move |(options, padding)| {
            let mut area = TcpOptionsBuf::new();
            for option in options.iter().flat_map(|o| TcpOption::from_bytes_with(o, &kinds)) {
                // What has no room is left out.
                let _ = area.push_with(option, &kinds);
            }
            if let Some(padding) = padding {
                let _ = area.push_with(TcpOption::End, &kinds);
                let room = LONGEST.saturating_sub(area.as_bytes().len());
                let _ = area.push_padding(padding.get(..room).unwrap_or(&padding));
            }
            area
        },
    )
}

/// A whole header, by the default kinds. Its options are brought to whole words by NOP or by an end
/// of the list.
pub fn tcp_header_octets() -> impl Strategy<Value = Vec<u8>> + Clone {
    tcp_header_octets_with(&OptionKinds::default())
}

/// [`tcp_header_octets`] by other kinds.
pub fn tcp_header_octets_with(
    kinds: &OptionKinds,
) -> impl Strategy<Value = Vec<u8>> + Clone + use<> {
    let kinds = *kinds;
    let fixed = (port(), port(), word(), word(), tcp_flags(), any::<[u16; 3]>());
    (fixed, tcp_options_with(&kinds), any::<bool>()).prop_map(move |(fixed, mut options, nop)| {
        let (source_port, destination_port, sequence_number, acknowledgment_number, ..) = fixed;
        let (.., flags, [window, checksum, urgent_pointer]) = fixed;
        while nop && options.as_bytes().len() % 4 > 0 {
            if options.push_with(TcpOption::Nop, &kinds).is_err() {
                break;
            }
        }
        TcpHeader {
            source_port,
            destination_port,
            sequence_number,
            acknowledgment_number,
            flags,
            window,
            checksum,
            urgent_pointer,
            options: options.as_options(),
        }
        .to_vec_with(&kinds)
    })
}
