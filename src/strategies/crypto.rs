//! Keys, and the readings that both ends have to agree on.

use alloc::vec::Vec;

use proptest::arbitrary::any;
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, prop_oneof};

use crate::crypto::{HashAlgorithm, ReqNoView, SessionKeys, SignedContent};

/// Either hash.
pub fn hash_algorithm() -> impl Strategy<Value = HashAlgorithm> + Clone {
    prop_oneof![Just(HashAlgorithm::Sha256), Just(HashAlgorithm::Sha384)]
}

/// A hash, and a `resumption_master_secret` of its length.
pub fn resumption_master_secret() -> impl Strategy<Value = (HashAlgorithm, Vec<u8>)> + Clone {
    hash_algorithm().prop_flat_map(|hash| (Just(hash), vec(any::<u8>(), hash.output_len())))
}

/// The keys of some session, under the default labels.
pub fn session_keys() -> impl Strategy<Value = SessionKeys> {
    resumption_master_secret()
        .prop_filter_map("a length that its hash has not", |(hash, secret)| {
            SessionKeys::derive(hash, &secret).ok()
        })
}

/// Either reading of what a token's signature is over.
pub fn signed_content() -> impl Strategy<Value = SignedContent> + Clone {
    prop_oneof![Just(SignedContent::Encoded), Just(SignedContent::Bare)]
}

/// Either view of ReqNo.
pub fn reqno_view() -> impl Strategy<Value = ReqNoView> + Clone {
    prop_oneof![Just(ReqNoView::EightBit), Just(ReqNoView::SevenBit)]
}
