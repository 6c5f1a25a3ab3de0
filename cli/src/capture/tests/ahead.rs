//! A capture that is read ahead.

use std::io::{self, Read};
use std::sync::mpsc::{Receiver, Sender, channel};

use super::batches::{CHUNK, ahead, in_batches, kept, one_by_one};
use super::build::{Order, pcap};
use crate::capture::{Ahead, Batch, CaptureReader};
use Order::Little;

#[test]
fn an_input_that_fails_in_the_middle() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is on fire"))
        }
    }
    let file = pcap(Little, false, 1, &[b"one", b"two", b"three"]);
    for end in 24..=file.len() {
        let input = || io::Cursor::new(file[..end].to_vec()).chain(Broken);
        let expected = one_by_one(input());
        assert!(expected.error.as_ref().unwrap().2.contains("the disk is on fire"));
        assert_eq!(in_batches(input()).1, expected);
        assert_eq!(ahead(input(), || {}).1, expected);
    }
}

/// Gives what is sent, and tells whether it was dropped by hanging up.
struct Fed(Receiver<Vec<u8>>, io::Cursor<Vec<u8>>, #[expect(dead_code)] Sender<()>);

impl Read for Fed {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.1.position() == self.1.get_ref().len() as u64 {
            self.1 = io::Cursor::new(self.0.recv().unwrap_or_default());
        }
        self.1.read(buf)
    }
}

#[test]
fn whoever_is_ahead_looks_while_nobody_waits() {
    let octets = vec![9; 3000];
    let file = pcap(Little, false, 1, &vec![&octets[..]; 3000]);
    let expected = one_by_one(&file[..]);
    let wait = || std::thread::sleep(std::time::Duration::from_millis(20));
    assert_eq!(ahead(io::Cursor::new(file), wait), (true, expected));
}

#[test]
fn an_end_of_interest_ends_the_thread() {
    let octets = vec![9; CHUNK];
    let file = pcap(Little, false, 1, &[&octets, &octets, &octets, &octets]);
    let (feed, fed) = channel();
    let (alive, ended) = channel();
    feed.send(file[..100].to_vec()).unwrap();
    feed.send(file[100..].to_vec()).unwrap();
    let reader = CaptureReader::new(Fed(fed, io::Cursor::default(), alive)).unwrap();
    let mut ahead = Ahead::new(reader, kept).unwrap();
    let mut batch = Batch::default();
    assert!(ahead.next_batch(&mut batch).unwrap());
    drop(ahead);
    // As many more as the thread wants.
    let more = file[24..].to_vec();
    while feed.send(more.clone()).is_ok() {
        std::thread::yield_now();
    }
    assert!(ended.recv().is_err());
}
