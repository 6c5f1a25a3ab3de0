//! A server and its clients, with all that is known of what they say.

use std::fs;
use std::path::Path;
use std::process::Command;

use data_encoding::HEXLOWER;
use tempfile::TempDir;

use super::peer::{self, Peer};
use super::proxy::{Piece, Proxy};

pub(super) struct Meeting {
    folder: TempDir,
    pub(super) server: Peer,
    proxy: Proxy,
    expected: u16,
    came: u16,
}

/// What is left of it.
pub(super) struct Recording {
    pub(super) pieces: Vec<Piece>,
    /// The key log of the clients.
    pub(super) keys: String,
    /// The messages of each direction, over all connections, as OpenSSL says that it sent them.
    pub(super) sent: [Vec<Vec<u8>>; 2],
}

impl Meeting {
    /// Starts a server with some arguments, for so many clients. None where there is no OpenSSL.
    pub(super) fn start(arguments: &str, clients: u16) -> Option<Self> {
        Self::start_with(("data", ""), arguments, clients)
    }

    /// The same, where the arguments may name a file with this name and content.
    pub(super) fn start_with(
        (name, content): (&str, &str),
        arguments: &str,
        clients: u16,
    ) -> Option<Self> {
        if !peer::is_there() {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(name), content).unwrap();
        let arguments = format!(
            "s_server -accept 127.0.0.1:0 -naccept {clients} -cert cert -key key -msg -msgfile server \
             {arguments}"
        );
        certify(folder.path());
        let mut server = Peer::start(folder.path(), &arguments);
        server.hear("ACCEPT 127.0.0.1:");
        let proxy = Proxy::start(server.hear("\n").parse().unwrap(), clients);
        Some(Self { folder, server, proxy, expected: clients, came: 0 })
    }

    /// Starts the next client.
    pub(super) fn client(&mut self, arguments: &str) -> Peer {
        let (port, number) = (self.proxy.port, self.came);
        self.came += 1;
        let arguments = format!(
            "s_client -connect 127.0.0.1:{port} -keylogfile keys -msg -msgfile client-{number} {arguments}"
        );
        Peer::start(self.folder.path(), &arguments)
    }

    /// A client comes, both sides say something, and part.
    pub(super) fn visit(&mut self, arguments: &str) {
        let mut client = self.client(arguments);
        self.talk(&mut client);
        part(client);
    }

    /// Each says something that the other hears, the client first.
    pub(super) fn talk(&mut self, client: &mut Peer) {
        client.say("what is new");
        self.server.hear("what is new");
        self.server.say("nothing");
        client.hear("nothing");
    }

    /// All clients have gone.
    pub(super) fn finish(self) -> Recording {
        assert_eq!(self.came, self.expected);
        let Self { folder, server, proxy, came, .. } = self;
        let pieces = proxy.finish();
        server.finish();
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap_or_default();
        let clients = (0..came).flat_map(|number| sent(&read(&format!("client-{number}"))));
        let sent = [clients.collect(), sent(&read("server"))];
        Recording { pieces, keys: read("keys"), sent }
    }
}

impl Recording {
    /// The key log without the secrets of 0-RTT data.
    pub(super) fn keys_without_early(&self) -> String {
        let lines = self.keys.lines().filter(|line| !line.contains("EARLY"));
        lines.fold(String::new(), |lines, line| lines + line + "\n")
    }
}

/// The client closes, and the server answers.
pub(super) fn part(mut client: Peer) {
    client.say("Q");
    client.finish();
}

fn certify(folder: &Path) {
    let arguments = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=a \
                     -keyout key -out cert";
    let mut command = Command::new("openssl");
    command.args(arguments.split_whitespace()).current_dir(folder);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The hellos, tickets and alerts that were sent by what `-msg` writes:
///
/// ```text
/// >>> TLS 1.3, Handshake [length 0128], ClientHello
///     01 00 01 24 03 03 …
/// ```
fn sent(text: &str) -> Vec<Vec<u8>> {
    let mut messages: Vec<Vec<u8>> = Vec::new();
    let mut is_sent = false;
    for line in text.lines() {
        match line.strip_prefix("    ") {
            Some(digits) if is_sent => {
                let octets = HEXLOWER.decode(digits.replace(' ', "").as_bytes()).unwrap();
                messages.last_mut().unwrap().extend(octets);
            }
            Some(_) => {}
            None => {
                let is_message = line.contains(", Handshake [") || line.contains(", Alert [");
                is_sent = is_message && line.starts_with(">>>");
                if is_sent {
                    messages.push(Vec::new());
                }
            }
        }
    }
    messages.retain(|message| message.len() == 2 || matches!(message[0], 1 | 2 | 4));
    messages
}
