//! `rehome decode` and `rehome encode`: one value of a structure.
