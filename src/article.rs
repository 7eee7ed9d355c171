//! The plain records that ingestion hands to the archive and the archive to its readers.
//!
//! Field names follow schema.org `NewsArticle`. Nothing here knows SQL, HTTP or a URL.

mod called;
mod publication;
#[cfg(test)]
mod tests;
mod writers;

use serde::{Deserialize, Serialize};

use crate::edtf::PartialDate;
use crate::region::Code;
pub use called::called;
pub use publication::{Issue, Publication};

/// Lines of a document, 1-based, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LineRange(pub u32, pub u32);

impl LineRange {
    pub fn contains(self, line: u32) -> bool {
        self.0 <= line && line <= self.1
    }

    /// Have both a line in common?
    pub fn meets(self, other: Self) -> bool {
        self.0 <= other.1 && other.0 <= self.1
    }

    /// Collects single lines (in any order) into the fewest ranges, ascending.
    pub fn collect(lines: impl IntoIterator<Item = u32>) -> Vec<Self> {
        let mut lines: Vec<u32> = lines.into_iter().collect();
        lines.sort_unstable();
        lines.dedup();
        let mut ranges: Vec<Self> = Vec::new();
        for line in lines {
            match ranges.last_mut() {
                Some(last) if last.1 + 1 == line => last.1 = line,
                _ => ranges.push(Self(line, line)),
            }
        }
        ranges
    }
}

/// Where a date comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// Stands in full in the source.
    Printed,
    /// Completed from other evidence in the source.
    Inferred,
    /// Given by the keeper: sidecar, record field or correction.
    Keeper,
}

impl Basis {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Printed => "printed",
            Self::Inferred => "inferred",
            Self::Keeper => "keeper",
        }
    }
}

/// A date of publication, with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatePublished {
    pub date: PartialDate,
    pub basis: Basis,
    /// Local time of day (+08:00) as `HH:MM` or `HH:MM:SS` where the source prints one.
    pub time: Option<String>,
    /// The words of the source that it comes from.
    pub words: Option<String>,
}

/// A picture's caption.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caption {
    pub text: String,
    /// The photographer, as printed.
    pub credit: Option<String>,
}

/// What is doubtful about an article, so that a keeper can look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DoubtKind {
    /// A passage breaks off or was joined by judgement.
    Torn,
    NoHeadline,
    NoDate,
    NoRegion,
    NoTopic,
    /// A page of summaries and links, perhaps no article at all.
    NoArticle,
    /// The body is so short that it may be a fragment.
    Short,
    /// Its date lies in the future.
    FutureDate,
    /// The document changed under a keeper's correction.
    Corrected,
}

impl DoubtKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Torn => "torn",
            Self::NoHeadline => "no-headline",
            Self::NoDate => "no-date",
            Self::NoRegion => "no-region",
            Self::NoTopic => "no-topic",
            Self::NoArticle => "no-article",
            Self::Short => "short",
            Self::FutureDate => "future-date",
            Self::Corrected => "corrected",
        }
    }
}

/// One doubt, with its reason in words and the place it concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    pub kind: DoubtKind,
    /// For the keeper, in Chinese: what is doubtful and why.
    pub reason: String,
    /// Index of the paragraph in the body, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paragraph: Option<usize>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<LineRange>,
}

/// Where a record that came from another archive says it stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    pub name: String,
    pub lines: Vec<LineRange>,
}

/// One article (schema.org `NewsArticle`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Article {
    /// Set where a record brings a permanent id along.
    pub id: Option<String>,
    pub headline: String,
    /// 引题: what is printed above the headline.
    pub kicker: Option<String>,
    /// 副题: further decks below the headline.
    pub alternative_headline: Option<String>,
    pub date_published: Option<DatePublished>,
    /// Reporters and credited photographers as printed; [`Article::writers`] tells them apart.
    pub author: Vec<String>,
    /// The source named for this article (`creditText`).
    pub credit_text: Option<String>,
    /// Where the reported matter happens first, then other places that take part.
    pub content_location: Vec<Code>,
    /// Topic ids, main first.
    pub about: Vec<String>,
    pub keywords: Vec<String>,
    /// Paragraphs in reading order, in the original writing.
    pub article_body: Vec<String>,
    pub caption: Vec<Caption>,
    /// The lines of the document that the article covers.
    pub lines: Vec<LineRange>,
    pub origin: Option<Origin>,
    /// What its own record says of the publication it stood in; the document's says the rest.
    pub publication: Option<Publication>,
    /// The address that the article was first published at.
    pub source_url: Option<String>,
    pub doubts: Vec<Doubt>,
}

/// How two parts of an article meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joint {
    /// The second begins a paragraph.
    Paragraph,
    /// The second goes on in the sentence that the first breaks off in.
    Sentence,
}

impl Article {
    /// Puts a further part of the same article behind this one: a further page, or what the keeper says belongs here.
    ///
    /// Text, captions, lines and doubts of both are kept, names and words once; what only the second part says (date,
    /// source, address, decks) is taken over. The second's headline and its id are another article's or say the same
    /// again: who wants the headline as text puts it into the body first.
    pub fn append(&mut self, next: Self, joint: Joint) {
        let moved = self.append_body(next.article_body, joint);
        for mut doubt in next.doubts {
            doubt.paragraph = doubt.paragraph.map(|at| at + moved);
            self.add_doubt(doubt);
        }
        self.caption.extend(next.caption);
        let lines = self.lines.iter().copied().chain(next.lines);
        self.lines = LineRange::collect(lines.flat_map(|range| range.0..=range.1));
        add_new(&mut self.author, next.author);
        add_new(&mut self.content_location, next.content_location);
        add_new(&mut self.about, next.about);
        add_new(&mut self.keywords, next.keywords);
        fill(&mut self.kicker, next.kicker);
        fill(&mut self.alternative_headline, next.alternative_headline);
        fill(&mut self.date_published, next.date_published);
        fill(&mut self.credit_text, next.credit_text);
        fill(&mut self.publication, next.publication);
        fill(&mut self.source_url, next.source_url);
    }

    /// Appends paragraphs; by how many places their indices move.
    fn append_body(&mut self, body: Vec<String>, joint: Joint) -> usize {
        let mut body = body.into_iter();
        let mut moved = self.article_body.len();
        if joint == Joint::Sentence
            && let Some(last) = self.article_body.last_mut()
            && let Some(first) = body.next()
        {
            last.push_str(&first);
            moved -= 1;
        }
        self.article_body.extend(body);
        moved
    }

    /// What is doubtful about the whole article is said once, of the lines of both parts.
    fn add_doubt(&mut self, doubt: Doubt) {
        let mut same = self.doubts.iter_mut().filter(|own| {
            own.kind == doubt.kind && own.paragraph.is_none() && doubt.paragraph.is_none()
        });
        match same.next() {
            Some(own) => own.lines.extend(doubt.lines),
            None => self.doubts.push(doubt),
        }
    }

    /// The publication that it stood in, where its document has this one and this layout.
    pub fn stood_in(&self, document: &Publication, layout: Layout) -> Publication {
        let mut publication = match &self.publication {
            // Of another publication the document's date and page say nothing.
            Some(own) if own.name.is_some() && own.name != document.name => own.clone(),
            Some(own) => own.clone().or(document),
            None => document.clone(),
        };
        publication.newspaper |=
            matches!(layout, Layout::Newspaper | Layout::Pdf) || publication.page.is_some();
        publication
    }

    /// All decks beside the headline, in the order of print: what schema.org calls `alternativeHeadline`.
    pub fn other_decks(&self) -> Option<String> {
        match (&self.kicker, &self.alternative_headline) {
            (Some(above), Some(below)) => Some(format!("{above} {below}")),
            (above, below) => above.as_ref().or(below.as_ref()).cloned(),
        }
    }
}

fn add_new<T: PartialEq>(all: &mut Vec<T>, more: Vec<T>) {
    for one in more {
        if !all.contains(&one) {
            all.push(one);
        }
    }
}

fn fill<T>(value: &mut Option<T>, other: Option<T>) {
    *value = value.take().or(other);
}

/// How a document was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    Newspaper,
    Webpage,
    Markdown,
    Records,
    Feed,
    Pdf,
}

impl Layout {
    pub const ALL: [Self; 6] = [
        Self::Newspaper,
        Self::Webpage,
        Self::Markdown,
        Self::Records,
        Self::Feed,
        Self::Pdf,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Newspaper => "newspaper",
            Self::Webpage => "webpage",
            Self::Markdown => "markdown",
            Self::Records => "records",
            Self::Feed => "feed",
            Self::Pdf => "pdf",
        }
    }
}

/// Lines that belong to no article, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Furniture {
    pub lines: LineRange,
    /// One of a few words such as `breadcrumb`, `hot-list`, `copyright`, `page-number`.
    pub why: String,
}

/// One loaded file, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// File name, or the path below the loaded folder with `/` between.
    pub name: String,
    /// The bytes as they came.
    pub bytes: Vec<u8>,
    /// The decoded text whose lines the articles cover (split at `\n` only).
    pub text: String,
    /// WHATWG name of the encoding it was decoded from; empty for binary formats.
    pub encoding: String,
    pub layout: Layout,
    pub publication: Publication,
    pub articles: Vec<Article>,
    pub furniture: Vec<Furniture>,
    /// Part of the sample that comes with the program.
    pub sample: bool,
}
