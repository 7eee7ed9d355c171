//! Are the documents what came?

use sha2::{Digest, Sha256};
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::{Problems, Report};
use crate::archive::Result;
use crate::archive::articles::decompress;
use crate::archive::documents::hex;
use crate::archive::walk::HeavyWalk;
use crate::article::Publication;

/// Checks every document: its bytes, its text, what it says of itself.
pub(super) async fn check_documents(tx: &mut SqliteConnection, report: &mut Report) -> Result<()> {
    let mut walk = HeavyWalk::over(
        "SELECT id, coalesce(length(bytes) + length(text), 0)
         FROM document LEFT JOIN document_content ON document_content.document = document.id
         WHERE id > ? ORDER BY id LIMIT ?",
        "SELECT name, sha256, layout, publication, articles, bytes, text,
                (SELECT count(*) FROM article WHERE article.document = document.id) AS held
         FROM document LEFT JOIN document_content ON document_content.document = document.id
         WHERE id > ? AND id <= ? ORDER BY id",
    );
    let mut problems = Problems::of("document");
    while let Some(rows) = walk.next(tx).await? {
        report.documents += rows.len() as u64;
        for row in &rows {
            let name: &str = row.try_get("name")?;
            if row.try_get::<&[u8], _>("sha256")?.is_empty() {
                report.unfinished.push(name.to_string());
            }
            if let Some(problem) = document_problem(row)? {
                problems.add(format!("{name}: {problem}"));
            }
        }
    }
    problems.tell(report);
    Ok(())
}

fn document_problem(row: &SqliteRow) -> Result<Option<String>> {
    let Some(bytes) = row.try_get::<Option<&[u8]>, _>("bytes")? else {
        return Ok(Some("its bytes are missing".to_string()));
    };
    let sha256: &[u8] = row.try_get("sha256")?;
    // Those of large files of records are not kept; there is no hash until all of the file is stored.
    let is_large = bytes.is_empty() && row.try_get::<&str, _>("layout")? == "records";
    if !is_large && let Some(problem) = bytes_problem(bytes, sha256) {
        return Ok(Some(problem));
    }
    if decompress(row.try_get("text")?).is_err() {
        return Ok(Some("its text cannot be unpacked".to_string()));
    }
    if serde_json::from_str::<Publication>(row.try_get("publication")?).is_err() {
        return Ok(Some("its publication cannot be read".to_string()));
    }
    let (said, held): (i64, i64) = (row.try_get("articles")?, row.try_get("held")?);
    Ok((said != held).then(|| format!("it says {said} articles and has {held}")))
}

/// Checks the bytes that documents had before.
pub(super) async fn check_versions(tx: &mut SqliteConnection, report: &mut Report) -> Result<()> {
    let mut walk = HeavyWalk::over(
        "SELECT rowid, length(bytes) FROM document_version WHERE rowid > ? ORDER BY rowid LIMIT ?",
        "SELECT name, v.sha256, bytes FROM document_version v LEFT JOIN document ON id = document
         WHERE v.rowid > ? AND v.rowid <= ? ORDER BY v.rowid",
    );
    let mut problems = Problems::of("earlier bytes");
    while let Some(rows) = walk.next(tx).await? {
        for row in &rows {
            let bytes: &[u8] = row.try_get("bytes")?;
            // Those of large files of records are not kept, only their hash.
            if bytes.is_empty() {
                continue;
            }
            if let Some(problem) = bytes_problem(bytes, row.try_get("sha256")?) {
                let name: Option<&str> = row.try_get("name")?;
                problems.add(format!("{}: {problem}", name.unwrap_or("of no document")));
            }
        }
    }
    problems.tell(report);
    Ok(())
}

fn bytes_problem(packed: &[u8], sha256: &[u8]) -> Option<String> {
    let Ok(bytes) = decompress(packed) else {
        return Some("its bytes cannot be unpacked".to_string());
    };
    let digest: [u8; 32] = Sha256::digest(&bytes).into();
    (digest != sha256).then(|| format!("its bytes do not have the hash {}", hex(sha256)))
}
