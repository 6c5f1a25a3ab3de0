//! Connections of OpenSSL's `s_client` with its `s_server`, recorded on their way, and read from captures
//! with the client's key log. What has to come out is what `-msg` says that was sent.
//!
//! Without `openssl` the tests are skipped, unless `REHOME_REQUIRE_OPENSSL` is set.

mod capture;
mod checks;
mod elements;
mod library;
mod meeting;
mod peer;
mod proxy;

use rehome_cli::flow::Direction::{self, Backward, Forward};

use crate::reader::All;
use capture::Cut;
use checks::{give_all, is_closed, resumes, tickets};
use meeting::{Meeting, Recording, part};

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
    assert_eq!(all.of(Forward).iter().filter(|given| !given.is_protected).count(), 2);
    is_closed(&all);
}

#[test]
fn resumption() {
    for suite in ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"] {
        let Some(mut meeting) = Meeting::start("", 2) else { return };
        meeting.visit(&format!("-ciphersuites {suite} -sess_out session"));
        meeting.visit(&format!("-ciphersuites {suite} -sess_in session"));
        let [first, second] = &give_all(&meeting.finish())[..] else { panic!() };
        assert_eq!(first.of(Forward)[0].identity(), None);
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
        let data = ("data", &*"early ".repeat(1000));
        let Some(mut meeting) = Meeting::start_with(data, "-early_data", 4) else { return };
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
    let (data, arguments) = (("data", &*"early ".repeat(1000)), "-early_data -groups P-256");
    let Some(mut meeting) = Meeting::start_with(data, arguments, 2) else { return };
    meeting.visit("-groups P-256 -sess_out session");
    let mut client = meeting.client("-groups X25519:P-256 -sess_in session -early_data data");
    client.hear("Early data was rejected");
    meeting.talk(&mut client);
    part(client);
    let recording = meeting.finish();
    let [first, second] = &give_all(&recording)[..] else { panic!() };
    resumes(second, first);
    is_closed(first);
    is_closed(second);
    // The second hello does not wait for the server's.
    let (_, capture) = capture::captures(&recording.pieces).next().unwrap();
    let all = library::read(&capture, &recording.keys_without_early()).remove(1);
    let hellos = all.messages.iter().filter(|given| !given.is_protected);
    assert_eq!(hellos.map(|hello| hello.octets[0]).collect::<Vec<_>>(), [1, 2, 1, 2]);
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
fn small_fragments() {
    let fragments = "-max_send_frag 512 -split_send_frag 512";
    let arguments = format!("-Verify 1 -cert_chain cert {fragments}");
    let Some(mut meeting) = Meeting::start(&arguments, 2) else { return };
    for session in ["-sess_out session", "-sess_in session"] {
        let mut client = meeting.client(&format!("{fragments} {session} -cert cert -key key"));
        client.say(&format!("{} end", "much ".repeat(20_000)));
        meeting.server.hear("end");
        meeting.talk(&mut client);
        part(client);
    }
    let [first, second] = &give_all(&meeting.finish())[..] else { panic!() };
    for all in [first, second] {
        // With the client's certificate a ticket takes more than one record, and so does a hello with it.
        assert!(tickets(all).iter().all(|ticket| ticket.octets.len() > 512));
        is_closed(all);
    }
    resumes(second, first);
    assert!(second.of(Forward)[0].octets.len() > 512);
}

#[test]
fn padding() {
    let Some(mut meeting) = Meeting::start("-record_padding 4096", 2) else { return };
    meeting.visit("-record_padding 16384");
    meeting.visit("-record_padding 100");
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
        assert_eq!(given, sent[..1], "{:?}", recording.pieces);
    }
}
