//! The sitemap: an index, and parts that are streamed, so that no part is ever held in memory.

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::address::Origin;
use super::error::WebError;
use super::{App, Page};
use crate::clock::rfc3339;

/// Addresses in one part; the standard allows 50,000.
const PART: usize = 10_000;
/// Articles fetched at a time while a part is streamed.
const CHUNK: usize = 500;

const XML: [(header::HeaderName, &str); 1] =
    [(header::CONTENT_TYPE, "application/xml; charset=utf-8")];

/// `/sitemap.xml`: the index of all parts.
pub(super) async fn index(State(app): State<App>, origin: Origin) -> Page<Response> {
    let parts = app.archive.facets().len().div_ceil(PART).max(1);
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.push_str("<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for part in 1..=parts {
        xml.push_str(&format!(
            "<sitemap><loc>{}</loc></sitemap>\n",
            origin.to(&format!("/sitemap/{part}.xml"))
        ));
    }
    xml.push_str("</sitemapindex>\n");
    Ok((XML, xml).into_response())
}

/// `/sitemap/{part}.xml`: oldest articles first, so that full parts change no more.
pub(super) async fn part(
    State(app): State<App>,
    origin: Origin,
    Path(name): Path<String>,
) -> Page<Response> {
    let number: usize = name
        .strip_suffix(".xml")
        .and_then(|number| number.parse().ok())
        .filter(|number| (1..100_000).contains(number))
        .ok_or(WebError::NotFound)?;
    let facets = app.archive.facets();
    let start = (number - 1) * PART;
    if start >= facets.len() && number > 1 {
        return Err(WebError::NotFound);
    }
    let numbers = start..(start + PART).min(facets.len());
    let seqs: Vec<i64> = numbers
        .filter_map(|number| facets.seq(number as u32))
        .collect();
    let (sender, receiver) = mpsc::channel::<Result<Bytes, std::io::Error>>(2);
    tokio::spawn(async move {
        stream_part(&app, &origin, &seqs, &sender).await;
    });
    Ok((XML, Body::from_stream(ReceiverStream::new(receiver))).into_response())
}

/// Writes a part into the channel; stops when the reader has gone.
async fn stream_part(
    app: &App,
    origin: &Origin,
    seqs: &[i64],
    sender: &mpsc::Sender<Result<Bytes, std::io::Error>>,
) {
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";
    if sender.send(Ok(head.into())).await.is_err() {
        return;
    }
    for chunk in seqs.chunks(CHUNK) {
        let rows = match app.archive.rows_at(chunk).await {
            Ok(rows) => rows,
            Err(error) => {
                tracing::error!(%error, "the sitemap breaks off");
                sender
                    .send(Err(std::io::Error::other("broken off")))
                    .await
                    .ok();
                return;
            }
        };
        let urls: String = rows
            .iter()
            .map(|row| {
                let address = origin.to(&format!("/articles/{}", row.id));
                format!(
                    "<url><loc>{address}</loc><lastmod>{}</lastmod></url>\n",
                    rfc3339(row.modified)
                )
            })
            .collect();
        if sender.send(Ok(urls.into())).await.is_err() {
            return;
        }
    }
    sender.send(Ok("</urlset>\n".into())).await.ok();
}

/// `/robots.txt`: everything may be read but what only repeats listings in other orders. Of searches, the first page of
/// plain words may.
pub(super) async fn robots(origin: Origin) -> String {
    // The longest rule that fits an address holds (RFC 9309).
    format!(
        "User-agent: *\nDisallow: /search?\nAllow: /search?q=\nDisallow: /search?q=*&\nDisallow: /search/\nDisallow: /search.csv\n\
         Disallow: /trends?\nDisallow: /trends/\nDisallow: /trends.csv\nDisallow: /api/\nSitemap: {}\n",
        origin.to("/sitemap.xml")
    )
}
