//! The publication that something stood in.

use serde::{Deserialize, Serialize};

use crate::edtf::PartialDate;
use crate::region::Code;

/// What is known of the publication that a document is part of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// 报名 or site name.
    #[serde(default)]
    pub name: Option<String>,
    /// The issue's date (期).
    #[serde(default)]
    pub date: Option<PartialDate>,
    /// That date is the keeper's word (or the record's); else the source prints it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub date_given: bool,
    /// A newspaper, as far as it is said beside the document's layout.
    #[serde(default, skip_serializing_if = "is_false")]
    pub newspaper: bool,
    /// 版, as printed.
    #[serde(default)]
    pub page: Option<String>,
    /// The place the publication writes for.
    #[serde(default)]
    pub region: Option<Code>,
    #[serde(default)]
    pub source_url: Option<String>,
}

impl Publication {
    /// This, and the rest as the other says it.
    pub fn or(self, other: &Self) -> Self {
        let date_given = match self.date {
            Some(_) => self.date_given,
            None => other.date_given,
        };
        Self {
            name: self.name.or_else(|| other.name.clone()),
            date: self.date.or(other.date),
            date_given,
            newspaper: self.newspaper || other.newspaper,
            page: self.page.or_else(|| other.page.clone()),
            region: self.region.or(other.region),
            source_url: self.source_url.or_else(|| other.source_url.clone()),
        }
    }

    /// What of a newspaper it is: an issue of this day; where the day is not known, the newspaper by its name.
    pub fn issue(&self) -> Option<Issue> {
        let (kind, name) = match self.date {
            Some(_) => ("PublicationIssue", None),
            None => ("Newspaper", self.name.clone()),
        };
        self.newspaper.then(|| Issue {
            kind,
            name,
            date_published: self.date.map(|date| date.to_string()),
        })
    }
}

/// What schema.org says an article of a newspaper is part of (`isPartOf`).
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Issue {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
}

fn is_false(value: &bool) -> bool {
    !value
}
