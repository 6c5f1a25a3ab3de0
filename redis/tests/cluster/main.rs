//! `RedisNonces` with a Redis of its own for each test (Debian's package `redis-server`). Where there is
//! none a test says that it is skipped; with `REHOME_REQUIRE_REDIS` set it fails.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod crash;
mod failures;
mod memory;
mod race;
mod settings;
mod support;
