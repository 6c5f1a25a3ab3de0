//! Connections of OpenSSL's `s_client` with its `s_server`, recorded on their way, and read from captures
//! with the client's key log. What has to come out is what `-msg` says that was sent.
//!
//! Without `openssl` the tests are skipped, unless `REHOME_REQUIRE_OPENSSL` is set.

mod capture;
mod library;
mod meeting;
mod peer;
mod proxy;

use rehome::HandshakeType;
use rehome_cli::flow::Direction::{self, Backward, Forward};

use crate::reader::{All, Given};
use capture::Cut;
use meeting::{Meeting, Recording, part};

/// However the octets come, the connections give what was sent, and there is nothing to tell.
fn give_all(recording: &Recording) -> Vec<All> {
    let without_early = recording.keys_without_early();
    for keys in [&recording.keys, &without_early] {
        for (cut, capture) in capture::captures(&recording.pieces) {
            gave_all(&library::read(&capture, keys), recording, &format!("{cut:?}"));
        }
        for first in Direction::BOTH {
            let all = library::read_first(first, recording, keys);
            gave_all(&all, recording, &format!("{first:?}"));
        }
    }
    library::read_first(Forward, recording, &recording.keys)
}

fn gave_all(connections: &[All], recording: &Recording, how: &str) {
    let told: Vec<_> = connections.iter().flat_map(All::told).collect();
    assert_eq!(told, [], "{how}");
    for (direction, sent) in Direction::BOTH.into_iter().zip(&recording.sent) {
        let given = connections.iter().flat_map(|all| all.of(direction));
        let given: Vec<_> = given.map(|message| message.octets).collect();
        assert!(!given.is_empty());
        assert_eq!(&given, sent, "{how} {direction:?}");
    }
}

fn tickets(all: &All) -> Vec<Given> {
    let mut messages = all.of(Backward);
    messages.retain(|message| message.is(HandshakeType::NEW_SESSION_TICKET));
    messages
}

/// Both directions end with close_notify, protected.
fn is_closed(all: &All) {
    for direction in Direction::BOTH {
        let last = all.of(direction).pop().unwrap();
        assert_eq!((last.is_protected, &last.octets[..]), (true, &[1, 0][..]));
    }
}

/// The identity that a connection's last ClientHello offers.
fn offered(all: &All) -> Option<Vec<u8>> {
    let mut hellos = all.of(Forward);
    hellos.retain(|message| message.is(HandshakeType::CLIENT_HELLO));
    hellos.pop().unwrap().identity()
}

/// The client offers a ticket that was issued in an earlier connection.
fn resumes(all: &All, earlier: &All) {
    let offered = offered(all).unwrap();
    assert!(tickets(earlier).iter().any(|ticket| ticket.identity().unwrap() == offered));
}

#[test]
fn every_cipher_suite() {
    let Some(mut meeting) = Meeting::start("", 4) else { return };
    for suite in ["AES_128_GCM_SHA256", "AES_256_GCM_SHA384", "CHACHA20_POLY1305_SHA256"] {
        meeting.visit(&format!("-ciphersuites TLS_{suite}"));
    }
    meeting.visit("-no_middlebox");
    for all in give_all(&meeting.finish()) {
        assert_eq!(tickets(&all).len(), 2);
        is_closed(&all);
    }
}

#[test]
fn hello_retry_request() {
    let Some(mut meeting) = Meeting::start("-groups P-256", 1) else { return };
    meeting.visit("-groups X25519:P-256");
    let all = give_all(&meeting.finish()).remove(0);
    let hellos = |direction| all.of(direction).iter().filter(|given| !given.is_protected).count();
    assert_eq!([Forward, Backward].map(hellos), [2, 2]);
    is_closed(&all);
}

#[test]
fn resumption() {
    for suite in ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"] {
        let Some(mut meeting) = Meeting::start("", 2) else { return };
        meeting.visit(&format!("-ciphersuites {suite} -sess_out session"));
        meeting.visit(&format!("-ciphersuites {suite} -sess_in session"));
        let [first, second] = &give_all(&meeting.finish())[..] else { panic!() };
        assert_eq!(offered(first), None);
        resumes(second, first);
        // The server accepts it, and gives one ticket more.
        assert_eq!((tickets(first).len(), tickets(second).len()), (2, 1));
        is_closed(first);
        is_closed(second);
    }
}

/// Accepted; then refused, since a ticket is good for that only once; then refused under another suite
/// than that of the data.
#[test]
fn data_of_0_rtt() {
    for suite in ["AES_128_GCM_SHA256", "AES_256_GCM_SHA384", "CHACHA20_POLY1305_SHA256"] {
        let Some(mut meeting) = Meeting::start("-early_data", 4) else { return };
        meeting.write("data", &"early ".repeat(1000));
        let same = format!("-ciphersuites TLS_{suite}");
        let other = "-ciphersuites TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256";
        meeting.visit(&format!("{same} -sess_out session"));
        for (suites, answer) in [(&same[..], "accepted"), (&same, "rejected"), (other, "rejected")]
        {
            let mut client = meeting.client(&format!("{suites} -sess_in session -early_data data"));
            client.hear(&format!("Early data was {answer}"));
            meeting.talk(&mut client);
            part(client);
        }
        let recording = meeting.finish();
        assert_eq!(recording.keys.matches("CLIENT_EARLY_TRAFFIC_SECRET").count(), 3);
        let all = give_all(&recording);
        all[1..].iter().for_each(|later| resumes(later, &all[0]));
        all.iter().for_each(is_closed);
    }
}

#[test]
fn data_of_0_rtt_before_a_hello_retry_request() {
    let Some(mut meeting) = Meeting::start("-early_data -groups P-256", 2) else { return };
    meeting.write("data", &"early ".repeat(1000));
    meeting.visit("-groups P-256 -sess_out session");
    let mut client = meeting.client("-groups X25519:P-256 -sess_in session -early_data data");
    client.hear("Early data was rejected");
    meeting.talk(&mut client);
    part(client);
    let [first, second] = &give_all(&meeting.finish())[..] else { panic!() };
    resumes(second, first);
    is_closed(first);
    is_closed(second);
}

/// Of both sides, with and without a request for the other's; then a handshake for the client's
/// certificate, whose Finished changes no keys, and which is followed by tickets.
#[test]
fn key_updates() {
    for suite in ["AES_128_GCM_SHA256", "AES_256_GCM_SHA384", "CHACHA20_POLY1305_SHA256"] {
        let Some(mut meeting) = Meeting::start("", 1) else { return };
        let arguments = format!("-ciphersuites TLS_{suite} -enable_pha -cert cert -key key");
        let mut client = meeting.client(&arguments);
        meeting.talk(&mut client);
        for letter in ["k", "K", "K"] {
            client.say(letter);
            client.hear("KEYUPDATE");
            meeting.talk(&mut client);
            meeting.server.say(letter);
            meeting.talk(&mut client);
        }
        meeting.talk(&mut client);
        meeting.server.say("c");
        for _ in 0..3 {
            meeting.talk(&mut client);
        }
        part(client);
        let all = give_all(&meeting.finish()).remove(0);
        assert_eq!(tickets(&all).len(), 4);
        is_closed(&all);
    }
}

#[test]
fn padding_and_small_fragments() {
    let fragments = "-max_send_frag 512 -split_send_frag 512";
    let Some(mut meeting) = Meeting::start(&format!("-Verify 1 {fragments}"), 2) else { return };
    for arguments in [fragments, "-record_padding 1024"] {
        let mut client = meeting.client(&format!("{arguments} -cert cert -key key"));
        client.say(&format!("{} end", "much ".repeat(20_000)));
        meeting.server.hear("end");
        meeting.talk(&mut client);
        part(client);
    }
    for all in give_all(&meeting.finish()) {
        // With the client's certificate a ticket takes more than one record.
        assert!(tickets(&all).iter().all(|ticket| ticket.octets.len() > 512));
        is_closed(&all);
    }
    let Some(mut meeting) = Meeting::start("-record_padding 4096", 1) else { return };
    meeting.visit("-record_padding 16384");
    give_all(&meeting.finish()).iter().for_each(is_closed);
}

/// Alerts that end a handshake, in the clear and protected.
#[test]
fn handshakes_that_fail() {
    let arguments = "-ciphersuites TLS_AES_128_GCM_SHA256 -Verify 1 -verify_return_error";
    let Some(mut meeting) = Meeting::start(arguments, 4) else { return };
    meeting.client("-ciphersuites TLS_AES_256_GCM_SHA384").finish();
    meeting.client("-verify_return_error").finish();
    meeting.client("").finish();
    meeting.client("-cert cert -key key").finish();
    let all = give_all(&meeting.finish());
    let end = |all: &All| {
        let alert = all.messages.iter().find(|message| message.is_alert).unwrap();
        (alert.direction, alert.is_protected, alert.octets[1])
    };
    let [no_suite, _unknown_ca, no_certificate, _] = &all[..] else { panic!() };
    assert_eq!(end(no_suite), (Backward, false, 40));
    assert_eq!(end(no_certificate), (Backward, true, 116));
}

/// Of TLS 1.2 there are the hellos.
#[test]
fn tls_1_2() {
    let Some(recording) = recording_of_tls_1_2() else { return };
    for (cut, capture) in capture::captures(&recording.pieces) {
        if !matches!(cut, Cut::Shuffled(_)) {
            gave_hellos(&library::read(&capture, &recording.keys)[0], &recording);
        }
    }
}

#[test]
#[ignore = "a ClientHello that is read behind the ServerHello of TLS 1.2 is lost"]
fn tls_1_2_whose_server_is_read_first() {
    let Some(recording) = recording_of_tls_1_2() else { return };
    gave_hellos(&library::read_first(Backward, &recording, "")[0], &recording);
}

fn recording_of_tls_1_2() -> Option<Recording> {
    let mut meeting = Meeting::start("", 1)?;
    meeting.visit("-tls1_2");
    Some(meeting.finish())
}

fn gave_hellos(all: &All, recording: &Recording) {
    assert_eq!(all.told(), []);
    for (direction, sent) in Direction::BOTH.into_iter().zip(&recording.sent) {
        let given: Vec<_> = all.of(direction).into_iter().map(|message| message.octets).collect();
        assert_eq!(given, sent[..1]);
    }
}
