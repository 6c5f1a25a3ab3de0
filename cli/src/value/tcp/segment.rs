//! What a capture tells of a segment.

use rehome::OptionKinds;
use rehome::tcp::{MalformedOption, TcpFlags, TcpOption};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::{OptionValue, flag_names};

/// What a capture tells of a segment.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SegmentValue {
    flags: Vec<String>,
    options: Vec<SegmentOption>,
}

/// One of the four options, malformed ones too.
#[derive(Debug, PartialEq, Serialize)]
#[serde(untagged)]
enum SegmentOption {
    Whole(OptionValue),
    Malformed(MalformedValue),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct MalformedValue {
    kind: u8,
    error: String,
}

impl SegmentValue {
    /// A segment with these flags and these of the four options.
    pub(crate) fn new<'a>(
        flags: TcpFlags,
        options: impl Iterator<Item = Result<TcpOption<'a>, MalformedOption<'a>>>,
        kinds: &OptionKinds,
    ) -> Self {
        let options = options.map(|option| match option {
            Ok(option) => SegmentOption::Whole(OptionValue::new(&option, kinds)),
            Err(malformed) => SegmentOption::Malformed(MalformedValue {
                kind: malformed.kind().0,
                error: malformed.error().reason().code().to_owned(),
            }),
        });
        Self { flags: flag_names(flags), options: options.collect() }
    }
}

/// By the key `error`, so that what is wrong with an option is told by the form it means to have.
impl<'de> Deserialize<'de> for SegmentOption {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        if value.get("error").is_some() {
            MalformedValue::deserialize(value).map(Self::Malformed).map_err(D::Error::custom)
        } else {
            OptionValue::deserialize(value).map(Self::Whole).map_err(D::Error::custom)
        }
    }
}
