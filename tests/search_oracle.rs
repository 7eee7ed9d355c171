//! The promise of search, tested against brute force: what a query finds is what a reader of every text would find.
//!
//! The oracle knows nothing of the index. It reads the normal form of each text from one end to the other, by the
//! definition in the documentation of `text::units`.

use std::collections::BTreeSet;

use jianbao::archive::search::{Mode, SearchResults};
use jianbao::archive::{Archive, ArchiveError, Filter, Order, PageRequest, Prepared};
use jianbao::article::{Article, Basis, DatePublished, Document, Layout, Publication};
use jianbao::query::{Field, Node, Query};
use jianbao::text::normalize::fold;
use proptest::prelude::*;

/// One unit of a text as the oracle reads it: what it says, and whether a break stands before it.
#[derive(Debug, Clone, PartialEq)]
struct Read {
    said: String,
    broken: bool,
}

fn is_chinese(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c) || c == '々'
}

fn read(text: &str) -> Vec<Read> {
    let mut units: Vec<Read> = Vec::new();
    let mut between = String::new();
    for c in fold(text).chars() {
        if !c.is_alphanumeric() && c != '々' {
            between.push(c);
            continue;
        }
        let last = units.last().and_then(|unit| unit.said.chars().next());
        let after_word = last.is_some_and(|last| !is_chinese(last));
        if between.is_empty() && after_word && !is_chinese(c) {
            if let Some(unit) = units.last_mut() {
                unit.said.push(c);
            }
            continue;
        }
        let spaces = between.chars().all(|c| c == ' ');
        let scripts_change = after_word == is_chinese(c);
        let broken = !(between.is_empty() || spaces && scripts_change);
        units.push(Read {
            said: c.to_string(),
            broken: broken && last.is_some(),
        });
        between.clear();
    }
    units
}

/// Where the phrase stands, as first and last place, units and breaks counted.
fn places(text: &[Read], phrase: &[Read]) -> Vec<(i64, i64)> {
    let mut at = Vec::new();
    let mut place = 0;
    for unit in text {
        place += if unit.broken { 2 } else { 1 };
        at.push(place);
    }
    let mut found = Vec::new();
    for start in 0..text.len().saturating_sub(phrase.len() - 1) {
        let same = phrase
            .iter()
            .zip(&text[start..])
            .enumerate()
            .all(|(n, (wanted, unit))| {
                wanted.said == unit.said && (n == 0 || wanted.broken == unit.broken)
            });
        if same {
            found.push((at[start], at[start + phrase.len() - 1]));
        }
    }
    found
}

struct Text {
    id: String,
    article: Article,
    source: Option<String>,
}

impl Text {
    fn fields(&self, field: Field) -> Vec<Vec<Read>> {
        let headline = read(&self.article.headline);
        let author = read(&self.article.author.join("；"));
        let credit = self.article.credit_text.iter();
        let body: Vec<&str> = self
            .article
            .article_body
            .iter()
            .chain(credit)
            .map(String::as_str)
            .collect();
        let body = read(&body.join("\n"));
        match field {
            Field::Any => vec![headline, author, body],
            Field::Headline => vec![headline],
            Field::Author => vec![author],
        }
    }

    fn holds(&self, node: &Node) -> bool {
        match node {
            Node::Phrase(phrase, field) => {
                let phrase = read(&phrase.text);
                self.fields(*field)
                    .iter()
                    .any(|text| !places(text, &phrase).is_empty())
            }
            Node::Prefix(letters, field) => {
                self.fields(*field).iter().flatten().any(|unit| {
                    unit.said.starts_with(letters) && !unit.said.chars().any(is_chinese)
                })
            }
            Node::Near(phrases, distance, field) => {
                let phrases: Vec<_> = phrases.iter().map(|phrase| read(&phrase.text)).collect();
                self.fields(*field)
                    .iter()
                    .any(|text| near(text, &phrases, i64::from(*distance)))
            }
            Node::Region(code) => self.article.content_location.iter().any(|own| {
                let (own, wanted) = (own.to_string(), code.to_string());
                own == wanted
                    || (wanted.ends_with("0000") && own[..2] == wanted[..2])
                    || (wanted.ends_with("00") && own[..4] == wanted[..4])
            }),
            Node::Topic(id) => self.article.about.contains(id),
            Node::Source(phrase) => {
                let phrase = read(&phrase.text);
                self.source
                    .as_ref()
                    .is_some_and(|source| !places(&read(source), &phrase).is_empty())
            }
            Node::Date(from, to) => self.article.date_published.as_ref().is_some_and(|date| {
                from.is_none_or(|from| from.first_day() <= date.date.first_day())
                    && to.is_none_or(|to| date.date.first_day() <= to.last_day())
            }),
            Node::And(nodes) => nodes.iter().all(|node| self.holds(node)),
            Node::Or(nodes) => nodes.iter().any(|node| self.holds(node)),
            Node::Not(inner) => !self.holds(inner),
        }
    }
}

/// Is there a choice of one place for each phrase, so that between the end of each and the beginning of the one that
/// begins last there are at most so many places?
fn near(text: &[Read], phrases: &[Vec<Read>], distance: i64) -> bool {
    let all: Vec<_> = phrases.iter().map(|phrase| places(text, phrase)).collect();
    let mut last = all.iter().flatten().map(|(start, _)| *start);
    last.any(|last| {
        all.iter().all(|places| {
            places
                .iter()
                .any(|(start, end)| *start <= last && last - end - 1 <= distance)
        })
    })
}

fn document(name: &str, articles: Vec<Article>) -> Document {
    Document {
        name: name.to_string(),
        bytes: format!("{name}{articles:?}").into_bytes(),
        text: String::new(),
        encoding: "UTF-8".to_string(),
        layout: Layout::Records,
        publication: Publication::default(),
        articles,
        furniture: Vec::new(),
        sample: false,
    }
}

/// Text of few different characters, so that queries meet it.
fn text(length: usize) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => prop::sample::select(vec!["疫", "苗", "接", "种", "種", "月", "台", "臺", "々"]).prop_map(str::to_string),
        2 => prop::sample::select(vec!["covid", "ＣＯＶＩＤ", "4", "19", "a", "４月", "5G"]).prop_map(str::to_string),
        2 => prop::sample::select(vec![" ", "，", "。", "\n", "　", "-", "·", "（", "?"]).prop_map(str::to_string),
    ];
    prop::collection::vec(piece, 0..length).prop_map(|pieces| pieces.concat())
}

fn article() -> impl Strategy<Value = Article> {
    let date = prop::option::of(prop::sample::select(vec![
        "2023",
        "2024-01",
        "2024-01-05",
        "2024-06-30",
        "2025-02-01",
    ]));
    let region = prop::sample::select(vec!["410800", "410811", "410000", "110000"]);
    let topic = prop::sample::select(vec!["vaccination", "people"]);
    let source = prop::option::of(prop::sample::select(vec!["月台日报", "Covid Times"]));
    (
        text(8),
        text(6),
        text(40),
        text(12),
        date,
        region,
        topic,
        source,
    )
        .prop_map(
            |(headline, author, body, more, date, region, topic, source)| Article {
                headline,
                author: if author.is_empty() {
                    Vec::new()
                } else {
                    vec![author, "接".to_string()]
                },
                article_body: vec![body, more],
                date_published: date.map(|date| DatePublished {
                    date: date.parse().unwrap(),
                    basis: Basis::Printed,
                    time: None,
                    words: None,
                }),
                content_location: vec![region.parse().unwrap()],
                about: vec![topic.to_string()],
                credit_text: source.map(str::to_string),
                ..Article::default()
            },
        )
}

fn query() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        10 => text(5),
        3 => text(6).prop_map(|text| format!("\"{text}\"")),
        1 => text(3).prop_map(|text| format!("“{text}”")),
        1 => prop::sample::select(vec![
            "covid*", "c*", "1*", "标题:疫苗", "标题：苗", "title:covid", "记者:接", "author:月台", "地区:410800", "region:410000",
            "topic:people", "日期:2024", "date:2024-01..2024-06", "日期：..2023", "来源:月台", "source:covid", "标题:(疫 | 苗)",
            "标题:co*", "记者:co*", "记者:4",
        ]).prop_map(str::to_string),
        1 => (text(3), text(3), 1..6).prop_map(|(a, b, n)| format!("\"{a}\" NEAR/{n} \"{b}\"")),
        1 => prop::sample::select(vec!["疫 NEAR/3 苗", "标题:月 NEAR/2 台", "疫苗 NEAR/1 covid NEAR/1 种"]).prop_map(str::to_string),
    ];
    let sign = prop::sample::select(vec![
        " ", " ", "　", " | ", " OR ", " -", " NOT ", " (", ") ", " AND ", "｜",
    ]);
    prop::collection::vec((sign, piece), 1..5).prop_map(|pieces| {
        pieces
            .into_iter()
            .map(|(sign, piece)| sign.to_string() + &piece)
            .collect()
    })
}

fn filter() -> impl Strategy<Value = Filter> {
    prop_oneof![
        3 => Just(Filter::default()),
        1 => Just(Filter { region: "410800".parse().ok(), ..Filter::default() }),
        1 => Just(Filter { topic: Some("people".to_string()), ..Filter::default() }),
        1 => Just(Filter { from: "2024".parse().ok(), to: "2024-03".parse().ok(), ..Filter::default() }),
    ]
}

fn passes(text: &Text, filter: &Filter) -> bool {
    let mut nodes = Vec::new();
    nodes.extend(filter.region.map(Node::Region));
    nodes.extend(filter.topic.clone().map(Node::Topic));
    if filter.from.is_some() || filter.to.is_some() {
        nodes.push(Node::Date(filter.from, filter.to));
    }
    text.holds(&Node::And(nodes))
}

async fn texts(archive: &Archive, articles: &[Article]) -> Vec<Text> {
    let page = PageRequest {
        cursor: None,
        limit: 100,
    };
    let rows = archive
        .list(&Filter::default(), Order::Newest, &page)
        .await
        .unwrap()
        .rows;
    rows.into_iter()
        .map(|row| {
            let article = articles
                .iter()
                .find(|article| article.keywords[0] == keyword(&row.headline))
                .unwrap()
                .clone();
            Text {
                id: row.id.to_string(),
                article,
                source: row.source,
            }
        })
        .collect()
}

/// Headlines carry a number at their end, so that the oracle knows which article is which.
fn keyword(headline: &str) -> String {
    headline.rsplit('№').next().unwrap_or_default().to_string()
}

/// On a busy machine a search may be broken off through no fault of its own; then it is asked for again.
async fn patient_search(
    archive: &Archive,
    query: &Query,
    filter: &Filter,
    order: Order,
    page: &PageRequest,
) -> SearchResults {
    for _ in 0..30 {
        match archive.search(query, filter, order, page).await {
            Err(ArchiveError::TooSlow) => {}
            results => return results.unwrap(),
        }
    }
    panic!("{:?} is always too slow", query.text());
}

async fn found(
    archive: &Archive,
    query: &Query,
    filter: &Filter,
    order: Order,
) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    let mut page = PageRequest {
        cursor: None,
        limit: 7,
    };
    loop {
        let results = patient_search(archive, query, filter, order, &page).await;
        if !matches!(results.mode, Mode::Exact | Mode::Followed) {
            return BTreeSet::new();
        }
        for hit in results.hits.iter().filter(|hit| !hit.partial) {
            assert!(ids.insert(hit.row.id.to_string()), "an article twice");
            for row in &hit.reprints {
                assert!(ids.insert(row.id.to_string()), "an article twice");
            }
        }
        match results.next {
            Some(next) => page.cursor = Some(next),
            None => {
                assert_eq!(results.total, ids.len() as u64);
                return ids;
            }
        }
    }
}

fn check(articles: Vec<Article>, replaced: Vec<Article>, queries: Vec<(String, Filter)>) {
    let mut numbered: Vec<Article> = articles.into_iter().chain(replaced).collect();
    for (number, article) in numbered.iter_mut().enumerate() {
        article.headline.push_str(&format!("№{number}"));
        article.keywords = vec![number.to_string()];
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let archive = Archive::open(&folder.path().join("archive.db"))
            .await
            .unwrap();
        let (first, second) = numbered.split_at(numbered.len() - 3);
        // Documents one by one, so that segments are merged; then some of them are replaced.
        for (number, article) in first.iter().enumerate() {
            let prepared = Prepared::new(
                document(&format!("{number}.json"), vec![article.clone()]),
                None,
            );
            archive
                .store(&[prepared], "2026-01-01T00:00:00Z")
                .await
                .unwrap();
        }
        let replacing = second.iter().enumerate().map(|(number, article)| {
            Prepared::new(
                document(&format!("{number}.json"), vec![article.clone()]),
                None,
            )
        });
        archive
            .store(&replacing.collect::<Vec<_>>(), "2026-01-01T00:00:00Z")
            .await
            .unwrap();
        archive.refresh().await.unwrap();
        let texts = texts(&archive, &numbered).await;
        assert_eq!(texts.len(), first.len());
        for (typed, filter) in queries {
            let query = Query::parse(&typed);
            let Some(root) = query.root() else { continue };
            let wanted: BTreeSet<String> = texts
                .iter()
                .filter(|text| passes(text, &filter) && text.holds(root))
                .map(|text| text.id.clone())
                .collect();
            for order in [Order::Newest, Order::Relevance] {
                let found = found(&archive, &query, &filter, order).await;
                let differ = texts
                    .iter()
                    .filter(|text| found.contains(&text.id) != wanted.contains(&text.id));
                assert_eq!(
                    found,
                    wanted,
                    "{typed:?}, understood as {:?}, differs on {:#?}",
                    query.canonical(),
                    differ.map(|text| &text.article).collect::<Vec<_>>()
                );
            }
            let again = Query::parse(&query.canonical());
            assert_eq!(
                found(&archive, &again, &filter, Order::Oldest).await,
                wanted,
                "canonical form of {typed:?}"
            );
        }
        archive.close().await;
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, max_shrink_iters: 0, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn search_finds_what_a_reader_finds(
        articles in prop::collection::vec(article(), 10..16),
        replaced in prop::collection::vec(article(), 3),
        queries in prop::collection::vec((query(), filter()), 40),
    ) {
        check(articles, replaced, queries);
    }
}

/// Queries that once found what they should not, over texts that nearly hold them.
#[test]
fn near_misses_are_not_found() {
    let texts = [
        "々4-４月",
        "々4月",
        "々4种4月",
        "々4，4月份",
        "4-4月",
        "々 4 4 月",
        "covid，臺種",
        "covid臺種",
        "疫苗covid种",
        "疫苗，covid，种",
        "种，疫苗接covid",
        "疫苗疫苗台 covid 月种",
        "Covid19，台种",
        "月种々 19台",
        "月种-19台",
        "月种接台苗",
        "月种，台苗",
    ];
    let article = |text: &&str| Article {
        headline: "co".to_string(),
        article_body: vec![(*text).to_string()],
        ..Article::default()
    };
    let queries = [
        "々4-４月",
        "\"々4-４月\"",
        "｜) 标题:co*｜\"covid，臺種\" | 疫苗 NEAR/1 covid NEAR/1 种",
        "\"covid，臺種\" | 疫苗 NEAR/1 covid NEAR/1 种",
        "疫苗 NEAR/1 covid NEAR/1 种",
        "疫 NEAR/3 种 种 NEAR/2 月",
        "疫苗 疫苗 \"疫苗\" -月 -月",
        "月种-19",
        "\"月种，台苗\"",
    ];
    let queries = queries.map(|query| (query.to_string(), Filter::default()));
    check(
        texts.iter().map(article).collect(),
        texts.iter().rev().take(3).map(article).collect(),
        queries.to_vec(),
    );
}
