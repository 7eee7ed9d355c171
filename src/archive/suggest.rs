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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word<'a> {
    /// In normal form.
    pub(super) text: &'a str,
    /// How it is read ([`Reading`]).
    pub(super) spelt: &'a str,
    initials: &'a str,
    /// In how many headlines it has stood.
    pub(super) count: u64,
}

/// All words of headlines, as of one revision.
#[derive(Default)]
pub(super) struct Lexicon {
    revision: u64,
    took: Duration,
    /// Each word and its readings, one after the other: apart they would take more memory than all else here.
    letters: String,
    /// Ascending by text.
    entries: Vec<Entry>,
    /// Where the entries of each first character begin, ascending: so few that they are soon looked through, while each step
    /// among all words is a miss of the processor's cache.
    firsts: Vec<(char, u32)>,
    /// Indices into `entries`, by what the words' readings begin with.
    by_spelling: Vec<u32>,
    by_initials: Vec<u32>,
    /// The characters of all words, ascending, each with the index of its word.
    by_character: Vec<(char, u32)>,
}

/// Where a word begins in the letters, and where its text and its readings end.
struct Entry {
    start: u32,
    text: u32,
    spelt: u32,
    initials: u32,
    count: u32,
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
            // The task that follows the archive makes it anew.
            Some(lexicon) if lexicon.took > PATIENCE => Ok(lexicon),
            _ => self.remake_lexicon().await,
        }
    }

    /// The revision whose words suggestions and spellings are made of; `None` before they are first asked for.
    pub fn revision_of_words(&self) -> Option<u64> {
        let lexicon = self.lexicon.current.load();
        lexicon.as_ref().map(|lexicon| lexicon.revision)
    }

    /// Makes the words for suggestions and spellings anew where the archive has changed since they were made.
    pub async fn refresh_words(&self) -> Result<()> {
        let known = self.revision_of_words();
        if known.is_some_and(|known| known != self.revision()) {
            self.remake_lexicon().await?;
        }
        Ok(())
    }

    /// Makes the lexicon of the current revision, unless another task has by the time that this one may.
    async fn remake_lexicon(&self) -> Result<Arc<Lexicon>> {
        let _alone = self.lexicon.building.lock().await;
        let revision = self.revision();
        if let Some(current) = self.lexicon.current.load_full()
            && current.revision == revision
        {
            return Ok(current);
        }
        let start = Instant::now();
        let rows: Vec<(String, i64)> = sqlx::query_as(
            "SELECT word, count FROM vocabulary WHERE count > 0 ORDER BY count DESC, word LIMIT ?",
        )
        .bind(MAX_WORDS)
        .fetch_all(&mut *self.read.get().await?)
        .await?;
        let made = tokio::task::spawn_blocking(move || Lexicon::of(revision, rows)).await;
        let mut made = made.map_err(|error| ArchiveError::Corrupt(error.to_string()))?;
        made.took = start.elapsed();
        let made = Arc::new(made);
        self.lexicon.current.store(Some(Arc::clone(&made)));
        Ok(made)
    }
}

impl Lexicon {
    fn of(revision: u64, mut rows: Vec<(String, i64)>) -> Self {
        rows.retain(|(text, _)| tells_something(text));
        rows.sort_unstable();
        let mut lexicon = Self {
            revision,
            ..Self::default()
        };
        for (text, count) in rows {
            lexicon.push(&text, count.unsigned_abs());
        }
        lexicon.letters.shrink_to_fit();
        let numbered = (0_u32..).zip(lexicon.words());
        let mut by_character: Vec<(char, u32)> = numbered
            .flat_map(|(at, word)| word.text.chars().map(move |c| (c, at)))
            .filter(|(c, _)| !c.is_ascii())
            .collect();
        by_character.sort_unstable();
        lexicon.by_character = by_character;
        lexicon.by_spelling = lexicon.sorted_by(|word| word.spelt);
        lexicon.by_initials = lexicon.sorted_by(|word| word.initials);
        lexicon
    }

    fn push(&mut self, text: &str, count: u64) {
        let reading = Reading::of(text);
        if let Some(first) = text.chars().next()
            && self.firsts.last().is_none_or(|(last, _)| *last != first)
        {
            self.firsts.push((first, self.entries.len() as u32));
        }
        let mut put = |part: &str| {
            self.letters.push_str(part);
            self.letters.len() as u32
        };
        let entry = Entry {
            start: put(""),
            text: put(text),
            spelt: put(&reading.spelt),
            initials: put(&reading.initials),
            count: u32::try_from(count).unwrap_or(u32::MAX),
        };
        self.entries.push(entry);
    }

    fn sorted_by<'a>(&'a self, key: fn(Word<'a>) -> &'a str) -> Vec<u32> {
        let mut indices: Vec<u32> = (0..self.entries.len() as u32).collect();
        indices.sort_by_key(|at| self.nth(*at).map(key));
        indices
    }

    fn word(&self, entry: &Entry) -> Word<'_> {
        let part = |from: u32, to: u32| {
            let part = self.letters.get(from as usize..to as usize);
            part.unwrap_or_default()
        };
        Word {
            text: part(entry.start, entry.text),
            spelt: part(entry.text, entry.spelt),
            initials: part(entry.spelt, entry.initials),
            count: u64::from(entry.count),
        }
    }

    fn nth(&self, at: u32) -> Option<Word<'_>> {
        Some(self.word(self.entries.get(at as usize)?))
    }

    pub(super) fn words(&self) -> impl Iterator<Item = Word<'_>> {
        self.entries.iter().map(|entry| self.word(entry))
    }

    pub(super) fn get(&self, text: &str) -> Option<Word<'_>> {
        self.written(text).next().filter(|word| word.text == text)
    }

    /// Words that are read exactly so.
    pub(super) fn spelt(&self, spelling: &str) -> impl Iterator<Item = Word<'_>> {
        self.read(&self.by_spelling, spelling, |word| word.spelt)
            .take_while(move |word| word.spelt == spelling)
    }

    /// Words that hold this character, which is none of ASCII.
    pub(super) fn holding(&self, character: char) -> impl Iterator<Item = Word<'_>> {
        let start = self
            .by_character
            .partition_point(|(known, _)| *known < character);
        self.by_character[start..]
            .iter()
            .take_while(move |(known, _)| *known == character)
            .filter_map(|(_, at)| self.nth(*at))
    }

    /// Words that begin with this text.
    fn written(&self, prefix: &str) -> impl Iterator<Item = Word<'_>> {
        let entries = match prefix.chars().next() {
            Some(first) => self.beginning_with(first),
            None => &self.entries,
        };
        let start = entries.partition_point(|entry| self.word(entry).text < prefix);
        let rest = entries[start..].iter().map(|entry| self.word(entry));
        rest.take_while(move |word| word.text.starts_with(prefix))
    }

    fn beginning_with(&self, first: char) -> &[Entry] {
        let at = self.firsts.partition_point(|(known, _)| *known < first);
        let mut from_here = self.firsts.get(at..).unwrap_or_default().iter();
        let Some((_, from)) = from_here.next().filter(|(known, _)| *known == first) else {
            return &[];
        };
        let rest = self.entries.get(*from as usize..).unwrap_or_default();
        let count = from_here.next().map(|(_, next)| (next - from) as usize);
        rest.get(..count.unwrap_or(rest.len())).unwrap_or(rest)
    }

    /// Words of which a reading begins so; `indices` are in its order.
    fn read<'a>(
        &'a self,
        indices: &'a [u32],
        prefix: &str,
        key: fn(Word<'a>) -> &'a str,
    ) -> impl Iterator<Item = Word<'a>> {
        let start = indices.partition_point(|at| self.nth(*at).map(key) < Some(prefix));
        let rest = indices[start..].iter().filter_map(|at| self.nth(*at));
        rest.take_while(move |word| key(*word).starts_with(prefix))
    }

    /// Whole readings before beginnings, spelt out before initials, then the frequent.
    fn complete(&self, typed: &str, limit: usize) -> Vec<Suggestion> {
        let typed: String = typed.split_whitespace().collect();
        if typed.is_empty() {
            return Vec::new();
        }
        let written = self
            .written(&typed)
            .filter(|word| word.text != typed)
            .map(|word| (0, word));
        let mut found: Vec<(u8, Word<'_>)> = written.collect();
        if typed.is_ascii() {
            let spelt = self.read(&self.by_spelling, &typed, |word| word.spelt);
            found.extend(spelt.map(|word| (1 + u8::from(word.spelt != typed), word)));
            let initials = self.read(&self.by_initials, &typed, |word| word.initials);
            found.extend(initials.map(|word| (1 + u8::from(word.initials != typed), word)));
        }
        let order = |(rank, word): &(u8, Word<'_>)| (*rank, std::cmp::Reverse(word.count));
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
                    word: word.text.to_string(),
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

    #[test]
    fn every_word_is_found_by_its_text() {
        let words = ["covid", "疫苗", "疫情", "医院", "医院院长", "焦作市"];
        let rows = words.map(|word| (word.to_string(), 1));
        let lexicon = Lexicon::of(1, rows.to_vec());
        for word in words {
            assert_eq!(lexicon.get(word).map(|found| found.text), Some(word));
        }
        for word in ["", "疫", "疫苗门诊", "龙", "a"] {
            assert_eq!(lexicon.get(word), None, "{word}");
        }
        assert_eq!(lexicon.written("").count(), words.len());
        assert_eq!(lexicon.written("医院").count(), 2);
        assert_eq!(Lexicon::default().get("疫苗"), None);
    }
}
