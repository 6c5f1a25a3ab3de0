//! `rehome inspect`: what a capture carries, a line an element.
