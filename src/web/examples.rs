//! Examples of the query language, made of what the archive itself holds, so that each finds something.

use super::i18n::Lang;
use super::links::percent;
use super::places::short;
use super::{App, Page};
use crate::archive::Typical;
use crate::edtf::PartialDate;

/// What is typed, and what it finds.
pub(super) struct Example {
    pub(super) query: String,
    pub(super) words: String,
}

impl Example {
    pub(super) fn address(&self) -> String {
        format!("/search?q={}", percent(&self.query))
    }
}

/// What examples are made of.
struct Words<'a> {
    word: &'a str,
    /// Stands with it in a headline.
    near: Option<&'a str>,
    phrase: &'a str,
    /// Does not stand there.
    lacking: Option<&'a str>,
}

/// Of an archive that holds no words.
const NO_WORDS: Words = Words {
    word: "图书馆",
    near: Some("开放"),
    phrase: "图书馆开放",
    lacking: Some("学校"),
};

impl<'a> Words<'a> {
    fn of(typical: &'a Typical) -> Self {
        Self {
            word: &typical.word,
            near: typical.near.as_deref(),
            phrase: &typical.phrase,
            lacking: typical.lacking.as_deref(),
        }
    }
}

/// One for each way to search, as far as the archive has what it needs.
pub(super) async fn examples(app: &App, lang: Lang) -> Page<Vec<Example>> {
    let typical = app.archive.typical().await?;
    let words = typical.as_deref().map_or(NO_WORDS, Words::of);
    let mut examples = by_words(lang, &words);
    examples.extend(typical.iter().flat_map(|typical| by_fields(lang, typical)));
    Ok(examples)
}

/// Queries that can be compared, each with its address.
pub(super) async fn comparisons(app: &App) -> Page<Vec<(String, String)>> {
    let typical = app.archive.typical().await?;
    let words = typical.as_deref().map_or(NO_WORDS, Words::of);
    let others = [words.lacking, words.near].into_iter().flatten();
    let words: Vec<&str> = std::iter::once(words.word).chain(others).collect();
    let in_headlines: Vec<String> = words.iter().map(|word| format!("标题:{word}")).collect();
    let queries = [words.join(","), in_headlines.join(",")].into_iter();
    let with_address = |query: String| {
        let address = format!("/trends?q={}", percent(&query));
        (query, address)
    };
    Ok(queries.map(with_address).collect())
}

fn by_words(lang: Lang, words: &Words) -> Vec<Example> {
    let Words {
        word,
        near,
        phrase,
        lacking,
    } = words;
    let say = |query: String, zh: &str, en: &str| say(lang, query, zh, en);
    let mut examples = vec![say(
        word.to_string(),
        "含有这些字的文章；一个字也行",
        "articles with these characters; a single one will do",
    )];
    examples.extend(near.map(|near| say(format!("{word} {near}"), "两个词都要有", "both words")));
    examples.push(say(
        format!("\"{phrase}\""),
        "引号内的词语连在一起",
        "the words in quotes, as they stand",
    ));
    examples.extend(
        lacking
            .iter()
            .flat_map(|other| with_another(lang, words, other)),
    );
    examples.extend(near.map(|near| {
        say(
            format!("{word} NEAR/5 {near}"),
            "两个词相隔不超过五个字",
            "at most five characters apart",
        )
    }));
    examples.push(say(
        format!("标题:{word}"),
        "只在标题里找；英文写作 title:",
        "in headlines only; also title:",
    ));
    examples
}

/// With a word that may stand in other articles, or must not stand there.
fn with_another(lang: Lang, Words { word, near, .. }: &Words, other: &str) -> Vec<Example> {
    let say = |query: String, zh: &str, en: &str| say(lang, query, zh, en);
    let grouped = near.map(|near| {
        say(
            format!("({word} OR {other}) {near}"),
            "用括号分组；不加括号时，空格比 OR 结合得紧",
            "groups in parentheses; without them a space binds more closely than OR",
        )
    });
    let either = say(
        format!("{word} OR {other}"),
        &format!("有其一即可；也可以写作 {word}|{other}"),
        &format!("either; may be written {word}|{other}"),
    );
    let without = say(
        format!("{word} -{other}"),
        &format!("不要含有“{other}”的；也可以写作 NOT {other}"),
        &format!("without {other}; may be written NOT {other}"),
    );
    [either, without].into_iter().chain(grouped).collect()
}

fn by_fields(lang: Lang, typical: &Typical) -> impl Iterator<Item = Example> {
    let row = &typical.row;
    let plain = |name: &&String| name.chars().all(char::is_alphanumeric);
    let field = |name: &str, value: Option<String>, zh: &str, en: &str| {
        value.map(|value| say(lang, format!("{name}:{value}"), zh, en))
    };
    let author = typical.author.iter().find(plain).cloned();
    let source = row.source.as_ref().filter(plain).cloned();
    let region = row.regions.first();
    let region = region.map(|code| short(code.province()).to_string());
    let examples = [
        field(
            "记者",
            author,
            "记者姓名；英文写作 author:",
            "by reporter; also author:",
        ),
        field(
            "来源",
            source,
            "来源；英文写作 source:",
            "by source; also source:",
        ),
        field(
            "地区",
            region.filter(|name| name != "?"),
            "地区名称或代码；英文写作 region:",
            "by region, name or code; also region:",
        ),
        field(
            "主题",
            row.topics
                .first()
                .filter(|id| !id.contains(char::is_whitespace))
                .cloned(),
            "主题名称或编号；英文写作 topic:",
            "by topic, label or id; also topic:",
        ),
        field(
            "日期",
            row.date.map(around),
            "日期范围；英文写作 date:",
            "a range of dates; also date:",
        ),
    ];
    examples.into_iter().flatten()
}

/// The half year with a date; the year where no more is known.
fn around(date: PartialDate) -> String {
    let year = date.year();
    match date.month() {
        None => format!("{year}"),
        Some(..=6) => format!("{year}-01..{year}-06"),
        Some(_) => format!("{year}-07..{year}-12"),
    }
}

fn say(lang: Lang, query: String, zh: &str, en: &str) -> Example {
    let words = match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    Example {
        query,
        words: words.to_string(),
    }
}
