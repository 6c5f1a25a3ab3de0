//! A Migrate option's fields, as reports have them.

use rehome::tcp::Migrate;
use serde::Serialize;

use crate::hex::Hex;
use crate::report::Row;

/// The fields under the names that the test vectors give them.
#[derive(Serialize)]
pub(super) struct OptionFields<'a> {
    reqno_octet: u8,
    token: Hex<'a>,
    request: Hex<'a>,
}

impl<'a> From<Migrate<'a>> for OptionFields<'a> {
    fn from(Migrate { reqno, token, request }: Migrate<'a>) -> Self {
        Self { reqno_octet: reqno, token: Hex(token), request: Hex(request) }
    }
}

impl OptionFields<'_> {
    pub(super) fn rows(&self) -> Vec<Row<'_>> {
        vec![("reqno_octet", &self.reqno_octet), ("token", &self.token), ("request", &self.request)]
    }
}
