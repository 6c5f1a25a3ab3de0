//! A value as a tree of its fields, each with its octets.
//!
//! Nodes are made from what the library decoded, so that a tree can't read octets in another way than
//! the library does. The leaves stand for every octet once, in order.

mod carriers;
mod fault;
mod fields;
mod names;
mod render;
mod tcp;
#[cfg(test)]
pub(crate) mod tests;
mod tls;

use std::ops::Range;

pub(crate) use carriers::{client_hello, new_session_ticket};
pub(crate) use fault::write_fault;
use fields::Fields;
use render::hex_rows;
pub(crate) use render::write;
pub(crate) use tcp::{tcp_header, tcp_option, tcp_options};
pub(crate) use tls::{
    ip_address, migrate_notify, migrate_request, migration_allowed, migration_support,
    migration_token,
};

/// A field: a whole value, a part of it, a vector, a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    /// Its octets, counted from the start of the outermost value.
    pub(crate) range: Range<usize>,
    /// Its name in its document.
    pub(crate) name: &'static str,
    /// What it says.
    pub(crate) text: String,
    /// How many octets at its start stand before its content: a length, or a type and a length.
    pub(crate) head: usize,
    /// The fields that it is made of. All their octets are its own.
    pub(crate) children: Vec<Node>,
    /// The parts of a field that are no whole octets.
    pub(crate) bits: Vec<Bits>,
}

/// Bits of a field of one or two octets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bits {
    pub(crate) name: &'static str,
    pub(crate) text: String,
    /// Where they stand in the field, and what they are: `.... ...1`.
    pub(crate) pattern: String,
}

impl Node {
    /// A whole value, which `fill` puts its fields into.
    fn root(name: &'static str, fill: impl FnOnce(&mut Fields)) -> Self {
        let mut fields = Fields::from(0);
        fill(&mut fields);
        let end = fields.end();
        let text = octets(end);
        fields.into_node(name, text, 0)
    }
}

/// How many octets there are, in words.
pub(crate) fn octets(count: usize) -> String {
    format!("{count} octet{}", if count == 1 { "" } else { "s" })
}
