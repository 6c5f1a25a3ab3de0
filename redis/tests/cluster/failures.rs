//! Servers that are not there, do not answer, or answer nonsense.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use rehome::crypto::Freshness;
use rehome_redis::{RedisNonces, RedisNoncesError};

use crate::support::{Server, consume, fastest_within, within};

const TIMEOUT: Duration = Duration::from_millis(200);

fn nonces(listener: &TcpListener) -> RedisNonces {
    let url = format!("redis://{}", listener.local_addr().unwrap());
    RedisNonces::open(&url).unwrap().timeout(TIMEOUT).connect_timeout(TIMEOUT)
}

#[test]
fn what_is_no_address_is_refused() {
    for url in ["", "127.0.0.1:6379", "http://127.0.0.1", "redis://", "redis://h/x", "rediss://h"] {
        let error = RedisNonces::open(url).unwrap_err();
        assert!(matches!(error, RedisNoncesError::Address(_)), "{url}: {error}");
    }
}

#[test]
fn a_server_that_is_not_there_is_an_error_at_once() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let nonces = nonces(&listener).connect_timeout(Duration::from_secs(60));
    drop(listener);
    let error = within(Duration::ZERO, || consume(&nonces, 1)).unwrap_err();
    assert!(matches!(&error, RedisNoncesError::Connect { .. }), "{error}");
    println!("not there: {error}");
}

#[test]
fn a_server_that_never_answers_is_an_error_within_the_timeout() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let login = format!("redis://:password@{}", listener.local_addr().unwrap());
    let login = RedisNonces::open(&login).unwrap().timeout(TIMEOUT).connect_timeout(TIMEOUT);
    // The system completes the connection, and nobody takes it.
    let error = within(2 * TIMEOUT, || consume(&nonces(&listener), 1)).unwrap_err();
    assert!(matches!(&error, RedisNoncesError::Inspect(_)), "{error}");
    println!("no answer: {error}");
    let error = within(2 * TIMEOUT, || consume(&login, 1)).unwrap_err();
    assert!(matches!(&error, RedisNoncesError::Connect { .. }), "{error}");
    println!("no answer: {error}");
    for zero in [
        nonces(&listener).timeout(Duration::ZERO),
        nonces(&listener).connect_timeout(Duration::ZERO),
    ] {
        within(2 * TIMEOUT, || consume(&zero, 1)).unwrap_err();
    }
}

#[test]
fn a_login_that_nobody_answers_ends_when_the_connection_must_stand() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    for url in [
        format!("redis://{address}"),
        format!("redis://{address}?protocol=resp3"),
        format!("redis://:password@{address}"),
        format!("redis://user:password@{address}/3"),
        format!("redis://user:password@{address}/3?protocol=resp3"),
    ] {
        let nonces = RedisNonces::open(&url).unwrap().timeout(TIMEOUT).connect_timeout(TIMEOUT);
        let error = fastest_within(TIMEOUT, || consume(&nonces, 1)).unwrap_err();
        assert!(error.to_string().ends_with("no answer within 200ms"), "{url}: {error}");
    }
}

/// Serves with these answers, one after the other; the last one it sends octet by octet and never
/// to its end.
fn dripping(answers: &'static [&'static str]) -> TcpListener {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let incoming = listener.try_clone().unwrap();
    thread::spawn(move || {
        for stream in incoming.incoming() {
            thread::spawn(move || drip(&stream.unwrap(), answers));
        }
    });
    listener
}

fn drip(mut stream: &TcpStream, answers: &[&str]) -> std::io::Result<()> {
    for (number, answer) in answers.iter().enumerate() {
        // The command that it answers.
        if stream.read(&mut [0; 1000])? == 0 {
            return Ok(());
        }
        if number + 1 < answers.len() {
            write!(stream, "{answer}\r\n")?;
            continue;
        }
        for octet in answer.bytes().chain(std::iter::repeat(b'x')) {
            stream.write_all(&[octet])?;
            thread::sleep(Duration::from_millis(20));
        }
    }
    Ok(())
}

#[test]
fn an_answer_that_drips_in_ends_when_it_must_have_come() {
    const INFO: &str = "$41\r\nrole:master\r\nmaxmemory:0\r\naof_enabled:1\r\n";
    for (user, answers, what) in [
        (":password@", &["+"][..], "no connection to Redis"),
        (":password@", &["+OK", "$1000\r\n"], "Redis does not say how it is configured"),
        ("", &["$1000\r\n"], "Redis does not say how it is configured"),
        ("", &[INFO, "+"], "Redis did not carry out or answer the command"),
        ("", &[INFO, "$900000\r\n"], "Redis did not carry out or answer the command"),
        ("", &[INFO, "-"], "Redis did not carry out or answer the command"),
    ] {
        let listener = dripping(answers);
        let url = format!("redis://{user}{}", listener.local_addr().unwrap());
        let nonces = RedisNonces::open(&url).unwrap().timeout(TIMEOUT).connect_timeout(TIMEOUT);
        let error = fastest_within(TIMEOUT, || consume(&nonces, 1)).unwrap_err();
        assert!(error.to_string().starts_with(what), "{answers:?}: {error}");
        assert!(error.to_string().ends_with("no answer within 200ms"), "{answers:?}: {error}");
    }
}

#[test]
fn after_an_error_that_is_complete_the_connection_goes_on() {
    for (error, goes_on) in [
        ("-OOM command not allowed when used memory > 'maxmemory'.\r\n", true),
        ("-MISCONF Redis is configured to save RDB snapshots\r\n", true),
        ("-NOREPLICAS Not enough good replicas to write.\r\n", true),
        ("-NOPERM this user has no permissions\r\n", true),
        ("-BUSY Redis is busy running a script.\r\n", true),
        ("-ERR syntax error\r\n", true),
        ("-READONLY You can't write against a read only replica.\r\n", false),
        ("-MASTERDOWN Link with MASTER is down\r\n", false),
        ("-LOADING Redis is loading the dataset in memory\r\n", false),
        ("-CLUSTERDOWN The cluster is down\r\n", false),
        ("-MOVED 1 127.0.0.1:1\r\n", false),
        ("-NOAUTH Authentication required.\r\n", false),
        (":1\r\n", false),
        ("?\r\n", false),
    ] {
        let (nonces, connections) = pretended_and_counted(move |_| error.as_bytes().to_vec());
        for number in 1..=5 {
            consume(&nonces, number).unwrap_err();
        }
        let expected = if goes_on { 1 } else { 5 };
        assert_eq!(connections.load(Ordering::SeqCst), expected, "{error}");
    }
}

/// A memory in what serves as long as the test runs, one connection after the other. That says of
/// itself what is wanted, and answers the SETs with what `answer` gives for the first, the second
/// and so on; when that is empty it hangs up.
fn pretended(answer: impl Fn(usize) -> Vec<u8> + Send + 'static) -> RedisNonces {
    pretended_and_counted(answer).0
}

/// And how many connections it has taken.
fn pretended_and_counted(
    answer: impl Fn(usize) -> Vec<u8> + Send + 'static,
) -> (RedisNonces, Arc<AtomicUsize>) {
    let connections = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&connections);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let nonces = nonces(&listener);
    thread::spawn(move || {
        let mut sets = 0;
        for stream in listener.incoming() {
            count.fetch_add(1, Ordering::SeqCst);
            let _ = serve(&stream.unwrap(), &mut sets, &answer);
        }
    });
    (nonces, connections)
}

fn serve(
    mut stream: &TcpStream,
    sets: &mut usize,
    answer: &impl Fn(usize) -> Vec<u8>,
) -> std::io::Result<()> {
    const INFO: &str = "role:master\r\nmaxmemory:0\r\naof_enabled:1\r\n";
    let mut reader = BufReader::new(stream);
    loop {
        let arguments = number(&mut reader)?;
        let mut name = Vec::new();
        for argument in 0..arguments {
            let mut octets = vec![0; number(&mut reader)? + 2];
            reader.read_exact(&mut octets)?;
            if argument == 0 {
                name = octets;
            }
        }
        match name.as_slice() {
            b"SET\r\n" => {
                *sets += 1;
                let octets = answer(*sets);
                if octets.is_empty() {
                    return Ok(());
                }
                stream.write_all(&octets)?;
            }
            b"INFO\r\n" => write!(stream, "${}\r\n{INFO}\r\n", INFO.len())?,
            _ => stream.write_all(b"+OK\r\n")?,
        }
    }
}

/// The number in a line like `*3` or `$5`.
fn number(reader: &mut impl BufRead) -> std::io::Result<usize> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    line.get(1..).and_then(|n| n.trim().parse().ok()).ok_or(std::io::ErrorKind::Other.into())
}

#[test]
fn nothing_but_ok_and_nil_is_an_answer() {
    let answers: [&[u8]; 29] = [
        b"+OK\r\n+OK\r\n",
        b"$-1\r\n+OK\r\n",
        b"-ERR no\r\n+OK\r\n",
        b"*9000000000000000000\r\n",
        b"%9000000000000000000\r\n",
        b"%-1\r\n",
        b"*1000000000\r\n+OK\r\n",
        b"",
        b"+",
        b"+OK",
        b"+PONG\r\n",
        b"+ok\r\n",
        b"$2\r\nOK\r\n",
        b"$0\r\n\r\n",
        b":1\r\n",
        b":x\r\n",
        b"*0\r\n",
        b"*1\r\n+OK\r\n",
        b"#t\r\n",
        b"-ERR no\r\n",
        b"-READONLY no\r\n",
        b"-LOADING no\r\n",
        b"-MOVED 1 127.0.0.1:1\r\n",
        b"-\r\n",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"\0\0\0\0\r\n",
        b"\xff\xfe\r\n",
        b"$9999999999\r\nOK\r\n",
        b"$-1",
    ];
    thread::scope(|scope| {
        for answer in answers {
            scope.spawn(move || {
                let nonces = pretended(move |_| answer.to_vec());
                for number in [1, 1, 2] {
                    let error = within(3 * TIMEOUT, || consume(&nonces, number)).unwrap_err();
                    assert!(
                        matches!(
                            error,
                            RedisNoncesError::Command(_) | RedisNoncesError::UnexpectedReply
                        ),
                        "{answer:?}: {error}"
                    );
                }
            });
        }
    });
    // The pretender is one that can be believed.
    let nonces = pretended(|n| if n == 1 { b"+OK\r\n".to_vec() } else { b"$-1\r\n".to_vec() });
    assert_eq!(consume(&nonces, 1).unwrap(), Freshness::Fresh);
    assert_eq!(consume(&nonces, 1).unwrap(), Freshness::Replayed);
}

#[test]
fn an_answer_that_comes_too_late_is_not_taken_for_the_next() {
    let nonces = pretended(|n| {
        if n == 1 {
            thread::sleep(2 * TIMEOUT);
            return b"+OK\r\n".to_vec();
        }
        b"$-1\r\n".to_vec()
    });
    let error = consume(&nonces, 1).unwrap_err();
    assert!(error.to_string().ends_with("no answer within 200ms"), "{error}");
    let patient = nonces.timeout(Duration::from_secs(5)).connect_timeout(Duration::from_secs(5));
    assert_eq!(consume(&patient, 2).unwrap(), Freshness::Replayed);
}

#[test]
fn no_command_is_sent_twice() {
    let nonces = pretended(|n| if n == 1 { Vec::new() } else { b"+OK\r\n".to_vec() });
    // It got the first command and hung up. Sent again it would be answered with OK.
    consume(&nonces, 1).unwrap_err();
    assert_eq!(consume(&nonces, 2).unwrap(), Freshness::Fresh);
}

#[test]
fn a_server_that_stops_for_a_while_is_an_error_meanwhile() {
    let Some(server) = Server::start(&[]) else { return };
    let nonces = RedisNonces::open(&server.url()).unwrap();
    assert_eq!(consume(&nonces, 1).unwrap(), Freshness::Fresh);
    server.signal("STOP");
    // On a connection that stands, and on new ones.
    for number in [1, 2, 3] {
        let error = within(Duration::from_millis(750), || consume(&nonces, number)).unwrap_err();
        println!("stopped: {error}");
    }
    server.signal("CONT");
    let nonces = nonces.timeout(Duration::from_secs(5)).connect_timeout(Duration::from_secs(5));
    assert_eq!(consume(&nonces, 1).unwrap(), Freshness::Replayed);
    assert_eq!(consume(&nonces, 4).unwrap(), Freshness::Fresh);
    // The command for 2 or 3 may have been waiting: then it is used up, and was accepted by nobody.
    let _ = consume(&nonces, 2).unwrap();
    assert_eq!(consume(&nonces, 2).unwrap(), Freshness::Replayed);
}
