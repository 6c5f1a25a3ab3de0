//! `token_verification`: whether a server takes a token, and why not.

mod used_nonces;

use rehome::crypto::{Grant, SessionKeys, SignedContent, Verifier};
use rehome::tls::{IpAddress, MigrationToken};
use rehome::wire::Encode;
use serde::{Deserialize, Serialize};

use super::session_keys::SessionInput;
use crate::check::structures::Structure;
use crate::check::structures::given::{Given, NoValue};
use crate::terms::Reading;
use crate::value::model::{Octets, decimal, text};
use crate::value::tls::{IpAddressValue, MigrationTokenValue};
use used_nonces::UsedNonces;

#[derive(Debug, Serialize, Deserialize)]
struct VerificationInput {
    #[serde(flatten)]
    session: SessionInput,
    #[serde(with = "decimal")]
    now: u64,
    /// Null where the server does not say which are its own.
    #[serde(deserialize_with = "Option::deserialize")]
    local_addresses: Option<Vec<IpAddressValue>>,
    /// Of the token's session.
    used_nonces: Vec<Octets>,
    signed_content: Reading,
}

/// A token that was taken.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(in crate::check::structures) struct VerifiedTokenValue(MigrationTokenValue);

impl Structure for VerifiedTokenValue {
    fn of(given: &Given<'_>) -> Result<Self, NoValue> {
        let input: VerificationInput = given.input()?;
        let keys = input.session.keys()?;
        let own: Option<Vec<IpAddress>> =
            input.local_addresses.map(|own| own.iter().map(IpAddressValue::to_wire).collect());
        let signed_content = input.signed_content.into();
        let mut verifier = Verifier::at(input.now).signed_content(signed_content);
        if let Some(own) = &own {
            verifier = verifier.local_addresses(own);
        }
        let nonces = UsedNonces::new(keys.session_id(), &input.used_nonces);
        let verdict = verifier.verify_octets(&keys, &given.octets, &nonces);
        nonces
            .hold_against(&given.octets, input.now, verdict.as_ref().err())
            .map_err(NoValue::malformed)?;
        let accepted = verdict.map_err(|refusal| NoValue::Refused {
            reason: refusal.code(),
            error: refusal.to_string(),
        })?;
        let token = accepted.token();
        issued_alike(&keys, signed_content, token).map_err(NoValue::malformed)?;
        Ok(Self(token.into()))
    }
}

/// Issuing is the other half: with the same claims it gives the octets of every token that is taken.
fn issued_alike(
    keys: &SessionKeys,
    signed_content: SignedContent,
    token: MigrationToken<'_>,
) -> Result<(), String> {
    let grant = Grant {
        target_address: token.target_address(),
        expiry_timestamp: token.expiry_timestamp(),
        nonce: token.nonce(),
    };
    let mut issued = vec![0; keys.issued_len(&grant)];
    keys.issue_with(&grant, signed_content, &mut issued).map_err(text)?;
    if issued == token.to_vec() {
        Ok(())
    } else {
        Err("the token is taken, but issuing it gives other octets".to_owned())
    }
}
