//! The sessions of a capture's description. No error shows what stands in them: it may be a secret,
//! in whatever place.

use data_encoding::HEXLOWER;
use serde_json::Value;

use crate::element::Judge;
use crate::terms::Hash;

/// A judge who knows these sessions.
pub(super) fn judge(sessions: Option<&Value>) -> Result<Judge, String> {
    let mut judge = Judge::new();
    let Some(sessions) = sessions else {
        return Ok(judge);
    };
    let sessions = sessions.as_array().ok_or("`resumption_master_secrets` is not a list")?;
    for (number, session) in (1..).zip(sessions) {
        let add = |(hash, secret): (Hash, Vec<u8>)| {
            judge.add_session(hash.into(), &secret).map_err(|error| error.to_string())
        };
        read(session).and_then(add).map_err(|problem| {
            format!("number {number} of `resumption_master_secrets`: {problem}")
        })?;
    }
    Ok(judge)
}

/// Hash and secret. Members of other names are ignored.
fn read(session: &Value) -> Result<(Hash, Vec<u8>), String> {
    let members = session.as_object().ok_or("not an object with `hash` and `secret`")?;
    let text = |name| members.get(name).and_then(Value::as_str);
    let hash = match text("hash") {
        Some("sha256") => Hash::Sha256,
        Some("sha384") => Hash::Sha384,
        _ => return Err("`hash` is neither \"sha256\" nor \"sha384\"".to_owned()),
    };
    let secret = text("secret").and_then(|digits| HEXLOWER.decode(digits.as_bytes()).ok());
    Ok((hash, secret.ok_or("`secret` is not text of lower-case hexadecimal digits")?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn no_error_shows_a_secret() {
        let secret = "5ec2e7".repeat(10) + "aabb";
        let number = "number 2 of `resumption_master_secrets`: ";
        let good = json!({ "hash": "sha256", "secret": secret, "name": "one" });
        let no_hash = "`hash` is neither \"sha256\" nor \"sha384\"";
        let no_secret = "`secret` is not text of lower-case hexadecimal digits";
        for (session, expected) in [
            (json!({ "hash": secret, "secret": "sha256" }), no_hash),
            (json!({ "hash": { &secret: 1 }, "secret": secret }), no_hash),
            (json!({ &secret: "sha256" }), no_hash),
            (json!({}), no_hash),
            (json!({ "hash": "sha256", "secret": secret.to_uppercase() }), no_secret),
            (json!({ "hash": "sha256", "secret": &secret[1..] }), no_secret),
            (json!({ "hash": "sha256", "secret": [secret] }), no_secret),
            (json!({ "hash": "sha256", "secret": null }), no_secret),
            (json!({ "hash": "sha256" }), no_secret),
            (
                json!({ "hash": "sha384", "secret": secret }),
                "a secret of 32 octets, where SHA-384 needs 48",
            ),
            (json!(["sha256", secret]), "not an object with `hash` and `secret`"),
            (json!(format!("sha256:{secret}")), "not an object with `hash` and `secret`"),
            (json!(123_456_789), "not an object with `hash` and `secret`"),
        ] {
            let error = judge(Some(&json!([good, session]))).unwrap_err();
            assert_eq!(error, format!("{number}{expected}"));
        }
        for sessions in [good.clone(), json!(null), json!(secret), json!({ "sha256": secret })] {
            let error = judge(Some(&sessions)).unwrap_err();
            assert_eq!(error, "`resumption_master_secrets` is not a list");
        }
        for sessions in [json!([]), json!([good])] {
            assert!(judge(Some(&sessions)).is_ok());
        }
    }
}
