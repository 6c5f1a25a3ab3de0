//! `RedisNonces` with a Redis of its own for each test (`redis-server` of the system). Where there
//! is none a test says that it is skipped; with `REHOME_REQUIRE_REDIS` set it fails.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod crash;
mod failures;
mod memory;
mod race;
mod settings;
mod support;
