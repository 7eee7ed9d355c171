//! Pages of words: about, help.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::frame::{Frame, Section, show};
use super::i18n::{Chapter, Lang};
use super::places::named_regions;
use super::reader::Reader;
use super::{App, Page};

#[derive(Template)]
#[template(path = "about.html")]
struct AboutPage {
    frame: Frame,
    articles: String,
    documents: String,
    regions: String,
    sources: String,
    span: Option<(String, String)>,
    is_empty: bool,
}

impl AboutPage {
    /// How to load bulletins is for who sets up an archive, not for the readers of one that is full.
    fn chapters(&self) -> impl Iterator<Item = &'static Chapter> {
        let to_be_filled = self.is_empty || self.frame.reader.sample;
        let chapters = self.frame.t.about_text.iter();
        chapters.filter(move |(_, id, _)| to_be_filled || *id != "load")
    }
}

pub(super) async fn about(State(app): State<App>, reader: Reader) -> Page<Response> {
    let lang = reader.lang;
    let facets = app.archive.facets();
    let title = reader.strings().about;
    let page = AboutPage {
        frame: Frame::new(reader, Section::Other, title, "/about"),
        is_empty: facets.is_empty(),
        articles: lang.number(facets.len() as u64),
        documents: lang.number(app.archive.count_documents().await?),
        regions: lang.number(named_regions(&facets).count() as u64),
        sources: lang.number(facets.sources().count() as u64),
        span: facets
            .span()
            .map(|(first, last)| (lang.date(first), lang.date(last))),
    };
    show(&page, lang)
}

/// An example of the query language: what is typed and what it finds.
pub(super) struct Example {
    pub(super) query: &'static str,
    zh: &'static str,
    en: &'static str,
}

impl Example {
    pub(super) fn address(&self) -> String {
        format!("/search?q={}", super::links::percent(self.query))
    }

    pub(super) fn words(&self, lang: &Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

pub(super) const EXAMPLES: [Example; 13] = [
    Example {
        query: "疫苗",
        zh: "含有“疫苗”二字的文章；一个字也行",
        en: "articles with these characters; a single one will do",
    },
    Example {
        query: "疫苗 学校",
        zh: "两个词都要有",
        en: "both words",
    },
    Example {
        query: "\"家庭医生\"",
        zh: "引号内的词语连在一起",
        en: "the words in quotes, as they stand",
    },
    Example {
        query: "流感 OR 感冒",
        zh: "有其一即可；也可以写作 流感|感冒",
        en: "either; may be written 流感|感冒",
    },
    Example {
        query: "疫苗 -流感",
        zh: "不要含有“流感”的；也可以写作 NOT 流感",
        en: "without 流感; may be written NOT 流感",
    },
    Example {
        query: "(体检 OR 筛查) 老年人",
        zh: "用括号分组；不加括号时，空格比 OR 结合得紧",
        en: "groups in parentheses; without them a space binds more closely than OR",
    },
    Example {
        query: "医院 NEAR/5 演练",
        zh: "两个词相隔不超过五个字",
        en: "at most five characters apart",
    },
    Example {
        query: "标题:义诊",
        zh: "只在标题里找；英文写作 title:",
        en: "in headlines only; also title:",
    },
    Example {
        query: "记者:王",
        zh: "记者姓名；英文写作 author:",
        en: "by reporter; also author:",
    },
    Example {
        query: "来源:日报",
        zh: "来源；英文写作 source:",
        en: "by source; also source:",
    },
    Example {
        query: "地区:河南",
        zh: "地区名称或代码；英文写作 region:",
        en: "by region, name or code; also region:",
    },
    Example {
        query: "主题:vaccination",
        zh: "主题名称或编号；英文写作 topic:",
        en: "by topic, label or id; also topic:",
    },
    Example {
        query: "日期:2024-01..2024-06",
        zh: "日期范围；英文写作 date:",
        en: "a range of dates; also date:",
    },
];

#[derive(Template)]
#[template(path = "help.html")]
struct HelpPage {
    frame: Frame,
}

pub(super) async fn help(reader: Reader) -> Page<Response> {
    let lang = reader.lang;
    let title = reader.strings().help;
    let frame = Frame::new(reader, Section::Other, title, "/help");
    show(&HelpPage { frame }, lang)
}

impl HelpPage {
    fn examples(&self) -> impl Iterator<Item = &'static Example> {
        EXAMPLES.iter()
    }
}
