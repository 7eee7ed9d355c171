//! What a reader may have meant: words of the archive that sound or look like those that find nothing.
//!
//! Chinese is typed by its sound, so that most slips sound right: 娇作 is 焦作 to the ear. Readings are compared first,
//! then single wrong characters; a guess is shown only if the query with it finds something. A word may also be
//! taken for the region of that name, since articles of a place often only say 我市.

use std::time::Instant;

use super::MAX_SUSPECTS;
use crate::archive::facets::Facets;
use crate::archive::suggest::{Lexicon, Word};
use crate::archive::{Archive, ArchiveError, Filter, Result};
use crate::query::{Field, Node, Phrase, Query};
use crate::region::Gazetteer;
use crate::text::normalize::fold;
use crate::text::segment;

/// So many spellings are tried, and so many shown.
const TRIED: usize = 12;
const SHOWN: usize = 3;
/// Words taken together that may be one misspelt word: unknown words fall apart into characters.
const TOGETHER: usize = 4;
/// Texts of more words are no slip of the pen.
const LONGEST: usize = 8;

/// Another spelling of a text: the smaller the rank the likelier.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Guess {
    rank: u8,
    /// Fewer headlines have it, counted downwards.
    rarity: u64,
    text: String,
}

impl Archive {
    /// Queries with one word spelt otherwise that find something, the likeliest first.
    pub(super) async fn other_spellings(
        &self,
        query: &Query,
        filter: &Filter,
        deadline: Instant,
    ) -> Result<Vec<String>> {
        let nodes = match query.root() {
            Some(Node::And(nodes)) => nodes.as_slice(),
            Some(only) => std::slice::from_ref(only),
            None => return Ok(Vec::new()),
        };
        if nodes.len() > MAX_SUSPECTS {
            return Ok(Vec::new());
        }
        let lexicon = self.lexicon().await?;
        let mut guesses: Vec<(Guess, usize)> = Vec::new();
        for (at, node) in nodes.iter().enumerate() {
            if let Node::Phrase(phrase, _) = node {
                let alike = guesses_of(&phrase.text, &lexicon, deadline)?.into_iter();
                guesses.extend(alike.map(|guess| (guess, at)));
            }
        }
        guesses.sort();
        let mut index = self.index().await?;
        let places = (0..nodes.len()).filter_map(|at| with_region(nodes, at, &index.facets));
        let words = guesses.into_iter().take(TRIED);
        let words = words.map(|(guess, at)| with_word(nodes, at, &guess));
        let tried: Vec<(Node, String)> = places.chain(words).collect();
        let mut spellings: Vec<String> = Vec::new();
        for (node, spelling) in tried {
            if spellings.len() == SHOWN {
                break;
            }
            let found = self.evaluate(&mut index, &node, filter, deadline).await?;
            if !found.is_empty() && !spellings.contains(&spelling) {
                spellings.push(spelling);
            }
        }
        Ok(spellings)
    }
}

/// The query with one of its words spelt otherwise.
fn with_word(nodes: &[Node], at: usize, guess: &Guess) -> (Node, String) {
    let mut nodes = nodes.to_vec();
    if let Some(Node::Phrase(phrase, _)) = nodes.get_mut(at)
        && let Some(other) = Phrase::new(&guess.text, phrase.quoted)
    {
        *phrase = other;
    }
    let node = Node::And(nodes);
    let spelling = Query::spelling(&node);
    (node, spelling)
}

/// The query with one of its words taken for the region of that name: articles of a place often say only "our city". With
/// its spelling, which names the region as the reader did.
fn with_region(nodes: &[Node], at: usize, facets: &Facets) -> Option<(Node, String)> {
    let Some(Node::Phrase(phrase, Field::Any)) = nodes.get(at).filter(|_| nodes.len() > 1) else {
        return None;
    };
    let code = facets.region_named(&phrase.text)?;
    let mut others = nodes.to_vec();
    others.remove(at);
    let words = Query::spelling(&Node::And(others.clone()));
    let spelling = format!("地区:{} {words}", phrase.text);
    others.push(Node::Region(code));
    Some((Node::And(others), spelling))
}

fn guesses_of(text: &str, lexicon: &Lexicon, deadline: Instant) -> Result<Vec<Guess>> {
    let folded = fold(text);
    let tokens = segment::all_words(&folded);
    let mut guesses = Vec::new();
    if tokens.len() > LONGEST {
        return Ok(guesses);
    }
    for length in 1..=TOGETHER.min(tokens.len()) {
        for window in tokens.windows(length) {
            let typed = window.concat();
            if lexicon.get(&typed).is_some() || !folded.contains(&typed) {
                continue;
            }
            // Of Latin letters all words are looked through.
            if Instant::now() > deadline {
                return Err(ArchiveError::TooSlow);
            }
            let alike = alike(&typed, lexicon).into_iter().map(|guess| Guess {
                text: folded.replacen(&typed, &guess.text, 1),
                ..guess
            });
            guesses.extend(alike);
        }
    }
    Ok(guesses)
}

/// Words that sound or look like this one.
fn alike(typed: &str, lexicon: &Lexicon) -> Vec<Guess> {
    if typed.chars().nth(1).is_none() {
        return Vec::new();
    }
    let guess = |rank: u8, word: Word<'_>| Guess {
        rank,
        rarity: u64::MAX - word.count,
        text: word.text.to_string(),
    };
    let mut guesses: Vec<Guess> = if typed.is_ascii() {
        let words = lexicon.words();
        let near = words.filter_map(|word| Some(guess(rank_latin(typed, word)?, word)));
        let regions = Gazetteer::get().search(typed, 2).into_iter();
        let regions = regions.map(|region| Guess {
            rank: 1,
            rarity: u64::MAX,
            text: region.short_name.to_string(),
        });
        near.chain(regions).collect()
    } else {
        let spelt = crate::text::pinyin::Reading::of(typed).spelt;
        // Whatever sounds otherwise shares a character with it.
        let sharing = typed.chars().flat_map(|c| lexicon.holding(c));
        lexicon
            .spelt(&spelt)
            .chain(sharing)
            .filter_map(|word| Some(guess(rank_chinese(typed, &spelt, word)?, word)))
            .collect()
    };
    guesses.sort();
    guesses.dedup();
    guesses.truncate(TRIED);
    guesses
}

/// Letters: the pinyin of a word, or a Latin word with a slip.
fn rank_latin(typed: &str, word: Word<'_>) -> Option<u8> {
    let slips = match typed.len() {
        ..4 => 0,
        4..8 => 1,
        _ => 2,
    };
    let near = |other: &str| {
        other.len().abs_diff(typed.len()) <= slips && strsim::levenshtein(other, typed) <= slips
    };
    match () {
        () if !word.text.is_ascii() && word.spelt == typed => Some(0),
        () if word.text.is_ascii() && near(word.text) => Some(1),
        () if !word.text.is_ascii() && near(word.spelt) => Some(2),
        () => None,
    }
}

/// Characters: others that sound the same, or one that is wrong.
fn rank_chinese(typed: &str, spelt: &str, word: Word<'_>) -> Option<u8> {
    let length = typed.chars().count();
    if word.text.chars().count() != length {
        return None;
    }
    let same = typed
        .chars()
        .zip(word.text.chars())
        .filter(|(a, b)| a == b)
        .count();
    let nearly = || {
        word.spelt.len().abs_diff(spelt.len()) <= 1 && strsim::levenshtein(word.spelt, spelt) <= 1
    };
    match () {
        () if word.spelt == spelt => Some(0),
        () if same + 1 == length && nearly() => Some(1),
        () if same + 1 == length && length > 2 => Some(2),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::archive::tests::{archive, article, document, store};

    #[tokio::test]
    async fn other_spellings_are_looked_for_as_far_as_there_is_time() {
        let (_folder, archive) = archive().await;
        let articles = vec![article("covid疫苗接种", None, "甲 乙 丙 丁 戊 己 庚 辛")];
        store(&archive, document("a.txt", "one", articles)).await;
        let spellings = async |typed: &str, deadline| {
            let query = Query::parse(typed);
            let filter = Filter::default();
            archive.other_spellings(&query, &filter, deadline).await
        };
        let soon = Instant::now() + Duration::from_secs(3_600);
        let few = "covit 甲 乙 丙 丁 戊 己 庚";
        assert_eq!(
            spellings(few, soon).await.unwrap(),
            ["covid 甲 乙 丙 丁 戊 己 庚"]
        );
        let many = format!("{few} 辛");
        assert!(spellings(&many, soon).await.unwrap().is_empty());
        let lexicon = archive.lexicon().await.unwrap();
        let late = guesses_of("covit", &lexicon, Instant::now());
        assert!(matches!(late, Err(ArchiveError::TooSlow)));
    }
}
