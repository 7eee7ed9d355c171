//! No statement that serves readers scans a table or sorts what it finds: every statement that runs while an archive is
//! listed, searched and read is explained by SQLite itself.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use jianbao::archive::{
    Archive, ArticleId, Correction, Filter, HarvestCursor, HarvestFilter, Lookup, Occasion, Order,
    PageRequest, Prepared,
};
use jianbao::article::{Article, Basis, DatePublished, Document, Layout, LineRange, Publication};
use jianbao::query::Query;
use sqlx::{Connection, Row};
use tracing::field::{Field, Visit};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

/// Tables that are read whole, once a revision: small ones, and the words for suggestions.
const READ_WHOLE: [&str; 5] = ["segment", "topic", "source", "meta", "vocabulary"];

/// Results within a statement that are bounded: so many articles of a key, so many steps of a redirect, so many articles
/// that are asked for at once.
const FEW: [&str; 4] = ["few", "alike", "way", "asked"];

/// What is sorted once a revision, or of few rows: what a keeper withdrew of one document.
const SORTED: [&str; 3] = ["FROM segment", "FROM vocabulary", "FROM gone"];

/// What looks through documents, of which there are far fewer: their number, in the narrowest index, and whether there is
/// one that is no sample, which nearly always the first one tells.
const OF_DOCUMENTS: [&str; 2] = [
    "SELECT count(*) FROM document",
    "SELECT EXISTS (SELECT 1 FROM document)",
];

/// Collects what the database driver says that it runs.
#[derive(Clone, Default)]
struct Statements(Arc<Mutex<BTreeSet<String>>>);

impl<S: tracing::Subscriber> Layer<S> for Statements {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        let mut seen = Seen::default();
        event.record(&mut seen);
        let statement = if seen.statement.is_empty() {
            seen.summary
        } else {
            seen.statement
        };
        self.0.lock().unwrap().insert(statement.trim().to_string());
    }
}

#[derive(Default)]
struct Seen {
    summary: String,
    statement: String,
}

impl Visit for Seen {
    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}

    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "summary" => self.summary = value.to_string(),
            "db.statement" => self.statement = value.to_string(),
            _ => {}
        }
    }
}

fn article(n: usize) -> Article {
    Article {
        headline: format!("榕江区门诊通告{n}"),
        date_published: Some(DatePublished {
            date: format!("2024-04-{:02}", 1 + n % 28).parse().unwrap(),
            basis: Basis::Printed,
            time: None,
            words: None,
        }),
        content_location: vec!["410800".parse().unwrap()],
        about: vec!["vaccination".to_string()],
        article_body: vec![format!(
            "第{n}号门诊下周起延长开放，接种流感疫苗，老人和孩子优先；居民凭证件前往，社区派车接送行动不便的人，周末也照常开门。"
        )],
        ..Article::default()
    }
}

async fn filled(path: &std::path::Path) -> Archive {
    let archive = Archive::open(path).await.unwrap();
    let document = Document {
        name: "a.jsonl".to_string(),
        bytes: b"a".to_vec(),
        text: "a".to_string(),
        encoding: "UTF-8".to_string(),
        layout: Layout::Records,
        publication: Publication::default(),
        articles: (0..200).map(article).collect(),
        furniture: Vec::new(),
        sample: false,
    };
    let prepared = [Prepared::new(document, None)];
    let stored = archive.store(&prepared, "2024-05-01T00:00:00Z").await;
    stored.unwrap().remove(0).unwrap();
    archive.refresh().await.unwrap();
    archive
}

/// Asks for everything that readers ask for.
async fn read_all(archive: &Archive) {
    let page = PageRequest {
        cursor: None,
        limit: 20,
    };
    let filter = Filter::default();
    for order in [Order::Newest, Order::Oldest] {
        let first = archive.list(&filter, order, &page).await.unwrap();
        let next = PageRequest {
            cursor: first.next,
            limit: 20,
        };
        archive.list(&filter, order, &next).await.unwrap();
    }
    for query in [
        "疫苗",
        "\"流感疫苗\"",
        "门诊 OR 通告",
        "门诊 -通告",
        "门诊 NEAR/5 疫苗",
        "co*",
        "标题:门诊",
        "门诊明天开放接种",
    ] {
        for order in [Order::Relevance, Order::Newest] {
            let query = Query::parse(query);
            archive.search(&query, &filter, order, &page).await.unwrap();
        }
    }
    let query = Query::parse("疫苗");
    archive.trends(&[query], &filter).await.unwrap();
    archive.changed_last(&filter, 10).await.unwrap();
    let words = Query::parse("疫苗");
    archive
        .changed_last_with(&words, &filter, 10)
        .await
        .unwrap();
    archive.gone_last(10).await.unwrap();
    archive.suggest("门", 10).await.unwrap();
    archive.is_sample().await.unwrap();
    assert_eq!(archive.changes(None, 10).await.unwrap().len(), 2);
    let listed = archive.list(&filter, Order::Newest, &page).await.unwrap();
    read_article(archive, listed.rows[3].id).await;
    let documents = archive.documents("", 10).await.unwrap();
    archive.count_documents().await.unwrap();
    read_document(archive, documents[0].id).await;
    harvest(archive).await;
}

async fn read_article(archive: &Archive, id: ArticleId) {
    let Lookup::Found(record) = archive.article(id).await.unwrap() else {
        panic!("{id} is not there");
    };
    archive.beside(&record, 5).await.unwrap();
    assert_eq!(archive.revisions(id, 10).await.unwrap().len(), 1);
}

async fn read_document(archive: &Archive, id: ArticleId) {
    archive.document(id).await.unwrap();
    archive.articles_of(id, 0, 10).await.unwrap();
    let of_document = archive.of_document(id).await.unwrap();
    assert!(of_document.is_some());
    archive.articles_in(id, LineRange(1, 10)).await.unwrap();
    archive.original(id).await.unwrap();
    assert_eq!(archive.withdrawn(id).await.unwrap().len(), 1);
}

async fn harvest(archive: &Archive) {
    archive.earliest_change().await.unwrap();
    archive.latest_change().await.unwrap();
    for from in [None, Some(0)] {
        let wanted = HarvestFilter {
            from,
            ..HarvestFilter::default()
        };
        let mut cursor = HarvestCursor::default();
        while let (_, Some(next)) = archive.harvest(&wanted, cursor, 60).await.unwrap() {
            cursor = next;
        }
    }
}

/// Corrects one article and withdraws another, whose address it returns.
async fn change(archive: &Archive) -> ArticleId {
    let page = PageRequest {
        cursor: None,
        limit: 5,
    };
    let listed = archive.list(&Filter::default(), Order::Newest, &page).await;
    let rows = listed.unwrap().rows;
    let occasion = Occasion {
        command: "withdraw",
        ..Occasion::load("2024-05-02T00:00:00Z")
    };
    let correction = Correction {
        headline: Some("更正".to_string()),
        ..Correction::default()
    };
    archive
        .revise(rows[3].id, &correction, &occasion)
        .await
        .unwrap();
    archive.withdraw(rows[4].id, &occasion).await.unwrap();
    rows[4].id
}

#[tokio::test]
async fn no_reader_waits_for_a_scan_or_a_sort() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let archive = filled(&path).await;
    let statements = Statements::default();
    let subscriber = tracing_subscriber::registry().with(statements.clone().with_filter(
        tracing_subscriber::filter::filter_fn(|meta| meta.target() == "sqlx::query"),
    ));
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let gone = change(&archive).await;
    statements.0.lock().unwrap().clear();
    read_all(&archive).await;
    archive.article(gone).await.unwrap();
    archive.gone_at(gone).await.unwrap();
    let ran = statements.0.lock().unwrap().clone();
    assert!(ran.len() >= 27, "{ran:#?}");
    let mut database = sqlx::SqliteConnection::connect(path.to_str().unwrap())
        .await
        .unwrap();
    let mut slow = Vec::new();
    for statement in ran.iter().filter(|statement| {
        ["SELECT", "WITH"]
            .iter()
            .any(|start| statement.starts_with(start))
    }) {
        let explain = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
        let plan = sqlx::query(explain).fetch_all(&mut database).await.unwrap();
        for step in &plan {
            let step: &str = step.get("detail");
            let scanned = step
                .strip_prefix("SCAN ")
                .map(|rest| rest.split(' ').next().unwrap());
            let documents = OF_DOCUMENTS
                .iter()
                .any(|start| statement.starts_with(start));
            let is_scan = scanned
                .is_some_and(|table| ![&READ_WHOLE[..], &FEW].concat().contains(&table))
                && !documents
                && !step.contains("VIRTUAL TABLE")
                && !step.contains("CONSTANT ROW");
            if is_scan {
                slow.push(format!("{step} in {statement}"));
            }
            let sorts = step.contains("TEMP B-TREE");
            let few = SORTED.iter().any(|from| statement.contains(from));
            if sorts && !few {
                slow.push(format!("{step} in {statement}"));
            }
        }
    }
    assert!(slow.is_empty(), "{slow:#?}");
}
