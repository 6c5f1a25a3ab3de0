//! A proxy on loopback that records what it passes on.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use rehome_cli::flow::Direction;

/// Octets as they were read from a socket.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// Connections count from 0.
    pub(super) connection: u16,
    /// Forward is from the client.
    pub(super) direction: Direction,
    /// None where the direction ends.
    pub(super) octets: Vec<u8>,
}

type Record = Arc<Mutex<Vec<Piece>>>;

pub(super) struct Proxy {
    pub(super) port: u16,
    record: Record,
    thread: JoinHandle<()>,
}

impl Proxy {
    /// Takes so many connections, one after the other, to a port of this machine.
    pub(super) fn start(server: u16, connections: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let record = Record::default();
        let its = Arc::clone(&record);
        let thread = thread::spawn(move || {
            for connection in 0..connections {
                let (client, _) = listener.accept().unwrap();
                let server = TcpStream::connect(("127.0.0.1", server)).unwrap();
                relay(connection, &client, &server, &its);
            }
        });
        Self { port, record, thread }
    }

    /// All that was passed on, once the connections have ended.
    pub(super) fn finish(self) -> Vec<Piece> {
        self.thread.join().unwrap();
        std::mem::take(&mut *self.record.lock().unwrap())
    }
}

fn relay(connection: u16, client: &TcpStream, server: &TcpStream, record: &Record) {
    thread::scope(|scope| {
        scope.spawn(|| pass(connection, Direction::Forward, client, server, record));
        pass(connection, Direction::Backward, server, client, record);
    });
}

fn pass(
    connection: u16,
    direction: Direction,
    mut from: &TcpStream,
    mut to: &TcpStream,
    record: &Record,
) {
    let mut buf = vec![0; 16 << 10];
    loop {
        // A reset is an end, too.
        let length = from.read(&mut buf).unwrap_or(0);
        let octets = buf[..length].to_vec();
        // Before it is passed on, so that an answer stands behind what it answers.
        record.lock().unwrap().push(Piece { connection, direction, octets: octets.clone() });
        if octets.is_empty() {
            let _ = to.shutdown(Shutdown::Write);
            return;
        }
        let _ = to.write_all(&octets);
    }
}
