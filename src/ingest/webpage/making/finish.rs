//! What can be said of an article only when all its lines are read: the day that it is signed on, the lead before its text, the
//! reporters that the text names, and whether there is an article at all.

use super::Making;
use crate::article::{DatePublished, LineRange};
use crate::ingest::Segmented;
use crate::ingest::dateline::{self, Dateline};
use crate::ingest::webpage::credits::reporters;
use crate::ingest::webpage::words::{bare, repeats};
use crate::ingest::webpage::{furniture, marks};

impl Making {
    /// Is the line the date under a notice? It belongs to the text, and dates it where nothing else does.
    pub(super) fn signs_off(&self, dateline: &Dateline) -> bool {
        let timed = dateline.date.as_ref().is_some_and(|d| d.time.is_some());
        !self.above_prose() && !dateline.labelled && !timed
    }

    /// The day under a notice (落款), in one of its last lines.
    fn signed_on(&self) -> Option<DatePublished> {
        let last = self.article.article_body.iter().rev().take(3);
        let dates = last.map(|line| dateline::parse(line));
        let mut signed = dates.filter(|d| d.is_one() && self.signs_off(d));
        Some(signed.next()?.date?.published())
    }

    /// Puts the lead before the text, unless the text says the same or a program cut the lead off.
    fn set_lead(&mut self) {
        let body = bare(&self.article.article_body.concat());
        let new = |line: &String| {
            let cut = line.ends_with('…') || line.ends_with("...");
            !cut && !repeats(marks::lead(line).unwrap_or(line), &body)
        };
        let mut paragraphs: Vec<String> = self.lead.drain(..).filter(new).collect();
        paragraphs.append(&mut self.article.article_body);
        self.article.article_body = paragraphs;
    }

    /// Reporters named in brackets at the start or the end of the text.
    pub(crate) fn reporters(&mut self) {
        let body = &self.article.article_body;
        let ends = [body.first(), body.last()].into_iter().flatten();
        let names = ends.flat_map(|p| reporters(p)).collect();
        self.add_authors(names);
    }

    pub(crate) fn finish(mut self, segmented: &mut Segmented) {
        self.reporters();
        if self.article.date_published.is_none() {
            self.article.date_published = self.signed_on();
        }
        self.set_lead();
        let article = &self.article;
        let none = article.article_body.is_empty() && article.headline.is_empty();
        if none {
            self.furniture
                .extend(self.own.drain(..).map(|n| (n, "no-article")));
            self.furniture.sort_unstable();
        }
        segmented
            .furniture
            .extend(furniture::collect(&self.furniture, &self.own));
        if none {
            return;
        }
        self.article.lines = LineRange::collect(self.own);
        segmented.articles.push(self.article);
    }
}
