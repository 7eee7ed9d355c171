//! Every string of the interface, by name, and the phrases that are put together.

use super::Lang;
use crate::archive::Action;
use crate::article::Layout;
use crate::edtf::{PartialDate, Precision};
use crate::query::{MAX_CHARS, MAX_TERMS, Problem};

/// A heading, its anchor, and paragraphs.
pub(in crate::web) type Chapter = (&'static str, &'static str, &'static [&'static str]);

/// What the fields of an article are called.
pub(in crate::web) struct Fields {
    pub(in crate::web) headline: &'static str,
    pub(in crate::web) kicker: &'static str,
    pub(in crate::web) second_headline: &'static str,
    pub(in crate::web) date: &'static str,
    pub(in crate::web) author: &'static str,
    pub(in crate::web) source: &'static str,
    pub(in crate::web) region: &'static str,
    pub(in crate::web) topic: &'static str,
    pub(in crate::web) text: &'static str,
}

/// The interface in one language.
pub(in crate::web) struct Strings {
    pub(super) lang: Lang,
    // Frame
    pub(in crate::web) site_description: &'static str,
    pub(in crate::web) skip: &'static str,
    pub(in crate::web) skip_to_foot: &'static str,
    pub(in crate::web) sections: &'static str,
    pub(in crate::web) home: &'static str,
    pub(in crate::web) articles: &'static str,
    pub(in crate::web) regions: &'static str,
    pub(in crate::web) dates: &'static str,
    pub(in crate::web) topics: &'static str,
    pub(in crate::web) search: &'static str,
    pub(in crate::web) trends: &'static str,
    pub(in crate::web) about: &'static str,
    pub(in crate::web) help: &'static str,
    pub(in crate::web) documents: &'static str,
    pub(in crate::web) changed_last: &'static str,
    pub(in crate::web) changes: &'static str,
    pub(in crate::web) changes_intro: &'static str,
    pub(in crate::web) changes_feed: &'static str,
    pub(in crate::web) no_changes: &'static str,
    pub(in crate::web) no_earlier_changes: &'static str,
    pub(in crate::web) feed: &'static str,
    pub(in crate::web) language: &'static str,
    pub(in crate::web) colours: &'static str,
    pub(in crate::web) theme_auto: &'static str,
    pub(in crate::web) theme_light: &'static str,
    pub(in crate::web) theme_dark: &'static str,
    pub(in crate::web) search_hint: &'static str,
    pub(in crate::web) sample_banner: &'static str,
    pub(in crate::web) sample_banner_link: &'static str,
    pub(in crate::web) sample: &'static str,
    pub(in crate::web) you_are_here: &'static str,
    pub(in crate::web) list_comma: &'static str,
    pub(in crate::web) clause_comma: &'static str,
    pub(in crate::web) open_bracket: &'static str,
    pub(in crate::web) close_bracket: &'static str,
    // Home
    pub(in crate::web) for_example: &'static str,
    pub(in crate::web) span: &'static str,
    pub(in crate::web) latest: &'static str,
    pub(in crate::web) all_articles: &'static str,
    pub(in crate::web) by_region: &'static str,
    pub(in crate::web) by_date: &'static str,
    pub(in crate::web) by_topic: &'static str,
    pub(in crate::web) as_list: &'static str,
    pub(in crate::web) fewer: &'static str,
    pub(in crate::web) more: &'static str,
    // Listings
    pub(in crate::web) region: &'static str,
    pub(in crate::web) topic: &'static str,
    pub(in crate::web) source: &'static str,
    pub(in crate::web) sources: &'static str,
    pub(in crate::web) year: &'static str,
    pub(in crate::web) from: &'static str,
    pub(in crate::web) to: &'static str,
    pub(in crate::web) undated: &'static str,
    pub(in crate::web) known_to_year: &'static str,
    pub(in crate::web) known_to_month: &'static str,
    pub(in crate::web) known_to_day: &'static str,
    pub(in crate::web) month_unknown: &'static str,
    pub(in crate::web) besides: &'static str,
    pub(in crate::web) no_headline: &'static str,
    pub(in crate::web) doubtful: &'static str,
    pub(in crate::web) sort: &'static str,
    pub(in crate::web) newest: &'static str,
    pub(in crate::web) oldest: &'static str,
    pub(in crate::web) relevance: &'static str,
    pub(in crate::web) filters: &'static str,
    pub(in crate::web) remove_filter: &'static str,
    pub(in crate::web) narrow: &'static str,
    pub(in crate::web) date_range: &'static str,
    pub(in crate::web) dates_turned: &'static str,
    pub(in crate::web) apply: &'static str,
    pub(in crate::web) nothing_here: &'static str,
    pub(in crate::web) nothing_here_yet: &'static str,
    pub(in crate::web) nothing_here_filtered: &'static str,
    pub(in crate::web) drop_filters: &'static str,
    pub(in crate::web) pages: &'static str,
    pub(in crate::web) previous_page: &'static str,
    pub(in crate::web) next_page: &'static str,
    // Regions and dates
    pub(in crate::web) map: &'static str,
    pub(in crate::web) tree: &'static str,
    pub(in crate::web) find_region: &'static str,
    pub(in crate::web) find_region_hint: &'static str,
    pub(in crate::web) find: &'static str,
    pub(in crate::web) no_such_region: &'static str,
    pub(in crate::web) abolished: &'static str,
    pub(in crate::web) successor: &'static str,
    pub(in crate::web) former_names: &'static str,
    pub(in crate::web) below: &'static str,
    pub(in crate::web) jump_to_date: &'static str,
    pub(in crate::web) go: &'static str,
    pub(in crate::web) neighbouring_dates: &'static str,
    // Article
    pub(in crate::web) date_unknown: &'static str,
    pub(in crate::web) captions: &'static str,
    pub(in crate::web) picture: &'static str,
    pub(in crate::web) where_from: &'static str,
    pub(in crate::web) publication: &'static str,
    pub(in crate::web) document: &'static str,
    pub(in crate::web) first_stood_in: &'static str,
    pub(in crate::web) first_published_at: &'static str,
    pub(in crate::web) cite: &'static str,
    pub(in crate::web) permalink: &'static str,
    pub(in crate::web) copy: &'static str,
    pub(in crate::web) copied: &'static str,
    pub(in crate::web) download: &'static str,
    pub(in crate::web) also_printed: &'static str,
    pub(in crate::web) same_page: &'static str,
    pub(in crate::web) before_this: &'static str,
    pub(in crate::web) after_this: &'static str,
    // Document
    pub(in crate::web) issue: &'static str,
    pub(in crate::web) page: &'static str,
    pub(in crate::web) kind: &'static str,
    pub(in crate::web) encoding: &'static str,
    pub(in crate::web) lines: &'static str,
    pub(in crate::web) loaded: &'static str,
    pub(in crate::web) raw_download: &'static str,
    pub(in crate::web) legend: &'static str,
    pub(in crate::web) furniture_words: &'static str,
    pub(in crate::web) no_text: &'static str,
    pub(in crate::web) text_withheld: &'static str,
    pub(in crate::web) source_text: &'static str,
    // Search
    pub(in crate::web) search_again: &'static str,
    pub(in crate::web) query_words: &'static str,
    pub(in crate::web) understood_as: &'static str,
    pub(in crate::web) within_results: &'static str,
    pub(in crate::web) mode_words: &'static str,
    pub(in crate::web) mode_followed: &'static str,
    pub(in crate::web) mode_partial: &'static str,
    pub(in crate::web) partial_mark: &'static str,
    pub(in crate::web) page_of_date: &'static str,
    pub(in crate::web) page_of_region: &'static str,
    pub(in crate::web) did_you_mean: &'static str,
    pub(in crate::web) nothing_found: &'static str,
    pub(in crate::web) try_without: &'static str,
    pub(in crate::web) search_tips: &'static str,
    pub(in crate::web) try_examples: &'static str,
    pub(in crate::web) over_time: &'static str,
    pub(in crate::web) at_most: &'static str,
    pub(in crate::web) date_hint: &'static str,
    pub(in crate::web) as_table: &'static str,
    pub(in crate::web) period: &'static str,
    pub(in crate::web) tip_shorter: &'static str,
    pub(in crate::web) tip_fewer: &'static str,
    pub(in crate::web) tip_quotes: &'static str,
    pub(in crate::web) tip_times: &'static str,
    // Trends
    pub(in crate::web) trends_intro: &'static str,
    pub(in crate::web) trends_label: &'static str,
    pub(in crate::web) trends_compare: &'static str,
    pub(in crate::web) trends_first_five: &'static str,
    pub(in crate::web) trends_nothing: &'static str,
    pub(in crate::web) trends_unplaced: &'static str,
    pub(in crate::web) by_count: &'static str,
    pub(in crate::web) by_share: &'static str,
    pub(in crate::web) all_in_month: &'static str,
    pub(in crate::web) download_csv: &'static str,
    // Suggestions, related
    pub(in crate::web) related: &'static str,
    // Errors
    pub(in crate::web) not_found: &'static str,
    pub(in crate::web) not_found_detail: &'static str,
    pub(in crate::web) method_not_allowed: &'static str,
    pub(in crate::web) method_not_allowed_detail: &'static str,
    pub(in crate::web) gone: &'static str,
    pub(in crate::web) gone_detail: &'static str,
    pub(in crate::web) moved: &'static str,
    pub(in crate::web) moved_detail: &'static str,
    pub(in crate::web) withheld: &'static str,
    pub(in crate::web) withheld_detail: &'static str,
    pub(in crate::web) bad_request: &'static str,
    pub(in crate::web) bad_date: &'static str,
    pub(in crate::web) bad_query: &'static str,
    pub(in crate::web) too_long: &'static str,
    pub(in crate::web) too_long_detail: &'static str,
    pub(in crate::web) too_many: &'static str,
    pub(in crate::web) too_many_detail: &'static str,
    pub(in crate::web) busy: &'static str,
    pub(in crate::web) busy_detail: &'static str,
    pub(in crate::web) internal: &'static str,
    pub(in crate::web) internal_detail: &'static str,
    pub(in crate::web) try_again: &'static str,
    pub(in crate::web) onward: &'static str,
    pub(in crate::web) headline: &'static str,
    pub(in crate::web) withdrawn_at: &'static str,
    pub(in crate::web) withdrawn_by: &'static str,
    pub(in crate::web) ingestion: &'static str,
    pub(in crate::web) history: &'static str,
    pub(in crate::web) history_more: &'static str,
    pub(in crate::web) what_changed: &'static str,
    pub(in crate::web) fields: Fields,
    pub(in crate::web) reason: &'static str,
    // Help
    pub(in crate::web) help_query: &'static str,
    pub(in crate::web) help_query_text: &'static str,
    pub(in crate::web) help_dates_text: &'static str,
    pub(in crate::web) help_typed: &'static str,
    pub(in crate::web) help_finds: &'static str,
    pub(in crate::web) help_keyboard: &'static str,
    pub(in crate::web) key_search: &'static str,
    pub(in crate::web) key_rows: &'static str,
    pub(in crate::web) key_open: &'static str,
    pub(in crate::web) key_help: &'static str,
    pub(in crate::web) keys_switch: &'static str,
    pub(in crate::web) help_feeds: &'static str,
    pub(in crate::web) help_feeds_text: &'static str,
    pub(in crate::web) help_api: &'static str,
    pub(in crate::web) help_api_text: &'static str,
    // About
    pub(in crate::web) about_contact: &'static str,
    pub(in crate::web) about_contact_text: &'static str,
    pub(in crate::web) report_error: &'static str,
    pub(in crate::web) about_text: &'static [Chapter],
}

impl Strings {
    pub(super) fn is_zh(&self) -> bool {
        self.lang == Lang::Zh
    }

    pub(in crate::web) fn date(&self, date: &PartialDate) -> String {
        self.lang.date(*date)
    }

    pub(in crate::web) fn number(&self, number: u64) -> String {
        self.lang.number(number)
    }

    fn plural(&self, count: u64, zh: &str, one: &str, many: &str) -> String {
        let number = self.lang.number(count);
        match self.lang {
            Lang::Zh => format!("{number} {zh}"),
            Lang::En => format!("{number} {}", if count == 1 { one } else { many }),
        }
    }

    pub(in crate::web) fn count_articles(&self, count: &u64) -> String {
        self.plural(*count, "篇文章", "article", "articles")
    }

    /// 2024年4月24日：3 篇文章
    pub(in crate::web) fn count_on(&self, date: &str, count: u64) -> String {
        let colon = if self.is_zh() { "：" } else { ": " };
        format!("{date}{colon}{}", self.count_articles(&count))
    }

    /// 12 篇文章; a total that was not counted to the end says so.
    pub(in crate::web) fn found(&self, total: &u64, exact: &bool) -> String {
        let articles = self.count_articles(total);
        match exact {
            true => articles,
            false => articles.replacen(' ', "+ ", 1),
        }
    }

    pub(in crate::web) fn csv_first(&self, rows: u64) -> String {
        let rows = self.lang.number(rows);
        match self.lang {
            Lang::Zh => format!("CSV（前 {rows} 篇）"),
            Lang::En => format!("CSV (first {rows})"),
        }
    }

    pub(in crate::web) fn without_word(&self, term: &str, count: &u64) -> String {
        let articles = self.count_articles(count);
        let term = term.trim_matches('"');
        match self.lang {
            Lang::Zh => format!("去掉“{term}”：{articles}"),
            Lang::En => format!("without “{term}”: {articles}"),
        }
    }

    /// Nothing for the count: what is found then has only some of the words, so that its number tells little.
    pub(in crate::web) fn without_filters(&self, count: Option<String>) -> String {
        match (self.lang, count) {
            (Lang::Zh, Some(articles)) => format!("去掉筛选条件可找到 {articles}"),
            (Lang::Zh, None) => "去掉筛选条件可找到含有其中一部分词的文章".to_string(),
            (Lang::En, Some(articles)) => format!("Without the filters: {articles}"),
            (Lang::En, None) => "Without the filters: articles with some of the words".to_string(),
        }
    }

    pub(in crate::web) fn in_headlines(&self, count: u64) -> String {
        self.plural(count, "个标题", "headline", "headlines")
    }

    /// What a reader who writes about an article begins with.
    pub(in crate::web) fn report_subject(&self, headline: &str) -> String {
        match self.lang {
            Lang::Zh => format!("{}：{headline}", self.report_error),
            Lang::En => format!("{}: {headline}", self.report_error),
        }
    }

    /// Why a query is refused.
    pub(in crate::web) fn refused(&self, problem: Problem) -> String {
        match (self.lang, problem) {
            (Lang::Zh, Problem::TooLong) => format!("查询不能超过 {MAX_CHARS} 个字，请缩短。"),
            (Lang::Zh, Problem::TooManyTerms) => format!("查询不能超过 {MAX_TERMS} 个词，请减少。"),
            (Lang::Zh, Problem::NoWords) => {
                "查询里只有标点，没有可查的字；请输入文字或数字。".to_string()
            }
            (Lang::En, Problem::NoWords) => {
                "The query holds only punctuation; please type words or figures.".to_string()
            }
            (Lang::En, Problem::TooLong) => {
                format!("A query may have at most {MAX_CHARS} characters; please shorten it.")
            }
            (Lang::En, Problem::TooManyTerms) => {
                format!("A query may have at most {MAX_TERMS} terms; please use fewer.")
            }
        }
    }

    /// How finely dates are known.
    pub(in crate::web) fn known(&self, precision: Precision) -> &'static str {
        match precision {
            Precision::Unknown => self.undated,
            Precision::Year => self.known_to_year,
            Precision::Month => self.known_to_month,
            Precision::Day => self.known_to_day,
        }
    }

    /// 3 篇只知年份
    pub(in crate::web) fn count_known(&self, precision: Precision, count: u64) -> String {
        let number = self.lang.number(count);
        match (self.lang, precision) {
            (Lang::Zh, _) => format!("{number} 篇{}", self.known(precision)),
            (Lang::En, Precision::Unknown) => format!("{number} without a date"),
            (Lang::En, Precision::Year) => format!("{number} known to the year only"),
            (Lang::En, Precision::Month) => format!("{number} known to the month only"),
            (Lang::En, Precision::Day) => format!("{number} known to the day"),
        }
    }

    /// 2024年（月份不详）
    pub(in crate::web) fn year_alone(&self, year: &str) -> String {
        let (open, close) = (self.open_bracket, self.close_bracket);
        format!("{year}{open}{}{close}", self.month_unknown)
    }

    pub(in crate::web) fn reprints_count(&self, count: &usize) -> String {
        self.plural(*count as u64, "处转载", "reprint", "reprints")
    }

    /// 第3版. A page that is printed in words stays as it is.
    pub(in crate::web) fn printed_page(&self, page: &str) -> String {
        match self.lang {
            Lang::Zh if page.contains('版') => page.to_string(),
            Lang::Zh => format!("第{page}版"),
            Lang::En => format!("page {page}"),
        }
    }

    /// 2024年4月30日见报
    pub(in crate::web) fn in_issue_of(&self, date: PartialDate) -> String {
        let date = self.lang.date(date);
        match self.lang {
            Lang::Zh => format!("{date}见报"),
            Lang::En => format!("in the issue of {date}"),
        }
    }

    pub(in crate::web) fn lines_words(&self, ranges: &str) -> String {
        match self.lang {
            Lang::Zh => format!("第 {ranges} 行"),
            Lang::En if ranges.bytes().all(|b| b.is_ascii_digit()) => format!("line {ranges}"),
            Lang::En => format!("lines {ranges}"),
        }
    }

    pub(in crate::web) fn line_no(&self, number: &usize) -> String {
        match self.lang {
            Lang::Zh => format!("第 {number} 行"),
            Lang::En => format!("line {number}"),
        }
    }

    pub(in crate::web) fn link_to_paragraph(&self, number: &usize) -> String {
        match self.lang {
            Lang::Zh => format!("第 {number} 段的链接"),
            Lang::En => format!("link to paragraph {number}"),
        }
    }

    /// The years that a region was in the standard. Its records begin with 2002.
    pub(in crate::web) fn region_years(&self, from: &u16, to: &u16) -> String {
        match (self.lang, *from) {
            (Lang::Zh, ..=2002) => format!("{to}年止"),
            (Lang::Zh, _) => format!("{from}—{to}年"),
            (Lang::En, ..=2002) => format!("until {to}"),
            (Lang::En, _) => format!("{from}–{to}"),
        }
    }

    pub(in crate::web) fn layout(&self, layout: &Layout) -> &'static str {
        let (zh, en) = match layout {
            Layout::Newspaper => ("报纸版面", "newspaper page"),
            Layout::Webpage => ("网页", "web page"),
            Layout::Markdown => ("Markdown", "Markdown"),
            Layout::Records => ("记录", "records"),
            Layout::Feed => ("订阅源", "feed"),
            Layout::Pdf => ("PDF", "PDF"),
        };
        if self.is_zh() { zh } else { en }
    }

    /// What happened to an article.
    pub(in crate::web) fn action(&self, action: Action) -> &'static str {
        let (zh, en) = match action {
            Action::Changed => ("来源文档更正", "Changed with its document"),
            Action::Moved => ("移入另一文档", "Moved to another document"),
            Action::Merged => ("并入另一篇", "Merged into another article"),
            Action::Removed => ("来源文档不再含有", "No longer in its document"),
            Action::Returned => ("重新出现在来源文档", "Back in its document"),
            Action::Revised => ("管理者更正", "Corrected by the keeper"),
            Action::Reset => ("管理者的更正作废", "The keeper's corrections given up"),
            Action::Withdrawn => ("撤下", "Withdrawn"),
            Action::Restored => ("恢复", "Restored"),
            Action::Redacted => ("移除了早前的文本", "Earlier text taken out"),
            Action::Forgotten => (
                "连同来源文档永久移除",
                "Taken out for good with its document",
            ),
        };
        if self.is_zh() { zh } else { en }
    }

    /// What the article was before a change was taken out on this day.
    pub(in crate::web) fn taken_out(&self, day: &str) -> String {
        match self.is_zh() {
            true => format!("此前的文本已于{day}移除"),
            false => format!("The text before was taken out on {day}"),
        }
    }

    /// Why lines belong to no article.
    pub(in crate::web) fn furniture(&self, why: &str) -> &'static str {
        let (zh, en) = match why {
            "breadcrumb" => ("位置导航", "breadcrumb"),
            "withdrawn" => ("已撤下，不再显示", "withdrawn and no longer shown"),
            "hot-list" | "recommended" => ("推荐与热门", "recommended and hot lists"),
            "copyright" => ("版权说明", "copyright notice"),
            "page-number" => ("版次页码", "page number"),
            "masthead" => ("报头", "masthead"),
            "dateline" => ("日期与来源行", "dateline"),
            "navigation" => ("导航", "navigation"),
            "share" => ("分享按钮", "share buttons"),
            "section" => ("栏目名", "section name"),
            "comments" => ("读者评论", "readers' comments"),
            "pager" | "pages" => ("翻页", "pager"),
            "site-header" => ("页头", "page header"),
            "site-footer" | "links" => ("页脚", "page footer"),
            "tools" | "counter" | "tags" | "today" => ("页面工具", "page tools"),
            "follow-us" | "advertisement" => ("推广", "promotion"),
            _ => ("页面附属文字", "page furniture"),
        };
        if self.is_zh() { zh } else { en }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_said_as_people_say_them() {
        assert_eq!(Lang::En.strings().count_articles(&1), "1 article");
        assert_eq!(Lang::En.strings().count_articles(&1200), "1,200 articles");
        assert_eq!(Lang::Zh.strings().count_articles(&1), "1 篇文章");
        assert_eq!(Lang::Zh.strings().printed_page("3"), "第3版");
        assert_eq!(Lang::Zh.strings().printed_page("A3版"), "A3版");
    }
}
