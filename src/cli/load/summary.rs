//! What a load did, for the keeper.

use std::collections::BTreeMap;
use std::fmt;

use indicatif::ProgressBar;

use super::lost::{Places, named};
use crate::archive::{ArticleId, Outcome, StoreReport};
use crate::article::{Document, DoubtKind};

/// How many doubts there are of each kind.
#[derive(Debug, Default, Clone)]
pub(super) struct Doubts(BTreeMap<DoubtKind, u64>);

impl Doubts {
    pub(super) fn of(document: &Document) -> Self {
        let mut doubts = Self::default();
        let found = document.articles.iter().flat_map(|it| &it.doubts);
        found.for_each(|doubt| *doubts.0.entry(doubt.kind).or_default() += 1);
        doubts
    }

    pub(super) fn add(&mut self, others: &Self) {
        for (kind, count) in &others.0 {
            *self.0.entry(*kind).or_default() += count;
        }
    }
}

/// What a load did.
#[derive(Debug, Default)]
pub(in crate::cli) struct Summary {
    /// By [`Outcome`].
    documents: [u64; 3],
    new: u64,
    changed: u64,
    unchanged: u64,
    gone: u64,
    /// Documents that were forgotten and stay so.
    forgotten: u64,
    doubts: Doubts,
    /// Where what was found lies.
    pub(super) places: Places,
    /// Documents that were stored without any article.
    empty: Vec<String>,
    /// Documents of names that were not there before.
    pub(super) added: Vec<ArticleId>,
    /// What failed, and why.
    pub(in crate::cli) failed: Vec<(String, String)>,
}

impl Summary {
    pub(super) fn new(places: Places) -> Self {
        Self {
            places,
            ..Self::default()
        }
    }

    /// Counts a document that was stored, whole.
    pub(super) fn add(&mut self, name: &str, report: &StoreReport, doubts: &Doubts) {
        self.documents[report.outcome as usize] += 1;
        if report.is_empty() {
            self.empty.push(name.to_string());
        }
        if report.outcome == Outcome::New {
            self.added.push(report.document);
        }
        self.new += u64::from(report.new);
        self.changed += u64::from(report.changed);
        self.unchanged += u64::from(report.unchanged);
        self.gone += u64::from(report.gone);
        self.doubts.add(doubts);
    }

    /// How many documents were stored.
    pub(super) fn stored(&self) -> u64 {
        let [new, changed, _] = self.documents;
        new + changed
    }

    /// How many documents were stored, passed over or refused.
    pub(super) fn looked_at(&self) -> u64 {
        self.documents.iter().sum::<u64>() + self.forgotten + self.failed.len() as u64
    }

    /// Counts a document that the archive has as it is, so that it was not even read.
    pub(super) fn pass_over(&mut self) {
        self.documents[Outcome::Unchanged as usize] += 1;
    }

    /// Counts a document that was forgotten and is not loaded.
    pub(super) fn leave_out(&mut self, bar: &ProgressBar, name: &str, told: &str) {
        bar.suspend(|| eprintln!("{name}: {told}"));
        self.forgotten += 1;
    }

    pub(super) fn fail(&mut self, bar: &ProgressBar, name: String, reason: String) {
        bar.suspend(|| eprintln!("{name}: {reason}"));
        self.failed.push((name, reason));
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [new, changed, unchanged] = self.documents;
        let failed = self.failed.len();
        write!(
            f,
            "Documents: {new} new, {changed} changed, {unchanged} unchanged, {failed} failed"
        )?;
        if self.forgotten > 0 {
            write!(f, ", {} passed over", self.forgotten)?;
        }
        writeln!(f)?;
        write!(
            f,
            "Articles:  {} new, {} changed, {} unchanged, {} gone",
            self.new, self.changed, self.unchanged, self.gone
        )?;
        if let Some(named) = named(&self.empty) {
            write!(
                f,
                "\nNo article found in {named} (`jianbao check` says what to do)"
            )?;
        }
        if !self.doubts.0.is_empty() {
            let kinds: Vec<String> = self
                .doubts
                .0
                .iter()
                .map(|(kind, count)| format!("{} {count}", kind.as_str()))
                .collect();
            write!(
                f,
                "\nDoubts:    {} (`jianbao check` lists them)",
                kinds.join(", ")
            )?;
        }
        Ok(())
    }
}
