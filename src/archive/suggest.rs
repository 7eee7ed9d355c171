//! Words of headlines, in memory: to complete what is being typed, and to find what was meant.

use std::sync::Arc;
use std::time::{Duration, Instant};

use arc_swap::ArcSwapOption;
use tokio::sync::Mutex;

use super::{Archive, ArchiveError, Result};
use crate::text::normalize::fold;
use crate::text::pinyin::Reading;

/// Of more words than this the rarest are left out.
const MAX_WORDS: i64 = 200_000;
/// A lexicon that took longer to make is made anew behind the reader's back, who gets the one that there is.
const PATIENCE: Duration = Duration::from_millis(20);

/// A word of headlines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// In normal form.
    pub(super) text: String,
    /// In how many headlines it has stood.
    pub(super) count: u64,
    pub(super) reading: Reading,
}

/// All words of headlines, as of one revision.
#[derive(Default)]
pub(super) struct Lexicon {
    revision: u64,
    took: Duration,
    pub(super) words: Vec<Word>,
    /// Indices into `words`, by what the words begin with.
    by_text: Vec<u32>,
    by_spelling: Vec<u32>,
    by_initials: Vec<u32>,
    /// The characters of all words, ascending, each with the index of its word.
    by_character: Vec<(char, u32)>,
}

/// Holds the current [`Lexicon`].
#[derive(Default)]
pub(super) struct LexiconCell {
    current: ArcSwapOption<Lexicon>,
    building: Mutex<()>,
}

/// A word that completes what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    pub word: String,
    /// In how many headlines it has stood.
    pub count: u64,
}

impl Archive {
    /// Words of headlines that begin with these characters, or whose pinyin or initials do; the likeliest first.
    pub async fn suggest(&self, typed: &str, limit: usize) -> Result<Vec<Suggestion>> {
        let lexicon = self.lexicon().await?;
        Ok(lexicon.complete(&fold(typed), limit))
    }

    pub(super) async fn lexicon(&self) -> Result<Arc<Lexicon>> {
        match self.lexicon.current.load_full() {
            Some(lexicon) if lexicon.revision == self.revision() => Ok(lexicon),
            Some(lexicon) if lexicon.took > PATIENCE => {
                let archive = self.clone();
                tokio::spawn(async move { archive.remake_lexicon(false).await });
                Ok(lexicon)
            }
            _ => self.remake_lexicon(true).await,
        }
    }

    /// Makes the lexicon of the current revision; where another task is at it, waits for it only if asked to.
    async fn remake_lexicon(&self, wait: bool) -> Result<Arc<Lexicon>> {
        let _alone = match self.lexicon.building.try_lock() {
            Ok(alone) => alone,
            Err(_) if !wait => return Ok(Arc::default()),
            Err(_) => self.lexicon.building.lock().await,
        };
        let revision = self.revision();
        if let Some(current) = self.lexicon.current.load_full()
            && current.revision == revision
        {
            return Ok(current);
        }
        let rows: Vec<(String, i64)> = sqlx::query_as(
            "SELECT word, count FROM vocabulary WHERE count > 0 ORDER BY count DESC, word LIMIT ?",
        )
        .bind(MAX_WORDS)
        .fetch_all(&mut *self.read.get().await?)
        .await?;
        let made = tokio::task::spawn_blocking(move || Lexicon::of(revision, rows)).await;
        let made = Arc::new(made.map_err(|error| ArchiveError::Corrupt(error.to_string()))?);
        self.lexicon.current.store(Some(Arc::clone(&made)));
        Ok(made)
    }
}

impl Lexicon {
    fn of(revision: u64, rows: Vec<(String, i64)>) -> Self {
        let start = Instant::now();
        let words: Vec<Word> = rows
            .into_iter()
            .filter(|(text, _)| tells_something(text))
            .map(|(text, count)| Word {
                reading: Reading::of(&text),
                count: count.unsigned_abs(),
                text,
            })
            .collect();
        let numbered = (0_u32..).zip(&words);
        let mut by_character: Vec<(char, u32)> = numbered
            .flat_map(|(at, word)| word.text.chars().map(move |c| (c, at)))
            .filter(|(c, _)| !c.is_ascii())
            .collect();
        by_character.sort_unstable();
        let sorted = |key: fn(&Word) -> &str| {
            let mut indices: Vec<u32> = (0..words.len() as u32).collect();
            indices.sort_by_key(|at| key(&words[*at as usize]));
            indices
        };
        Self {
            revision,
            by_text: sorted(|word| &word.text),
            by_spelling: sorted(|word| &word.reading.spelt),
            by_initials: sorted(|word| &word.reading.initials),
            by_character,
            took: start.elapsed(),
            words,
        }
    }

    pub(super) fn get<'a>(&'a self, text: &'a str) -> Option<&'a Word> {
        self.beginning_with(&self.by_text, text, |word| &word.text)
            .take(1)
            .find(|word| word.text == text)
    }

    /// Words that are read exactly so.
    pub(super) fn spelt<'a>(&'a self, spelling: &'a str) -> impl Iterator<Item = &'a Word> {
        self.beginning_with(&self.by_spelling, spelling, |word| &word.reading.spelt)
            .take_while(move |word| word.reading.spelt == spelling)
    }

    /// Words that hold this character, which is none of ASCII.
    pub(super) fn holding(&self, character: char) -> impl Iterator<Item = &Word> {
        let start = self
            .by_character
            .partition_point(|(known, _)| *known < character);
        self.by_character[start..]
            .iter()
            .take_while(move |(known, _)| *known == character)
            .filter_map(|(_, at)| self.words.get(*at as usize))
    }

    fn beginning_with<'a>(
        &'a self,
        indices: &'a [u32],
        prefix: &'a str,
        key: fn(&Word) -> &str,
    ) -> impl Iterator<Item = &'a Word> {
        let word = |at: &u32| self.words.get(*at as usize);
        let start = indices.partition_point(|at| word(at).is_some_and(|word| key(word) < prefix));
        indices[start..]
            .iter()
            .filter_map(word)
            .take_while(move |word| key(word).starts_with(prefix))
    }

    /// Whole readings before beginnings, spelt out before initials, then the frequent.
    fn complete(&self, typed: &str, limit: usize) -> Vec<Suggestion> {
        let typed: String = typed.split_whitespace().collect();
        if typed.is_empty() {
            return Vec::new();
        }
        let written = self
            .beginning_with(&self.by_text, &typed, |word| &word.text)
            .filter(|word| word.text != typed)
            .map(|word| (0, word));
        let mut found: Vec<(u8, &Word)> = written.collect();
        if typed.is_ascii() {
            let spelt = self.beginning_with(&self.by_spelling, &typed, |w| &w.reading.spelt);
            found.extend(spelt.map(|word| (1 + u8::from(word.reading.spelt != typed), word)));
            let initials = self.beginning_with(&self.by_initials, &typed, |w| &w.reading.initials);
            found.extend(initials.map(|word| (1 + u8::from(word.reading.initials != typed), word)));
        }
        let order = |(rank, word): &(u8, &Word)| (*rank, std::cmp::Reverse(word.count));
        let enough = limit * 3;
        if found.len() > enough {
            found.select_nth_unstable_by_key(enough, order);
            found.truncate(enough);
        }
        found.sort_by_key(order);
        let mut suggestions: Vec<Suggestion> = Vec::with_capacity(limit);
        for (_, word) in found {
            if suggestions.len() < limit && suggestions.iter().all(|s| s.word != word.text) {
                suggestions.push(Suggestion {
                    word: word.text.clone(),
                    count: word.count,
                });
            }
        }
        suggestions
    }
}

/// Single characters and numbers complete nothing.
fn tells_something(word: &str) -> bool {
    word.chars().nth(1).is_some() && !word.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complete(typed: &str) -> Vec<String> {
        let rows = [
            ("疫苗", 9),
            ("疫情", 12),
            ("医院", 7),
            ("covid", 3),
            ("一", 99),
            ("焦作市", 2),
        ];
        let rows = rows.map(|(word, count)| (word.to_string(), count));
        let lexicon = Lexicon::of(1, rows.to_vec());
        let found = lexicon.complete(typed, 3).into_iter();
        found.map(|suggestion| suggestion.word).collect()
    }

    #[test]
    fn words_are_completed_by_characters_pinyin_and_initials() {
        assert_eq!(complete("疫"), ["疫情", "疫苗"]);
        assert_eq!(complete("yimiao"), ["疫苗"]);
        assert_eq!(complete("yi"), ["疫情", "疫苗", "医院"]);
        assert_eq!(complete("yy"), ["医院"]);
        assert_eq!(complete("jiaoz"), ["焦作市"]);
        assert_eq!(complete("cov"), ["covid"]);
        assert_eq!(complete(" "), Vec::<String>::new());
        assert_eq!(complete("疫苗"), Vec::<String>::new());
    }
}
