//! Documents that are stored in parts.

use super::*;

/// Stores a document as large ones are.
async fn store_large(archive: &Archive, name: &str, version: u8, articles: Vec<Article>) {
    let whole = |articles| Document {
        name: name.into(),
        bytes: Vec::new(),
        text: String::new(),
        encoding: "UTF-8".into(),
        layout: Layout::Records,
        publication: Publication::default(),
        articles,
        furniture: Vec::new(),
        sample: false,
    };
    let mut ids = Ids::default();
    articles.iter().for_each(|article| ids.note(name, article));
    let head = Head {
        document: whole(Vec::new()),
        sidecar: None,
        sha256: [version; 32],
        lines: 1,
        ids,
    };
    let now = "2026-01-01T00:00:00Z";
    let mut large = archive.begin_large(head, now).await.unwrap();
    let part = Prepared::part(whole(articles), 0, [version; 32]);
    large.store(&[part]).await.unwrap();
    large.finish().await.unwrap();
    archive.refresh().await.unwrap();
}

#[tokio::test]
async fn in_a_large_document_too_a_notice_is_no_correction_of_another_days() {
    let (_folder, archive) = archive().await;
    let notice = |day: u32, cases: u32| {
        let body = format!("3月{day}日全市报告新增病例{cases}例，均在集中隔离点发现。");
        article("疫情通报", Some(&format!("2022-03-{day:02}")), &body)
    };
    let first = vec![notice(3, 5), notice(4, 7)];
    store_large(&archive, "a.jsonl", 1, first).await;
    let list = async || {
        let (filter, page) = (Filter::default(), PageRequest::default());
        let listing = archive.list(&filter, Order::Oldest, &page).await.unwrap();
        let rows = listing.rows.into_iter();
        rows.map(|row| row.id).collect::<Vec<_>>()
    };
    let before = list().await;
    let later = vec![notice(4, 7), notice(5, 1)];
    store_large(&archive, "a.jsonl", 2, later).await;
    let after = list().await;
    assert_eq!((after[0], before.contains(&after[1])), (before[1], false));
    let third = archive.article(before[0]).await.unwrap();
    assert!(matches!(third, Lookup::Gone(_)), "{third:?}");
}
