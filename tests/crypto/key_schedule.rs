//! HKDF-Expand-Label and a session's keys: the values that RFC 5869 and RFC 8448 print, and any
//! others by the crate `hkdf` over an HkdfLabel that is put together here.

use hkdf::Hkdf;
use proptest::collection::vec;
use proptest::prelude::*;
use rehome::crypto::{
    HashAlgorithm, KeyError, Label, LabelCollision, Labels, SessionKeys, hkdf_expand_label,
};
use rehome::strategies::resumption_master_secret;
use rehome::wire::Opaque;
use sha2::{Sha256, Sha384};

use crate::build::{HASHES, hex, hmac, keys};
use crate::cases;

/// The `resumption_master_secret` of RFC 8448, section 3.
const RMS: &str = "7df235f2031d2a051287d02b0241b0bfdaf86cc856231f2d5aba46c434ec196c";

/// HKDF-Expand by HMAC (RFC 5869, section 2.3).
fn expand(hash: HashAlgorithm, prk: &[u8], info: &[u8], len: usize) -> Vec<u8> {
    let (mut block, mut out) = (vec![], vec![]);
    for number in 1..=255 {
        if out.len() >= len {
            break;
        }
        block = hmac(hash, prk, &[&block, info, &[number]].concat());
        out.extend(&block);
    }
    out.truncate(len);
    out
}

/// `struct HkdfLabel` (RFC 8446, section 7.1).
fn hkdf_label(label: &[u8], context: &[u8], len: usize) -> Vec<u8> {
    let label = [b"tls13 ", label].concat();
    let lengths = [label.len(), context.len()].map(|len| u8::try_from(len).unwrap());
    let len = u16::try_from(len).unwrap().to_be_bytes();
    [&len, &lengths[..1], &label, &lengths[1..], context].concat()
}

/// HKDF-Expand by its crate.
fn expand_by_hkdf(hash: HashAlgorithm, prk: &[u8], info: &[u8], len: usize) -> Vec<u8> {
    let mut out = vec![0; len];
    match hash {
        HashAlgorithm::Sha256 => Hkdf::<Sha256>::from_prk(prk).unwrap().expand(info, &mut out),
        HashAlgorithm::Sha384 => Hkdf::<Sha384>::from_prk(prk).unwrap().expand(info, &mut out),
        _ => unreachable!(),
    }
    .unwrap();
    out
}

fn expand_label(
    hash: HashAlgorithm,
    secret: &[u8],
    label: &[u8],
    context: &[u8],
    len: usize,
) -> Vec<u8> {
    let (label, context) = (Label::new(label).unwrap(), Opaque::new(context).unwrap());
    let mut out = vec![0xa5; len];
    hkdf_expand_label(hash, secret, label, context, &mut out).unwrap();
    out
}

/// What the other tests here compare with is itself what RFC 5869 says.
#[test]
fn both_references_give_the_values_of_rfc_5869() {
    let rows = [
        (
            "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
            (0xf0..=0xf9).collect::<Vec<u8>>(),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
        ),
        (
            "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
            (0xb0..=0xff).collect(),
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c\
             59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71\
             cc30c58179ec3e87c14c01d5c1f3434f1d87",
        ),
        (
            "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
            vec![],
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
        ),
    ];
    for (prk, info, okm) in rows {
        let (prk, okm) = (hex(prk), hex(okm));
        assert_eq!(expand(HashAlgorithm::Sha256, &prk, &info, okm.len()), okm);
        assert_eq!(expand_by_hkdf(HashAlgorithm::Sha256, &prk, &info, okm.len()), okm);
    }
}

/// Secrets of the handshake of RFC 8448, section 3: with a context and without, of the hash's length
/// and shorter.
#[test]
fn labels_expand_to_what_rfc_8448_prints() {
    let early = "33ad0a1c607ec03b09e6cd9893680ce210adf300aa1f2660e1b22e10f170f92a";
    let empty_hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let server = "b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38";
    let master = "18df06843d13a08bf2a449844c5f8a478001bc4d4c627984d5a41da8d0402919";
    let handshake = "209145a96ee8e2a122ff810047cc952684658d6049e86429426db87c54ad143d";
    let rows = [
        (
            (early, "derived", empty_hash),
            "6f2615a108c702c5678f54fc9dbab69716c076189c48250cebeac3576c3611ba",
        ),
        ((server, "key", ""), "3fce516009c21727d0f2e4e86ee403bc"),
        ((server, "iv", ""), "5d313eb2671276ee13000b30"),
        (
            (server, "finished", ""),
            "008d3b66f816ea559f96b537e885c31fc068bf492c652f01f288a1d8cdc19fc8",
        ),
        ((master, "res master", handshake), RMS),
        // The PSK of the ticket with ticket_nonce 0000.
        (
            (RMS, "resumption", "0000"),
            "4ecd0eb6ec3b4d87f5d6028f922ca4c5851a277fd41311c9e62d2c9492e1c4f3",
        ),
    ];
    for ((secret, label, context), expected) in rows {
        let (secret, context, expected) = (hex(secret), hex(context), hex(expected));
        let hash = HashAlgorithm::Sha256;
        let found = expand_label(hash, &secret, label.as_bytes(), &context, expected.len());
        assert_eq!(found, expected, "{label}");
    }
}

#[test]
fn the_session_of_rfc_8448_has_these_keys() {
    let keys = SessionKeys::derive(HashAlgorithm::Sha256, &hex(RMS)).unwrap();
    let session_id = "3a5012827e623500590572156c4dbbd0d29af9b8946895076d60a768578c08fe";
    let mac_key = "6939ae7081a7ff08fb8bbf51bbec912b00f250f156852cfbb80d994cc94a57a2";
    assert_eq!(keys.session_id().as_bytes(), hex(session_id));
    assert_eq!(keys.mac_key(), hex(mac_key));
    // Neither is the session's PSK, nor a part of it.
    let psk = expand_label(HashAlgorithm::Sha256, &hex(RMS), b"resumption", &[0, 0], 32);
    assert!(psk != hex(session_id) && psk != hex(mac_key));
}

/// The session_id has 32 octets under SHA-384 too, and the key has 48.
#[test]
fn a_counting_secret_of_sha_384_has_these_keys() {
    let secret: Vec<u8> = (0..48).collect();
    let keys = SessionKeys::derive(HashAlgorithm::Sha384, &secret).unwrap();
    let session_id = "4f822d5bb200499289622384196c69038b191679c7253b945033ad3e1bda1733";
    let mac_key = "d0aa2bd7a94d0bdbd06549529dad523d3915ccb47808bf34\
                   a0e5cf2328b5d69d1ef8b962d47abeb91984da1f27a6560f";
    assert_eq!(keys.session_id().as_bytes(), hex(session_id));
    assert_eq!(keys.mac_key(), hex(mac_key));
}

#[test]
fn every_length_of_the_output_is_right() {
    for hash in HASHES {
        let (secret, max) = (vec![0x0b; hash.output_len()], 255 * hash.output_len());
        let lengths = (0..=3 * hash.output_len()).chain(max - 2..=max);
        for len in lengths {
            let info = hkdf_label(b"a label", b"a context", len);
            let expected = expand(hash, &secret, &info, len);
            assert_eq!(expand_label(hash, &secret, b"a label", b"a context", len), expected);
        }
        for found in [max + 1, 0xffff, 0x1_0000, 0x1_0001] {
            let (label, context) = (Label::from_array(b"a"), Opaque::from_array(&[]));
            let mut out = vec![0xa5; found];
            let result = hkdf_expand_label(hash, &secret, label, context, &mut out);
            assert_eq!(result, Err(KeyError::OutputLength { found, max }));
            assert!(out.iter().all(|octet| *octet == 0xa5), "left untouched");
        }
    }
}

#[test]
fn every_length_of_label_and_context_is_right() {
    for hash in HASHES {
        let (secret, octets) = (vec![0x0b; hash.output_len()], [0x61; 255]);
        for (label, context) in (1..=249).map(|len| (len, 0)).chain((0..=255).map(|len| (249, len)))
        {
            let (label, context) = (&octets[..label], &octets[..context]);
            let expected = expand(hash, &secret, &hkdf_label(label, context, 40), 40);
            assert_eq!(expand_label(hash, &secret, label, context, 40), expected);
        }
    }
    assert!(Label::new(&[]).is_err() && Label::new(&[0x61; 250]).is_err());
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn labels_expand_as_by_the_crate_hkdf(
        (hash, secret) in resumption_master_secret(),
        label in vec(any::<u8>(), 1..=249),
        context in vec(any::<u8>(), 0..=255),
        len in 0..=255 * 32_usize,
    ) {
        let info = hkdf_label(&label, &context, len);
        let expected = expand_by_hkdf(hash, &secret, &info, len);
        prop_assert_eq!(expand_label(hash, &secret, &label, &context, len), expected);
    }

    #[test]
    fn keys_are_what_their_labels_expand_to(
        (hash, secret) in resumption_master_secret(),
        id in vec(any::<u8>(), 1..=249),
        mac in vec(any::<u8>(), 1..=249),
    ) {
        let labels = Labels::new(Label::new(&id).unwrap(), Label::new(&mac).unwrap());
        if id == mac {
            prop_assert_eq!(labels, Err(LabelCollision));
        } else {
            let keys = SessionKeys::derive_with(hash, &secret, &labels.unwrap()).unwrap();
            let session_id = expand(hash, &secret, &hkdf_label(&id, &[], 32), 32);
            prop_assert_eq!(keys.session_id().as_bytes(), session_id);
            let len = hash.output_len();
            prop_assert_eq!(keys.mac_key(), expand(hash, &secret, &hkdf_label(&mac, &[], len), len));
            prop_assert_eq!(keys.hash(), hash);
        }
    }
}

/// The hash is the session's, and none that the token names.
#[test]
fn suites_have_the_hash_that_rfc_8446_gives_them() {
    for suite in 0..=u16::MAX {
        let expected = match suite {
            0x1301 | 0x1303 | 0x1304 | 0x1305 => Some(HashAlgorithm::Sha256),
            0x1302 => Some(HashAlgorithm::Sha384),
            _ => None,
        };
        assert_eq!(HashAlgorithm::of_cipher_suite(suite), expected);
    }
    assert_ne!(keys(HashAlgorithm::Sha256, 1), keys(HashAlgorithm::Sha384, 1));
}
