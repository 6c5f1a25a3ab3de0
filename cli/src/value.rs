//! The values of the structures, as they stand in JSON.
