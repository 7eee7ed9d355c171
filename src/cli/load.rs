//! `jianbao load`: files are read on all cores, one writer stores them.

mod elders;
mod large;
mod lost;
mod summary;
mod writer;

use std::path::PathBuf;
use std::process::ExitCode;

use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use super::args::LoadArgs;
use super::topics::Chosen;
use super::{caught, counted, say};
use crate::archive::{Archive, ArchiveError, Forgotten, Head, Prepared};
use crate::ingest::files::{self, FoundFile};
use crate::ingest::{self, Context, Source};
pub(super) use elders::Elders;
use lost::Places;
use summary::{Doubts, Summary};
use writer::Writer;

/// Files are read and stored in batches of about this many bytes and at most this many files.
const BATCH_BYTES: u64 = 8 << 20;
const BATCH_FILES: usize = 256;

/// As shells call the end by Ctrl-C: 128 and the number of SIGINT.
const INTERRUPTED: u8 = 130;

pub(super) async fn run(args: LoadArgs) -> anyhow::Result<ExitCode> {
    // A slip of the pen makes no archive.
    if !args.archive.db.exists() && !args.paths.iter().any(|path| path.exists()) {
        let paths: Vec<String> = args
            .paths
            .iter()
            .map(|it| it.display().to_string())
            .collect();
        anyhow::bail!("there is no {}", paths.join(", "));
    }
    let archive = args.archive.open().await?;
    if archive.is_read_only() {
        return Err(ArchiveError::ReadOnly.into());
    }
    let summary = tokio::select! {
        // The signal first: it is caught from the first look on.
        biased;
        Ok(()) = tokio::signal::ctrl_c() => {
            archive.close().await;
            eprintln!("stopped; what is stored stays, and the same command goes on from there");
            return Ok(ExitCode::from(INTERRUPTED));
        }
        summary = load(&archive, &args) => summary?,
    };
    archive.close().await;
    Ok(if summary.failed.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Loads what the arguments name, with a progress bar, and prints the summary.
pub(super) async fn load(archive: &Archive, args: &LoadArgs) -> anyhow::Result<Summary> {
    let chosen = Chosen::of(archive, args.topics.as_deref()).await?;
    let _lock = args.archive.lock("load").await?;
    let other_topics = chosen.remember(archive).await?;
    let context = Context {
        topics: chosen.topics,
    };
    let job = Job {
        context,
        sample: false,
        forgotten: args.forgotten,
        elders: Elders::of(archive, &args.paths).await?,
    };
    let summary = load_paths(archive, &args.paths, job).await?;
    say(&summary);
    let left = archive
        .count_documents()
        .await?
        .saturating_sub(summary.stored());
    if other_topics && left > 0 {
        let left = counted(left as usize, "document");
        eprintln!(
            "The articles of {left} still have the topics of the former file: `jianbao reprocess` reads them anew"
        );
    }
    Ok(summary)
}

/// Loads files and folders.
pub(super) async fn load_paths(
    archive: &Archive,
    paths: &[PathBuf],
    job: Job,
) -> anyhow::Result<Summary> {
    let mut found = files::find(paths);
    found.files.retain(|file| !archive.owns(&file.path));
    let bar = progress_bar(found.files.iter().map(|file| file.size).sum());
    let mut summary = Summary::new(Places::of(&found.files));
    for (path, reason) in found.problems {
        summary.fail(&bar, path.display().to_string(), reason);
    }
    if found.files.is_empty() && summary.failed.is_empty() {
        let given: Vec<String> = paths.iter().map(|it| it.display().to_string()).collect();
        eprintln!("there is no file to load in {}", given.join(", "));
    }
    let (sample, elders) = (job.sample, job.elders.clone());
    let writer = Writer::new(archive, &bar, &mut summary, sample);
    store_all(writer, found.files, job).await?;
    bar.finish_and_clear();
    let twins = elders::tell_of_twins(archive, &summary.added, &elders).await?;
    if !sample {
        // What a twin took the place of was told with it.
        summary.places.keep(archive).await?;
        let mut lost = summary.places.lost(archive, paths).await?;
        lost.retain(|name| !twins.contains(name));
        lost::told(&lost)
            .iter()
            .for_each(|told| eprintln!("{told}"));
    }
    Ok(summary)
}

/// What stays the same for all files of a load.
pub(super) struct Job {
    pub(super) context: Context,
    /// Their documents are the built-in sample.
    pub(super) sample: bool,
    /// What was forgotten is loaded, too.
    pub(super) forgotten: bool,
    /// Documents whose bytes may come under another name.
    pub(super) elders: Elders,
}

impl Job {
    /// What to tell of a document that was forgotten and is to stay so.
    fn left_out(
        &self,
        (name, sha256): (&str, &[u8; 32]),
        archive: &Archive,
        handle: &Handle,
    ) -> Result<Option<String>, String> {
        if self.forgotten {
            return Ok(None);
        }
        let found = handle.block_on(archive.forgotten(name, sha256));
        let told = |it: Forgotten| {
            format!(
                "passed over: it was forgotten at {} ({}); `jianbao load --forgotten` loads it all the same",
                it.at, it.reason
            )
        };
        Ok(found.map_err(|error| error.to_string())?.map(told))
    }
}

/// What the reading threads hand to the writer.
enum Work {
    /// Documents of a batch of files, and the files' bytes.
    Files(Vec<Read>, u64),
    /// A large file follows, in parts.
    Large(Box<Head>),
    Part(large::Part),
    /// The large file is complete.
    Finish,
    /// A large file that the archive has as it is.
    Unchanged(u64),
    /// A large file that was forgotten, and what to tell of it.
    Forgotten(String, String, u64),
    /// A large file that cannot be read (on), and why.
    Failed(String, String, u64),
}

/// Reads and stores files; while one batch is written the next is being read.
async fn store_all(mut writer: Writer<'_>, files: Vec<FoundFile>, job: Job) -> anyhow::Result<()> {
    let archive = writer.archive;
    let (sender, mut receiver) = mpsc::channel(1);
    let reader = archive.clone();
    let handle = Handle::current();
    let reading =
        tokio::task::spawn_blocking(move || read_all(files, &reader, &job, &handle, &sender));
    while let Some(work) = receiver.recv().await {
        writer.take(work).await?;
    }
    reading.await?;
    writer.say_last();
    archive.refresh().await?;
    archive.tidy().await?;
    Ok(())
}

fn read_all(
    files: Vec<FoundFile>,
    archive: &Archive,
    job: &Job,
    handle: &Handle,
    sender: &mpsc::Sender<Work>,
) {
    for batch in batches(files) {
        let sent = match batch.as_slice() {
            [file] if large::is_large(file) => {
                caught(|| large::read(file, archive, job, handle, sender)).unwrap_or_else(
                    |reason| {
                        let failed = Work::Failed(file.shown(), reason, file.size);
                        sender.blocking_send(failed).map_err(|_| ())
                    },
                )
            }
            _ => {
                let bytes = batch.iter().map(|file| file.size).sum();
                let read: Vec<Read> = batch
                    .into_par_iter()
                    .flat_map_iter(|file| read(file, archive, job, handle))
                    .collect();
                sender
                    .blocking_send(Work::Files(read, bytes))
                    .map_err(|_| ())
            }
        };
        if sent.is_err() {
            break;
        }
    }
}

/// What became of one document while it was read.
struct Read {
    /// As the keeper knows it.
    name: String,
    /// The name of the file that it lies in or is.
    file: String,
    /// Its name in the archive; `None` where what failed has none.
    document: Option<String>,
    outcome: Result<Looked, String>,
}

enum Looked {
    Ready(Ready),
    /// The archive has it as it is.
    Unchanged,
    /// It was forgotten; what to tell.
    Forgotten(String),
}

/// A document that can be stored, and what is doubtful in it.
type Ready = (Box<Prepared>, Doubts);

fn failed(file: &FoundFile, reason: String) -> Read {
    Read {
        name: file.shown(),
        file: file.name.clone(),
        document: None,
        outcome: Err(reason),
    }
}

fn read(file: FoundFile, archive: &Archive, job: &Job, handle: &Handle) -> Vec<Read> {
    caught(|| read_sources(&file, archive, job, handle))
        .unwrap_or_else(|reason| vec![failed(&file, reason)])
}

fn read_sources(file: &FoundFile, archive: &Archive, job: &Job, handle: &Handle) -> Vec<Read> {
    let sources = match file.open() {
        Ok(sources) => sources,
        Err(error) => return vec![failed(file, error.to_string())],
    };
    let mut reads = Vec::new();
    for source in sources {
        let source = match source {
            Ok(source) => source,
            Err(error) => {
                reads.push(failed(file, error.to_string()));
                continue;
            }
        };
        let outcome = look(&source, archive, job, handle);
        let name = match source.name == file.name {
            true => file.shown(),
            false => source.name.clone(),
        };
        reads.push(Read {
            name,
            file: file.name.clone(),
            document: Some(source.name),
            outcome,
        });
    }
    reads
}

fn look(source: &Source, archive: &Archive, job: &Job, handle: &Handle) -> Result<Looked, String> {
    let sidecar = source.sidecar.as_ref().map(|sidecar| sidecar.text.clone());
    let sha256 = Sha256::digest(&source.bytes).into();
    let known = handle.block_on(archive.has_digest(&source.name, &sha256, sidecar.as_deref()));
    if known.map_err(|error| error.to_string())? {
        return Ok(Looked::Unchanged);
    }
    if let Some(told) = job.left_out((&source.name, &sha256), archive, handle)? {
        return Ok(Looked::Forgotten(told));
    }
    let elder = job.elders.find(&source.name, &sha256);
    caught(|| ready(source, sidecar, job))
        .and_then(|ready| ready)
        .map(|(prepared, doubts)| match elder {
            Some(elder) => (Box::new(prepared.after(elder)), doubts),
            None => (prepared, doubts),
        })
        .map(Looked::Ready)
}

fn ready(source: &Source, sidecar: Option<String>, job: &Job) -> Result<Ready, String> {
    let mut document = ingest::read(source, &job.context).map_err(|error| error.in_full())?;
    document.sample = job.sample;
    let doubts = Doubts::of(&document);
    Ok((Box::new(Prepared::new(document, sidecar)), doubts))
}

/// Files in their order, cut so that a batch fits in memory whatever the files' sizes.
fn batches(files: Vec<FoundFile>) -> impl Iterator<Item = Vec<FoundFile>> {
    let mut files = files.into_iter().peekable();
    std::iter::from_fn(move || {
        let mut batch = vec![files.next()?];
        let mut bytes = batch[0].size;
        while batch.len() < BATCH_FILES
            && let Some(file) = files.next_if(|file| bytes + file.size <= BATCH_BYTES)
        {
            bytes += file.size;
            batch.push(file);
        }
        Some(batch)
    })
}

fn progress_bar(length: u64) -> ProgressBar {
    let bar = ProgressBar::new(length);
    if let Ok(style) = ProgressStyle::with_template(
        "{bar:16} {bytes}/{total_bytes}  {bytes_per_sec}  {eta} left  {msg}",
    ) {
        bar.set_style(style);
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_are_bounded_and_keep_the_order() {
        let file = |n: usize, size| FoundFile {
            path: PathBuf::from(format!("{n}.txt")),
            name: format!("{n}.txt"),
            size,
            beside: files::Beside::default(),
        };
        let sizes = [BATCH_BYTES * 2, 1, 2, BATCH_BYTES - 2, 1];
        let files = sizes
            .iter()
            .enumerate()
            .map(|(n, size)| file(n, *size))
            .collect();
        let cut: Vec<usize> = batches(files).map(|batch| batch.len()).collect();
        assert_eq!(cut, [1, 2, 2]);
    }
}
