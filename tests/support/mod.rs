//! Runs the real program and talks to it over loopback.
#![allow(dead_code, reason = "each test file uses a part of this")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

/// A folder of its own with an archive in it.
pub(crate) struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    /// Runs a command on this place's archive.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_on(&self.path("a.db"), arguments)
    }

    pub(crate) fn run_on(&self, archive: &Path, arguments: &[&str]) -> Run {
        Run::of(&self.command(archive, arguments).output().unwrap())
    }

    /// Runs a command with one more variable in its environment.
    pub(crate) fn run_with(&self, name: &str, value: &str, arguments: &[&str]) -> Run {
        let mut command = self.command(&self.path("a.db"), arguments);
        Run::of(&command.env(name, value).output().unwrap())
    }

    /// Runs a command whose output nobody reads.
    pub(crate) fn run_unheard(&self, arguments: &[&str]) -> Run {
        let mut command = self.command(&self.path("a.db"), arguments);
        let piped = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().unwrap();
        drop(child.stdout.take());
        Run::of(&child.wait_with_output().unwrap())
    }

    fn command(&self, archive: &Path, arguments: &[&str]) -> Command {
        let mut command = jianbao();
        command
            .args(arguments)
            .env("JIANBAO_DB", archive)
            .current_dir(self.folder.path());
        command
    }

    /// Starts a server on a free port and waits until it says that it serves.
    pub(crate) fn serve(&self, arguments: &[&str]) -> Server {
        self.serve_by(jianbao(), arguments)
    }

    /// The same as somebody whom the rights of files hold.
    pub(crate) fn serve_as_nobody(&self, arguments: &[&str]) -> Server {
        self.serve_by(self.as_nobody(), arguments)
    }

    /// The program, run by somebody whom rights hold: they do not hold the superuser, so that it becomes somebody else.
    pub(crate) fn as_nobody(&self) -> Command {
        let mut command = jianbao();
        if std::fs::metadata(self.path("a.db")).unwrap().uid() == 0 {
            command.uid(65_534);
        }
        command.env("JIANBAO_DB", self.path("a.db"));
        command
    }

    fn serve_by(&self, mut program: Command, arguments: &[&str]) -> Server {
        let mut child = program
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .env("JIANBAO_DB", self.path("a.db"))
            .current_dir(self.folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let mut said = String::new();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = loop {
            let line = lines.next().expect("the server ended").unwrap();
            said += &line;
            said.push('\n');
            if let Some((_, rest)) = line.split_once("http://") {
                break rest.split('/').next().unwrap().to_string();
            }
        };
        Server {
            child,
            address,
            said,
        }
    }
}

fn jianbao() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jianbao"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("JIANBAO_")) {
        command.env_remove(name);
    }
    command
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self {
            code: output.status.code(),
            out: text(&output.stdout),
            err: text(&output.stderr),
        }
    }

    #[track_caller]
    pub(crate) fn assert_ok(&self) -> &Self {
        assert_eq!(self.code, Some(0), "{self:?}");
        self
    }

    /// It ended with 1 and said all of this on standard error, and did not panic.
    #[track_caller]
    pub(crate) fn assert_failed(&self, words: &[&str]) -> &Self {
        assert_eq!(self.code, Some(1), "{self:?}");
        assert!(!self.err.contains("panicked"), "{}", self.err);
        for word in words {
            assert!(self.err.contains(word), "{word:?} is not in {}", self.err);
        }
        self
    }
}

/// A running server; ended when dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
    /// What it printed until it served.
    pub(crate) said: String,
}

impl Server {
    /// Status and body of a page.
    pub(crate) fn get(&self, path: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            self.address
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|code| code.parse().ok())
            .unwrap_or(0);
        (status, body.to_string())
    }

    /// Sends a signal and waits for the end; the exit code.
    pub(crate) fn stop(mut self, signal: &str) -> Option<i32> {
        let pid = self.child.id().to_string();
        Command::new("kill").args([signal, &pid]).status().unwrap();
        self.child.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// The answer that is waited for, or the last one within ten seconds: a server looks for changes now and then.
pub(crate) fn eventually<T>(ask: impl Fn() -> T, wanted: impl Fn(&T) -> bool) -> T {
    for _ in 0..100 {
        let answer = ask();
        if wanted(&answer) {
            return answer;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    ask()
}
