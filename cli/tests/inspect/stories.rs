//! Stories, of which a capture may have any number.

use std::net::SocketAddr;

use rehome::tcp::{ServiceAffinity, TcpFlags, TcpHeader, TcpOptionsBuf};
use rehome::wire::Encode;

use super::*;

/// A pcap of raw IP, an hour between its frames.
struct Frames {
    octets: Vec<u8>,
    number: u32,
}

impl Frames {
    fn new() -> Self {
        let octets = b"\xd4\xc3\xb2\xa1\x02\0\x04\0\0\0\0\0\0\0\0\0\xff\xff\0\0\x65\0\0\0".to_vec();
        Self { octets, number: 0 }
    }

    fn segment(&mut self, [from, to]: [&str; 2], flags: TcpFlags, options: &TcpOptionsBuf) {
        let [from, to]: [SocketAddr; 2] = [from, to].map(|address| address.parse().unwrap());
        let (SocketAddr::V4(from), SocketAddr::V4(to)) = (from, to) else { panic!("IPv6") };
        let header = TcpHeader {
            source_port: from.port(),
            destination_port: to.port(),
            sequence_number: u32::from(!flags.contains(TcpFlags::SYN)),
            acknowledgment_number: u32::from(flags.contains(TcpFlags::ACK)),
            flags,
            options: options.as_options(),
            ..TcpHeader::default()
        };
        let segment = header.to_vec();
        let length = 20 + segment.len() as u16;
        self.number += 1;
        for word in [self.number * 3600, 0, length.into(), length.into()] {
            self.octets.extend(u32::to_le_bytes(word));
        }
        self.octets.extend([0x45, 0]);
        self.octets.extend(length.to_be_bytes());
        self.octets.extend([0, 0, 0, 0, 64, 6, 0, 0]);
        self.octets.extend(from.ip().octets());
        self.octets.extend(to.ip().octets());
        self.octets.extend(segment);
    }

    /// A client that is told to move, and does so or does not.
    fn story(&mut self, client: u8, moves: bool) {
        const SERVER: &str = "198.51.100.1:443";
        const TARGET: &str = "203.0.113.44:8443";
        let (client, again) =
            (format!("192.0.2.{client}:50000"), format!("192.0.2.{client}:50001"));
        let none = TcpOptionsBuf::new();
        self.segment([&client, SERVER], TcpFlags::SYN | TcpFlags::SAF, &none);
        let mut options = TcpOptionsBuf::new();
        options.push(ServiceAffinity::new([203, 0, 113, 44].into(), 8443)).unwrap();
        self.segment([SERVER, &client], TcpFlags::FIN | TcpFlags::ACK, &options);
        if moves {
            self.segment([&again, TARGET], TcpFlags::SYN, &none);
            self.segment([TARGET, &again], TcpFlags::SYN | TcpFlags::ACK, &none);
        }
    }
}

fn count(out: &str, words: &str) -> usize {
    out.lines().filter(|line| line.starts_with("story ") && line.contains(words)).count()
}

#[test]
fn for_people_many_are_counted() {
    let mut frames = Frames::new();
    for client in 0..73 {
        frames.story(client, client >= 60);
    }
    let inspect = |arguments: &str| inspect_piped(&format!("- {arguments}"), frames.octets.clone());
    let out = printed(inspect(""));
    assert_eq!((count(&out, "never contacted"), count(&out, "moved in ")), (50, 10), "{out}");
    let end = "\n\n10 more stories, from story 51 on: told to move, and never contacted the target\n\
               3 more stories, from story 71 on: moved\n";
    assert!(out.ends_with(end), "{out}");
    let out = printed(inspect("-v"));
    assert_eq!((count(&out, "never contacted"), count(&out, "moved in ")), (60, 13));
    let out = printed(inspect("--json"));
    let (stories, end) = of_type("story", &out);
    assert_eq!((stories.len(), &end["stories"]), (73, &73.into()));
    assert!((1..).zip(&stories).all(|(number, story)| story["number"] == number));
    let counts: Vec<_> =
        end["by_outcome"].as_array().unwrap().iter().map(|by| &by["count"]).collect();
    assert_eq!(counts, [60, 13]);
    let out = printed(inspect("--summary"));
    assert!(out.contains("\nstories          73\n"), "{out}");
}

#[test]
fn times_between_steps() {
    let mut frames = Frames::new();
    frames.story(1, true);
    let out = printed(inspect_piped("-", frames.octets.clone()));
    let story = out.split_once("\nstory ").unwrap().1;
    assert!(
        story.starts_with(
            "1  TCP service affinity  198.51.100.1:443 > 203.0.113.44:8443  moved in 2.0 h\n"
        ),
        "{story}"
    );
    assert!(
        story.contains("\n     3  +1.0 h  #2  contact  192.0.2.1:50001 > 203.0.113.44:8443\n"),
        "{story}"
    );
    let out = printed(inspect_piped("- --json", frames.octets));
    let story = &of_type("story", &out).0[0];
    assert_eq!(story["took"], "7200.000000000");
    let after: Vec<_> =
        story["steps"].as_array().unwrap().iter().map(|step| &step["after"]).collect();
    assert_eq!((after[0], after[1]), (&Value::Null, &"0.000000000".into()), "{story}");
}

#[test]
fn filters_hide_those_of_which_they_show_no_step() {
    let mut frames = Frames::new();
    frames.story(1, false);
    frames.story(2, true);
    let numbers = |arguments: &str| {
        let out = printed(inspect_piped(&format!("- --json {arguments}"), frames.octets.clone()));
        let (stories, end) = of_type("story", &out);
        assert_eq!(end["stories"], stories.len());
        stories.iter().map(|story| story["number"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(numbers(""), [1, 2]);
    assert_eq!(numbers("--frame 2"), [1]);
    assert_eq!(numbers("--frame 5-6"), [2]);
    assert_eq!(numbers("--address 203.0.113.44"), [2]);
    assert_eq!(numbers("--element tcp_segment"), [1, 2]);
    assert_eq!(numbers("--element tcp_segment --frame 5"), [0; 0]);
    assert_eq!(numbers("--element client_hello"), [0; 0]);
}

#[test]
fn a_summary_of_frames_without_times() {
    let out = printed(inspect("tls-synthetic-times.pcapng --summary"));
    let first = out.lines().next().unwrap();
    assert_eq!(first, "frames           28  2026-09-21T14:13:20.000000Z to ?");
    let out = printed(inspect("tls-synthetic-times.pcapng --summary --json"));
    let (lines, end) = of_type("end", &out);
    assert_eq!((lines.len(), &end["last_time"]), (0, &Value::Null));
    assert_eq!(end["first_time"], "1790000000.000000000");
}
