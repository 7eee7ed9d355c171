//! Storing what was read.

use indicatif::ProgressBar;

use super::large::Part;
use super::summary::{Doubts, Summary};
use super::{Looked, Read, Work};
use crate::archive::{Archive, Large, Prepared, StoreReport};
use crate::cli::{counted, now, say};

/// Stores what was read.
pub(super) struct Writer<'a> {
    pub(super) archive: &'a Archive,
    bar: &'a ProgressBar,
    summary: &'a mut Summary,
    /// The large file that is being stored; none after one of its parts has failed.
    large: Option<Begun>,
    /// What comes is no sample, and the built-in one may still be there.
    replaces_sample: bool,
}

/// A large file of which some is stored. It is counted when it is complete: a failure takes parts of it back.
struct Begun {
    name: String,
    large: Large,
    doubts: Doubts,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        archive: &'a Archive,
        bar: &'a ProgressBar,
        summary: &'a mut Summary,
        sample: bool,
    ) -> Self {
        Self {
            archive,
            bar,
            summary,
            large: None,
            replaces_sample: !sample,
        }
    }

    pub(super) async fn take(&mut self, work: Work) -> anyhow::Result<()> {
        match work {
            Work::Files(read, bytes) => {
                self.store_files(read).await?;
                self.bar.inc(bytes);
            }
            Work::Large(head) => {
                self.drop_sample().await?;
                self.large = Some(Begun {
                    name: head.document.name.clone(),
                    large: self.archive.begin_large(*head, &now()).await?,
                    doubts: Doubts::default(),
                });
            }
            Work::Part(part) => self.store_part(part).await,
            Work::Finish => {
                if let Some(begun) = self.large.take() {
                    let report = begun.large.finish().await?;
                    self.count(&begun.name, &report, &begun.doubts);
                }
            }
            Work::Unchanged(bytes) => {
                self.summary.pass_over();
                self.bar.inc(bytes);
            }
            Work::Forgotten(name, told, bytes) => {
                self.summary.leave_out(self.bar, &name, &told);
                self.bar.inc(bytes);
            }
            Work::Failed(name, reason, bytes) => {
                self.large = None;
                self.summary.fail(self.bar, name, reason);
                self.bar.inc(bytes);
            }
        }
        let looked_at = self.summary.looked_at();
        self.bar.set_message(format!("{looked_at} documents"));
        Ok(())
    }

    /// After all files have been read and stored, much may be left to do.
    pub(super) fn say_last(&self) {
        self.bar.set_message("putting the index in order");
    }

    /// Invented articles do not stand among real ones.
    async fn drop_sample(&mut self) -> anyhow::Result<()> {
        if std::mem::take(&mut self.replaces_sample) {
            let documents = self.archive.drop_sample().await?;
            if documents > 0 {
                let said = format!("The built-in sample ({documents} documents) was taken out.");
                self.bar.suspend(|| say(said));
            }
        }
        Ok(())
    }

    async fn store_part(&mut self, part: Part) {
        let Some(begun) = &mut self.large else {
            return;
        };
        let (prepared, doubts): (Vec<Prepared>, Vec<Doubts>) = part
            .pieces
            .into_iter()
            .map(|(prepared, doubts)| (*prepared, doubts))
            .unzip();
        match begun.large.store(&prepared).await {
            Ok(()) => {
                self.bar.inc(part.bytes);
                doubts.iter().for_each(|doubts| begun.doubts.add(doubts));
            }
            Err(error) => {
                let name = std::mem::take(&mut begun.name);
                self.summary.fail(self.bar, name, error.to_string());
                self.large = None;
            }
        }
    }

    async fn store_files(&mut self, batch: Vec<Read>) -> anyhow::Result<()> {
        let mut ready = Vec::new();
        let mut names = Vec::new();
        for read in batch {
            let document = read.document.as_deref();
            self.summary.places.see(&read.file, document);
            match read.outcome {
                Ok(Looked::Ready((prepared, doubts))) => {
                    ready.push(*prepared);
                    names.push((read.name, doubts));
                }
                Ok(Looked::Unchanged) => self.summary.pass_over(),
                Ok(Looked::Forgotten(told)) => {
                    self.summary.leave_out(self.bar, &read.name, &told);
                }
                Err(reason) => self.summary.fail(self.bar, read.name, reason),
            }
        }
        if !ready.is_empty() {
            self.drop_sample().await?;
        }
        let reports = self.archive.store(&ready, &now()).await?;
        for ((name, doubts), report) in names.into_iter().zip(reports) {
            match report {
                Ok(report) => self.count(&name, &report, &doubts),
                Err(error) => self.summary.fail(self.bar, name, error.to_string()),
            }
        }
        Ok(())
    }

    fn count(&mut self, name: &str, report: &StoreReport, doubts: &Doubts) {
        self.summary.add(name, report, doubts);
        if let Some(former) = &report.renamed {
            self.bar.suspend(|| {
                eprintln!(
                    "{name}: {former} before; its addresses, corrections and withdrawals stay"
                )
            });
        }
        if report.withheld > 0 {
            let withheld = counted(report.withheld as usize, "article");
            self.bar.suspend(|| {
                eprintln!(
                    "{name}: {withheld} withdrawn at once, as in the document with the same bytes; `jianbao restore` brings \
                     back what should be shown"
                );
            });
        }
        if report.is_another() {
            let named = |gone: bool| {
                let mut details = report.details.iter();
                let first = details.find(|detail| detail.action.is_some() == gone);
                first.map_or("", |detail| detail.headline.as_str())
            };
            self.bar.suspend(|| {
                eprintln!(
                    "{name}: took the place of another document of this name, of whose {} articles none came again: {:?} is \
                     here now, and the address of {:?} says that it is gone. If both should stay, load the folder that holds \
                     both files: a document is named by its path below what is loaded",
                    report.gone,
                    named(false),
                    named(true)
                );
            });
        }
    }
}
