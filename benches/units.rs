//! What the single steps cost: `cargo bench --bench units`.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use divan::{Bencher, black_box};
use jianbao::archive::{Archive, Prepared};
use jianbao::ingest::{self, Context, Source};
use jianbao::query::Query;
use jianbao::text::highlight::{Wanted, snippet};
use jianbao::text::normalize::fold;
use jianbao::text::segment;
use jianbao::text::units::Units;
use jianbao::topic::Topics;
use jianbao::web::{Answers, App, Limit, Services, Site, router};
use tower::ServiceExt;

fn main() {
    segment::load();
    divan::main();
}

/// The built-in sample's pages.
fn samples() -> Vec<Source> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/samples");
    let mut sources = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if let (true, Ok(bytes)) = (name.ends_with(".txt"), std::fs::read(entry.path())) {
            sources.push(Source {
                name,
                bytes,
                sidecar: None,
            });
        }
    }
    sources.sort_by(|a, b| a.name.cmp(&b.name));
    sources
}

fn context() -> Context {
    Context {
        topics: Arc::new(Topics::open(None).unwrap_or_default()),
    }
}

/// About a page of text.
fn page() -> String {
    let text = samples()
        .first()
        .map(|source| String::from_utf8_lossy(&source.bytes).into_owned());
    text.unwrap_or_default()
}

#[divan::bench]
fn normalise(bencher: Bencher) {
    let text = page();
    let size = divan::counter::BytesCount::of_str(&text);
    bencher.counter(size).bench(|| fold(black_box(&text)));
}

#[divan::bench]
fn tokenise(bencher: Bencher) {
    let text = page();
    let size = divan::counter::BytesCount::of_str(&text);
    bencher.counter(size).bench(|| Units::of(black_box(&text)));
}

#[divan::bench]
fn words(bencher: Bencher) {
    let text = page();
    let size = divan::counter::BytesCount::of_str(&text);
    bencher
        .counter(size)
        .bench(|| segment::words(black_box(&text)));
}

/// Decode, layout, segment, infer.
#[divan::bench]
fn read_a_page(bencher: Bencher) {
    let (sources, context) = (samples(), context());
    let Some(source) = sources.first() else {
        return;
    };
    bencher.bench(|| ingest::read(black_box(source), &context));
}

/// Compress and cut into index terms.
#[divan::bench]
fn prepare_a_page(bencher: Bencher) {
    let (sources, context) = (samples(), context());
    let Some(document) = sources.first().and_then(|s| ingest::read(s, &context).ok()) else {
        return;
    };
    bencher
        .with_inputs(|| document.clone())
        .bench_values(|document| Prepared::new(document, None));
}

#[divan::bench(args = ["疫苗", "标题:疫苗 (流感 OR 新冠) -辟谣 日期:2024-01..2024-06", "\"接种门诊\" NEAR/5 周末"])]
fn parse_a_query(query: &str) -> Query {
    Query::parse(black_box(query))
}

#[divan::bench]
fn highlight(bencher: Bencher) {
    let text = page();
    let phrases = [Units::of("接种"), Units::of("门诊")];
    let wanted = Wanted {
        phrases: phrases.iter().collect(),
        prefixes: Vec::new(),
    };
    bencher.bench(|| snippet(black_box(&text), &wanted, 110));
}

/// An archive of the sample, and the program's router over it, without a cache.
struct Served {
    runtime: tokio::runtime::Runtime,
    app: App,
    article: String,
    _folder: tempfile::TempDir,
}

impl Served {
    fn new() -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let folder = tempfile::tempdir()?;
        let context = context();
        let prepared: Vec<Prepared> = samples()
            .iter()
            .filter_map(|source| ingest::read(source, &context).ok())
            .map(|document| Prepared::new(document, None))
            .collect();
        let path = folder.path().join("a.db");
        let (archive, article) = runtime.block_on(async {
            let archive = Archive::open(&path).await?;
            archive.store(&prepared, "2024-05-01T00:00:00Z").await?;
            archive.refresh().await?;
            let listed = archive
                .list(&Default::default(), Default::default(), &Default::default())
                .await?;
            let first = listed.rows.first().map(|row| row.id.to_string());
            anyhow::Ok((archive, first.unwrap_or_default()))
        })?;
        let app = App::from(Services {
            archive,
            answers: Answers::new(0),
            limit: Limit::per_minute(0),
            topics: context.topics,
            site: Arc::new(Site {
                name: "简报".to_string(),
                subtitle: String::new(),
                email: None,
                base_url: None,
            }),
        });
        Ok(Self {
            runtime,
            app,
            article: format!("/articles/{article}"),
            _folder: folder,
        })
    }
}

#[divan::bench(args = ["/", "/articles", "ARTICLE", "/regions", "/dates", "/topics", "/documents", "/feed.atom", "/search?q=疫苗"])]
fn render(bencher: Bencher, path: &str) {
    let Ok(served) = Served::new() else { return };
    let path = path
        .replace("ARTICLE", &served.article)
        .replace("疫苗", "%E7%96%AB%E8%8B%97");
    let router = router(served.app.clone());
    bencher.bench_local(|| {
        served.runtime.block_on(async {
            let request = Request::get(&path)
                .header("host", "localhost")
                .body(Body::empty());
            let Ok(request) = request else { return 0 };
            let answer = router.clone().oneshot(request).await;
            let Ok(answer) = answer;
            axum::body::to_bytes(answer.into_body(), usize::MAX)
                .await
                .map_or(0, |body| body.len())
        })
    });
}
