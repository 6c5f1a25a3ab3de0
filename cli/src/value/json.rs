//! Reading JSON without serde's leniency: for it a list of the fields is as good as an object.

mod located;

use std::net::IpAddr;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::difference::{Difference, differences};
use located::located;

/// Reads an object. Keys that `T` does not name are ignored, unless it denies them.
pub(crate) fn object<T: DeserializeOwned>(value: &Value) -> Result<T, String> {
    is_object(value)?;
    T::deserialize(value).map_err(|error| error.to_string())
}

fn is_object(value: &Value) -> Result<(), String> {
    if value.is_object() { Ok(()) } else { Err("not an object".to_owned()) }
}

/// Reads what would be written the same, but for the text of addresses.
pub(crate) fn exactly<T: DeserializeOwned + Serialize>(value: &Value) -> Result<T, String> {
    alike(value, same_address)
}

/// [`exactly`], but keys that `T` does not name are ignored.
pub(crate) fn at_least<T: DeserializeOwned + Serialize>(value: &Value) -> Result<T, String> {
    alike(value, |difference| difference.expected.is_none() || same_address(difference))
}

/// Reads what would be written the same, but for these differences.
fn alike<T: DeserializeOwned + Serialize>(
    value: &Value,
    allowed: fn(&Difference<'_>) -> bool,
) -> Result<T, String> {
    is_object(value)?;
    let read: T = located(value).map_err(|error| error.to_string())?;
    let written = to_value(&read);
    match differences(&written, value).iter().find(|difference| !allowed(difference)) {
        Some(difference) => Err(difference.to_string()),
        None => Ok(read),
    }
}

/// What is written here is made of numbers, texts, lists and objects, so there always is JSON for it.
pub(crate) fn to_value(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// Address text may be written in several ways.
fn same_address(difference: &Difference<'_>) -> bool {
    let address = |value: Option<&Value>| value?.as_str()?.parse::<IpAddr>().ok();
    let expected = address(difference.expected);
    expected.is_some() && expected == address(difference.got)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Place {
        address: IpAddr,
        port: Option<u16>,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Places {
        of: Vec<Place>,
    }

    #[test]
    fn a_list_is_no_object() {
        assert!(Place::deserialize(&json!(["::1", 2])).is_ok(), "so there is need for this");
        assert_eq!(object::<Place>(&json!(["::1", 2])), Err("not an object".to_owned()));
    }

    #[test]
    fn only_address_text_may_differ() {
        let place = |address: &str| exactly::<Place>(&json!({ "address": address, "port": 2 }));
        assert_eq!(place("::1"), place("0:0::0:1"));
        assert!(place("::1").is_ok());
        let read = |value: Value| exactly::<Place>(&value);
        assert_eq!(
            read(json!({ "address": "::1" })),
            Err("port: expected null, got nothing".to_owned())
        );
        let more = read(json!({ "address": "::1", "port": 2, "zone": "::1" }));
        assert_eq!(more, Err("zone: expected nothing, got \"::1\"".to_owned()));
    }

    #[test]
    fn keys_more_are_ignored_where_that_is_asked() {
        let read = |value: Value| at_least::<Places>(&value);
        let more = read(json!({ "of": [{ "address": "0::1", "port": 2, "zone": 1 }], "more": 1 }));
        assert!(more.is_ok(), "{more:?}");
        let error = read(json!({ "of": [["::1", 2]] })).unwrap_err();
        assert!(error.starts_with("of[0]: expected {"), "{error}");
        let error = read(json!({ "of": [{ "address": "::1" }] })).unwrap_err();
        assert_eq!(error, "of[0].port: expected null, got nothing");
    }
}
