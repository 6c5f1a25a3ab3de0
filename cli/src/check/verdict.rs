//! What a test says of its octets.

use serde::Deserialize;

/// Whether they can be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) enum Verdict {
    Valid,
    Invalid,
}

impl TryFrom<String> for Verdict {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match &*text {
            "valid" => Ok(Self::Valid),
            "invalid" => Ok(Self::Invalid),
            _ => Err(format!("`result` is `{text}`, neither `valid` nor `invalid`")),
        }
    }
}
