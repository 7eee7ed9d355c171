//! What a rehearsal foretells is what happens.

use jianbao::archive::{Archive, Mode, Occasion, Prepared, StoreReport};
use jianbao::article::{Article, Document, Layout, Publication};

const FLU: &str = "榕江区疾控中心昨天提醒市民及早接种流感疫苗，全区十二个接种门诊周末照常开放。";
const SCHOOL: &str = "实验小学的同学们在操场上学习心肺复苏，校医一遍遍示范按压的深度和频率。";
const WATER: &str =
    "沿江三个水厂本月完成了消毒设备的更换，出厂水的余氯每两小时检测一次并上墙公布。";

fn document(name: &str, bodies: &[&str]) -> Prepared {
    let article = |body: &&str| Article {
        headline: body.chars().take(6).collect(),
        article_body: vec![body.to_string()],
        ..Article::default()
    };
    let document = Document {
        name: name.into(),
        bytes: bodies.concat().into(),
        text: bodies.concat(),
        encoding: "UTF-8".into(),
        layout: Layout::Newspaper,
        publication: Publication::default(),
        articles: bodies.iter().map(article).collect(),
        furniture: Vec::new(),
        sample: false,
    };
    Prepared::new(document, None)
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
