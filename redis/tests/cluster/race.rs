//! Servers that race for the same tokens: exactly one wins each.

use std::process::{Command, Stdio};
use std::sync::{Barrier, Mutex};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rehome::crypto::{Grant, HashAlgorithm, Refusal, SessionKeys, Verifier};
use rehome::tls::{IpAddress, MigrationToken, Nonce};
use rehome::wire::Decode;
use rehome_redis::RedisNonces;

use crate::support::{NOW, Server};

const THREADS: usize = 4;
const TOKENS: u32 = 1500;

fn keys() -> SessionKeys {
    SessionKeys::derive(HashAlgorithm::Sha256, &[7; 32]).unwrap()
}

fn tokens() -> Vec<[u8; 98]> {
    let keys = keys();
    (0..TOKENS)
        .map(|number| {
            let mut nonce = [9; 16];
            nonce[..4].copy_from_slice(&number.to_be_bytes());
            let grant = Grant {
                target_address: IpAddress::new([192, 0, 2, 44].into(), 443),
                expiry_timestamp: NOW + 300,
                nonce: Nonce::from_array(&nonce),
            };
            let mut token = [0; 98];
            keys.issue(&grant, &mut token).unwrap();
            token
        })
        .collect()
}

/// Whether this server accepts the token. The only other answer is to be that it was used.
fn accepts(
    nonces: &RedisNonces,
    keys: &SessionKeys,
    token: &[u8],
    errors: &Mutex<Vec<String>>,
) -> bool {
    let token = MigrationToken::from_bytes(token).unwrap();
    match Verifier::at(NOW).verify(keys, token, nonces) {
        Ok(_) => true,
        Err(Refusal::Replayed) => false,
        Err(refusal) => {
            // A panic would let the others wait for ever.
            errors.lock().unwrap().push(refusal.to_string());
            false
        }
    }
}

/// One server, to each thread of which all tokens are presented; `meet` holds a thread back until
/// the others have come to the same token. Returns which ones it accepted.
fn serve(nonces: &RedisNonces, tokens: &[[u8; 98]], meet: &(impl Fn(usize) + Sync)) -> Vec<usize> {
    let (keys, errors) = (keys(), Mutex::default());
    let accepted = thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|_| {
                scope.spawn(|| {
                    let accepted = tokens.iter().enumerate().filter(|(number, token)| {
                        meet(*number);
                        accepts(nonces, &keys, *token, &errors)
                    });
                    accepted.map(|(number, _)| number).collect::<Vec<_>>()
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(errors.into_inner().unwrap(), Vec::<String>::new());
    accepted
}

fn report(what: &str, servers: &[Vec<usize>], took: Duration) {
    let mut winners = servers.concat();
    winners.sort_unstable();
    assert!(winners.iter().copied().eq(0..tokens().len()), "not exactly one winner for each token");
    let attempts = tokens().len() * THREADS * servers.len();
    println!(
        "{what}: {} races of {} contenders each, {} winners, none twice; won by server {:?}; {:.0} \
         verifications a second",
        tokens().len(),
        THREADS * servers.len(),
        winners.len(),
        servers.iter().map(Vec::len).collect::<Vec<_>>(),
        f64::from(u32::try_from(attempts).unwrap()) / took.as_secs_f64(),
    );
}

#[test]
fn of_two_servers_with_threads_exactly_one_thread_wins_each_token() {
    let Some(server) = Server::start(&["--appendfsync", "everysec"]) else { return };
    let (servers, tokens) = ([server.nonces(), server.nonces()], tokens());
    let barrier = Barrier::new(2 * THREADS);
    let start = Instant::now();
    let won = thread::scope(|scope| {
        let running = servers.each_ref().map(|nonces| {
            let meet = |_| {
                barrier.wait();
            };
            let tokens = &tokens;
            scope.spawn(move || serve(nonces, tokens, &meet))
        });
        running.map(|server| server.join().unwrap())
    });
    report("two servers in one process", &won, start.elapsed());
}

const URL: &str = "REHOME_TEST_RACE_URL";
/// For how long processes race for one token.
const EACH: Duration = Duration::from_millis(1);
const START: &str = "REHOME_TEST_RACE_START";

#[test]
fn of_two_processes_exactly_one_wins_each_token() {
    let Some(server) = Server::start(&["--appendfsync", "everysec"]) else { return };
    let start = SystemTime::now() + Duration::from_millis(500);
    let since_epoch = start.duration_since(UNIX_EPOCH).unwrap().as_millis();
    let processes = [(); 2].map(|()| {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "race::one_process", "--ignored", "--nocapture"])
            .env(URL, server.url())
            .env(START, since_epoch.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap()
    });
    let won = processes.map(|process| {
        let output = process.wait_with_output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{text}");
        let line = text.lines().find_map(|line| line.strip_prefix("won:")).unwrap();
        line.split_whitespace().map(|number| number.parse().unwrap()).collect::<Vec<usize>>()
    });
    report("two processes", &won, start.elapsed().unwrap());
}

#[test]
#[ignore = "one of the processes of another test"]
fn one_process() {
    let (Ok(url), Ok(start)) = (std::env::var(URL), std::env::var(START)) else { return };
    let timeout = Duration::from_secs(2);
    let nonces = RedisNonces::open(&url).unwrap().timeout(timeout).connect_timeout(timeout);
    let tokens = tokens();
    // Both processes come to a token at the same time by the clock.
    let start = UNIX_EPOCH + Duration::from_millis(start.parse().unwrap());
    let won = serve(&nonces, &tokens, &|number| {
        let time = start + EACH * u32::try_from(number).unwrap();
        thread::sleep(time.duration_since(SystemTime::now()).unwrap_or_default());
    });
    let won: Vec<_> = won.iter().map(ToString::to_string).collect();
    // On a line of its own, whatever the harness has written before.
    println!("\nwon:{}", won.join(" "));
}
