//! Citations: GB/T 7714 of 2025 and 2015, BibTeX, RIS. What is not known is left out, never guessed.

use std::fmt::{self, Write};

use jiff::civil::Date;

use crate::edtf::PartialDate;

/// What a citation is made of.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Citation {
    pub(super) id: String,
    pub(super) authors: Vec<String>,
    pub(super) title: String,
    /// 报名 or the name of the site.
    pub(super) publication: Option<String>,
    /// Printed in a newspaper, as far as is known.
    pub(super) newspaper: bool,
    pub(super) date: Option<PartialDate>,
    /// 版
    pub(super) page: Option<String>,
    /// The permanent address.
    pub(super) url: String,
    pub(super) accessed: Date,
}

/// How an edition of GB/T 7714 punctuates.
struct Marks {
    comma: &'static str,
    brackets: (&'static str, &'static str),
}

const OF_2025: Marks = Marks {
    comma: "，",
    brackets: ("（", "）"),
};
const OF_2015: Marks = Marks {
    comma: ", ",
    brackets: ("(", ")"),
};

impl Citation {
    /// GB/T 7714-2025.
    pub(super) fn gbt_2025(&self) -> String {
        let accessed = if self.newspaper {
            String::new()
        } else {
            format!("[{}]", self.accessed)
        };
        self.gbt(&OF_2025, &accessed)
    }

    /// GB/T 7714-2015.
    pub(super) fn gbt_2015(&self) -> String {
        self.gbt(&OF_2015, &format!("[{}]", self.accessed))
    }

    fn gbt(&self, marks: &Marks, accessed: &str) -> String {
        let mut text = self.gbt_authors(marks);
        let kind = if self.newspaper { "N/OL" } else { "EB/OL" };
        text += &format!("{}[{kind}]. ", self.title);
        let bracket = |inner: &str| format!("{}{inner}{}", marks.brackets.0, marks.brackets.1);
        let date = self.date.map(|date| date.to_string().replace('~', ""));
        let place = if self.newspaper {
            let parts: Vec<&str> = self
                .publication
                .as_deref()
                .into_iter()
                .chain(date.as_deref())
                .collect();
            parts.join(marks.comma) + &self.page.as_deref().map_or(String::new(), bracket)
        } else {
            // A web page is cited by its address; the standard has no place for the site's name.
            date.as_deref().map_or(String::new(), bracket)
        };
        text += &format!("{place}{accessed}");
        if !place.is_empty() || !accessed.is_empty() {
            text += ". ";
        }
        text + &self.url + "."
    }

    /// Up to three authors, then 等.
    fn gbt_authors(&self, marks: &Marks) -> String {
        let mut names: Vec<&str> = self.authors.iter().take(3).map(String::as_str).collect();
        if self.authors.len() > 3 {
            names.push("等");
        }
        match names.is_empty() {
            true => String::new(),
            false => format!("{}. ", names.join(marks.comma)),
        }
    }

    /// BibTeX, with braces around the title so that it is kept as it is.
    pub(super) fn bibtex(&self) -> String {
        let kind = if self.newspaper { "article" } else { "misc" };
        let place = if self.newspaper {
            "journal"
        } else {
            "howpublished"
        };
        let mut text = format!("@{kind}{{jianbao-{}", self.id);
        let mut field = |name: &str, value: fmt::Arguments<'_>| {
            // A `String` takes all that is written.
            let _ = write!(text, ",\n  {name} = {value}");
        };
        let authors: Vec<String> = self.authors.iter().map(|name| bibtex_name(name)).collect();
        let authors = authors.join(" and ");
        if !authors.is_empty() {
            field("author", format_args!("{{{authors}}}"));
        }
        field("title", format_args!("{{{{{}}}}}", latex(&self.title)));
        if let Some(publication) = &self.publication {
            field(place, format_args!("{{{}}}", latex(publication)));
        }
        if let Some(date) = self.date {
            field("year", format_args!("{{{}}}", date.year()));
            if let Some(month) = date.month() {
                field("month", format_args!("{month}"));
            }
            if let Some(day) = date.day() {
                field("day", format_args!("{day}"));
            }
        }
        if let Some(page) = &self.page {
            field("pages", format_args!("{{{}}}", latex(page)));
        }
        field("url", format_args!("{{{}}}", self.url));
        field("urldate", format_args!("{{{}}}", self.accessed));
        field("language", format_args!("{{chinese}}"));
        text + "\n}\n"
    }

    /// RIS, one tag a line.
    pub(super) fn ris(&self) -> String {
        let mut text = format!("TY  - {}\r\n", if self.newspaper { "NEWS" } else { "ELEC" });
        let mut tag = |name: &str, value: &str| {
            text.extend([name, "  - "]);
            text.extend(plain(value));
            text.push_str("\r\n");
        };
        self.authors.iter().for_each(|author| tag("AU", author));
        tag("TI", &self.title);
        if let Some(publication) = &self.publication {
            tag("T2", publication);
        }
        if let Some(date) = self.date {
            let number = |part: Option<u8>| part.map_or(String::new(), |part| format!("{part:02}"));
            let (year, month, day) = (date.year(), number(date.month()), number(date.day()));
            tag("PY", &year.to_string());
            tag("DA", &format!("{year}/{month}/{day}/"));
        }
        if let Some(page) = &self.page {
            tag("SP", page);
        }
        tag("UR", &self.url);
        tag("Y2", &self.accessed.strftime("%Y/%m/%d/").to_string());
        tag("LA", "zh");
        text + "ER  - \r\n"
    }
}

/// The number of a page that is named too: 06 of 06版 健康周刊, A4 of 第A4版.
pub(super) fn page_number(page: &str) -> String {
    let inner = page.trim().trim_start_matches('第');
    let number = inner.split_once('版').map_or(inner, |(number, _)| number);
    let is_number = number.len() <= 5
        && number.ends_with(|c: char| c.is_ascii_digit())
        && number.bytes().all(|b| b.is_ascii_alphanumeric());
    if is_number { number } else { page }.to_string()
}

fn braced(text: &str) -> String {
    format!("{{{}}}", latex(text))
}

/// A name; one of several words is braced, as an ` and ` in it would make two of it, and its last word a family's name.
fn bibtex_name(name: &str) -> String {
    match name.contains(char::is_whitespace) {
        true => braced(name),
        false => latex(name),
    }
}

/// As LaTeX prints it: what has a meaning there is escaped.
fn latex(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in plain(text) {
        match c {
            '&' | '%' | '$' | '#' | '_' => out.extend(['\\', c]),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            _ => out.push(c),
        }
    }
    out
}

/// On one line, without what would end a field.
fn plain(text: &str) -> impl Iterator<Item = char> {
    text.chars()
        .filter(|c| !matches!(c, '{' | '}' | '\\'))
        .map(|c| if c.is_control() { ' ' } else { c })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn citation() -> Citation {
        Citation {
            id: "abc".into(),
            authors: vec!["丁一".into()],
            title: "社区开设夜间门诊".into(),
            publication: Some("示例日报".into()),
            newspaper: true,
            date: "2022-08-16".parse().ok(),
            page: Some("17".into()),
            url: "https://a.example/articles/abc".into(),
            accessed: jiff::civil::date(2026, 7, 1),
        }
    }

    #[test]
    fn newspapers_are_cited_by_both_editions() {
        assert_eq!(
            citation().gbt_2025(),
            "丁一. 社区开设夜间门诊[N/OL]. 示例日报，2022-08-16（17）. https://a.example/articles/abc."
        );
        assert_eq!(
            citation().gbt_2015(),
            "丁一. 社区开设夜间门诊[N/OL]. 示例日报, 2022-08-16(17)[2026-07-01]. https://a.example/articles/abc."
        );
    }

    #[test]
    fn web_pages_are_cited_with_the_day_they_were_read() {
        let page = Citation {
            newspaper: false,
            page: None,
            publication: None,
            ..citation()
        };
        assert_eq!(
            page.gbt_2025(),
            "丁一. 社区开设夜间门诊[EB/OL]. （2022-08-16）[2026-07-01]. https://a.example/articles/abc."
        );
        assert_eq!(
            page.gbt_2015(),
            "丁一. 社区开设夜间门诊[EB/OL]. (2022-08-16)[2026-07-01]. https://a.example/articles/abc."
        );
    }

    #[test]
    fn what_is_unknown_is_left_out() {
        let bare = Citation {
            authors: vec![],
            publication: None,
            date: None,
            page: None,
            ..citation()
        };
        assert_eq!(
            bare.gbt_2025(),
            "社区开设夜间门诊[N/OL]. https://a.example/articles/abc."
        );
        assert!(!bare.bibtex().contains("year") && !bare.bibtex().contains("author"));
        assert!(!bare.ris().contains("DA  -"));
        let month = Citation {
            date: "2022-08".parse().ok(),
            ..citation()
        };
        assert!(month.gbt_2025().contains("示例日报，2022-08（17）"));
        assert!(month.ris().contains("DA  - 2022/08//\r\n"));
    }

    #[test]
    fn pages_are_cited_by_their_number() {
        for (page, number) in [
            ("06版 健康周刊", "06"),
            ("第A4版", "A4"),
            ("3", "3"),
            ("头版", "头版"),
            ("健康周刊", "健康周刊"),
        ] {
            assert_eq!(page_number(page), number);
        }
    }

    #[test]
    fn many_authors_are_cut_and_braces_cannot_break_out() {
        let many = ["甲", "乙", "丙", "丁"].map(String::from).to_vec();
        let odd = Citation {
            authors: many,
            title: "a}\nb\\".into(),
            ..citation()
        };
        assert!(odd.gbt_2025().starts_with("甲，乙，丙，等. "));
        assert!(odd.bibtex().contains("title = {{a b}}"));
        assert!(odd.ris().contains("TI  - a b\r\n"));
        let latex = Citation {
            authors: vec!["Health and Care Centre".into(), "乙".into()],
            title: "50% & more_".into(),
            ..citation()
        };
        let bibtex = latex.bibtex();
        assert!(
            bibtex.contains("author = {{Health and Care Centre} and 乙}"),
            "{bibtex}"
        );
        assert!(bibtex.contains(r"title = {{50\% \& more\_}}"), "{bibtex}");
    }
}
