//! Storing documents: what a rehearsal foretells, and what there is no room for.

use jianbao::archive::{
    Archive, ArchiveError, Filter, Mode, Occasion, Order, PageRequest, Prepared, StoreReport,
};
use jianbao::article::{Article, Document, Layout, Publication};
use jianbao::query::Query;

const FLU: &str = "榕江区疾控中心昨天提醒市民及早接种流感疫苗，全区十二个接种门诊周末照常开放。";
const SCHOOL: &str = "实验小学的同学们在操场上学习心肺复苏，校医一遍遍示范按压的深度和频率。";
const WATER: &str =
    "沿江三个水厂本月完成了消毒设备的更换，出厂水的余氯每两小时检测一次并上墙公布。";

fn document(name: &str, bodies: &[&str]) -> Prepared {
    about(name, bodies, &[])
}

fn about(name: &str, bodies: &[&str], topics: &[String]) -> Prepared {
    Prepared::new(unread(name, bodies, topics), None)
}

fn unread(name: &str, bodies: &[&str], topics: &[String]) -> Document {
    let article = |body: &&str| Article {
        headline: body.chars().take(6).collect(),
        article_body: vec![body.to_string()],
        about: topics.to_vec(),
        ..Article::default()
    };
    Document {
        name: name.into(),
        bytes: bodies.concat().into(),
        text: bodies.concat(),
        encoding: "UTF-8".into(),
        layout: Layout::Newspaper,
        publication: Publication::default(),
        articles: bodies.iter().map(article).collect(),
        furniture: Vec::new(),
        sample: false,
    }
}

#[tokio::test]
async fn moves_from_one_batch_to_another_are_foretold() {
    let folder = tempfile::tempdir().unwrap();
    let archive = Archive::open(&folder.path().join("a.db")).await.unwrap();
    let first = [
        document("a.txt", &[FLU, SCHOOL]),
        document("b.txt", &[WATER]),
    ];
    archive.store(&first, "2026-01-01T00:00:00Z").await.unwrap();
    archive.refresh().await.unwrap();
    let again = Occasion {
        command: "reprocess",
        ..Occasion::load("2026-01-02T00:00:00Z")
    };
    let batches = [
        [document("a.txt", &[FLU])],
        [document("b.txt", &[WATER, SCHOOL])],
    ];
    let mut rehearsal = archive.rehearse().await.unwrap();
    let mut foretold: Vec<StoreReport> = Vec::new();
    for batch in &batches {
        let reports = rehearsal.store_as(batch, Mode::Again, &again).await;
        foretold.extend(reports.unwrap().into_iter().map(Result::unwrap));
    }
    rehearsal.end().await.unwrap();
    assert!(!archive.refresh().await.unwrap(), "nothing is kept");
    let mut happened: Vec<StoreReport> = Vec::new();
    for batch in &batches {
        let reports = archive.store_as(batch, Mode::Again, &again).await;
        happened.extend(reports.unwrap().into_iter().map(Result::unwrap));
    }
    assert_eq!(foretold, happened);
    assert_eq!((happened[0].gone, happened[1].new), (1, 0), "it moved");
}

#[tokio::test]
async fn a_topic_that_there_is_no_number_for_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let archive = Archive::open(&folder.path().join("a.db")).await.unwrap();
    let topics: Vec<String> = (1..=256).map(|number| format!("t{number}")).collect();
    let (last, fitting) = topics.split_last().unwrap();
    let batch = [
        about("a.txt", &[FLU], fitting),
        about("b.txt", &[SCHOOL], std::slice::from_ref(last)),
        about("c.txt", &[WATER], &fitting[..1]),
    ];
    let reports = archive.store(&batch, "2026-01-01T00:00:00Z").await.unwrap();
    let [Ok(_), Err(refused), Ok(_)] = reports.as_slice() else {
        panic!("{reports:?}");
    };
    assert!(
        matches!(refused, ArchiveError::TooManyTopics { topic, .. } if topic == "t256"),
        "{refused}"
    );
    assert!(refused.to_string().contains("--topics"), "{refused}");
    // Nothing of it stays, and what is there is as its document has it.
    assert_eq!(archive.count_documents().await.unwrap(), 2);
    let again = Occasion::load("2026-01-02T00:00:00Z");
    let reports = archive.store_as(&batch[..1], Mode::Again, &again).await;
    assert_eq!(reports.unwrap()[0].as_ref().unwrap().unchanged, 1);
    assert!(archive.verify().await.unwrap().problems.is_empty());
}

#[tokio::test]
async fn nothing_is_counted_that_another_process_has_just_taken_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let archive = Archive::open(&path).await.unwrap();
    let sample = Document {
        sample: true,
        ..unread("sample.txt", &[FLU, SCHOOL], &[])
    };
    let prepared = [Prepared::new(sample, None)];
    let other = Archive::open(&path).await.unwrap();
    let (all, page) = (Filter::default(), PageRequest::default());
    for query in [None, Some(""), Some("疫苗")] {
        for report in archive
            .store(&prepared, "2026-01-01T00:00:00Z")
            .await
            .unwrap()
        {
            report.unwrap();
        }
        archive.refresh().await.unwrap();
        assert_eq!(archive.facets().len(), 2);
        other.drop_sample().await.unwrap();
        let (total, shown) = match query {
            None => {
                let listed = archive.list(&all, Order::Newest, &page).await.unwrap();
                (listed.total, listed.rows.len())
            }
            Some(query) => {
                let query = Query::parse(query);
                let found = archive
                    .search(&query, &all, Order::Newest, &page)
                    .await
                    .unwrap();
                (found.total, found.hits.len())
            }
        };
        assert_eq!((total, shown), (0, 0), "{query:?}");
    }
}
