//! Captures built octet by octet, read whole and cut at every octet.

mod batches;
mod build;
mod enhanced;
mod pcap;
mod pcapng;
mod secrets;

use std::io::{self, Read};

use super::{CaptureError, CaptureReader, Fault};

/// Number, link type, octets and time of a frame.
type Seen = (u64, u16, Vec<u8>, Option<(u64, u32)>);

/// All frames, and the error that ended them.
fn read(input: impl Read) -> (Vec<Seen>, Option<CaptureError>) {
    let mut seen = Vec::new();
    let mut capture = match CaptureReader::new(input) {
        Ok(capture) => capture,
        Err(error) => return (seen, Some(error)),
    };
    let error = loop {
        match capture.next_frame() {
            Ok(Some(frame)) => {
                let time = frame.time().map(|time| (time.seconds, time.nanoseconds));
                seen.push((frame.number(), frame.link_type().0, frame.octets().to_vec(), time));
            }
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
    };
    assert!(capture.next_frame().unwrap().is_none(), "nothing comes after the end or an error");
    assert_eq!(capture.frames(), seen.len() as u64);
    (seen, error)
}

fn frames(file: &[u8]) -> Vec<Seen> {
    let (frames, error) = read(file);
    assert!(error.is_none(), "{error:?}");
    frames
}

fn fault(file: &[u8]) -> Fault {
    read(file).1.expect("an error").fault
}

/// Gives one octet a call, and is interrupted in between.
struct Dripping<'a>(&'a [u8], bool);

impl Read for Dripping<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.1 = !self.1;
        if self.1 {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let room = buf.len().min(1);
        self.0.read(&mut buf[..room])
    }
}

/// However the octets come in, and wherever the file ends: the frames that are whole come out, and
/// `ends` are the places where a file may end.
fn check_everywhere(file: &[u8], ends: &[usize]) {
    let whole = frames(file);
    assert_eq!(read(Dripping(file, false)).0, whole);
    for cut in 0..file.len() {
        let (seen, error) = read(&file[..cut]);
        assert_eq!(seen, whole[..seen.len()], "cut at {cut}");
        assert_eq!(error.is_none(), ends.contains(&cut), "cut at {cut}: {error:?}");
        let complete = ends.iter().filter(|end| **end <= cut).count();
        assert!(seen.len() <= complete, "cut at {cut}");
    }
}

#[test]
fn what_is_no_capture() {
    for file in
        [&b""[..], b"abc", b"{\"format\": 1}", &[0; 64], b"\xd4\xc3\xb2", b"\x34\xcd\xb2\xa1"]
    {
        let (frames, error) = read(file);
        assert!(frames.is_empty());
        assert!(error.is_some(), "{file:?}");
    }
    assert!(matches!(fault(b"\x7fELF\x01\x02"), Fault::NotACapture));
}

/// Fails.
struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("the disk is on fire"))
    }
}

#[test]
fn an_error_of_the_operating_system_is_told() {
    let file = build::pcap(build::Order::Little, false, 1, &[b"abc"]);
    let (seen, error) = read(file.chain(Broken));
    assert_eq!(seen.len(), 1);
    let error = error.unwrap();
    assert!(matches!(error.fault(), Fault::Read(_)));
    assert_eq!((error.offset(), error.frames()), (43, 1));
    assert_eq!(error.to_string(), "octet 43, frames before it 1: the disk is on fire");
}

proptest::proptest! {
    /// No input panics or goes on for ever, and no frame comes from nowhere.
    #[test]
    fn any_octets(mut file: Vec<u8>, magic in 0usize..6) {
        let magics: [&[u8]; 6] = [
            b"", b"\xd4\xc3\xb2\xa1", b"\xa1\xb2\xc3\xd4", b"\x4d\x3c\xb2\xa1",
            b"\x0a\x0d\x0d\x0a\x1c\0\0\0\x4d\x3c\x2b\x1a\x01\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\x1c\0\0\0",
            b"\x0a\x0d\x0d\x0a\0\0\0\x1c\x1a\x2b\x3c\x4d\0\x01\0\0\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\x1c",
        ];
        file.splice(0..0, magics[magic].iter().copied());
        let (frames, _) = read(&file[..]);
        proptest::prop_assert!(frames.len() * 12 <= file.len());
    }

    /// Nor does a capture with one octet changed.
    #[test]
    fn one_octet_changed(position: proptest::sample::Index, octet: u8) {
        let mut file = build::mixed();
        let position = position.index(file.len());
        file[position] = octet;
        let (frames, _) = read(&file[..]);
        proptest::prop_assert!(frames.iter().all(|(_, _, octets, _)| octets.len() <= file.len()));
    }
}
