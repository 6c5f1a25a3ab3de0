//! `rehome` as a process.

use assert_cmd::Command;

/// How a process ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ended {
    /// Ended with this status and nothing on standard output; the error has these words, and nothing
    /// of the secret.
    #[track_caller]
    pub(crate) fn assert_failed(&self, status: i32, words: &str, secret: &str) {
        assert_eq!((self.status, &*self.out), (status, ""), "{words}: {self:?}");
        assert!(self.err.contains(words), "{words}: {self:?}");
        assert!(!self.err.contains(&secret[4..20]), "{self:?}");
    }
}

/// The command with these arguments, words divided by spaces.
pub(crate) fn rehome(arguments: &str) -> Command {
    let mut command = Command::cargo_bin("rehome").unwrap();
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    command.args(arguments.split_whitespace());
    command
}

/// What becomes of it.
pub(crate) fn ended(mut command: Command) -> Ended {
    let output = command.output().unwrap();
    let text = |octets| String::from_utf8(octets).unwrap();
    Ended {
        status: output.status.code().unwrap(),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

pub(crate) fn run(arguments: &str) -> Ended {
    ended(rehome(arguments))
}

/// The output of what has to go well.
#[track_caller]
pub(crate) fn done(arguments: &str) -> String {
    let ended = run(arguments);
    assert_eq!((ended.status, &*ended.err), (0, ""), "{arguments}");
    ended.out
}
