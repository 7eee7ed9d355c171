mod large;
mod reprint_keys;

use super::*;
use crate::article::{Article, Basis, DatePublished, Document, Layout, Publication};
use crate::query::Query;

pub(super) fn article(headline: &str, date: Option<&str>, body: &str) -> Article {
    Article {
        headline: headline.into(),
        date_published: date.map(|date| DatePublished {
            date: date.parse().unwrap(),
            basis: Basis::Printed,
            time: None,
            words: None,
        }),
        content_location: vec!["410811".parse().unwrap()],
        about: vec!["vaccination".into()],
        article_body: vec![body.into()],
        ..Article::default()
    }
}

pub(super) fn document(name: &str, bytes: &str, articles: Vec<Article>) -> Prepared {
    let document = Document {
        name: name.into(),
        bytes: bytes.into(),
        text: bytes.into(),
        encoding: "UTF-8".into(),
        layout: Layout::Newspaper,
        publication: Publication::default(),
        articles,
        furniture: Vec::new(),
        sample: false,
    };
    Prepared::new(document, None)
}

pub(super) async fn archive() -> (tempfile::TempDir, Archive) {
    let folder = tempfile::tempdir().unwrap();
    let archive = Archive::open(&folder.path().join("a.db")).await.unwrap();
    (folder, archive)
}

pub(super) async fn store(archive: &Archive, prepared: Prepared) -> StoreReport {
    let mut reports = archive
        .store(&[prepared], "2026-01-01T00:00:00Z")
        .await
        .unwrap();
    archive.refresh().await.unwrap();
    reports.remove(0).unwrap()
}

const FLU: &str = "榕江区疾控中心昨天提醒市民及早接种流感疫苗，全区十二个接种门诊周末照常开放。";
const SCHOOL: &str = "实验小学的同学们在操场上学习心肺复苏，校医一遍遍示范按压的深度和频率。";

#[tokio::test]
async fn what_is_stored_is_listed_newest_first_and_read_back() {
    let (_folder, archive) = archive().await;
    let articles = vec![
        article("甲", Some("2024-04-24"), FLU),
        article("乙", Some("2024-04-24"), SCHOOL),
        article("丙", None, "没有日期。"),
        article("丁", Some("2025"), "只有年份。"),
    ];
    let report = store(&archive, document("a.txt", "one", articles)).await;
    assert_eq!((report.outcome, report.new), (Outcome::New, 4));
    let listing = archive
        .list(&Filter::default(), Order::Newest, &PageRequest::default())
        .await
        .unwrap();
    let headlines: Vec<&str> = listing
        .rows
        .iter()
        .map(|row| row.headline.as_str())
        .collect();
    assert_eq!(headlines, ["丁", "甲", "乙", "丙"]);
    let Lookup::Found(found) = archive.article(listing.rows[1].id).await.unwrap() else {
        panic!("not found");
    };
    assert_eq!(found.article.article_body, [FLU]);
    let beside = archive.beside(&found, 5).await.unwrap();
    assert_eq!(
        (beside.before, beside.after.map(|row| row.headline)),
        (None, Some("乙".to_string()))
    );
}

#[tokio::test]
async fn pages_go_forth_and_back_by_key() {
    let (_folder, archive) = archive().await;
    let articles = (1..=25)
        .map(|n| article(&format!("{n}"), Some("2024-04-24"), &format!("第{n}篇")))
        .collect();
    store(&archive, document("a.txt", "one", articles)).await;
    let page = |cursor: Option<String>| PageRequest { cursor, limit: 10 };
    let filter = Filter {
        region: Some("410000".parse().unwrap()),
        topic: Some("vaccination".into()),
        from: Some("2024-04".parse().unwrap()),
        ..Filter::default()
    };
    for order in [Order::Newest, Order::Oldest] {
        let first = archive.list(&filter, order, &page(None)).await.unwrap();
        let second = archive
            .list(&filter, order, &page(first.next.clone()))
            .await
            .unwrap();
        let third = archive
            .list(&filter, order, &page(second.next.clone()))
            .await
            .unwrap();
        assert_eq!(
            (
                first.total,
                first.rows.len(),
                second.rows.len(),
                third.rows.len()
            ),
            (25, 10, 10, 5)
        );
        assert_eq!((first.prev.clone(), third.next.clone()), (None, None));
        let back = archive
            .list(&filter, order, &page(third.prev.clone()))
            .await
            .unwrap();
        assert_eq!(back.rows, second.rows);
        let start = archive
            .list(&filter, order, &page(second.prev.clone()))
            .await
            .unwrap();
        assert_eq!((start.rows, start.prev), (first.rows, None));
    }
}

#[tokio::test]
async fn a_corrected_document_keeps_its_addresses() {
    let (_folder, archive) = archive().await;
    let first = vec![
        article("甲", Some("2024-04-24"), FLU),
        article("乙", Some("2024-04-24"), SCHOOL),
    ];
    store(&archive, document("a.txt", "one", first.clone())).await;
    let revision = archive.revision();
    let same = store(&archive, document("a.txt", "one", first)).await;
    assert_eq!(
        (same.outcome, archive.revision()),
        (Outcome::Unchanged, revision)
    );
    let listing = archive
        .list(&Filter::default(), Order::Newest, &PageRequest::default())
        .await
        .unwrap();
    let (a, b) = (listing.rows[0].id, listing.rows[1].id);

    let corrected = vec![article(
        "甲更正",
        Some("2024-04-25"),
        &format!("{FLU}{SCHOOL}"),
    )];
    let report = store(&archive, document("a.txt", "two", corrected)).await;
    assert_eq!(
        (report.outcome, report.changed, report.gone),
        (Outcome::Changed, 1, 1)
    );
    let Lookup::Found(found) = archive.article(a).await.unwrap() else {
        panic!("the address died");
    };
    assert_eq!(found.row.headline, "甲更正");
    assert_eq!(archive.article(b).await.unwrap(), Lookup::Moved(a));
    let listing = archive
        .list(&Filter::default(), Order::Newest, &PageRequest::default())
        .await
        .unwrap();
    assert_eq!((listing.total, listing.rows.len()), (1, 1));
}

#[tokio::test]
async fn a_circle_of_redirects_in_a_damaged_archive_ends() {
    let (_folder, archive) = archive().await;
    let text = || vec![article("甲", Some("2024-04-24"), FLU)];
    let other = || vec![article("乙", Some("2024-04-24"), SCHOOL)];
    store(&archive, document("a.txt", "one", text())).await;
    store(&archive, document("a.txt", "two", other())).await;
    let mut connection = archive.write.acquire().await.unwrap();
    let damage = sqlx::query("UPDATE gone SET target = id").execute(&mut *connection);
    assert_eq!(damage.await.unwrap().rows_affected(), 1);
    drop(connection);
    let report = store(&archive, document("a.txt", "one", text())).await;
    assert_eq!((report.outcome, report.gone), (Outcome::Changed, 1));
}

#[tokio::test]
async fn what_is_no_archive_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.txt");
    std::fs::write(&path, "这是一份笔记，而不是数据库。".repeat(20)).unwrap();
    assert!(matches!(
        Archive::open(&path).await,
        Err(ArchiveError::NotAnArchive { .. })
    ));
    assert!(matches!(
        Archive::open(folder.path()).await,
        Err(ArchiveError::NotAnArchive { .. })
    ));
    assert!(std::fs::read_to_string(&path).unwrap().starts_with("这是"));
}

async fn vocabulary(archive: &Archive) -> Vec<(String, i64)> {
    sqlx::query_as("SELECT word, count FROM vocabulary ORDER BY word")
        .fetch_all(&mut *archive.read.get().await.unwrap())
        .await
        .unwrap()
}

#[tokio::test]
async fn words_of_headlines_go_with_their_articles() {
    let (_folder, archive) = archive().await;
    let text = |headline| vec![article(headline, Some("2024-04-24"), FLU)];
    store(&archive, document("a.txt", "one", text("榕江接种流感疫苗"))).await;
    let first = vocabulary(&archive).await;
    assert!(first.iter().any(|(word, _)| word == "接种"), "{first:?}");
    store(&archive, document("a.txt", "two", text("榕江提醒市民"))).await;
    let second = vocabulary(&archive).await;
    assert!(!second.iter().any(|(word, _)| word == "接种"), "{second:?}");
    store(&archive, document("a.txt", "one", text("榕江接种流感疫苗"))).await;
    assert_eq!(vocabulary(&archive).await, first);
    let id = archive.articles_of(archive.documents("", 1).await.unwrap()[0].id, 0, 1);
    let id = id.await.unwrap()[0].row.id;
    let occasion = Occasion {
        command: "withdraw",
        ..Occasion::load("2026-01-02T00:00:00Z")
    };
    archive.withdraw(id, &occasion).await.unwrap();
    assert_eq!(vocabulary(&archive).await, []);
    archive.restore(id, &occasion).await.unwrap();
    assert_eq!(vocabulary(&archive).await, first);
}

#[tokio::test]
async fn an_article_that_makes_way_is_announced_and_stays_a_reprint() {
    let (_folder, archive) = archive().await;
    let notice = || {
        let body = format!("{FLU}{SCHOOL}");
        vec![article("甲", Some("2024-04-24"), &body)]
    };
    store(&archive, document("b/page.txt", "one", notice())).await;
    let prepared = document("a/page.txt", "two", notice());
    let reports = archive.store(&[prepared], "2026-01-02T00:00:00Z").await;
    assert!(reports.unwrap().iter().all(Result::is_ok));
    archive.refresh().await.unwrap();
    let since = |from: i64| HarvestFilter {
        from: Some(from),
        ..HarvestFilter::default()
    };
    let second: i64 = archive.earliest_change().await.unwrap().unwrap() + 86_400;
    let (found, next) = archive
        .harvest(&since(second), HarvestCursor::default(), 10)
        .await
        .unwrap();
    assert_eq!((found.len(), next), (2, None));
    for harvested in &found {
        let Harvested::Article(record) = harvested else {
            panic!("{harvested:?}");
        };
        let reprints = archive.beside(record, 5).await.unwrap().reprints;
        assert_eq!(reprints.len(), 1);
        assert_ne!(reprints[0].id, record.row.id);
    }
    let (later, _) = archive
        .harvest(&since(second + 1), HarvestCursor::default(), 10)
        .await
        .unwrap();
    assert_eq!(later, []);
}

/// A term that stands very often has a list of several parts.
#[tokio::test]
async fn words_are_found_in_every_part_of_a_long_list() {
    let (_folder, archive) = archive().await;
    let often = "疫苗接种，".repeat(6_000);
    let count = 24;
    for n in 0..count {
        let body = format!("{often}第{n}批。{}", "核酸".repeat(n % 3));
        let articles = vec![article(&format!("第{n}号"), Some("2024-04-24"), &body)];
        store(&archive, document(&format!("{n}.txt"), &body, articles)).await;
    }
    let parts: i64 =
        sqlx::query_scalar("SELECT count(*) FROM posting WHERE length(positions) > 20000")
            .fetch_one(&archive.write)
            .await
            .unwrap();
    assert!(parts > 4, "{parts}");
    let total = async |query: &str| {
        let query = Query::parse(query);
        loop {
            match archive.count(&query, &Filter::default()).await {
                // On a machine busy with other work a second may not be enough.
                Err(ArchiveError::TooSlow) => {}
                found => return found.unwrap(),
            }
        }
    };
    let count = count as u64;
    for query in [
        "疫苗",
        "\"疫苗接种\"",
        "\"苗接种，疫\"",
        "疫苗 \"接种，疫苗\"",
        "疫 NEAR/3 种",
    ] {
        assert_eq!(total(query).await, count, "{query}");
    }
    assert_eq!(total("疫苗 核酸").await, count / 3 * 2);
    assert_eq!(total("\"疫苗接种，第21批\"").await, 1);
    assert_eq!(total("疫苗 -核酸 \"第21批\"").await, 1);
    let report = archive.verify().await.unwrap();
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    archive.tidy().await.unwrap();
    assert_eq!(total("\"接种，疫苗\"").await, count);
    let report = archive.verify().await.unwrap();
    assert!(report.problems.is_empty(), "{:?}", report.problems);
}

#[tokio::test]
async fn the_index_does_not_grow_with_all_that_was_ever_stored() {
    let (_folder, archive) = archive().await;
    for version in 0..42 {
        let body = format!("{FLU}第{}版。", version % 2);
        let articles = (0..30).map(|n| article(&format!("第{n}号"), Some("2024-04-24"), &body));
        store(&archive, document("a.txt", &body, articles.collect())).await;
    }
    let indexed = async || -> i64 {
        sqlx::query_scalar("SELECT sum(docs) FROM segment")
            .fetch_one(&archive.write)
            .await
            .unwrap()
    };
    assert!(indexed().await > 1_060);
    archive.tidy().await.unwrap();
    assert_eq!(indexed().await, 30);
    let query = Query::parse("第1版");
    let found = archive.count(&query, &Filter::default()).await.unwrap();
    assert_eq!(found, 30);
    let report = archive.verify().await.unwrap();
    assert!(report.problems.is_empty(), "{:?}", report.problems);
}

#[tokio::test]
async fn words_for_suggestions_follow_the_archive() {
    let (_folder, archive) = archive().await;
    archive.refresh_words().await.unwrap();
    assert_eq!(
        archive.revision_of_words(),
        None,
        "nobody has asked for them"
    );
    archive.suggest("接", 5).await.unwrap();
    let articles = vec![article("流感疫苗接种", Some("2024-04-24"), FLU)];
    store(&archive, document("a.txt", "one", articles)).await;
    assert_eq!(archive.revision_of_words(), Some(0));
    archive.refresh_words().await.unwrap();
    assert_eq!(archive.revision_of_words(), Some(archive.revision()));
    let found = archive.suggest("接", 5).await.unwrap();
    assert_eq!(found[0].word, "接种");
}

/// What changes while a server takes in earlier changes is not missing until it looks again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_missing_while_it_changes() {
    let (folder, archive) = archive().await;
    let texts = (0..20).map(|at| article(&format!("第{at}号"), Some("2024-04-24"), FLU));
    store(&archive, document("a.txt", "one", texts.collect())).await;
    let follower = Archive::open(&folder.path().join("a.db")).await.unwrap();
    // As if all were stored anew, but quickly, so that it happens between any two statements of the other.
    let writer = tokio::spawn(async move {
        for _ in 0..1_000 {
            sqlx::raw_sql(
                "BEGIN IMMEDIATE; UPDATE meta SET value = value + 1 WHERE key = 'revision';
                 UPDATE article SET revision = (SELECT value FROM meta WHERE key = 'revision');
                 INSERT INTO removed (revision, seq) SELECT revision, seq FROM article; COMMIT",
            )
            .execute(&archive.write)
            .await
            .unwrap();
        }
    });
    while !writer.is_finished() {
        follower.refresh().await.unwrap();
        assert_eq!(follower.facets().len(), 20);
    }
    writer.await.unwrap();
}
