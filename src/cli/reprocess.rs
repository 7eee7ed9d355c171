//! `jianbao reprocess`: the kept originals go through the present ingestion again.

use std::process::ExitCode;

use rayon::prelude::*;

use super::args::ReprocessArgs;
use super::topics::Chosen;
use super::{caught, check_document, now, say};
use crate::archive::{
    self, Archive, Detail, Mode, Occasion, Original, Outcome, Prepared, Rehearsal, StoreReport,
};
use crate::ingest::sidecar::Sidecar;
use crate::ingest::{self, Context, Source};

/// So many documents are read and stored at a time, or of so many bytes.
const BATCH: (usize, usize) = (64, 8 << 20);

pub(super) async fn run(args: ReprocessArgs) -> anyhow::Result<ExitCode> {
    let (archive, _lock) = args.archive.open_to_write("reprocess").await?;
    check_document(&archive, args.document.as_deref()).await?;
    let chosen = Chosen::of(&archive, args.topics.as_deref()).await?;
    if !args.dry_run {
        chosen.remember(&archive).await?;
    }
    let context = Context {
        topics: chosen.topics,
    };
    let mut totals = Totals::default();
    let mut after = String::new();
    let mut rehearsal = match args.dry_run {
        true => Some(archive.rehearse().await?),
        false => None,
    };
    loop {
        let originals = archive
            .originals(&after, args.document.as_deref(), BATCH)
            .await?;
        let Some(last) = originals.last() else { break };
        after.clone_from(&last.name);
        let (names, batch) = read(&context, originals, &mut totals);
        let reports = store(&archive, rehearsal.as_mut(), &batch).await?;
        for (name, report) in names.iter().zip(reports) {
            match report {
                Ok(report) => totals.add(name, &report),
                Err(error) => totals.fail(name, &error.to_string()),
            }
        }
    }
    match rehearsal {
        Some(rehearsal) => rehearsal.end().await?,
        None => drop(archive.tidy().await?),
    }
    archive.close().await;
    say(totals.summary(args.dry_run));
    Ok(match totals.failed {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}

async fn store(
    archive: &Archive,
    rehearsal: Option<&mut Rehearsal>,
    batch: &[Prepared],
) -> archive::Result<Vec<archive::Result<StoreReport>>> {
    let now = now();
    let occasion = Occasion {
        command: "reprocess",
        ..Occasion::load(&now)
    };
    match rehearsal {
        Some(rehearsal) => rehearsal.store_as(batch, Mode::Again, &occasion).await,
        None => archive.store_as(batch, Mode::Again, &occasion).await,
    }
}

/// Reads originals again, on all cores; those that cannot be read are told.
fn read(
    context: &Context,
    originals: Vec<Original>,
    totals: &mut Totals,
) -> (Vec<String>, Vec<Prepared>) {
    let (originals, large): (Vec<Original>, Vec<Original>) = originals
        .into_iter()
        .partition(|original| !original.bytes.is_empty());
    for original in large {
        totals.pass_over(&original.name);
    }
    let read: Vec<(String, Result<Prepared, String>)> = originals
        .into_par_iter()
        .map(|original| {
            let name = original.name.clone();
            let prepared = caught(|| prepare(original, context)).and_then(|prepared| prepared);
            (name, prepared)
        })
        .collect();
    let (mut names, mut batch) = (Vec::new(), Vec::new());
    for (name, prepared) in read {
        match prepared {
            Ok(prepared) => {
                names.push(name);
                batch.push(prepared);
            }
            Err(reason) => totals.fail(&name, &reason),
        }
    }
    (names, batch)
}

/// Reads an original again; of the sample it stays of the sample.
fn prepare(original: Original, context: &Context) -> Result<Prepared, String> {
    let sidecar = original
        .sidecar
        .as_deref()
        .map(|text| Sidecar::parse(&original.name, text))
        .transpose()
        .map_err(|error| error.to_string())?;
    let source = Source {
        name: original.name,
        bytes: original.bytes,
        sidecar,
    };
    let mut document = ingest::read(&source, context).map_err(|error| error.to_string())?;
    document.sample = original.sample;
    Ok(Prepared::new(document, original.sidecar))
}

#[derive(Default)]
struct Totals {
    documents: u64,
    new: u64,
    changed: u64,
    unchanged: u64,
    gone: u64,
    failed: u64,
}

impl Totals {
    fn add(&mut self, name: &str, report: &StoreReport) {
        self.documents += u64::from(report.outcome != Outcome::Unchanged);
        self.new += u64::from(report.new);
        self.changed += u64::from(report.changed);
        self.unchanged += u64::from(report.unchanged);
        self.gone += u64::from(report.gone);
        if !report.details.is_empty() {
            say(name);
            report.details.iter().for_each(print_detail);
        }
    }

    fn pass_over(&mut self, name: &str) {
        eprintln!("{name}: too large for its bytes to be kept; load its file to read it again");
    }

    fn fail(&mut self, name: &str, reason: &str) {
        eprintln!("{name}: {reason}; it stays as it is");
        self.failed += 1;
    }

    fn summary(&self, dry_run: bool) -> String {
        let kept = match dry_run {
            true => "\nNothing was written (--dry-run).",
            false => "",
        };
        format!(
            "Documents: {} read again, {} failed\nArticles:  {} new, {} changed, {} unchanged, {} gone{kept}",
            self.documents, self.failed, self.new, self.changed, self.unchanged, self.gone
        )
    }
}

fn print_detail(detail: &Detail) {
    let action = detail.action.map_or("new", |action| action.as_str());
    let fields = match detail.fields.is_empty() {
        true => String::new(),
        false => format!(" [{}]", detail.fields.join(", ")),
    };
    say(format_args!(
        "  {} {action:<9} {}{fields}",
        detail.id, detail.headline
    ));
}
