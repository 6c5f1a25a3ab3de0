//! TCP connections: segments put together to streams.
