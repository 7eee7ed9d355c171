//! What articles are compared by, and what makes two of them the same.

use std::collections::HashSet;

use crate::article::Article;
use crate::edtf::PartialDate;
use crate::text::figures::Figures;
use crate::text::units::is_letter;

/// Below this share of common shingles two bodies are not the same article.
pub(super) const SAME: f64 = 0.5;
/// With so much in common a text elsewhere tells the same, and so much it takes under another headline.
const RETOLD: f64 = 0.8;
const RETOLD_OTHERWISE: f64 = 0.95;
/// Characters of a shingle.
const SHINGLE: usize = 4;
/// Characters of the runs that a sketch is made of, and how many a body needs to have one.
const SKETCH_RUN: usize = 8;
const SKETCH_FROM: usize = 16;

/// What articles are compared by.
#[derive(Debug, Clone, Copy)]
pub(in crate::archive) struct Text<'a> {
    /// The permanent id: that of a known article, or the one that a record brings.
    pub(in crate::archive) id: Option<i64>,
    /// The id that the article would get, were it new.
    pub(in crate::archive) claim: i64,
    pub(in crate::archive) headline: &'a str,
    pub(in crate::archive) body: &'a [String],
    pub(in crate::archive) date: Option<PartialDate>,
    /// A known article that is no longer there; matched only by what no living one is.
    pub(in crate::archive) gone: bool,
}

impl<'a> Text<'a> {
    /// What is told by an article alone.
    pub(in crate::archive) fn of(article: &'a Article) -> Self {
        Self {
            id: None,
            claim: 0,
            headline: &article.headline,
            body: &article.article_body,
            date: article.date_published.as_ref().map(|date| date.date),
            gone: false,
        }
    }

    pub(super) fn figures(&self) -> Figures {
        Figures::of(self.headline, self.body.iter().map(String::as_str))
    }

    /// Is it, of much the same words, another bulletin than this one, as the notices of two days are? It has other figures
    /// in the text then, and two of these three: others in the headline, another date, more than one of them. A
    /// correction has one at most.
    pub(in crate::archive) fn is_another(&self, other: &Self) -> bool {
        let body = |text: &Self| Figures::of("", text.body.iter().map(String::as_str));
        let headline = |text: &Self| Figures::of(text.headline, []);
        let signs = [
            headline(self).differ(&headline(other)),
            self.date.is_some() && other.date.is_some() && self.date != other.date,
            self.figures().replacements(&other.figures()) > 1,
        ];
        signs.into_iter().filter(|sign| *sign).count() > 1 && body(self).differ(&body(other))
    }

    /// Does it tell the same, so that the address of one may lead to the other? Another headline may be another name.
    pub(in crate::archive) fn tells_of(&self, other: &Self) -> bool {
        let enough = match letters(self.headline) == letters(other.headline) {
            true => RETOLD,
            false => RETOLD_OTHERWISE,
        };
        alike(self.body, other.body) >= enough && !self.figures().differ(&other.figures())
    }
}

/// Is this one text, but for corrections?
pub(in crate::archive) fn is_text_of(old: &Text, new: &Text) -> bool {
    alike(old.body, new.body) >= SAME && !old.is_another(new)
}

/// Share of what the longer one of two bodies has that both have.
fn alike(a: &[String], b: &[String]) -> f64 {
    let (a, b) = (shingles(a), shingles(b));
    share(a.intersection(&b).count(), a.len().max(b.len()))
}

/// Hashes of the body's overlapping runs of characters, punctuation left out.
pub(super) fn shingles(body: &[String]) -> HashSet<u32> {
    let hash = |run: &[char]| {
        run.iter().fold(0x811c_9dc5_u32, |hash, c| {
            (hash ^ *c as u32).wrapping_mul(0x0100_0193)
        })
    };
    body_letters(body).windows(SHINGLE).map(hash).collect()
}

/// One number for a body that stays the same under most small corrections; `None` for bodies too short to be told apart.
pub(in crate::archive) fn sketch(body: &[String]) -> Option<i64> {
    let letters = body_letters(body);
    if letters.len() < SKETCH_FROM {
        return None;
    }
    let hash = |run: &[char]| {
        let hash = run.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, c| {
            (hash ^ u64::from(u32::from(*c))).wrapping_mul(0x0100_0000_01b3)
        });
        (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 1
    };
    letters
        .windows(SKETCH_RUN)
        .map(hash)
        .min()
        .map(|least| least as i64)
}

pub(super) fn body_letters(body: &[String]) -> Vec<char> {
    body.iter()
        .flat_map(|paragraph| paragraph.chars())
        .filter(|c| is_letter(*c))
        .collect()
}

pub(super) fn letters(text: &str) -> String {
    text.chars().filter(|c| is_letter(*c)).collect()
}

pub(super) fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: &str = "榕江区疾控中心昨天提醒市民及早接种流感疫苗，全区十二个接种门诊周末照常开放。实验小学的同学们在操场上学习心肺复苏，校医一遍遍示范按压的深度和频率。";

    #[test]
    fn a_sketch_outlasts_a_correction() {
        let long = LONG.to_string();
        let kept = (0..20)
            .filter(|at| {
                let mut letters: Vec<char> = long.chars().collect();
                letters[at * 3] = '改';
                sketch(&[letters.into_iter().collect()]) == sketch(std::slice::from_ref(&long))
            })
            .count();
        assert!(kept >= 12, "{kept} of 20");
        assert_eq!(sketch(&["太短".to_string()]), None);
    }
}
