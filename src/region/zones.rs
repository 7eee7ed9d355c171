//! The parts of an article, by how much they tell about its place.
//!
//! A headline names the place of its report, if it names any; the lead says where it happened; what the rest of the body
//! names is a detail, and a credit line at the end names whoever wrote. So the parts are read as one text, in which each
//! place knows the zone that it stands in.

use std::ops::Range;

use super::resolve::RegionInput;

/// The parts of an article in one text, in order of how much they tell.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Zones {
    headline: Range<usize>,
    /// The first sentences of the body.
    lead: Range<usize>,
    body: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Zone {
    Headline,
    Lead,
    Body,
    Credit,
}

/// Characters of the lead: what stands later is a detail.
const LEAD: usize = 90;

impl Zones {
    pub(super) fn join(input: &RegionInput) -> (String, Self) {
        let mut text = format!("{}\n", input.headline);
        let start = text.len();
        for paragraph in input.paragraphs {
            text.push_str(paragraph);
            text.push('\n');
        }
        let body = start..text.len();
        let lead = start..start + lead_length(&text[body.clone()]);
        if let Some(line) = input.credit {
            text.push_str(line);
            text.push('\n');
        }
        let headline = 0..input.headline.len();
        let zones = Self {
            headline,
            lead,
            body,
        };
        (text, zones)
    }

    pub(super) fn of(&self, at: usize) -> Zone {
        match at {
            _ if self.headline.contains(&at) => Zone::Headline,
            _ if self.lead.contains(&at) => Zone::Lead,
            _ if self.body.contains(&at) => Zone::Body,
            _ => Zone::Credit,
        }
    }
}

/// Whole sentences of the first characters, or the first sentence however long it is.
fn lead_length(body: &str) -> usize {
    let near = body.char_indices().nth(LEAD);
    let near = near.map_or(body, |(at, _)| &body[..at]);
    let end = near.rfind('。').or_else(|| body.find('。'));
    end.map_or(body.len(), |at| at + '。'.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lead_is_of_whole_sentences() {
        let lead = |body: &str| body[..lead_length(body)].to_string();
        let (short, long) = ("义诊在村口举行。", "山路长".repeat(LEAD));
        assert_eq!(
            lead(&format!("{short}{short}{long}。{short}")),
            short.repeat(2)
        );
        assert_eq!(lead(&format!("{long}。{short}")), format!("{long}。"));
        assert_eq!(lead(&long), long);
    }
}
