//! Whatever bytes a file holds, reading it gives articles or an error.

use std::sync::Arc;

use jianbao::article::Document;
use jianbao::ingest::{self, Context, Source};
use jianbao::topic::Topics;
use proptest::prelude::*;

/// PDF is left out: each case would start a program.
const KINDS: [&str; 13] = [
    "txt", "html", "htm", "md", "json", "jsonl", "ndjson", "csv", "xml", "rss", "atom", "exe", "",
];

fn read(kind: &str, bytes: &[u8]) -> Option<Document> {
    let source = Source {
        name: format!("file.{kind}"),
        bytes: bytes.to_vec(),
        sidecar: None,
    };
    let context = Context {
        topics: Arc::new(Topics::default()),
    };
    ingest::read(&source, &context).ok()
}

/// Every line that an article or furniture covers must be there.
fn lines_are_sound(document: &Document) -> bool {
    let last = document.text.split('\n').count() as u32;
    let of_articles = document.articles.iter().flat_map(|a| a.lines.iter());
    let of_furniture = document.furniture.iter().map(|f| &f.lines);
    document.text.is_empty()
        || of_articles
            .chain(of_furniture)
            .all(|range| 1 <= range.0 && range.0 <= range.1 && range.1 <= last)
}

/// Pieces that files of the kinds are made of, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("本报讯（记者 白露）".to_string()),
        Just("{\"headline\": \"".to_string()),
        Just("<p>".to_string()),
        Just("<item><title>".to_string()),
        Just("<![CDATA[".to_string()),
        Just("---\n".to_string()),
        Just("2024年2月30日".to_string()),
        Just("\"},\n[".to_string()),
        Just("\n\n".to_string()),
        Just("→".to_string()),
        "[一-龥，。（）]{0,30}",
        any::<String>(),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_give_articles_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        for kind in KINDS {
            if let Some(document) = read(kind, &bytes) {
                prop_assert!(lines_are_sound(&document), "{kind}");
            }
        }
    }

    #[test]
    fn any_text_gives_articles_or_an_error(text in pieces()) {
        for kind in KINDS {
            if let Some(document) = read(kind, text.as_bytes()) {
                prop_assert!(lines_are_sound(&document), "{kind}");
            }
        }
    }
}
