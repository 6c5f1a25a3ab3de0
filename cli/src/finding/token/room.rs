//! How much is remembered.

/// So many octets, by and large.
const MOST: usize = 64 << 20;
/// What an entry costs beside its octets.
const ENTRY: usize = 96;

/// What there is room for. Where there is none any more, nothing more is remembered.
#[derive(Debug, Default)]
pub(super) struct Room {
    held: usize,
}

impl Room {
    /// Whether an entry of so many octets may be kept.
    pub(super) fn take(&mut self, octets: usize) -> bool {
        let held = self.held.saturating_add(octets).saturating_add(ENTRY);
        let has_room = held <= MOST;
        if has_room {
            self.held = held;
        }
        has_room
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_ends() {
        let mut room = Room::default();
        let octets = (MOST >> 10) - ENTRY;
        assert_eq!((0..2000).filter(|_| room.take(octets)).count(), 1024);
        assert!(!room.take(0));
    }
}
