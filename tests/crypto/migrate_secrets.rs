//! Token and Request of TCP Migrate: values computed elsewhere, and SHA-1 taken directly.

use proptest::prelude::*;
use rehome::crypto::{MigrateKey, MigrateSecrets, ReqNoView};
use rehome::tcp::Migrate;
use sha1::{Digest, Sha1};

use crate::build::hex;
use crate::cases;

const VIEWS: [ReqNoView; 2] = [ReqNoView::EightBit, ReqNoView::SevenBit];

/// What Token and Request are made of.
#[derive(Clone, Debug, PartialEq)]
struct Inputs {
    ni: u32,
    nj: u32,
    key: [u8; 25],
    seqno: u32,
    reqno: u8,
}

impl Inputs {
    fn secrets(&self, view: ReqNoView) -> MigrateSecrets {
        MigrateSecrets { ni: self.ni, nj: self.nj, key: self.key.into(), view }
    }

    fn request(&self, view: ReqNoView) -> [u8; 8] {
        self.secrets(view).request(self.seqno, self.reqno)
    }

    /// The first eight octets of SHA-1 over what stands in this order, for the Request to its end.
    fn by_sha_1(&self, request: bool, reqno: u8) -> Vec<u8> {
        let mut octets = [&self.ni.to_be_bytes()[..], &self.nj.to_be_bytes(), &self.key].concat();
        if request {
            octets.extend(self.seqno.to_be_bytes());
            octets.push(reqno);
        }
        Sha1::digest(octets)[..8].to_vec()
    }
}

/// Ni, Nj, the shared secret, SeqNo, the octet with ReqNo; Token, Request in the view of 8 bits, in
/// that of 7.
type Row = (u32, u32, &'static str, u32, u8, &'static str, &'static str, &'static str);

const SECRET: &str = "6b608bffd65216bb00267fd3815a5f954e64e4b288d48f2378";
const ONES: &str = "ffffffffffffffffffffffffffffffffffffffffffffffffff";

#[rustfmt::skip]
const ROWS: &[Row] = &[
    (0x0102_0304, 0x0506_0708, "", 0x090a_0b0c, 1, "dd6c0ed59bc6cd5c", "ea8d9a2cae01f9d4", "ea8d9a2cae01f9d4"),
    (0, 0, "", 0, 0, "01ec548baccbe696", "d576c908b43ed002", "d576c908b43ed002"),
    (u32::MAX, u32::MAX, ONES, u32::MAX, 255, "178a4903a253984b", "b280b1f0312272c6", "6f6dbc66c93b9310"),
    (1, 2, "", 3, 128, "9eb5834d93479e6a", "bbd44f4c994a20d1", "510922739ee7261e"),
    (1, 2, "", 3, 127, "9eb5834d93479e6a", "d4a0a280e5078485", "d4a0a280e5078485"),
    (1, 2, "", 3, 129, "9eb5834d93479e6a", "16d4efb565296ae0", "19a865fd553703e0"),
    (1, 2, "", 3, 1, "9eb5834d93479e6a", "19a865fd553703e0", "19a865fd553703e0"),
    (0x1111_1111, 0x2222_2222, SECRET, 0x3333_3333, 7, "78555511f1593d5b", "3bc2741a32fe4645", "3bc2741a32fe4645"),
    (0x2222_2222, 0x1111_1111, SECRET, 0x3333_3333, 7, "945cb4c2cded098e", "80b3e99fd86c56d4", "80b3e99fd86c56d4"),
    (5, 6, "01", 7, 2, "78df8a2fc9ceda04", "a14b1e87e9280721", "a14b1e87e9280721"),
    (1 << 31, 1 << 31, SECRET, 1 << 31, 128, "32e8d35e78f86f35", "f14414fdf1105e69", "90fd5298531b5853"),
];

#[test]
fn tokens_and_requests_are_these() {
    for &(ni, nj, secret, seqno, octet, token, eight, seven) in ROWS {
        for (view, request) in VIEWS.into_iter().zip([eight, seven]) {
            let key = MigrateKey::from_shared_secret(&hex(secret));
            let key = key.unwrap_or(MigrateKey::INSECURE);
            let secrets = MigrateSecrets { ni, nj, key, view };
            assert_eq!(secrets.token()[..], hex(token));
            assert_eq!(secrets.request(seqno, octet)[..], hex(request));
        }
    }
}

#[test]
fn the_insecure_key_is_zeros() {
    assert_eq!(MigrateKey::INSECURE, MigrateKey::from([0; 25]));
    assert_ne!(MigrateKey::INSECURE, MigrateKey::from_shared_secret(&[1]).unwrap());
}

fn any_inputs() -> impl Strategy<Value = Inputs> {
    (any::<[u32; 3]>(), any::<[u8; 25]>(), any::<u8>())
        .prop_map(|([ni, nj, seqno], key, reqno)| Inputs { ni, nj, key, seqno, reqno })
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn both_are_what_sha_1_gives(inputs in any_inputs()) {
        for (view, mask) in VIEWS.into_iter().zip([0xff, 0x7f]) {
            let token = inputs.by_sha_1(false, 0);
            prop_assert_eq!(&inputs.secrets(view).token()[..], token);
            let request = inputs.by_sha_1(true, inputs.reqno & mask);
            prop_assert_eq!(&inputs.request(view)[..], request);
        }
    }

    /// The Token says which connection; it does not depend on the request, nor on the view.
    #[test]
    fn a_token_is_for_the_life_of_its_connection(inputs in any_inputs(), seqno: u32, reqno: u8) {
        let other = Inputs { seqno, reqno, ..inputs.clone() };
        for view in VIEWS {
            prop_assert_eq!(inputs.secrets(view).token(), other.secrets(view).token());
            prop_assert_eq!(inputs.secrets(view).token(), inputs.secrets(VIEWS[0]).token());
        }
    }

    /// Whatever single bit of the inputs changes, so does the Request, but for the Preload bit in the
    /// view of 7 bits; and the Token, but for SeqNo and ReqNo.
    #[test]
    fn each_bit_counts(inputs in any_inputs()) {
        let bits = 32 + 32 + 200 + 32 + 8;
        for bit in 0..bits {
            let mut other = inputs.clone();
            match bit {
                0..32 => other.ni ^= 1 << bit,
                32..64 => other.nj ^= 1 << (bit - 32),
                64..264 => other.key[(bit - 64) / 8] ^= 1 << (bit % 8),
                264..296 => other.seqno ^= 1 << (bit - 264),
                _ => other.reqno ^= 1 << (bit - 296),
            }
            for view in VIEWS {
                let preload = view == ReqNoView::SevenBit && bit == bits - 1;
                prop_assert_eq!(other.request(view) == inputs.request(view), preload, "bit {}", bit);
                let same = other.secrets(view).token() == inputs.secrets(view).token();
                prop_assert_eq!(same, bit >= 264, "bit {}", bit);
            }
        }
    }

    /// An option is right where all its octets are.
    #[test]
    fn each_bit_of_an_option_is_compared(inputs in any_inputs()) {
        for view in VIEWS {
            let secrets = inputs.secrets(view);
            let (token, request) = (secrets.token(), inputs.request(view));
            let right = Migrate { reqno: inputs.reqno, token: &token, request: &request };
            prop_assert!(secrets.is_token(&right) && secrets.is_request(&right, inputs.seqno));
            prop_assert!(!secrets.is_request(&right, inputs.seqno ^ 1));
            for bit in 0..64 {
                let flip = |mut octets: [u8; 8]| {
                    octets[bit / 8] ^= 1 << (bit % 8);
                    octets
                };
                let (token, request) = (flip(token), flip(request));
                let wrong = Migrate { reqno: inputs.reqno, token: &token, request: &request };
                prop_assert!(!secrets.is_token(&wrong) && !secrets.is_request(&wrong, inputs.seqno));
            }
            let other = Migrate { reqno: inputs.reqno ^ 0x80, ..right };
            let taken = secrets.is_request(&other, inputs.seqno);
            prop_assert_eq!(taken, view == ReqNoView::SevenBit);
        }
    }
}
