//! Which torn ends and beginnings fit, and the home that both go to.

use super::super::flow::WEAKEST;
use super::super::matching::{Offer, assign};
use super::Sheet;

/// A torn end of the article fits; of what they are worth to each other.
const FITS: f64 = 0.6;

impl Sheet<'_> {
    /// Which of their two homes an end and its rest are worth more to together: drawn to each other's homes, they would
    /// change places for ever.
    pub(super) fn common_home(
        &self,
        worth: &[Vec<f64>],
        holds: &[f64],
        owners: &[usize],
        pair: [usize; 2],
    ) -> usize {
        let worth = |home: usize| -> f64 {
            let held = |at: usize| at > 0 && owners[at - 1] == home;
            let hold = |at: usize| if held(at) { holds[at] } else { 0.0 };
            pair.iter().map(|at| worth[*at][home] + hold(*at)).sum()
        };
        let [tail, head] = pair.map(|at| owners[at]);
        if worth(head) > worth(tail) {
            head
        } else {
            tail
        }
    }

    /// Which ends and beginnings fit best, over the whole page: what they are worth to each other, and the beginning's
    /// words to the article of the end.
    pub(super) fn fitting(&self, owners: &[usize], worth: &[Vec<f64>]) -> Vec<(usize, usize, f64)> {
        let value = |fit: &Offer| {
            let row = &worth[fit.head];
            let mean = row.iter().sum::<f64>() / row.len().max(1) as f64;
            fit.worth - WEAKEST + (row[owners[fit.tail]] - mean) / 2.0
        };
        let offers: Vec<Offer> = self
            .flow
            .fits
            .iter()
            .map(|fit| Offer {
                worth: value(fit),
                ..*fit
            })
            .filter(|offer| offer.worth > 0.0)
            .collect();
        let links = assign(&offers);
        let linked = offers
            .iter()
            .filter(|offer| links.get(&offer.tail) == Some(&offer.head));
        linked
            .map(|offer| (offer.tail, offer.head, FITS * offer.worth))
            .collect()
    }
}
