//! Who wrote an article, of those who are named beside it.

use super::{Article, Layout};

impl Article {
    /// Whom a citation names: its authors, but for photographers.
    ///
    /// A newspaper page's authors are those of its text, then those of its captions. So who is credited in a caption has
    /// written only where the text names him, too, or where he comes before somebody who has. Where nobody else is left,
    /// all are named. Captions of web pages add no authors: all that are named there have a line of their own.
    pub fn writers(&self, layout: Layout) -> &[String] {
        if !matches!(layout, Layout::Newspaper | Layout::Pdf | Layout::Records) {
            return &self.author;
        }
        let wrote = |name: &String| !self.is_credited(name) || self.text_names(name);
        match self.author.iter().rposition(wrote) {
            Some(last) => &self.author[..=last],
            None => &self.author,
        }
    }

    fn is_credited(&self, name: &str) -> bool {
        let credits = self.caption.iter();
        let mut credits = credits.filter_map(|caption| caption.credit.as_deref());
        credits.any(|credit| credit == name)
    }

    fn text_names(&self, name: &str) -> bool {
        self.article_body.iter().any(|text| text.contains(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Caption;

    fn writers(authors: &[&str], credits: &[&str], text: &str, layout: Layout) -> Vec<String> {
        let caption = |credit: &&str| Caption {
            text: "义诊现场。".to_string(),
            credit: Some(credit.to_string()),
        };
        let article = Article {
            author: authors.iter().map(|name| name.to_string()).collect(),
            caption: credits.iter().map(caption).collect(),
            article_body: vec![text.to_string()],
            ..Article::default()
        };
        article.writers(layout).to_vec()
    }

    #[test]
    fn who_only_took_the_picture_did_not_write() {
        let text = "本报讯（记者贺小满）渡口开了夜间门诊。";
        for (authors, credits, text, wrote) in [
            (
                &["贺小满", "丁一"][..],
                &["丁一"][..],
                text,
                &["贺小满"][..],
            ),
            (&["贺小满"], &["贺小满"], text, &["贺小满"]),
            // In a line of its own, which is not in the text, he stands before another.
            (
                &["丁一", "白露", "谷雨"],
                &["丁一", "谷雨"],
                "",
                &["丁一", "白露"],
            ),
            (&["丁一"], &["丁一"], "渡口开了夜间门诊。", &["丁一"]),
            (&["贺小满", "丁一"], &[], "", &["贺小满", "丁一"]),
            (&[], &["丁一"], "", &[]),
        ] {
            let found = writers(authors, credits, text, Layout::Newspaper);
            assert_eq!(found, wrote, "{authors:?} {credits:?}");
        }
    }

    #[test]
    fn a_web_page_names_authors_in_lines_of_their_own_alone() {
        let found = writers(&["白露", "丁一"], &["丁一"], "", Layout::Webpage);
        assert_eq!(found, ["白露", "丁一"]);
    }
}
