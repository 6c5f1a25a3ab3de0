//! Fields put one behind the other.

use super::{Bits, Node, octets};

/// The fields of a node, up to where the next one begins.
#[derive(Debug)]
pub(super) struct Fields {
    at: usize,
    nodes: Vec<Node>,
}

impl Fields {
    pub(super) fn from(start: usize) -> Self {
        Self { at: start, nodes: Vec::new() }
    }

    /// Where the next field begins.
    pub(super) fn end(&self) -> usize {
        self.at
    }

    /// A field of so many octets.
    pub(super) fn field(&mut self, name: &'static str, length: usize, text: impl ToString) {
        self.headed(name, 0, length, text);
    }

    /// A field whose first octets, `head` of them, stand before its content.
    pub(super) fn headed(
        &mut self,
        name: &'static str,
        head: usize,
        content: usize,
        text: impl ToString,
    ) {
        let range = self.at..self.at + head + content;
        self.at = range.end;
        let (children, bits) = (Vec::new(), Vec::new());
        self.nodes.push(Node { range, name, text: text.to_string(), head, children, bits });
    }

    /// A vector of octets behind its length.
    pub(super) fn opaque(&mut self, name: &'static str, length_octets: usize, content: usize) {
        self.headed(name, length_octets, content, octets(content));
    }

    /// A field of which only parts have names.
    pub(super) fn bits(
        &mut self,
        name: &'static str,
        length: usize,
        text: impl ToString,
        bits: Vec<Bits>,
    ) {
        self.field(name, length, text);
        if let Some(node) = self.nodes.last_mut() {
            node.bits = bits;
        }
    }

    /// A field made of fields.
    pub(super) fn group(
        &mut self,
        name: &'static str,
        text: impl ToString,
        fill: impl FnOnce(&mut Self),
    ) {
        let start = self.at;
        let mut inner = Self::from(start);
        fill(&mut inner);
        self.at = inner.at;
        self.nodes.push(inner.into_node(name, text.to_string(), start));
    }

    pub(super) fn into_node(self, name: &'static str, text: String, start: usize) -> Node {
        let Self { at, nodes: children } = self;
        Node { range: start..at, name, text, head: 0, children, bits: Vec::new() }
    }
}
