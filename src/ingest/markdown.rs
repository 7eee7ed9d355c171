//! Markdown, with front matter in YAML (`---`) or TOML (`+++`) or without.
//!
//! The front matter is a record like any other; the text gives what it does not say. Without a headline there, each
//! first-level heading begins an article. A line above the text that only dates it or names its writer is taken as
//! such, as on a page. Only the words remain: lists, tables and quotations become paragraphs, and a picture alone
//! its caption.

mod front;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::article::{Article, Caption, Document, Furniture, Layout, LineRange};
use crate::topic::Topics;

use super::records::called::Resolver;
use super::{Context, IngestError, Segmented, Source, dateline, decode, webpage};
use front::FrontMatter;

/// Reads one file: one article, or one under each first-level heading where no front matter names a headline.
pub fn read(source: &Source, context: &Context) -> Result<Document, IngestError> {
    let decoded = decode::decode(&source.bytes)?;
    let segmented = segment(&decoded.text, &context.topics)?;
    Ok(Document::from_text(
        source,
        decoded,
        Layout::Markdown,
        segmented,
    ))
}

fn segment(text: &str, topics: &Topics) -> Result<Segmented, IngestError> {
    let (record, body_from) = match FrontMatter::of(text)? {
        Some(front) => {
            front.check(topics)?;
            let behind = front.behind;
            (Some(front.into_record(&Resolver::new(topics))?), behind)
        }
        None => (None, 0),
    };
    let blocks = blocks(text, body_from);
    let tops = blocks.iter().filter(|b| b.top).count();
    let mut parts: Vec<(Article, Vec<Block>)> = Vec::new();
    let split = tops > 1 && record.as_ref().is_none_or(|r| r.headline.is_empty());
    for block in blocks {
        if parts.is_empty()
            || (split && block.top && parts.last().is_some_and(|p| p.1.iter().any(|b| b.top)))
        {
            parts.push((record.clone().unwrap_or_default(), Vec::new()));
        }
        if let Some(part) = parts.last_mut() {
            part.1.push(block);
        }
    }
    if parts.is_empty() {
        let article = record.filter(|r| !r.article_body.is_empty());
        parts.extend(article.map(|a| (a, Vec::new())));
    }
    if parts.is_empty() {
        return Err(IngestError::Other(
            "the file holds no text below its front matter".to_string(),
        ));
    }
    Ok(laid_out(text, body_from, parts))
}

/// Articles with the lines they cover: each to the line before the next one.
fn laid_out(text: &str, body_from: usize, parts: Vec<(Article, Vec<Block>)>) -> Segmented {
    let starts: Vec<u32> = parts
        .iter()
        .map(|(_, blocks)| line_at(text, blocks.first().map_or(0, |b| b.offset)))
        .collect();
    let last = text.split('\n').count() as u32;
    let mut segmented = Segmented::default();
    let several = parts.len() > 1;
    let body_line = line_at(text, body_from);
    for (i, (article, blocks)) in parts.into_iter().enumerate() {
        let from = if i == 0 {
            1
        } else {
            starts.get(i).copied().unwrap_or(last)
        };
        let to = starts
            .get(i + 1)
            .map_or(last, |next| next.saturating_sub(1));
        let from = if several && i == 0 && body_from > 0 {
            body_line
        } else {
            from
        };
        let article = filled(article, blocks);
        segmented.articles.push(Article {
            lines: vec![LineRange(from, to.max(from))],
            ..article
        });
    }
    if several && body_from > 0 {
        segmented.furniture.push(Furniture {
            lines: LineRange(1, body_line.saturating_sub(1).max(1)),
            why: "front-matter".to_string(),
        });
    }
    segmented
}

fn line_at(text: &str, offset: usize) -> u32 {
    let before = text.as_bytes().get(..offset).unwrap_or_default();
    memchr::memchr_iter(b'\n', before).count() as u32 + 1
}

/// Puts the blocks below the front matter into the article.
fn filled(mut article: Article, blocks: Vec<Block>) -> Article {
    let mut headline_seen = false;
    for block in blocks {
        if block.top && !headline_seen {
            headline_seen = true;
            if article.headline.is_empty() {
                article.headline = block.text;
            } else if article.headline != block.text && article.alternative_headline.is_none() {
                article.alternative_headline = Some(block.text);
            }
        } else if block.picture {
            let caption = webpage::caption(&block.text);
            article.caption.push(Caption { ..caption });
        } else if !take_note(&mut article, &block.text) {
            article.article_body.push(block.text);
        }
    }
    article
}

/// A dateline above the text, a reporter or a source on a line of its own.
fn take_note(article: &mut Article, text: &str) -> bool {
    let line = dateline::parse(text);
    if article.article_body.is_empty() && line.is_one() {
        article.date_published = article
            .date_published
            .take()
            .or(line.date.map(dateline::Found::published));
        article.credit_text = article.credit_text.take().or(line.source);
        if article.author.is_empty() {
            article.author = line.author;
        }
        return true;
    }
    if let Some(names) = webpage::byline(text) {
        if article.author.is_empty() {
            article.author = names;
        }
        return true;
    }
    if let Some(credit) = webpage::credit(text) {
        article.credit_text.get_or_insert(credit);
        return true;
    }
    false
}

/// A paragraph, a heading, a list item or a row of a table, as plain text.
struct Block {
    text: String,
    /// A first-level heading.
    top: bool,
    /// Nothing but a picture: the text is its caption.
    picture: bool,
    /// Bytes before it.
    offset: usize,
}

fn blocks(text: &str, from: usize) -> Vec<Block> {
    let body = text.get(from..).unwrap_or_default();
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = Open::default();
    for (event, range) in
        Parser::new_ext(body, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH)
            .into_offset_iter()
    {
        let offset = from + range.start;
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                open.start(&mut blocks, offset, level == HeadingLevel::H1)
            }
            Event::Start(
                Tag::Paragraph | Tag::Item | Tag::TableRow | Tag::TableHead | Tag::CodeBlock(_),
            ) => {
                open.start(&mut blocks, offset, false);
            }
            Event::End(
                TagEnd::Heading(_)
                | TagEnd::Paragraph
                | TagEnd::Item
                | TagEnd::TableRow
                | TagEnd::TableHead
                | TagEnd::CodeBlock,
            ) => {
                open.finish(&mut blocks);
            }
            Event::Start(Tag::Image { .. }) => open.pictures += 1,
            Event::End(TagEnd::TableCell) => open.text.push(' '),
            Event::Text(words) | Event::Code(words) => open.push(&words),
            Event::SoftBreak => open.soft_break = true,
            Event::HardBreak => {
                open.finish(&mut blocks);
                open.offset = offset;
            }
            _ => {}
        }
    }
    open.finish(&mut blocks);
    blocks
}

#[derive(Default)]
struct Open {
    text: String,
    top: bool,
    pictures: usize,
    soft_break: bool,
    offset: usize,
}

impl Open {
    fn start(&mut self, blocks: &mut Vec<Block>, offset: usize, top: bool) {
        self.finish(blocks);
        self.top = top;
        self.offset = offset;
    }

    /// A line break in the source is a space between Latin words and nothing between Chinese characters.
    fn push(&mut self, words: &str) {
        if std::mem::take(&mut self.soft_break) {
            let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii());
            if latin(self.text.chars().last()) && latin(words.chars().next()) {
                self.text.push(' ');
            }
        }
        self.text.push_str(words);
    }

    fn finish(&mut self, blocks: &mut Vec<Block>) {
        let open = std::mem::take(self);
        self.offset = open.offset;
        let lines = open
            .text
            .split('\n')
            .map(str::trim)
            .filter(|line| !line.is_empty());
        let picture = open.pictures > 0 && open.text.chars().count() <= 120;
        blocks.extend(lines.map(|line| Block {
            text: line.to_string(),
            top: open.top,
            picture,
            offset: open.offset,
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::accounted::uncounted;
    use proptest::prelude::*;

    fn try_segment(text: &str) -> Result<Segmented, IngestError> {
        segment(text, &Topics::default())
    }

    fn articles(text: &str) -> Vec<Article> {
        try_segment(text).unwrap_or_else(|e| panic!("{e}")).articles
    }

    #[test]
    fn front_matter_in_yaml() {
        let text = "---\ntitle: \"甲\"\ndate: 2022-06-06\nauthor: [王一, 李二]\nsource: 某报\nregion: \"410800\"\ntopics:\n  - 健康\n---\n\n# 甲\n\n第一段有\n两行。\n\n## 小标题\n\n- 一项。\n- 二项。\n\n![院内](a.jpg)\n";
        let article = &articles(text)[0];
        assert_eq!(article.headline, "甲");
        assert_eq!(article.alternative_headline, None);
        assert_eq!(
            article.date_published.as_ref().unwrap().date.to_string(),
            "2022-06-06"
        );
        assert_eq!(article.author, ["王一", "李二"]);
        assert_eq!(article.credit_text.as_deref(), Some("某报"));
        assert_eq!(article.content_location.len(), 1);
        assert_eq!(article.keywords, ["健康"]);
        assert_eq!(
            article.article_body,
            ["第一段有两行。", "小标题", "一项。", "二项。"]
        );
        assert_eq!(article.caption[0].text, "院内");
        assert_eq!(article.lines, [LineRange(1, 22)]);
    }

    #[test]
    fn front_matter_in_toml() {
        let article =
            &articles("+++\ntitle = \"甲\"\ndate = 2022-06-06T09:00:00+08:00\n+++\n正文。\n")[0];
        assert_eq!(
            (article.headline.as_str(), article.article_body.len()),
            ("甲", 1)
        );
        assert_eq!(
            article.date_published.as_ref().unwrap().time.as_deref(),
            Some("09:00:00")
        );
        let error = try_segment("+++\na = 1\nb = = 2\n+++\n正文。\n")
            .unwrap_err()
            .to_string();
        assert!(error.contains("line 3"), "{error}");
    }

    #[test]
    fn each_first_level_heading_may_start_an_article() {
        let found = articles("# 甲\n\n2023-05-04 09:00 来源：某报\n\n一。\n\n# 乙\n\n二。\n");
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].credit_text.as_deref(), Some("某报"));
        assert_eq!(found[0].article_body, ["一。"]);
        assert_eq!(
            (found[0].lines[0], found[1].lines[0]),
            (LineRange(1, 6), LineRange(7, 10))
        );
    }

    proptest! {
        #[test]
        fn any_text_gives_articles_or_an_error(text in "(---\n)?(title: 甲\n|- a\n|# 乙\n|\\+\\+\\+\n|\\PC{0,12}\n|---\n){0,12}") {
            if let Ok(found) = try_segment(&text) {
                prop_assert_eq!(uncounted(&text, &found), Vec::<u32>::new());
            }
        }
    }
}
