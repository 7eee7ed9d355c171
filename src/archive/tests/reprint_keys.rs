//! Keys of reprints that are noted beside an article's content.

use super::*;

/// Two documents with one text, in one archive.
async fn two_of_one_text() -> (tempfile::TempDir, Archive) {
    let (folder, archive) = archive().await;
    let body = format!("{FLU}{SCHOOL}");
    for name in ["a/page.txt", "b/page.txt"] {
        let notice = vec![article("甲", Some("2024-04-24"), &body)];
        store(&archive, document(name, name, notice)).await;
    }
    (folder, archive)
}

async fn note(archive: &Archive, keys: Option<&[u8]>) {
    sqlx::query("UPDATE article_content SET reprint_keys = ?")
        .bind(keys)
        .execute(&archive.write)
        .await
        .unwrap();
}

/// How many reprints stand beside each article.
async fn reprints(archive: &Archive) -> Vec<usize> {
    let mut counts = Vec::new();
    for document in archive.documents("", 10).await.unwrap() {
        for record in archive.articles_of(document.id, 0, 10).await.unwrap() {
            let Lookup::Found(record) = archive.article(record.row.id).await.unwrap() else {
                panic!("{record:?}");
            };
            let beside = archive.beside(&record, 5).await.unwrap();
            counts.push(beside.reprints.len());
        }
    }
    counts
}

#[tokio::test]
async fn reprints_are_found_by_noted_keys_and_without() {
    let (_folder, archive) = two_of_one_text().await;
    assert_eq!(reprints(&archive).await, [1, 1]);
    // As in an archive of an earlier version.
    note(&archive, None).await;
    assert_eq!(reprints(&archive).await, [1, 1]);
    assert_eq!(
        archive.verify().await.unwrap().problems,
        Vec::<String>::new()
    );
    // What is noted is what is asked for.
    note(&archive, Some(&[0; 24])).await;
    assert_eq!(reprints(&archive).await, [0, 0]);
}

#[tokio::test]
async fn keys_of_another_text_are_told() {
    let (_folder, archive) = two_of_one_text().await;
    note(&archive, Some(&[0; 24])).await;
    let problems = archive.verify().await.unwrap().problems;
    assert!(problems[0].contains("reprints"), "{problems:?}");
}
