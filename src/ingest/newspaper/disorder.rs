//! Headlines that were pulled out of the page in an order which is not that of their reports.

use super::headlines::Weigher;
use super::matching::{Links, Offer, assign};

/// Sharing the headlines out anew must gain as much as this share of one headline's words.
const GAIN: f64 = 0.5;
/// A headline of which less stands in a report is not its own.
const LEAST: f64 = 0.08;

/// A headline, and the run that it was given to.
struct Headline {
    decks: Vec<usize>,
    run: usize,
}

impl Weigher<'_> {
    /// Where all headlines of a page of reports fit others far better, each goes to the report that its words tell; what
    /// is left over may have a text that is not told apart yet.
    pub(super) fn sort_out(&self, shares: &mut [Vec<usize>]) -> Option<Vec<Vec<usize>>> {
        let reports: Vec<usize> = (0..shares.len())
            .filter(|run| self.page.segments[*run].opened && !self.page.segments[*run].item)
            .collect();
        let headlines = self.all(shares);
        if reports.len() < 3 || headlines.len() < reports.len() {
            return None;
        }
        let homes = self.fitting(&headlines, &reports);
        let worth = |at: usize, run: usize| self.share(&headlines[at].decks, run);
        let anew: f64 = homes
            .iter()
            .map(|(at, run)| worth(*at, run - headlines.len()))
            .sum();
        let now: f64 = (0..headlines.len())
            .map(|at| worth(at, headlines[at].run))
            .sum();
        if anew < now + GAIN {
            return None;
        }
        shares.iter_mut().for_each(Vec::clear);
        let (mut spare, mut untold) = (Vec::new(), Vec::new());
        for (at, headline) in headlines.iter().enumerate() {
            let told = (0..shares.len()).any(|run| worth(at, run) >= LEAST);
            match homes.get(&at).map(|run| run - headlines.len()) {
                Some(run) => shares[run].extend(&headline.decks),
                None if told => spare.push(headline),
                None => untold.push(headline),
            }
        }
        // A headline that no text tells and a report without one are left for each other.
        let bare = || {
            reports
                .iter()
                .copied()
                .filter(|run| shares[*run].is_empty())
        };
        match (untold.as_slice(), bare().collect::<Vec<_>>().as_slice()) {
            ([headline], [run]) => shares[*run].extend(&headline.decks),
            _ => spare.append(&mut untold),
        }
        for headline in &spare {
            shares[headline.run].extend(&headline.decks);
        }
        shares.iter_mut().for_each(|share| share.sort_unstable());
        Some(spare.into_iter().map(|one| one.decks.clone()).collect())
    }

    fn all(&self, shares: &[Vec<usize>]) -> Vec<Headline> {
        let of = |(run, share): (usize, &Vec<usize>)| {
            let headlines = share.chunk_by(|a, b| self.one_headline(*a, *b));
            let headline = move |decks: &[usize]| Headline {
                decks: decks.to_vec(),
                run,
            };
            headlines.map(headline).collect::<Vec<_>>()
        };
        shares.iter().enumerate().flat_map(of).collect()
    }

    /// The reports that hold most of all headlines' words together; a report's number stands behind those of the headlines.
    fn fitting(&self, headlines: &[Headline], reports: &[usize]) -> Links {
        let mut offers = Vec::new();
        for (tail, headline) in headlines.iter().enumerate() {
            for run in reports {
                let worth = self.share(&headline.decks, *run);
                let head = headlines.len() + run;
                if worth >= LEAST {
                    offers.push(Offer { worth, tail, head });
                }
            }
        }
        assign(&offers)
    }
}

#[cfg(test)]
mod tests {
    use super::super::segment;

    const REPORTS: [&str; 3] = [
        "本报讯 海州的药师每周三把流动药房开到渔港码头，船员下船就能取药，还能量血压。",
        "本报讯 云山县把托育老师请进课堂，八十人学习喂养和护理，考过才能上岗。",
        "本报讯 县医院的夜间门诊开到晚上九点，下班的人看病不用请假。",
    ];

    /// Which headline each report has got.
    fn headed(headlines: [&str; 3]) -> Vec<String> {
        let parts = headlines.iter().zip(REPORTS);
        let text: Vec<String> = parts.map(|(a, b)| format!("{a}\n\n{b}")).collect();
        let found = segment(&text.join("\n\n")).articles;
        assert_eq!(found.len(), 3);
        let of = |report: &str| found.iter().find(|one| one.article_body == [report]);
        let headline = |report: &&str| of(report).map(|one| one.headline.clone());
        REPORTS.iter().filter_map(headline).collect()
    }

    #[test]
    fn headlines_above_the_wrong_reports_find_their_own() {
        let [night, boat, care] = ["夜间门诊开到九点", "流动药房开到渔港", "托育老师走进课堂"];
        assert_eq!(headed([night, boat, care]), [boat, care, night]);
        assert_eq!(headed([care, boat, night]), [boat, care, night]);
        assert_eq!(headed([boat, night, care]), [boat, care, night]);
    }

    #[test]
    fn a_headline_and_a_report_that_are_left_go_together() {
        let [night, boat, none] = ["夜间门诊开到九点", "流动药房开到渔港", "一步一印 走出新路"];
        assert_eq!(headed([night, none, boat]), [boat, none, night]);
        assert_eq!(headed([none, night, boat]), [boat, none, night]);
    }
}
