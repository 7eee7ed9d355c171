//! Reading a request of OAI-PMH: strict, as the protocol demands.

use crate::archive::{Filter, HarvestCursor};
use crate::region::Code;

/// Errors of the protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum OaiError {
    BadVerb,
    BadArgument(String),
    BadResumptionToken,
    CannotDisseminateFormat,
    IdDoesNotExist,
    NoRecordsMatch,
}

impl OaiError {
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::BadVerb => "badVerb",
            Self::BadArgument(_) => "badArgument",
            Self::BadResumptionToken => "badResumptionToken",
            Self::CannotDisseminateFormat => "cannotDisseminateFormat",
            Self::IdDoesNotExist => "idDoesNotExist",
            Self::NoRecordsMatch => "noRecordsMatch",
        }
    }

    pub(super) fn words(&self) -> &str {
        match self {
            Self::BadVerb => "The verb is missing, repeated or not one of the protocol",
            Self::BadArgument(why) => why,
            Self::BadResumptionToken => "The resumptionToken is not one of this archive",
            Self::CannotDisseminateFormat => "Records come as oai_dc only",
            Self::IdDoesNotExist => "There is no such record",
            Self::NoRecordsMatch => "No record matches",
        }
    }
}

#[derive(Debug, PartialEq)]
pub(super) enum Verb {
    Identify,
    ListMetadataFormats(Option<String>),
    ListSets,
    GetRecord(String),
    List { headers_only: bool, from: Continued },
}

#[derive(Debug, PartialEq)]
pub(super) struct Request {
    pub(super) verb: Verb,
}

/// What a list is narrowed to, and how far it has come; a resumptionToken says all of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Continued {
    pub(super) from: Option<i64>,
    pub(super) until: Option<i64>,
    pub(super) set: Option<String>,
    pub(super) cursor: HarvestCursor,
}

impl Continued {
    pub(super) fn is_first(&self) -> bool {
        self.cursor == HarvestCursor::default()
    }

    /// What the set stands for.
    pub(super) fn filter(&self) -> Filter {
        let set = self.set.as_deref().and_then(|set| set.split_once('-'));
        match set {
            Some(("region", code)) => Filter {
                region: code.parse().ok(),
                ..Filter::default()
            },
            Some(("topic", id)) => Filter {
                topic: Some(id.to_string()),
                ..Filter::default()
            },
            _ => Filter::default(),
        }
    }

    pub(super) fn token(&self) -> String {
        let time = |time: Option<i64>| time.map_or(String::new(), |time| time.to_string());
        let set = self.set.as_deref().unwrap_or("");
        format!(
            "{}!{}!{set}!{}",
            time(self.from),
            time(self.until),
            self.cursor
        )
    }

    fn parse(token: &str) -> Option<Self> {
        let mut parts = token.split('!');
        let time = |text: &str| match text {
            "" => Some(None),
            text => text.parse().ok().map(Some),
        };
        let (from, until) = (time(parts.next()?)?, time(parts.next()?)?);
        let set = Some(parts.next()?).filter(|set| !set.is_empty());
        let cursor = parts.next()?.parse().ok()?;
        let sound = parts.next().is_none() && set.is_none_or(is_set);
        sound.then(|| Self {
            from,
            until,
            set: set.map(str::to_string),
            cursor,
        })
    }
}

fn is_set(set: &str) -> bool {
    match set.split_once('-') {
        Some(("region", code)) => code.parse::<Code>().is_ok(),
        Some(("topic", id)) => !id.is_empty(),
        _ => false,
    }
}

impl Request {
    pub(super) fn parse(arguments: &[(String, String)]) -> Result<Self, OaiError> {
        let mut given = Given(arguments.to_vec());
        let verb = match given.take("verb") {
            Ok(Some(verb)) => verb,
            _ => return Err(OaiError::BadVerb),
        };
        let verb = match verb.as_str() {
            "Identify" => Verb::Identify,
            "ListMetadataFormats" => Verb::ListMetadataFormats(given.take("identifier")?),
            "ListSets" => match given.take("resumptionToken")? {
                Some(_) => return Err(OaiError::BadResumptionToken),
                None => Verb::ListSets,
            },
            "GetRecord" => {
                let id = given.need("identifier")?;
                given.format()?;
                Verb::GetRecord(id)
            }
            "ListIdentifiers" | "ListRecords" => Verb::List {
                headers_only: verb == "ListIdentifiers",
                from: given.continued()?,
            },
            _ => return Err(OaiError::BadVerb),
        };
        match given.0.first() {
            Some((name, _)) => Err(bad(format!("{name} is no argument of this verb"))),
            None => Ok(Self { verb }),
        }
    }
}

/// Arguments that were not looked at yet.
struct Given(Vec<(String, String)>);

impl Given {
    fn take(&mut self, name: &str) -> Result<Option<String>, OaiError> {
        let (found, rest): (Vec<_>, Vec<_>) =
            self.0.drain(..).partition(|(known, _)| known == name);
        self.0 = rest;
        match found.len() {
            0 | 1 => Ok(found.into_iter().next().map(|(_, value)| value)),
            _ => Err(bad(format!("{name} is repeated"))),
        }
    }

    fn need(&mut self, name: &str) -> Result<String, OaiError> {
        self.take(name)?
            .ok_or_else(|| bad(format!("{name} is missing")))
    }

    fn format(&mut self) -> Result<(), OaiError> {
        match self.need("metadataPrefix")?.as_str() {
            "oai_dc" => Ok(()),
            _ => Err(OaiError::CannotDisseminateFormat),
        }
    }

    fn continued(&mut self) -> Result<Continued, OaiError> {
        if let Some(token) = self.take("resumptionToken")? {
            return Continued::parse(&token).ok_or(OaiError::BadResumptionToken);
        }
        self.format()?;
        let (from, until) = (self.take("from")?, self.take("until")?);
        if let (Some(from), Some(until)) = (&from, &until)
            && from.len() != until.len()
        {
            return Err(bad("from and until differ in granularity".to_string()));
        }
        let from = from.map(|text| moment(&text, "00:00:00")).transpose()?;
        let until = until.map(|text| moment(&text, "23:59:59")).transpose()?;
        if from.zip(until).is_some_and(|(from, until)| from > until) {
            return Err(bad("from is later than until".to_string()));
        }
        let set = self.take("set")?;
        if let Some(set) = set.as_deref().filter(|set| !is_set(set)) {
            return Err(bad(format!("there is no set {set}")));
        }
        Ok(Continued {
            from,
            until,
            set,
            cursor: HarvestCursor::default(),
        })
    }
}

/// `2024-04-24` or `2024-04-24T08:00:00Z` as Unix seconds.
fn moment(text: &str, time: &str) -> Result<i64, OaiError> {
    let whole = match text.len() {
        10 => format!("{text}T{time}Z"),
        20 if text.ends_with('Z') => text.to_string(),
        _ => String::new(),
    };
    let moment = whole.parse::<jiff::Timestamp>();
    moment.map(jiff::Timestamp::as_second).map_err(|_| {
        bad(format!(
            "{text} is no date; write 2024-04-24 or 2024-04-24T08:00:00Z"
        ))
    })
}

fn bad(why: String) -> OaiError {
    OaiError::BadArgument(why)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(query: &str) -> &'static str {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let pairs: Vec<_> = pairs.map(|(n, v)| (n.to_string(), v.to_string())).collect();
        match Request::parse(&pairs) {
            Ok(_) => "",
            Err(error) => error.code(),
        }
    }

    #[test]
    fn what_the_protocol_forbids_is_refused() {
        for (query, code) in [
            ("", "badVerb"),
            ("verb=Identify&verb=Identify", "badVerb"),
            ("verb=nothing", "badVerb"),
            ("verb=Identify&x=y", "badArgument"),
            ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
            ("verb=ListRecords", "badArgument"),
            (
                "verb=ListRecords&metadataPrefix=marc",
                "cannotDisseminateFormat",
            ),
            ("verb=ListRecords&resumptionToken=x", "badResumptionToken"),
            (
                "verb=ListRecords&metadataPrefix=oai_dc&from=2024",
                "badArgument",
            ),
            (
                "verb=ListRecords&metadataPrefix=oai_dc&from=2024-02-01&until=2024-01-01",
                "badArgument",
            ),
            (
                "verb=ListRecords&metadataPrefix=oai_dc&from=2024-02-01&until=2024-03-01T00:00:00Z",
                "badArgument",
            ),
            (
                "verb=ListRecords&metadataPrefix=oai_dc&set=x",
                "badArgument",
            ),
            (
                "verb=ListRecords&metadataPrefix=oai_dc&set=region-410000&from=2024-02-01",
                "",
            ),
            ("verb=Identify", ""),
        ] {
            assert_eq!(error(query), code, "{query}");
        }
    }

    #[test]
    fn a_token_says_where_to_go_on() {
        let continued = Continued {
            from: Some(12),
            until: None,
            set: Some("topic-vaccination".to_string()),
            cursor: HarvestCursor::Article(3, 99),
        };
        assert_eq!(Continued::parse(&continued.token()), Some(continued));
        assert_eq!(Continued::parse("!!!a.1"), None);
    }
}
