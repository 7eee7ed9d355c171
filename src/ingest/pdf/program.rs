//! Runs `pdftotext`, within limits: a PDF can make its reader work for ever or print without end.

use std::io::{self, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::ingest::IngestError;

const PROGRAM: &str = "pdftotext";
/// A page takes some 10 ms; no honest file of the allowed size needs longer.
const PATIENCE: Duration = Duration::from_secs(60);
/// Bytes of output, some 100 for each word.
const MOST: u64 = 256 << 20;
/// Pages that are read.
const PAGES: &str = "2000";

/// The boxes of all words, as `pdftotext -bbox` prints them.
pub(super) fn boxes(pdf: &[u8]) -> Result<String, IngestError> {
    let other = |message: String| IngestError::Other(message);
    let unwritable = |error: io::Error| other(format!("no temporary file can be written: {error}"));
    // Readable by its owner alone, and gone when it goes out of scope.
    let mut file = tempfile::NamedTempFile::new().map_err(unwritable)?;
    file.write_all(pdf).map_err(unwritable)?;
    let mut child = Command::new(PROGRAM)
        .args(["-bbox", "-enc", "UTF-8", "-l", PAGES])
        .arg(file.path())
        .arg("-")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| other(cannot_start(&error)))?;
    let said = child.stderr.take().map(|pipe| in_background(pipe, 4096));
    let printed = child.stdout.take().map(|pipe| in_background(pipe, MOST));
    let printed = printed.and_then(|pipe| pipe.recv_timeout(PATIENCE).ok());
    let Some(printed) = printed else {
        stop(&mut child);
        return Err(other(format!(
            "{PROGRAM} took more than {} seconds over this PDF and was stopped",
            PATIENCE.as_secs()
        )));
    };
    if printed.len() as u64 > MOST {
        stop(&mut child);
        return Err(other("the PDF holds too much text; split it".to_string()));
    }
    let status = child.wait().map_err(|error| other(error.to_string()))?;
    let said = said.and_then(|pipe| pipe.recv_timeout(PATIENCE).ok());
    if !status.success() {
        let said = String::from_utf8_lossy(&said.unwrap_or_default()).into_owned();
        return Err(other(why(&said)));
    }
    String::from_utf8(printed).map_err(|_| other(format!("{PROGRAM} printed no UTF-8")))
}

/// Is the program there?
pub fn is_installed() -> bool {
    let run = Command::new(PROGRAM)
        .arg("-v")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    run.is_ok()
}

fn cannot_start(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => format!(
            "PDF files are read through the program {PROGRAM}, which is not there: install poppler-utils"
        ),
        _ => format!("{PROGRAM} cannot be started: {error}"),
    }
}

/// What the program complained about, in words of ours where they help more.
fn why(said: &str) -> String {
    if said.contains("Incorrect password") {
        return "the PDF is encrypted: save it without a password and load that".to_string();
    }
    let first = said.lines().map(str::trim).find(|line| !line.is_empty());
    format!(
        "the PDF is damaged: {}",
        first.unwrap_or("it cannot be read")
    )
}

/// Reads a pipe to its end, keeping no more than one byte above the limit.
fn in_background(pipe: impl Read + Send + 'static, limit: u64) -> mpsc::Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut pipe = pipe;
        let mut bytes = Vec::new();
        let read = (&mut pipe).take(limit + 1).read_to_end(&mut bytes);
        let full = bytes.len() as u64 > limit;
        // The receiver may have given up by now.
        sender.send(bytes).ok();
        if read.is_ok() && full {
            io::copy(&mut pipe, &mut io::sink()).ok();
        }
    });
    receiver
}

fn stop(child: &mut Child) {
    child.kill().ok();
    child.wait().ok();
}
