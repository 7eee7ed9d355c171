//! Writing addresses: the queries of a listing's neighbours.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};

use super::params::ListParams;
use crate::archive::{Filter, OfDocument, Order};
use crate::edtf::PartialDate;

impl ListParams {
    /// The list of all that a listing or search is asked for by, each with what it is set to: addresses, forms and the
    /// names that programs may use are taken from it. What is new in a filter must be named here, or this does not compile.
    fn named(&self) -> [(&'static str, Option<String>); 12] {
        let Self {
            q,
            // Becomes a part of `q` before anything is written.
            within: _,
            filter,
            // What is written is in its right order.
            turned: _,
            sort,
            after,
            by,
            limit,
        } = self;
        let Filter {
            region,
            topic,
            from,
            to,
            source,
            precision,
            document,
        } = filter;
        let id = |document: &OfDocument| document.id.to_string();
        let date = |date: &Option<PartialDate>| date.map(|date| date.to_string());
        [
            ("q", Some(q.clone()).filter(|q| !q.is_empty())),
            ("region", region.map(|code| code.to_string())),
            ("topic", topic.clone()),
            ("from", date(from)),
            ("to", date(to)),
            ("source", source.clone()),
            ("precision", precision.map(|known| known.as_str().into())),
            ("document", document.as_ref().map(id)),
            ("sort", sort.map(|order| order_name(order).into())),
            ("by", by.clone()),
            ("limit", limit.map(|limit| limit.to_string())),
            ("after", after.clone()),
        ]
    }

    /// The names of all that a listing or search can be asked for by.
    pub(super) fn names() -> [&'static str; 12] {
        Self::default().named().map(|(name, _)| name)
    }

    /// What is asked for, but these: what a form sends along beside its own fields.
    pub(super) fn pairs(&self, but: &[&str]) -> Vec<(&'static str, String)> {
        let named = self.named().into_iter();
        named
            .filter(|(name, _)| !but.contains(name))
            .filter_map(|(name, value)| Some((name, value?)))
            .collect()
    }

    /// The query that asks for this, with its `?`; empty where nothing is asked for.
    pub(super) fn query(&self) -> String {
        encode(&self.pairs(&[]))
    }

    /// The same from its first page on, with a change.
    pub(super) fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut other = Self {
            after: None,
            ..self.clone()
        };
        change(&mut other);
        other
    }
}

/// `?a=b&c=d`, or nothing for no pairs.
pub(super) fn encode(pairs: &[(&str, String)]) -> String {
    let mut text = String::new();
    for (name, value) in pairs {
        text.push(if text.is_empty() { '?' } else { '&' });
        text.push_str(name);
        text.push('=');
        text.extend(percent(value));
    }
    text
}

/// Percent-encodes everything but unreserved characters (RFC 3986).
pub(super) fn percent(text: &str) -> PercentEncode<'_> {
    const RESERVED: AsciiSet = NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'~');
    utf8_percent_encode(text, &RESERVED)
}

pub(super) fn order_name(order: Order) -> &'static str {
    match order {
        Order::Newest => "newest",
        Order::Oldest => "oldest",
        Order::Relevance => "relevance",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_as_it_is_written() {
        let pairs = [
            ("q", "疫苗"),
            ("region", "410800"),
            ("topic", "vaccination"),
            ("from", "2024-04"),
            ("to", "2024-05"),
            ("source", "河湾日报"),
            ("precision", "day"),
            ("document", "0123456789a"),
            ("sort", "oldest"),
            ("by", "share"),
            ("limit", "5"),
            ("after", "-12"),
        ];
        assert_eq!(ListParams::names(), pairs.map(|(name, _)| name));
        let typed = pairs.map(|(name, value)| (name.to_string(), value.to_string()));
        let params = ListParams::parse(&typed).unwrap();
        let written = pairs.map(|(name, value)| (name, value.to_string()));
        assert_eq!(params.pairs(&[]), written);
        assert_eq!(params.pairs(&["q", "after"]), written[1..written.len() - 1]);
    }

    #[test]
    fn what_is_asked_for_is_written_back() {
        let pairs = [
            ("q", "疫苗 & 接种"),
            ("region", "410800"),
            ("from", "2024-04"),
            ("precision", "day"),
            ("sort", "oldest"),
            ("after", "-12"),
        ];
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(n, v)| (n.to_string(), v.to_string()))
            .collect();
        let params = ListParams::parse(&pairs).unwrap();
        assert_eq!(
            params.query(),
            "?q=%E7%96%AB%E8%8B%97%20%26%20%E6%8E%A5%E7%A7%8D&region=410800&from=2024-04&precision=day&sort=oldest&after=-12"
        );
        assert_eq!(
            params.with(|p| p.q.clear()).query(),
            "?region=410800&from=2024-04&precision=day&sort=oldest"
        );
    }
}
