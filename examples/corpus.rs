//! Writes a deterministic corpus of invented articles to standard output, one JSON record a line:
//!
//! ```sh
//! cargo run --release --example corpus -- 100000 > corpus.jsonl
//! ```
//!
//! Words of the jieba dictionary by Zipf's law, 600 characters an article on average, ten years of dates, regions, topics
//! and sources. The same number gives the same articles, and a smaller corpus is the beginning of a larger one.

use std::io::{BufWriter, Write};

use anyhow::Context;
use jieba_rs::Jieba;
use serde_json::json;

const FIRST_DAY: jiff::civil::Date = jiff::civil::date(2015, 1, 1);
const DAYS: usize = 3_653;
const SOURCES: usize = 60;

fn main() -> anyhow::Result<()> {
    let number = std::env::args()
        .nth(1)
        .context("usage: corpus N (how many articles)")?;
    let number: u64 = number.parse().context("N must be a number")?;
    let corpus = Corpus::load()?;
    let mut out = BufWriter::with_capacity(1 << 20, std::io::stdout().lock());
    for n in 0..number {
        serde_json::to_writer(&mut out, &corpus.article(n))?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(())
}

struct Corpus {
    /// The most frequent first.
    words: Vec<String>,
    regions: Vec<(String, String)>,
    topics: Vec<String>,
}

impl Corpus {
    fn load() -> anyhow::Result<Self> {
        let table = include_str!("../data/regions.csv");
        let regions = table.lines().skip(1).filter_map(|line| {
            let mut cells = line.split(',');
            let (code, name) = (cells.next()?, cells.next()?);
            let is_current = cells.nth(2)?.is_empty();
            is_current.then(|| (code.to_string(), name.to_string()))
        });
        let topics: toml::Table = include_str!("../data/topics.toml").parse()?;
        let topics = topics["topic"].as_array().context("no topics")?;
        let mut corpus = Self {
            words: words(&Jieba::new()),
            regions: regions.collect(),
            topics: topics
                .iter()
                .filter_map(|topic| Some(topic.get("id")?.as_str()?.to_string()))
                .collect(),
        };
        shuffle(&mut corpus.regions);
        Ok(corpus)
    }

    fn article(&self, n: u64) -> serde_json::Value {
        let mut random = Random(n.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d);
        let (code, region) = &self.regions[random.zipf(self.regions.len())];
        let length = 200 + random.below(400) + random.below(400);
        let body = self.body(&mut random, region, length);
        let day = FIRST_DAY.saturating_add(jiff::Span::new().days(random.below(DAYS) as i64));
        json!({
            "@type": "NewsArticle",
            "headline": self.headline(&mut random, region, &body),
            "datePublished": day.to_string(),
            "author": self.author(&mut random),
            "creditText": format!("{}日报", self.regions[random.zipf(SOURCES)].1),
            "contentLocation": [{ "identifier": code, "name": region }],
            "about": [self.topics[random.zipf(self.topics.len())]],
            "articleBody": body,
        })
    }

    /// Paragraphs of sentences, so many characters in all.
    fn body(&self, random: &mut Random, region: &str, length: usize) -> Vec<String> {
        let mut paragraphs = vec![String::new()];
        let (mut total, mut paragraph) = (0, 0);
        while total < length {
            let sentence = self.sentence(random, region);
            let chars = sentence.chars().count();
            (total, paragraph) = (total + chars, paragraph + chars);
            if let Some(last) = paragraphs.last_mut() {
                last.push_str(&sentence);
            }
            if paragraph > 140 && total < length {
                paragraphs.push(String::new());
                paragraph = 0;
            }
        }
        paragraphs
    }

    fn sentence(&self, random: &mut Random, region: &str) -> String {
        let mut sentence = String::new();
        for clause in 0..1 + random.below(3) {
            if clause > 0 {
                sentence.push('，');
            }
            for _ in 0..3 + random.below(7) {
                match random.below(60) {
                    0 => sentence.push_str(region),
                    1 => sentence.push_str(&format!("{}", random.below(3_000))),
                    2 => {
                        sentence.push_str(["COVID-19", "HPV", "CT", "App", "AED"][random.below(5)])
                    }
                    _ => sentence.push_str(&self.words[random.zipf(self.words.len())]),
                }
            }
        }
        sentence.push('。');
        sentence
    }

    /// A place, and words of the body.
    fn headline(&self, random: &mut Random, region: &str, body: &[String]) -> String {
        let chars: Vec<char> = body
            .concat()
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect();
        let mut headline = region.to_string();
        for _ in 0..2 {
            let from = random.below(chars.len().saturating_sub(6).max(1));
            headline.extend(chars.iter().skip(from).take(4 + random.below(3)));
        }
        headline
    }

    fn author(&self, random: &mut Random) -> String {
        const FAMILY: [&str; 10] = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴"];
        let given = &self.words[200 + random.below(2_000)];
        format!("{}{given}", FAMILY[random.below(FAMILY.len())])
    }
}

/// Words of the dictionary: all of two common characters, and those of four that are two of them.
fn words(jieba: &Jieba) -> Vec<String> {
    let common = common_characters();
    let mut words = Vec::new();
    let mut word = String::new();
    for first in &common {
        for second in &common {
            word.clear();
            word.extend([first, second]);
            if jieba.has_word(&word) {
                words.push(word.clone());
            }
        }
    }
    shuffle(&mut words);
    let parts = words[..1_500].to_vec();
    for first in &parts {
        for second in &parts {
            let word = format!("{first}{second}");
            if jieba.has_word(&word) {
                words.push(word);
            }
        }
    }
    shuffle(&mut words);
    // Little words are the most frequent in any text.
    let little = "的 了 在 是 和 为 有 对 将 年 月 日 不 市 人 等 与 个 中 大";
    for (at, word) in little.split(' ').enumerate() {
        words.insert(at * 2, word.to_string());
    }
    words
}

/// The 3,755 characters of the first level of GB 2312.
fn common_characters() -> Vec<char> {
    let pairs = (0xb0..=0xd7_u8).flat_map(|row| (0xa1..=0xfe_u8).map(move |cell| [row, cell]));
    let bytes: Vec<u8> = pairs.flatten().collect();
    let (text, _, _) = encoding_rs::GBK.decode(&bytes);
    text.chars()
        .filter(|c| jianbao::text::units::is_han(*c))
        .collect()
}

/// Always the same order.
fn shuffle<T>(items: &mut [T]) {
    let mut random = Random(7);
    for at in (1..items.len()).rev() {
        items.swap(at, random.below(at + 1));
    }
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    /// A rank below `limit`; the one at place n is drawn 1/(n+1) as often as the first.
    fn zipf(&mut self, limit: usize) -> usize {
        let uniform = self.next() as f64 / u64::MAX as f64;
        let rank = ((limit + 1) as f64).powf(uniform) - 1.0;
        (rank as usize).min(limit - 1)
    }
}
