//! `code_points` of a vector file: numbers other than the defaults.

use rehome::{AlertDescription, CodePoints, ExtensionType, HandshakeType};
use serde::Deserialize;
use serde_json::Value;

use crate::value::json::object;

/// Those that a file names; the others keep their default.
#[derive(Debug, Default, Deserialize)]
struct Given {
    migration_support: Option<u16>,
    migration_allowed: Option<u16>,
    migration_token: Option<u16>,
    migrate_notify: Option<u8>,
    migrate_request: Option<u8>,
}

/// The code points that hold in a file of these members, or what is wrong with those it gives.
pub(super) fn of_file(file: &Value) -> Result<CodePoints, String> {
    let given = match file.get("code_points").filter(|given| !given.is_null()) {
        Some(given) => object::<Given>(given).map_err(|error| format!("`code_points`: {error}"))?,
        None => Given::default(),
    };
    given.with_defaults().map_err(|collision| format!("`code_points`: {collision}"))
}

impl Given {
    fn with_defaults(self) -> Result<CodePoints, rehome::Collision> {
        let mut builder = CodePoints::builder();
        if let Some(number) = self.migration_support {
            builder = builder.migration_support(ExtensionType(number));
        }
        if let Some(number) = self.migration_allowed {
            builder = builder.migration_allowed(ExtensionType(number));
        }
        if let Some(number) = self.migration_token {
            builder = builder.migration_token(ExtensionType(number));
        }
        if let Some(number) = self.migrate_notify {
            builder = builder.migrate_notify(AlertDescription(number));
        }
        if let Some(number) = self.migrate_request {
            builder = builder.migrate_request(HandshakeType(number));
        }
        builder.build()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_not_given_is_the_default() {
        let of = |code_points: Value| of_file(&json!({ "code_points": code_points }));
        assert_eq!(of_file(&json!({})), Ok(CodePoints::default()));
        for none in [
            json!({}),
            json!(null),
            json!({ "migration_token": null, "migrate_notify": null }),
            json!({ "migration_tokens": 1, "comment": ["none of ours"] }),
        ] {
            assert_eq!(of(none), Ok(CodePoints::default()));
        }
        let given = of(json!({ "migration_token": 65359, "migrate_notify": 1 })).unwrap();
        assert_eq!(given.migration_token(), ExtensionType(65359));
        assert_eq!(given.migrate_notify(), AlertDescription(1));
        assert_eq!(given.migrate_request(), CodePoints::default().migrate_request());
    }

    #[test]
    fn what_no_set_can_be_is_told() {
        for wrong in [
            json!({ "migration_token": 65536 }),
            json!({ "migration_token": -1 }),
            json!({ "migration_token": "65359" }),
            json!({ "migrate_notify": 256 }),
            json!({ "migration_token": 0xfe4d }),
            json!([]),
            json!([1, 2, 3, 4, 5]),
        ] {
            let error = of_file(&json!({ "code_points": wrong })).unwrap_err();
            assert!(error.starts_with("`code_points`: "), "{error}");
        }
    }
}
