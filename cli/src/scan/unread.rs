//! Frames that are not read, since their link type is none that is.

use crate::capture::LinkType;

/// So many link types are told apart. A pcapng can claim any number of them.
const MOST: usize = 16;

/// Numbers of frames.
#[derive(Debug, Default)]
pub(super) struct Unread {
    by_type: Vec<(LinkType, u64)>,
    /// Of link types that there was no room for.
    others: u64,
}

impl Unread {
    /// Takes a frame in which no segment was found.
    pub(super) fn count(&mut self, link_type: LinkType) {
        if link_type.is_read() {
            return;
        }
        let has_room = self.by_type.len() < MOST;
        match self.by_type.iter_mut().find(|(its, _)| *its == link_type) {
            Some((_, count)) => *count += 1,
            None if has_room => self.by_type.push((link_type, 1)),
            None => self.others += 1,
        }
    }

    /// How many there were of each link type, in the order in which they came. None stands for those
    /// that there was no room for.
    pub(super) fn each(&self) -> impl Iterator<Item = (Option<LinkType>, u64)> {
        let known = self.by_type.iter().map(|(link_type, count)| (Some(*link_type), *count));
        known.chain(Some((None, self.others)).filter(|(_, count)| *count > 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_link_types_are_told_apart() {
        let mut unread = Unread::default();
        for number in [147, 1, 101, 148, 147].into_iter().chain(200..300) {
            unread.count(LinkType(number));
        }
        let each: Vec<_> = unread.each().collect();
        assert_eq!(each.len(), MOST + 1);
        let first = [(Some(LinkType(147)), 2), (Some(LinkType(148)), 1), (Some(LinkType(200)), 1)];
        assert_eq!(each.get(..3), Some(&first[..]));
        // 14 of the hundred found room, and 276 is read.
        assert_eq!(each.last(), Some(&(None, 85)));
    }
}
