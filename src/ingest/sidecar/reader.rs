//! Reads the TOML of a sidecar key by key, so that every complaint can name its line.

use std::cell::RefCell;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::values::{did_you_mean, line_ranges, region};
use super::{At, Correction, Sidecar, SidecarError, Target};
use crate::edtf::PartialDate;
use crate::region::Code;

const DOCUMENT_KEYS: [&str; 6] = [
    "publication",
    "date",
    "page",
    "region",
    "source_url",
    "article",
];
const ARTICLE_KEYS: [&str; 16] = [
    "find",
    "lines",
    "headline",
    "kicker",
    "alternative_headline",
    "date",
    "region",
    "regions",
    "topics",
    "author",
    "credit",
    "source_url",
    "merge",
    "split",
    "order",
    "drop",
];

type Value<'i> = Spanned<DeValue<'i>>;
type Result<T> = std::result::Result<T, SidecarError>;

/// So many slips of a sidecar are named.
const NAMED: usize = 12;

/// A sidecar's text and its name for messages.
pub(super) struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    /// What was found to be wrong.
    wrong: RefCell<Vec<SidecarError>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(file: &'a str, text: &'a str) -> Self {
        Self {
            file,
            text,
            wrong: RefCell::default(),
        }
    }

    /// What was read, unless anything in it was wrong: then all of that at once.
    pub(super) fn told<T>(&self, read: T) -> Result<T> {
        let mut wrong = self.wrong.take();
        wrong.sort_by_key(|slip| slip.line);
        let mut wrong = wrong.into_iter();
        let Some(mut first) = wrong.next() else {
            return Ok(read);
        };
        for slip in wrong.by_ref().take(NAMED - 1) {
            first.message += &format!("; line {}: {}", slip.line, slip.message);
        }
        match wrong.count() {
            0 => {}
            more => first.message += &format!("; and {more} more"),
        }
        Err(first)
    }

    /// Goes on after what is wrong.
    fn note(&self, slip: Result<()>) {
        self.wrong.borrow_mut().extend(slip.err());
    }

    pub(super) fn parse(&self) -> Result<DeTable<'a>> {
        match DeTable::parse(self.text) {
            Ok(table) => Ok(table.into_inner()),
            Err(error) => {
                Err(self.error(&error.span().unwrap_or_default(), error.message().trim()))
            }
        }
    }

    /// The number, from 1, of the line that a place in the text is on.
    pub(super) fn line(&self, span: &Range<usize>) -> usize {
        let before = self.text.as_bytes().get(..span.start).unwrap_or_default();
        memchr::memchr_iter(b'\n', before).count() + 1
    }

    pub(super) fn error(&self, span: &Range<usize>, message: impl Into<String>) -> SidecarError {
        SidecarError {
            file: self.file.to_string(),
            line: self.line(span),
            message: message.into(),
        }
    }

    fn at<T>(&self, span: &Range<usize>, value: T) -> At<T> {
        At {
            value,
            file: self.file.to_string(),
            line: self.line(span),
        }
    }

    /// The word on one document, to be [`Self::told`]; its text is left empty.
    pub(super) fn document(&self, table: &DeTable<'a>) -> Sidecar {
        let mut sidecar = Sidecar::default();
        for (key, value) in table {
            self.note(self.word(&mut sidecar, key, value));
        }
        sidecar
    }

    fn word(
        &self,
        sidecar: &mut Sidecar,
        key: &Spanned<DeString<'a>>,
        value: &Value<'a>,
    ) -> Result<()> {
        let publication = &mut sidecar.publication;
        match key.get_ref().as_ref() {
            "publication" => publication.name = Some(self.words(key, value)?),
            "date" => {
                publication.date = Some(self.date(value)?);
                publication.date_given = true;
            }
            "page" => publication.page = Some(self.words(key, value)?),
            "region" => publication.region = Some(self.region(value)?),
            "source_url" => publication.source_url = Some(self.address(key, value)?),
            "article" => {
                let articles = self.tables(value)?.into_iter();
                let corrections = articles.filter_map(|article| self.correction(article));
                sidecar.corrections.extend(corrections);
            }
            _ => return Err(self.unknown(key, &DOCUMENT_KEYS)),
        }
        Ok(())
    }

    fn tables<'t>(&self, value: &'t Value<'a>) -> Result<Vec<(&'t DeTable<'a>, Range<usize>)>> {
        let error = || {
            self.error(
                &value.span(),
                "articles are written as tables under [[article]]",
            )
        };
        let list = value.get_ref().as_array().ok_or_else(error)?;
        list.iter()
            .map(|item| Ok((item.get_ref().as_table().ok_or_else(error)?, item.span())))
            .collect()
    }

    fn correction(&self, (table, span): (&DeTable<'a>, Range<usize>)) -> Option<Correction> {
        let mut correction = Correction::of(self.at(&span, Target::Words(String::new())));
        for (key, value) in table {
            self.note(self.correct(&mut correction, key, value));
        }
        if !["find", "lines"].iter().any(|key| table.contains_key(*key)) {
            self.note(Err(self.error(
                &span,
                "which article is meant? give `find` (words of it) or `lines`",
            )));
            return None;
        }
        Some(correction)
    }

    fn correct(
        &self,
        it: &mut Correction,
        key: &Spanned<DeString<'a>>,
        value: &Value<'a>,
    ) -> Result<()> {
        match key.get_ref().as_ref() {
            "find" => it.target = self.at(&key.span(), Target::Words(self.words(key, value)?)),
            "lines" => it.target = self.at(&key.span(), Target::Lines(self.lines(value)?)),
            "headline" => it.headline = Some(self.text(key, value)?),
            "kicker" => it.kicker = Some(self.text(key, value)?),
            "alternative_headline" => it.alternative_headline = Some(self.text(key, value)?),
            "date" => it.date = Some(self.date(value)?),
            "region" => it.regions = Some(vec![self.region(value)?]),
            "regions" => it.regions = Some(self.list(value, |item| self.region(item))?),
            "topics" => {
                let topics = self.list(value, |item| self.words(key, item))?;
                it.topics = Some(self.at(&key.span(), topics));
            }
            "author" => it.author = Some(self.list(value, |item| self.words(key, item))?),
            "credit" => it.credit = Some(self.text(key, value)?),
            "source_url" => it.source_url = Some(self.address(key, value)?),
            "merge" => it.merge = Some(self.at(&key.span(), self.target(key, value)?)),
            "split" => it.split = Some(self.at(&key.span(), self.line_number(value)?)),
            "order" => it.order = Some(self.at(&key.span(), self.lines(value)?)),
            "drop" => it.drop = self.truth(key, value)?,
            _ => return Err(self.unknown(key, &ARTICLE_KEYS)),
        }
        Ok(())
    }

    fn unknown(&self, key: &Spanned<DeString<'a>>, known: &[&str]) -> SidecarError {
        let name = key.get_ref().as_ref();
        let hint = match did_you_mean(name, known.iter().copied()) {
            hint if hint.is_empty() => format!("; known are {}", known.join(", ")),
            hint => hint,
        };
        self.error(&key.span(), format!("unknown key {name:?}{hint}"))
    }

    /// Text, or a number that stands for one (`page = 3`).
    fn text(&self, key: &Spanned<DeString<'a>>, value: &Value<'a>) -> Result<String> {
        match value.get_ref() {
            DeValue::String(text) => Ok(text.trim().to_string()),
            DeValue::Integer(number) => Ok(number.to_string()),
            other => Err(self.error(
                &value.span(),
                format!(
                    "{} is a text in quotes, not {}",
                    key.get_ref(),
                    other.type_str()
                ),
            )),
        }
    }

    /// Text that says something.
    fn words(&self, key: &Spanned<DeString<'a>>, value: &Value<'a>) -> Result<String> {
        let text = self.text(key, value)?;
        if text.is_empty() {
            return Err(self.error(&value.span(), format!("{} is empty", key.get_ref())));
        }
        Ok(text)
    }

    fn address(&self, key: &Spanned<DeString<'a>>, value: &Value<'a>) -> Result<String> {
        let text = self.words(key, value)?;
        if text.starts_with("http://") || text.starts_with("https://") {
            return Ok(text);
        }
        Err(self.error(
            &value.span(),
            format!("{text:?} is no address; it begins with https:// or http://"),
        ))
    }

    fn truth(&self, key: &Spanned<DeString<'a>>, value: &Value<'a>) -> Result<bool> {
        let error = || {
            self.error(
                &value.span(),
                format!("{} is true or false, without quotes", key.get_ref()),
            )
        };
        value.get_ref().as_bool().ok_or_else(error)
    }

    fn date(&self, value: &Value<'a>) -> Result<PartialDate> {
        let text = match value.get_ref() {
            DeValue::String(text) => text.trim().to_string(),
            DeValue::Integer(year) => year.to_string(),
            DeValue::Datetime(date) => date.to_string(),
            other => other.type_str().to_string(),
        };
        PartialDate::given(&text).map_err(|error| self.error(&value.span(), error.to_string()))
    }

    fn region(&self, value: &Value<'a>) -> Result<Code> {
        let text = match value.get_ref() {
            DeValue::String(text) => text.trim().to_string(),
            DeValue::Integer(code) => code.to_string(),
            other => other.type_str().to_string(),
        };
        region(&text).map_err(|message| self.error(&value.span(), message))
    }

    /// A list, or a single value for a list of one.
    fn list<T>(&self, value: &Value<'a>, read: impl Fn(&Value<'a>) -> Result<T>) -> Result<Vec<T>> {
        match value.get_ref() {
            DeValue::Array(items) => items.iter().map(read).collect(),
            _ => Ok(vec![read(value)?]),
        }
    }

    fn line_number(&self, value: &Value<'a>) -> Result<u32> {
        let number = match value.get_ref() {
            DeValue::Integer(number) => number.as_str().parse().ok(),
            _ => None,
        };
        number.filter(|line| *line > 0).ok_or_else(|| {
            self.error(
                &value.span(),
                "a line is given by its number, from 1, without quotes",
            )
        })
    }

    /// `45`, `"12-30"` or `"45-52, 12-30"`.
    fn lines(&self, value: &Value<'a>) -> Result<Vec<crate::article::LineRange>> {
        let text = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(line) => line.to_string(),
            other => other.type_str().to_string(),
        };
        line_ranges(&text).ok_or_else(|| {
            self.error(
                &value.span(),
                format!("{text:?} are no lines; write \"12-30\" or \"45-52, 12-30\""),
            )
        })
    }

    /// Words of an article, or lines of it.
    fn target(&self, key: &Spanned<DeString<'a>>, value: &Value<'a>) -> Result<Target> {
        let words = self.words(key, value)?;
        Ok(line_ranges(&words).map_or(Target::Words(words), Target::Lines))
    }
}

impl Correction {
    fn of(target: At<Target>) -> Self {
        Self {
            target,
            headline: None,
            kicker: None,
            alternative_headline: None,
            date: None,
            regions: None,
            topics: None,
            author: None,
            credit: None,
            source_url: None,
            merge: None,
            split: None,
            order: None,
            drop: false,
        }
    }
}
