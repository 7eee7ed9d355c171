//! Large files of JSON Lines: read line by line, so that memory does not grow with the file.

use std::fs::File;
use std::io::{BufRead, BufReader, Read as _};

use rayon::prelude::*;
use sha2::{Digest, Sha256};
use tokio::runtime::Handle;
use tokio::sync::mpsc::Sender;

use super::{Doubts, Job, Ready, Work};
use crate::archive::{Archive, Head, Ids, Prepared};
use crate::article::{Article, Document, Layout, Publication};
use crate::ingest::files::FoundFile;
use crate::ingest::records::{self, WrongLines};
use crate::ingest::{self, IngestError, decode};

/// Files of at least this many bytes are read line by line; their text is not kept beside their articles.
const LARGE: u64 = 8 << 20;
/// Bytes by which a file's encoding is told.
const HEAD: u64 = 1 << 20;
/// Bytes that are read at a time.
const BUFFER: usize = 1 << 18;
/// So many articles are stored in one transaction.
const PART: usize = 2_048;
/// So many are made ready at a time by one core.
const PIECE: usize = 64;

/// Articles of a large file, in order.
pub(super) struct Part {
    pub(super) pieces: Vec<Ready>,
    /// Their share of the file's bytes.
    pub(super) bytes: u64,
}

pub(super) fn is_large(file: &FoundFile) -> bool {
    let name = file.name.to_ascii_lowercase();
    let of_records = [".jsonl", ".ndjson"].iter().any(|end| name.ends_with(end));
    // Corrections of single articles need the whole document.
    file.size >= LARGE && of_records && !file.has_corrections()
}

/// Reads the file three times: for its digest, to see that every line can be read, and to store it. Nothing is held of
/// it but the ids of its articles. `Err` when nobody takes what was read.
pub(super) fn read(
    file: &FoundFile,
    archive: &Archive,
    job: &Job,
    handle: &Handle,
    sender: &Sender<Work>,
) -> Result<(), ()> {
    let send = |work| sender.blocking_send(work).map_err(|_| ());
    let failed = |reason: String| Work::Failed(file.shown(), reason, file.size);
    let (head, total) = match head(file, archive, job, handle) {
        Ok(Begin::Head(head, total)) => (*head, total),
        Ok(Begin::Unchanged) => return send(Work::Unchanged(file.size)),
        Ok(Begin::Forgotten(told)) => {
            return send(Work::Forgotten(file.shown(), told, file.size));
        }
        Err(reason) => return send(failed(reason)),
    };
    let (blank, digest) = (head.document.clone(), head.sha256);
    send(Work::Large(Box::new(head)))?;
    let mut articles = match stream(file, &blank.encoding, job) {
        Ok(articles) => articles,
        Err(reason) => return send(failed(reason)),
    };
    let mut first = 0;
    loop {
        let mut part = Vec::with_capacity(PART);
        for article in articles.by_ref().take(PART) {
            match article {
                Ok(article) => part.push(article),
                Err(error) => return send(failed(error.to_string())),
            }
        }
        if part.is_empty() {
            return send(Work::Finish);
        }
        let count = part.len();
        let bytes = file.size * count as u64 / total;
        let pieces = pieces(part, first, (&blank, digest), job);
        first += count;
        send(Work::Part(Part { pieces, bytes }))?;
    }
}

/// Whether a file is to be stored.
enum Begin {
    /// What must be known before the first article can be stored, and how many will come.
    Head(Box<Head>, u64),
    /// The archive has the file as it is.
    Unchanged,
    /// It was forgotten; what to tell.
    Forgotten(String),
}

fn head(file: &FoundFile, archive: &Archive, job: &Job, handle: &Handle) -> Result<Begin, String> {
    let sidecar = file.sidecar().map_err(|error| error.to_string())?;
    let said = sidecar.as_ref().map(|sidecar| sidecar.text.clone());
    let (digest, mut lines) = digest(file).map_err(|error| error.to_string())?;
    let known = handle.block_on(archive.has_digest(&file.name, &digest, said.as_deref()));
    if known.map_err(|error| error.to_string())? {
        return Ok(Begin::Unchanged);
    }
    if let Some(told) = job.left_out((&file.name, &digest), archive, handle)? {
        return Ok(Begin::Forgotten(told));
    }
    let encoding = encoding(file)?;
    records::tell_slips(&file.name, utf8(file, encoding)?);
    let mut ids = Ids::default();
    let (mut articles, mut last_line) = (0, 0);
    let is_known = handle.block_on(archive.has_document(&file.name));
    let is_known = is_known.map_err(|error| error.to_string())?;
    let mut wrong = WrongLines::default();
    for article in stream(file, encoding, job)? {
        let article = match article {
            Ok(article) => article,
            Err(error) => {
                wrong.add(error);
                continue;
            }
        };
        if is_known {
            ids.note(&file.name, &article);
        }
        articles += 1;
        last_line = article.lines.last().map_or(last_line, |range| range.1);
    }
    wrong.told().map_err(|error| error.in_full())?;
    if encoding.starts_with("UTF-16") {
        // Its bytes do not tell the ends of lines.
        lines = u64::from(last_line);
    }
    if articles == 0 {
        return Err("the file holds no articles".to_string());
    }
    let mut document = Document {
        name: file.name.clone(),
        bytes: Vec::new(),
        text: String::new(),
        encoding: encoding.to_string(),
        layout: Layout::Records,
        publication: Publication::default(),
        articles: Vec::new(),
        furniture: Vec::new(),
        sample: job.sample,
    };
    if let Some(sidecar) = sidecar {
        let applied = sidecar.apply(&mut document, &job.context);
        applied.map_err(|error| error.to_string())?;
    }
    let head = Head {
        document,
        sidecar: said,
        sha256: digest,
        lines,
        ids,
    };
    Ok(Begin::Head(Box::new(head), articles))
}

/// As the beginning of the file has it.
fn encoding(file: &FoundFile) -> Result<&'static str, String> {
    let mut head = Vec::new();
    File::open(&file.path)
        .and_then(|opened| opened.take(HEAD).read_to_end(&mut head))
        .map_err(|error| error.to_string())?;
    decode::encoding_of(&head).map_err(|error| error.to_string())
}

fn stream(
    file: &FoundFile,
    encoding: &str,
    job: &Job,
) -> Result<impl Iterator<Item = Result<Article, IngestError>> + use<>, String> {
    Ok(records::stream(utf8(file, encoding)?, &job.context.topics))
}

/// The file's text.
fn utf8(file: &FoundFile, encoding: &str) -> Result<Box<dyn BufRead>, String> {
    let opened = File::open(&file.path).map_err(|error| error.to_string())?;
    let reader = BufReader::with_capacity(BUFFER, opened);
    Ok(match encoding {
        "UTF-8" => Box::new(reader),
        other => Box::new(decode::Utf8Reader::new(reader, other)),
    })
}

/// SHA-256 of the file's bytes, and how many lines it has.
fn digest(file: &FoundFile) -> std::io::Result<([u8; 32], u64)> {
    let mut opened = File::open(&file.path)?;
    let mut hash = Sha256::new();
    let mut lines = 1;
    let mut buffer = vec![0; BUFFER];
    loop {
        let read = opened.read(&mut buffer)?;
        let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else {
            return Ok((hash.finalize().into(), lines));
        };
        hash.update(bytes);
        lines += memchr::memchr_iter(b'\n', bytes).count() as u64;
    }
}

/// Articles made ready on all cores; the first is at position `first` of the document.
fn pieces(
    part: Vec<Article>,
    first: usize,
    (blank, digest): (&Document, [u8; 32]),
    job: &Job,
) -> Vec<Ready> {
    let mut pieces: Vec<(usize, Document)> = Vec::with_capacity(part.len() / PIECE + 1);
    for (at, article) in part.into_iter().enumerate() {
        if at % PIECE == 0 {
            pieces.push((first + at, blank.clone()));
        }
        if let Some((_, piece)) = pieces.last_mut() {
            piece.articles.push(article);
        }
    }
    let ready = pieces.into_par_iter().map(|(first, mut document)| {
        ingest::infer::complete(&mut document, &job.context);
        let doubts = Doubts::of(&document);
        (Box::new(Prepared::part(document, first, digest)), doubts)
    });
    ready.collect()
}
