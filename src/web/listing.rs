//! What all listings share: rows grouped by day, what they are narrowed to, and the way to the next page.

mod chips;

use askama::Template;

pub(super) use chips::{Chip, chips};

use super::dates::UNKNOWN;
use super::frame::{Frame, Section};
use super::headline::spaced;
use super::i18n::Strings;
use super::links::order_name;
use super::params::ListParams;
use super::places::{in_latin, place, short};
use super::reader::Reader;
use super::{App, Page};
use crate::archive::facets::{FacetCounts, Facets};
use crate::archive::{ArticleRow, Filter, Order};
use crate::edtf::PartialDate;
use crate::region::{Code, Gazetteer};
use crate::text::script::script;

/// Rows on one page.
pub(super) const ROWS: usize = 20;
/// Choices shown of what a listing can be narrowed by.
const CHOICES: usize = 12;

/// Something that can be gone to, with how many articles are there.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Choice {
    pub(super) label: String,
    pub(super) address: String,
    pub(super) count: String,
}

/// Choices of one kind.
pub(super) struct Choices {
    pub(super) title: &'static str,
    pub(super) choices: Vec<Choice>,
}

/// An article as a listing shows it.
#[derive(Template)]
#[template(path = "parts/row.html")]
pub(super) struct Row {
    pub(super) t: &'static Strings,
    pub(super) row: ArticleRow,
    /// Headline and lead with their hits marked, as HTML; search fills them.
    pub(super) marked: Option<(String, String)>,
    pub(super) region: Option<(Code, String)>,
    pub(super) topic: Option<(String, String)>,
    /// Shown where rows are not grouped by day.
    pub(super) date: Option<String>,
    /// Addresses and words of other articles with the same text, which this one stands for.
    pub(super) reprints: Vec<(String, String)>,
    /// It has only some of the words that were searched.
    pub(super) partial: bool,
}

impl Row {
    pub(super) fn new(reader: &Reader, row: ArticleRow) -> Self {
        let region = row.regions.first().map(|code| (*code, place(*code)));
        let topic = row
            .topics
            .first()
            .map(|id| (id.clone(), reader.topic(id).to_string()));
        Self {
            t: reader.strings(),
            row,
            marked: None,
            region,
            topic,
            date: None,
            reprints: Vec::new(),
            partial: false,
        }
    }

    /// As HTML.
    fn headline(&self) -> String {
        spaced(&self.t.called(&self.row))
    }

    /// The attribute of the headline's language.
    fn lang(&self) -> &'static str {
        self.t.lang_of(&self.t.called(&self.row))
    }

    fn script(&self) -> &'static str {
        script([&self.row.lead])
    }
}

/// The rows of one day.
pub(super) struct Day {
    pub(super) title: String,
    pub(super) weekday: &'static str,
    /// The date's own page; that of all undated articles for undated rows.
    pub(super) address: String,
    pub(super) rows: Vec<Row>,
}

/// Groups rows that stand in order of publication.
pub(super) fn by_day(reader: &Reader, rows: Vec<ArticleRow>) -> Vec<Day> {
    let mut days: Vec<(Option<PartialDate>, Day)> = Vec::new();
    for row in rows {
        let date = row.date;
        let row = Row::new(reader, row);
        match days.last_mut() {
            Some((known, day)) if *known == date => day.rows.push(row),
            _ => days.push((date, Day::new(reader, date, row))),
        }
    }
    days.into_iter().map(|(_, day)| day).collect()
}

impl Day {
    fn new(reader: &Reader, date: Option<PartialDate>, row: Row) -> Self {
        let whole = date.filter(|date| date.day().is_some());
        Self {
            title: date.map_or_else(
                || reader.strings().undated.to_string(),
                |date| reader.lang.date(date),
            ),
            weekday: whole.map_or("", |date| reader.lang.weekday(date.first_day())),
            address: date.map_or_else(|| UNKNOWN.to_string(), date_address),
            rows: vec![row],
        }
    }
}

/// `/dates/2024/04/24`, as coarse as the date.
pub(super) fn date_address(date: PartialDate) -> String {
    let mut address = format!("/dates/{}", date.year());
    if let Some(month) = date.month() {
        address += &format!("/{month:02}");
    }
    if let Some(day) = date.day() {
        address += &format!("/{day:02}");
    }
    address
}

/// Where a listing stands, and what its own address already narrows it to.
pub(super) struct Base<'a> {
    pub(super) path: &'a str,
    pub(super) fixed: Filter,
}

impl Base<'_> {
    /// What is asked for, within what the path says.
    pub(super) fn filter(&self, wanted: &ListParams) -> Filter {
        let (fixed, asked) = (self.fixed.clone(), wanted.filter.clone());
        Filter {
            region: fixed.region.or(asked.region),
            topic: fixed.topic.or(asked.topic),
            from: fixed.from.or(asked.from),
            to: fixed.to.or(asked.to),
            source: fixed.source.or(asked.source),
            precision: fixed.precision.or(asked.precision),
            document: fixed.document.or(asked.document),
        }
    }

    pub(super) fn address(&self, wanted: &ListParams) -> String {
        format!("{}{}", self.path, wanted.query())
    }
}

/// A page of a listing; `parts/listing.html` draws it.
#[derive(Template)]
#[template(path = "parts/listing.html")]
pub(super) struct ListingView {
    t: &'static Strings,
    pub(super) total: u64,
    days: Vec<Day>,
    pub(super) chips: Vec<Chip>,
    /// The dates that were asked for were turned round.
    turned: bool,
    narrow: Vec<Choices>,
    sorts: Vec<(&'static str, String, bool)>,
    pub(super) feed: String,
    pub(super) prev: Option<String>,
    pub(super) next: Option<String>,
    /// The address without any narrowing, offered where nothing is found.
    bare: String,
}

impl ListingView {
    /// Asks the archive for one page of what is wanted.
    pub(super) async fn load(
        app: &App,
        reader: &Reader,
        base: &Base<'_>,
        wanted: &ListParams,
    ) -> Page<Self> {
        let filter = base.filter(wanted);
        let order = wanted.sort.unwrap_or_default();
        let listing = app.archive.list(&filter, order, &wanted.page(ROWS)).await?;
        let at = |cursor: Option<String>| {
            cursor.map(|cursor| {
                let mut page = wanted.clone();
                page.after = Some(cursor);
                base.address(&page)
            })
        };
        let feed = ListParams {
            sort: None,
            by: None,
            q: String::new(),
            ..wanted.with(|_| ())
        };
        Ok(Self {
            t: reader.strings(),
            total: listing.total,
            days: by_day(reader, listing.rows),
            chips: chips(reader, base, wanted),
            turned: wanted.turned,
            narrow: narrow(reader, &app.archive.facets(), base, wanted),
            sorts: sorts(reader, base, wanted, &[Order::Newest, Order::Oldest]),
            feed: format!(
                "{}/feed.atom{}",
                base.path.trim_end_matches('/'),
                feed.query()
            ),
            prev: at(listing.prev),
            next: at(listing.next),
            bare: base.path.to_string(),
        })
    }
}

impl ListingView {
    /// The frame of the page around this listing. Only the plain listing is of use to search engines: its narrowed
    /// forms say the same again.
    pub(super) fn frame(
        &self,
        reader: Reader,
        section: Section,
        title: &str,
        address: &str,
    ) -> Frame {
        let mut frame = Frame::new(reader, section, title, address);
        frame.description = format!("{title}：{}", frame.t.count_articles(&self.total));
        frame.feed = Some(self.feed.clone());
        frame.prev.clone_from(&self.prev);
        frame.next.clone_from(&self.next);
        frame.indexed = self.chips.is_empty();
        frame
    }
}

pub(super) fn sorts(
    reader: &Reader,
    base: &Base,
    wanted: &ListParams,
    orders: &[Order],
) -> Vec<(&'static str, String, bool)> {
    let t = reader.strings();
    let current = wanted.sort.or(orders.first().copied());
    orders
        .iter()
        .map(|order| {
            let label = match order_name(*order) {
                "newest" => t.newest,
                "oldest" => t.oldest,
                _ => t.relevance,
            };
            let chosen = Some(*order).filter(|order| Some(order) != orders.first());
            let address = base.address(&wanted.with(|w| w.sort = chosen));
            (label, address, current == Some(*order))
        })
        .collect()
}

/// What the listing can still be narrowed by; within a region's own page, the page itself leads to those below.
fn narrow(reader: &Reader, facets: &Facets, base: &Base, wanted: &ListParams) -> Vec<Choices> {
    let counts = facets.counts_of(&base.filter(wanted));
    let regions: &[_] = match base.fixed.region {
        Some(_) => &[],
        None => &counts.regions,
    };
    narrow_by(reader, &counts, regions, base, wanted)
}

/// What articles with these counts can still be narrowed by; a kind with one choice only is left out.
pub(super) fn narrow_by(
    reader: &Reader,
    counts: &FacetCounts,
    regions: &[(Code, u64)],
    base: &Base,
    wanted: &ListParams,
) -> Vec<Choices> {
    let t = reader.strings();
    let filter = base.filter(wanted);
    let choice = |label: String, count: u64, change: &dyn Fn(&mut ListParams)| Choice {
        label,
        address: base.address(&wanted.with(change)),
        count: reader.lang.number(count),
    };
    let gazetteer = Gazetteer::get();
    let regions = regions.iter().map(|(code, count)| {
        let name = format!("{}{}", short(*code), in_latin(reader.lang, *code));
        choice(name, *count, &|w| w.filter.region = Some(*code))
    });
    // Out of the region again, one level at a time.
    let above = wanted
        .filter
        .region
        .into_iter()
        .flat_map(|code| gazetteer.ancestors(code));
    let above = above.map(|region| Choice {
        label: format!(
            "↑ {}{}",
            region.short_name,
            in_latin(reader.lang, region.code)
        ),
        address: base.address(&wanted.with(|w| w.filter.region = Some(region.code))),
        count: String::new(),
    });
    let regions = above.chain(regions.take(CHOICES));
    let topics = counts.topics.iter().filter(|_| filter.topic.is_none());
    let topics = topics.map(|(id, count)| {
        let label = reader.topic(id).to_string();
        choice(label, *count, &|w| w.filter.topic = Some(id.clone()))
    });
    let dated = filter.from.is_some() || filter.to.is_some();
    let years = counts.years.iter().rev().filter(|_| !dated);
    let years = years.map(|(year, count)| {
        let date = PartialDate::year_only(*year);
        choice(year.to_string(), *count, &|w| {
            (w.filter.from, w.filter.to) = (date, date)
        })
    });
    let sources = counts.sources.iter().filter(|_| filter.source.is_none());
    let sources = sources.map(|(name, count)| {
        choice(name.clone(), *count, &|w| {
            w.filter.source = Some(name.clone())
        })
    });
    let all = [
        (t.region, regions.collect()),
        (t.topic, topics.collect()),
        (t.year, years.take(CHOICES).collect()),
        (t.source, sources.take(CHOICES).collect()),
    ];
    all.into_iter()
        .map(|(title, choices)| Choices { title, choices })
        .filter(|group: &Choices| group.choices.len() > 1)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_has_an_address_as_coarse_as_itself() {
        assert_eq!(
            date_address("2024-04-05".parse().unwrap()),
            "/dates/2024/04/05"
        );
        assert_eq!(date_address("2024~".parse().unwrap()), "/dates/2024");
    }
}
