//! A search as a table for spreadsheets.

use std::borrow::Cow;
use std::collections::HashMap;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::answer::{ask, understand};
use crate::archive::ArticleRow;
use crate::archive::search::Hit;
use crate::web::address::Origin;
use crate::web::error::WebError;
use crate::web::params::{Asked, ListParams, names_but};
use crate::web::places::place;
use crate::web::reader::Reader;
use crate::web::{App, Page};

/// So many rows at most; the page says so, and the `Link` header where the rest is.
pub(super) const MOST_ROWS: usize = 1_000;
const ROWS_AT_ONCE: usize = 100;

const HEAD: [&str; 12] = [
    "id",
    "url",
    "headline",
    "datePublished",
    "source",
    "regions",
    "topics",
    "snippet",
    "author",
    "dateBasis",
    "regionCodes",
    "partial",
];

pub(in crate::web) async fn csv(
    State(app): State<App>,
    reader: Reader,
    origin: Origin,
    asked: Asked,
    mut wanted: ListParams,
) -> Page<Response> {
    asked.only(&names_but(&["by"]))?;
    let query = understand(&app, &wanted.q)?;
    let limit = wanted.limit;
    let most = limit.unwrap_or(MOST_ROWS);
    let mut rows = vec![HEAD.map(str::to_string)];
    loop {
        wanted.limit = Some((most + 1 - rows.len()).min(ROWS_AT_ONCE));
        let results = ask(&app, &query, &wanted, ROWS_AT_ONCE).await?;
        wanted.after = results.next.clone();
        let hits: Vec<Hit> = results.counted().collect();
        let mut authors = authors(&app, &hits).await?;
        for hit in &hits {
            let found = std::iter::once(&hit.row).chain(&hit.reprints);
            rows.extend(found.map(|row| {
                let authors = authors.remove(&row.seq).unwrap_or_default();
                line(&reader, &origin, (row, &authors), hit)
            }));
        }
        if wanted.after.is_none() || rows.len() > most {
            break;
        }
    }
    let mut response = table(&rows, "search.csv")?;
    if wanted.after.is_some() {
        wanted.limit = limit;
        let link = format!(
            "<{}>; rel=\"next\"",
            origin.to(&format!("/search.csv{}", wanted.query()))
        );
        if let Ok(link) = HeaderValue::from_str(&link) {
            response.headers_mut().insert(header::LINK, link);
        }
    }
    Ok(response)
}

/// Who is named as author of what was found, by place: rows of listings do not tell.
async fn authors(app: &App, hits: &[Hit]) -> Page<HashMap<i64, Vec<String>>> {
    let rows = hits
        .iter()
        .flat_map(|hit| std::iter::once(&hit.row).chain(&hit.reprints));
    let places: Vec<i64> = rows.map(|row| row.seq).collect();
    let records = app.archive.records_at(&places).await?.into_iter();
    Ok(records
        .map(|record| (record.row.seq, record.article.author))
        .collect())
}

fn line(
    reader: &Reader,
    origin: &Origin,
    (row, authors): (&ArticleRow, &[String]),
    hit: &Hit,
) -> [String; 12] {
    let regions: Vec<String> = row.regions.iter().map(|code| place(*code)).collect();
    let codes: Vec<String> = row.regions.iter().map(|code| code.to_string()).collect();
    let topics: Vec<&str> = row.topics.iter().map(|id| reader.topic(id)).collect();
    [
        row.id.to_string(),
        origin.to(&format!("/articles/{}", row.id)),
        reader.strings().called(row).into_owned(),
        row.date.map_or(String::new(), |date| date.to_string()),
        row.source.clone().unwrap_or_default(),
        regions.join("; "),
        topics.join("; "),
        hit.snippet.text.clone(),
        authors.join("; "),
        row.basis.map_or("", |basis| basis.as_str()).to_string(),
        codes.join("; "),
        hit.partial.to_string(),
    ]
}

/// Rows as a download. The mark at its beginning tells spreadsheets that it is UTF-8. What they would take for a formula
/// gets an apostrophe before it, as OWASP advises.
pub(in crate::web) fn table<R: AsRef<[String]>>(rows: &[R], name: &str) -> Page<Response> {
    let mut writer = ::csv::WriterBuilder::new()
        .flexible(true)
        .from_writer("\u{feff}".as_bytes().to_vec());
    for row in rows {
        writer
            .write_record(row.as_ref().iter().map(|cell| harmless(cell).into_owned()))
            .map_err(|_| WebError::Internal)?;
    }
    let body = writer.into_inner().map_err(|_| WebError::Internal)?;
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_string()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, body).into_response())
}

/// No text of an article is run by whoever opens the table: spreadsheets show what follows an apostrophe as it stands.
fn harmless(cell: &str) -> Cow<'_, str> {
    const BEGIN_FORMULAS: [char; 11] =
        ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    match cell.starts_with(BEGIN_FORMULAS) {
        true => Cow::Owned(format!("'{cell}")),
        false => Cow::Borrowed(cell),
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn formulas_become_text() {
        assert_eq!(harmless("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(harmless("－1"), "'－1");
        for plain in ["", "2024-04-24", "接种=预防", "'已有"] {
            assert_eq!(harmless(plain), plain);
        }
    }
}
