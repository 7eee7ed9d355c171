//! Questions that come at the same moment are answered by one statement.
//!
//! To hand a statement to the driver's thread, and the answer back, wakes two threads, which costs as much as to find an
//! article. So whoever asks first lets all else run that is ready to, and then asks for everybody. A reader who is alone
//! waits for nobody.

use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use tokio::sync::oneshot;

use super::readers::Readers;
use super::{ArchiveError, Result};

/// So many questions at most are one statement, as the first of them waits for the last.
const AT_ONCE: usize = 32;

/// A statement that answers many questions, each with one row at most; cheap to clone.
///
/// It takes a JSON array of questions; the first column of a row is the place of its question in that array.
#[derive(Clone)]
pub(super) struct Together(Arc<Shared>);

struct Shared {
    statement: &'static str,
    readers: Readers,
    waiting: Mutex<Vec<Question>>,
}

struct Question {
    /// JSON.
    text: String,
    answer: oneshot::Sender<Answer>,
}

type Answer = Result<Option<SqliteRow>>;

impl Together {
    pub(super) fn new(statement: &'static str, readers: Readers) -> Self {
        Self(Arc::new(Shared {
            statement,
            readers,
            waiting: Mutex::default(),
        }))
    }

    /// The row that answers a question.
    pub(super) async fn ask(&self, question: &impl Serialize) -> Answer {
        let text = serde_json::to_string(question)
            .map_err(|error| ArchiveError::Corrupt(error.to_string()))?;
        let (answer, answered) = oneshot::channel();
        if self.0.is_first(Question { text, answer }) {
            // A task of its own: the others want their answers even if this reader has gone.
            tokio::spawn(self.0.clone().answer_all());
        }
        let lost = |_| Err(sqlx::Error::WorkerCrashed.into());
        answered.await.unwrap_or_else(lost)
    }
}

impl Shared {
    /// Queues a question; did none wait?
    fn is_first(&self, question: Question) -> bool {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.push(question);
        waiting.len() == 1
    }

    /// Answers what waits by the time that a connection is free.
    async fn answer_all(self: Arc<Self>) {
        tokio::task::yield_now().await;
        let reader = self.readers.get().await;
        let mut questions = {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *waiting)
        };
        match reader {
            Ok(mut reader) => {
                while !questions.is_empty() {
                    let later = questions.split_off(questions.len().min(AT_ONCE));
                    self.answer(questions, &mut reader).await;
                    questions = later;
                }
            }
            Err(error) => {
                // The next reader tries again.
                tracing::warn!(%error, questions = questions.len(), "no connection to the archive");
            }
        }
    }

    async fn answer(&self, questions: Vec<Question>, reader: &mut SqliteConnection) {
        let texts: Vec<&str> = questions.iter().map(|one| one.text.as_str()).collect();
        match self.rows(&texts, reader).await {
            Ok(rows) => {
                for (question, row) in questions.into_iter().zip(rows) {
                    question.answer.send(Ok(row)).ok();
                }
            }
            // One that cannot be answered does not take the others with it.
            Err(_) => {
                for question in questions {
                    let rows = self.rows(&[&question.text], reader).await;
                    let row = rows.map(|rows| rows.into_iter().next().flatten());
                    question.answer.send(row).ok();
                }
            }
        }
    }

    /// A row, if there is one, for each question.
    async fn rows(
        &self,
        questions: &[&str],
        reader: &mut SqliteConnection,
    ) -> Result<Vec<Option<SqliteRow>>> {
        let found = sqlx::query(self.statement)
            .bind(format!("[{}]", questions.join(",")))
            .fetch_all(reader)
            .await?;
        let mut rows: Vec<Option<SqliteRow>> = Vec::new();
        rows.resize_with(questions.len(), || None);
        for row in found {
            let place: i64 = row.try_get(0)?;
            if let Some(empty) = usize::try_from(place).ok().and_then(|at| rows.get_mut(at)) {
                *empty = Some(row);
            }
        }
        Ok(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::Archive;

    /// Twice the number, for each that is asked for but odd ones; text is no number, and fails.
    const TWICE: &str = "SELECT key, CASE WHEN typeof(value) = 'text' THEN abs(-9223372036854775808) ELSE value * 2 END
         FROM json_each(?1) WHERE typeof(value) = 'text' OR value % 2 = 0";

    async fn twice() -> (tempfile::TempDir, Together) {
        let folder = tempfile::tempdir().unwrap();
        let archive = Archive::open(&folder.path().join("a.db")).await.unwrap();
        (folder, Together::new(TWICE, archive.read.clone()))
    }

    async fn ask(twice: Together, number: i64) -> Option<i64> {
        let row = twice.ask(&number).await.unwrap();
        row.map(|row| row.get(1))
    }

    #[tokio::test]
    async fn each_of_many_gets_its_own_answer() {
        let (_folder, twice) = twice().await;
        let asked: Vec<_> = (0..5 * AT_ONCE as i64)
            .map(|number| (number, tokio::spawn(ask(twice.clone(), number))))
            .collect();
        for (number, answer) in asked {
            let expected = (number % 2 == 0).then_some(number * 2);
            assert_eq!(answer.await.unwrap(), expected);
        }
    }

    #[tokio::test]
    async fn who_leaves_or_fails_takes_no_others_along() {
        let (_folder, twice) = twice().await;
        let failing = twice.clone();
        let first = tokio::spawn(ask(twice.clone(), 2));
        let bad = tokio::spawn(async move { failing.ask(&"no number").await.is_err() });
        let last = tokio::spawn(ask(twice.clone(), 4));
        tokio::task::yield_now().await;
        first.abort();
        assert!(bad.await.unwrap());
        assert_eq!(last.await.unwrap(), Some(8));
        assert!(twice.0.waiting.lock().unwrap().is_empty());
    }
}
