//! Writing addresses: the queries of a listing's neighbours.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};

use super::params::ListParams;
use crate::archive::Order;

impl ListParams {
    /// The query that asks for this, with its `?`; empty where nothing is asked for.
    pub(super) fn query(&self) -> String {
        let filter = &self.filter;
        let mut pairs: Vec<(&str, String)> = Vec::new();
        let mut add = |name, value: Option<String>| pairs.extend(value.map(|value| (name, value)));
        add("q", Some(self.q.clone()).filter(|q| !q.is_empty()));
        add("region", filter.region.map(|code| code.to_string()));
        add("topic", filter.topic.clone());
        add("from", filter.from.map(|date| date.to_string()));
        add("to", filter.to.map(|date| date.to_string()));
        add("source", filter.source.clone());
        add(
            "precision",
            filter.precision.map(|known| known.as_str().to_string()),
        );
        add("sort", self.sort.map(|order| order_name(order).to_string()));
        add("by", self.by.clone());
        add("limit", self.limit.map(|limit| limit.to_string()));
        add("after", self.after.clone());
        encode(&pairs)
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
