//! Which ends and beginnings belong together, where several want the same.

use std::collections::{BTreeMap, HashMap, VecDeque};

/// `head` may go on where `tail` breaks off; numbers of pieces.
#[derive(Debug, Clone, Copy)]
pub(super) struct Offer {
    /// What speaks for it: more than 0.
    pub(super) worth: f64,
    pub(super) tail: usize,
    pub(super) head: usize,
}

/// Heads by their tails.
pub(super) type Links = BTreeMap<usize, usize>;

/// What is lost where an end finds no beginning: pages seldom leave out the rest of a sentence.
const UNANSWERED: f64 = 0.5;
/// The least that a bid is raised by, so that two of equal worth do not raise each other for ever.
const STEP: f64 = 0.02;

/// The offers that are worth most together, each piece in one at the most, and no piece behind itself.
pub(super) fn assign(offers: &[Offer]) -> Links {
    let mut won = auction(offers);
    won.sort_by(|a, b| b.worth.total_cmp(&a.worth));
    let mut links = Links::new();
    for offer in won {
        if !leads_to(&links, offer.head, offer.tail) {
            links.insert(offer.tail, offer.head);
        }
    }
    links
}

/// Every tail bids for the head that it gains most by, and bids again when it is outbid: heads that many want grow
/// dear, and who has another that is nearly as good takes that.
fn auction(offers: &[Offer]) -> Vec<Offer> {
    let mut wants: BTreeMap<usize, Vec<Offer>> = BTreeMap::new();
    for offer in offers {
        wants.entry(offer.tail).or_default().push(*offer);
    }
    let mut prices: HashMap<usize, f64> = HashMap::new();
    let mut sold: BTreeMap<usize, Offer> = BTreeMap::new();
    let mut bidders: VecDeque<usize> = wants.keys().copied().collect();
    while let Some(offers) = bidders.pop_front().and_then(|tail| wants.get(&tail)) {
        let (mut best, mut second) = (None, 0.0);
        for offer in offers {
            let gain = offer.worth + UNANSWERED - prices.get(&offer.head).unwrap_or(&0.0);
            match best {
                Some((most, _)) if gain <= most => second = f64::max(second, gain),
                Some((most, _)) => (best, second) = (Some((gain, *offer)), most),
                None if gain > 0.0 => best = Some((gain, *offer)),
                None => {}
            }
        }
        let Some((gain, offer)) = best else { continue };
        *prices.entry(offer.head).or_insert(0.0) += gain - second + STEP;
        if let Some(outbid) = sold.insert(offer.head, offer) {
            bidders.push_back(outbid.tail);
        }
    }
    sold.into_values().collect()
}

/// Does the chain that starts at `from` end in `to`?
fn leads_to(links: &Links, from: usize, to: usize) -> bool {
    let mut at = from;
    while let Some(next) = links.get(&at) {
        at = *next;
    }
    at == to
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(offers: &[(f64, usize, usize)]) -> Vec<(usize, usize)> {
        let offers: Vec<Offer> = offers
            .iter()
            .map(|(worth, tail, head)| Offer {
                worth: *worth,
                tail: *tail,
                head: *head,
            })
            .collect();
        assign(&offers).into_iter().collect()
    }

    #[test]
    fn who_has_another_leaves_the_only_one() {
        let offers = [(4.0, 1, 11), (3.0, 1, 12), (2.0, 2, 11)];
        assert_eq!(links(&offers), [(1, 12), (2, 11)]);
        assert_eq!(links(&offers[..2]), [(1, 11)]);
        // Both together would be worth less.
        assert_eq!(
            links(&[(9.0, 1, 11), (3.0, 1, 12), (2.0, 2, 11)]),
            [(1, 11)]
        );
    }

    #[test]
    fn equal_offers_come_to_an_end() {
        let offers: Vec<(f64, usize, usize)> = (0..40)
            .flat_map(|tail| (100..120).map(move |head| (3.0, tail, head)))
            .collect();
        assert_eq!(links(&offers).len(), 20);
    }

    #[test]
    fn nothing_goes_on_behind_itself() {
        assert_eq!(links(&[(4.0, 1, 2), (3.0, 2, 1)]), [(1, 2)]);
    }
}
