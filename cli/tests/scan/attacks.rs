//! Captures made to exhaust memory or time. They are made while they are read.

mod blocks;
mod connections;
mod messages;
mod run;
mod time;
