//! Secrets behind frames of a file: what is told is the same wherever they stand.

use super::*;

/// A block of a pcapng, its contents padded.
fn block(kind: u32, contents: &[u8]) -> Vec<u8> {
    let padding = contents.len().next_multiple_of(4) - contents.len();
    let length = ((contents.len() + padding + 12) as u32).to_le_bytes();
    [&kind.to_le_bytes()[..], &length, contents, &[0; 3][..padding], &length].concat()
}

fn secrets(text: &[u8]) -> Vec<u8> {
    block(10, &[b"KSLT", &(text.len() as u32).to_le_bytes()[..], text].concat())
}

/// What stands before the frames of a capture, its frames, and its secrets line by line.
struct Parts {
    start: Vec<u8>,
    frames: Vec<Vec<u8>>,
    lines: Vec<Vec<u8>>,
}

fn parts(name: &str) -> Parts {
    let file = capture(name);
    let (mut rest, mut parts) =
        (&file[..], Parts { start: Vec::new(), frames: Vec::new(), lines: Vec::new() });
    while let Some(header) = rest.first_chunk::<16>() {
        let word = |at: usize| u32::from_le_bytes(header[at..at + 4].try_into().unwrap());
        let (block, after) = rest.split_at(word(4) as usize);
        match word(0) {
            10 => {
                let text = &block[16..][..word(12) as usize];
                parts.lines.extend(text.split_inclusive(|octet| *octet == b'\n').map(Vec::from));
            }
            6 => parts.frames.push(block.to_vec()),
            _ => parts.start.extend(block),
        }
        rest = after;
    }
    assert!(parts.lines.len() >= 4, "{name}");
    parts
}

impl Parts {
    /// A file with secrets behind so many frames each.
    fn with(&self, places: &[(usize, &[u8])]) -> Vec<u8> {
        let mut file = self.start.clone();
        for number in 0..=self.frames.len() {
            let here = places.iter().filter(|(place, _)| *place == number);
            here.for_each(|(_, text)| file.extend(secrets(text)));
            file.extend(self.frames.get(number).into_iter().flatten());
        }
        file
    }

    fn at(&self, place: usize) -> Vec<u8> {
        self.with(&[(place, &self.lines.concat())])
    }
}

/// What is told of files, each under the same name.
fn told(files: &[Vec<u8>], arguments: &str) -> Vec<Ended> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("capture");
    let told = files.iter().map(|file| {
        fs::write(&path, file).unwrap();
        inspect(&format!("{} {arguments}", path.display()))
    });
    told.collect()
}

#[track_caller]
fn assert_alike(files: &[Vec<u8>], arguments: &str) -> Ended {
    let mut all = told(files, arguments);
    let first = all.remove(0);
    for (number, ended) in (1..).zip(all) {
        let its = (ended.status, &ended.out, &ended.err);
        assert_eq!(its, (first.status, &first.out, &first.err), "{number}: {arguments}");
    }
    first
}

const NAMES: [&str; 2] = ["tls-synthetic-keys-last.pcapng", "tls00-aes256-ipv6.pcapng"];
const ARGUMENTS: [&str; 5] =
    ["", "--json", "--summary", "--json --frame 1-9", "--json --keylog tls00-aes128.keys"];

#[test]
fn behind_any_frame() {
    for name in NAMES {
        let parts = parts(name);
        let files: Vec<_> = (0..=parts.frames.len()).map(|place| parts.at(place)).collect();
        let json = assert_alike(&files, "--json");
        assert!(of_type("element", &json.out).0.len() >= 3 && json.err.is_empty(), "{json:?}");
        let some: Vec<_> = files.into_iter().step_by(5).collect();
        for arguments in ARGUMENTS {
            assert_alike(&some, arguments);
        }
    }
}

#[test]
fn in_several_places_and_several_times() {
    for name in NAMES {
        let parts = parts(name);
        let (all, last) = (parts.lines.concat(), parts.frames.len());
        let line_by_line: Vec<_> =
            parts.lines.iter().enumerate().map(|(at, line)| (at * 3 % last, &line[..])).collect();
        let mut backward = line_by_line.clone();
        backward.iter_mut().for_each(|(place, _)| *place = last - *place);
        let (half, rest) = parts.lines.split_at(parts.lines.len() / 2);
        let (half, rest) = (half.concat(), rest.concat());
        let files = [
            parts.at(0),
            parts.with(&line_by_line),
            parts.with(&backward),
            parts.with(&[(0, &all), (1, &all), (last, &all)]),
            parts.with(&[(0, &half), (last, &all)]),
            parts.with(&[(0, &half), (3, &half), (4, &rest), (last, &half)]),
            parts.with(&[(0, b"# none\n"), (5, &rest), (5, &half), (last, b"")]),
        ];
        for arguments in ARGUMENTS {
            assert_alike(&files, arguments);
        }
    }
}

/// The frame numbers and times of these depend on the frames alone, and the offset in the error on the
/// octets before it.
#[test]
fn of_a_file_that_breaks_off_behind_them() {
    for name in NAMES {
        let parts = parts(name);
        let last = parts.frames.len();
        let broken = [parts.frames[0][..20].to_vec(), block(6, b"nothing"), vec![1; 12]];
        for broken in broken {
            let files = [0, 1, 4, last].map(|place| [parts.at(place), broken.clone()].concat());
            for arguments in ARGUMENTS {
                assert_eq!(assert_alike(&files, arguments).status, 3);
            }
        }
        // Those behind it are not known.
        let cut = [parts.with(&[]), block(6, b"nothing"), secrets(&parts.lines.concat())].concat();
        let json = told(&[cut], "--json").remove(0);
        let end = of_type("element", &json.out).1;
        assert!(end["by_code"]["no_secret"].as_u64() > Some(0), "{json:?}");
    }
}

/// A frame with a ClientHello that is made longer, from another port.
fn longer(frame: &[u8], port: u16, octets: usize) -> Vec<u8> {
    let length = u32::from_le_bytes(frame[20..24].try_into().unwrap()) as usize;
    let mut packet = frame[28..][..length].to_vec();
    let hello = 54;
    assert_eq!(packet[hello], 22);
    let mut at = hello + 43;
    at += 1 + usize::from(packet[at]);
    at += 2 + usize::from(u16::from_be_bytes([packet[at], packet[at + 1]]));
    at += 1 + usize::from(packet[at]);
    // The extension padding, before the others.
    let padding = [&[0, 21][..], &(octets as u16 - 4).to_be_bytes(), &vec![0; octets - 4]].concat();
    packet.splice(at + 2..at + 2, padding);
    for length in [16, hello + 3, hello + 7, at] {
        let more = u16::from_be_bytes([packet[length], packet[length + 1]]) + octets as u16;
        packet[length..length + 2].copy_from_slice(&more.to_be_bytes());
    }
    packet[34..36].copy_from_slice(&port.to_be_bytes());
    let length = (packet.len() as u32).to_le_bytes();
    block(6, &[&frame[8..20], &length[..], &length, &packet].concat())
}

/// More than is held until the end: some of it is told before.
#[test]
fn of_a_file_with_much_to_tell() {
    let mut parts = parts(NAMES[0]);
    let (few, hello) = (parts.frames.len(), parts.frames[3].clone());
    // Four times as much is reckoned of each.
    parts.frames.extend((1..1300).map(|port| longer(&hello, port, 16_000)));
    let conversation = parts.frames[..few].to_vec();
    let moved = conversation.into_iter().map(|mut frame| {
        let is_client = frame[28 + 29] == 10;
        frame[28 + if is_client { 34 } else { 36 }] = 0xd0;
        frame
    });
    parts.frames.extend(moved);
    let files = [0, few, 200, 1200, parts.frames.len()].map(|place| parts.at(place));
    let json = assert_alike(&files, "--json --frame 1-20,1200-9999 --element migrate_request");
    assert_eq!(json.status, told(&files[..1], "--summary")[0].status);
    let ended = assert_alike(&files, "--summary --json");
    let end = of_type("element", &ended.out).1;
    assert!(end["elements"]["client_hello"].as_u64() >= Some(1299), "{ended:?}");
}
