//! Two texts with nothing between them, the first with its headline above, the second with its headline below.

use super::digests::opens_news;
use super::likeness::{Likeness, Pairs, pairs};
use super::pieces::{Kind, Piece};
use super::segments::{Page, Segment};

/// So much of a headline's words stands in its own text.
const OWN: f64 = 0.4;
/// So much more than in the text before it, or in the one behind it.
const MORE: f64 = 0.3;

/// Parts runs between two headlines where news begins that only the headline below speaks of.
pub(super) fn part(pieces: &[Piece], page: Page) -> Page {
    let parter = Parter::of(pieces, &page);
    let places: Vec<Option<usize>> = (0..page.segments.len())
        .map(|run| parter.place(&page, run))
        .collect();
    if places.iter().all(Option::is_none) {
        return page;
    }
    let mut gaps = page.gaps.into_iter();
    let mut parted = Page {
        gaps: gaps.next().into_iter().collect(),
        loose: page.loose,
        captions: page.captions,
        bylines: page.bylines,
        segments: Vec::new(),
    };
    for ((mut run, place), gap) in page.segments.into_iter().zip(places).zip(gaps) {
        if let Some(place) = place {
            let second = Segment {
                pieces: run.pieces.split_off(place),
                closed: std::mem::take(&mut run.closed),
                ..Segment::default()
            };
            parted.segments.push(run);
            parted.gaps.push(Vec::new());
            run = second;
        }
        parted.segments.push(run);
        parted.gaps.push(gap);
    }
    parted
}

struct Parter<'a> {
    pieces: &'a [Piece],
    /// Of every piece.
    words: Vec<Pairs>,
    likeness: Likeness,
}

impl<'a> Parter<'a> {
    fn of(pieces: &'a [Piece], page: &Page) -> Self {
        let words: Vec<Pairs> = pieces.iter().map(|piece| pairs(&piece.text)).collect();
        let runs = page.segments.iter();
        let likeness = Likeness::new(runs.map(|run| gather(&words, &run.pieces)).collect());
        Self {
            pieces,
            words,
            likeness,
        }
    }

    /// Which piece of a run begins the text of the headline below it.
    fn place(&self, page: &Page, run: usize) -> Option<usize> {
        let (above, below) = (&page.gaps[run], page.gaps.get(run + 1)?.first()?);
        let numbers = &page.segments[run].pieces;
        let headline = &self.words[*below];
        let behind = page.segments.get(run + 1);
        let behind = behind.map_or(0.0, |next| self.share(headline, &next.pieces));
        let gain = |place: usize| {
            let (first, second) = numbers.split_at(place);
            let own = self.share(headline, second);
            let gain = own - self.share(headline, first).max(behind);
            let heads = gather(&self.words, above);
            let headed = self.share(&heads, first) > self.share(&heads, second);
            (headed && own >= OWN && gain >= MORE).then_some((gain, place))
        };
        let places = (1..numbers.len()).filter(|place| self.begins(numbers, *place));
        let best = places
            .filter(|_| !above.is_empty())
            .filter_map(gain)
            .max_by(|a, b| a.0.total_cmp(&b.0));
        best.map(|(_, place)| place)
    }

    /// Does news open here, behind a whole text?
    fn begins(&self, numbers: &[usize], place: usize) -> bool {
        let (above, below) = (
            &self.pieces[numbers[place - 1]],
            &self.pieces[numbers[place]],
        );
        let whole = above.is_body() && !above.is_open();
        whole && below.kind == Kind::Body && opens_news(&below.text)
    }

    fn share(&self, headline: &Pairs, numbers: &[usize]) -> f64 {
        let text = gather(&self.words, numbers);
        self.likeness.share_of(headline, &text)
    }
}

fn gather(words: &[Pairs], numbers: &[usize]) -> Pairs {
    let words = numbers.iter().filter_map(|at| words.get(*at));
    words.flatten().copied().collect()
}

#[cfg(test)]
mod tests {
    use super::super::segment;

    const REPORT: &str = "流动药房开到渔港\n\n本报讯（记者张三）渔港里来了流动药房，船员下船就能取药。\n\n药师每周三到码头，给每条渔船配了药箱。";

    fn found(text: &str) -> Vec<(String, usize)> {
        let articles = segment(text).articles.into_iter();
        let mut found: Vec<(String, usize)> = articles
            .map(|article| (article.headline, article.article_body.len()))
            .collect();
        found.sort();
        found
    }

    #[test]
    fn a_text_with_its_headline_below_is_told_from_the_report_above_it() {
        let text = format!(
            "{REPORT}\n\n4月2日，云山县妇幼保健院的教室里，八十名托育老师正在练习喂养。\n\n培训为期五天，托育老师考过急救才能结业。\n\n（云山县卫健局）\n\n云山县培训托育老师\n\n入春以来，海州市人民医院把门诊开到了晚上九点。\n\n（海州市人民医院）\n\n夜间门诊开到九点"
        );
        let expected = [
            ("云山县培训托育老师".to_string(), 2),
            ("夜间门诊开到九点".to_string(), 1),
            ("流动药房开到渔港".to_string(), 2),
        ];
        assert_eq!(found(&text), expected);
    }

    #[test]
    fn a_headline_of_the_text_below_parts_nothing() {
        let text = format!(
            "{REPORT}\n\n4月2日，流动药房第一次出海，船员在渔船上取药。\n\n云山县培训托育老师\n\n本报讯（记者李四）云山县培训托育老师，八十名托育老师学习喂养和急救。"
        );
        let expected = [
            ("云山县培训托育老师".to_string(), 1),
            ("流动药房开到渔港".to_string(), 3),
        ];
        assert_eq!(found(&text), expected);
    }
}
