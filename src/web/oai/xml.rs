//! Writing the answers of OAI-PMH, with unqualified Dublin Core.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::identifier;
use super::request::OaiError;
use crate::archive::{ArticleRecord, Harvested};
use crate::clock::rfc3339;
use crate::region::{Code, Gazetteer};
use crate::web::address::Origin;
use crate::web::feeds::atom::{Xml, is_allowed, text};
use crate::web::places::full_name;
use crate::web::reader::Reader;

/// What a request is answered with.
pub(super) enum Answer {
    Identify {
        name: String,
        description: String,
        email: String,
        earliest: i64,
    },
    Formats,
    Sets(Vec<(String, String)>),
    Record(Box<Record>),
    List {
        headers_only: bool,
        records: Vec<Record>,
        /// Empty at the end of a list in several parts.
        token: Option<String>,
    },
}

/// An article, or what is left of it.
pub(super) struct Record {
    identifier: String,
    /// Unix seconds.
    changed: i64,
    sets: Vec<String>,
    /// Elements of Dublin Core; `None` for what is gone.
    fields: Option<Vec<(&'static str, String)>>,
}

impl Record {
    pub(super) fn of(reader: &Reader, harvested: Harvested) -> Self {
        match harvested {
            Harvested::Article(record) => Self {
                identifier: identifier(&reader.origin, record.row.id),
                changed: record.row.modified,
                sets: sets(&record),
                fields: Some(dublin_core(reader, &record)),
            },
            Harvested::Gone(id, at) => Self {
                identifier: identifier(&reader.origin, id),
                changed: at,
                sets: Vec::new(),
                fields: None,
            },
        }
    }

    fn write(&self, xml: &mut Xml) -> std::io::Result<()> {
        let write = |xml: &mut Xml| {
            self.header(xml)?;
            match &self.fields {
                Some(fields) => metadata(xml, fields),
                None => Ok(()),
            }
        };
        xml.create_element("record").write_inner_content(write)?;
        Ok(())
    }

    fn header(&self, xml: &mut Xml) -> std::io::Result<()> {
        let mut header = xml.create_element("header");
        if self.fields.is_none() {
            header = header.with_attribute(("status", "deleted"));
        }
        header.write_inner_content(|xml| {
            text(xml, "identifier", &self.identifier)?;
            text(xml, "datestamp", &rfc3339(self.changed))?;
            self.sets
                .iter()
                .try_for_each(|set| text(xml, "setSpec", set))
        })?;
        Ok(())
    }
}

/// Its topics, and its regions with all that they lie in, because a set of a region holds what is below it.
fn sets(record: &ArticleRecord) -> Vec<String> {
    let topics = record.row.topics.iter().map(|id| format!("topic-{id}"));
    let gazetteer = Gazetteer::get();
    let mut regions: Vec<Code> = Vec::new();
    for code in &record.row.regions {
        let above = gazetteer.ancestors(*code).map(|region| region.code);
        for code in std::iter::once(*code).chain(above) {
            if !regions.contains(&code) {
                regions.push(code);
            }
        }
    }
    let regions = regions.into_iter().map(|code| format!("region-{code}"));
    topics.chain(regions).collect()
}

fn dublin_core(reader: &Reader, record: &ArticleRecord) -> Vec<(&'static str, String)> {
    let (row, article) = (&record.row, &record.article);
    let mut fields = vec![
        ("title", reader.strings().called(row).into_owned()),
        ("title", article.other_decks().unwrap_or_default()),
    ];
    fields.extend(article.author.iter().map(|name| ("creator", name.clone())));
    fields.extend(
        row.topics
            .iter()
            .map(|id| ("subject", reader.topic(id).to_string())),
    );
    fields.extend(
        article
            .keywords
            .iter()
            .map(|word| ("subject", word.clone())),
    );
    fields.push(("description", row.lead.clone()));
    fields.push((
        "date",
        row.date.map_or(String::new(), |date| date.to_string()),
    ));
    fields.extend(["Text", "NewsArticle"].map(|kind| ("type", kind.to_string())));
    fields.push(("format", "text/html".to_string()));
    let url = reader.origin.to(&crate::web::article::address(row.id));
    fields.push(("identifier", url));
    fields.push(("source", row.source.clone().unwrap_or_default()));
    fields.push(("language", "zh".to_string()));
    fields.extend(
        row.regions
            .iter()
            .map(|code| ("coverage", full_name(*code))),
    );
    fields.retain(|(_, value)| !value.is_empty());
    fields
}

fn metadata(xml: &mut Xml, fields: &[(&'static str, String)]) -> std::io::Result<()> {
    xml.create_element("metadata").write_inner_content(|xml| {
        xml.create_element("oai_dc:dc")
            .with_attributes([
                ("xmlns:oai_dc", OAI_DC),
                ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
                ("xsi:schemaLocation", OAI_DC_SCHEMA),
            ])
            .write_inner_content(|xml| {
                fields
                    .iter()
                    .try_for_each(|(name, value)| text(xml, &format!("dc:{name}"), value))
            })?;
        Ok(())
    })?;
    Ok(())
}

const OAI: &str = "http://www.openarchives.org/OAI/2.0/";
const OAI_DC: &str = "http://www.openarchives.org/OAI/2.0/oai_dc/";
const OAI_DC_SCHEMA: &str =
    "http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd";
const OAI_SCHEMA: &str =
    "http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd";

/// The whole answer. Writing to memory cannot fail; should it, what is there is returned.
pub(super) fn render(
    origin: &Origin,
    now: i64,
    arguments: &[(String, String)],
    result: &Result<Answer, OaiError>,
) -> Vec<u8> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 1);
    write(&mut xml, origin, now, arguments, result).ok();
    xml.into_inner()
}

fn write(
    xml: &mut Xml,
    origin: &Origin,
    now: i64,
    arguments: &[(String, String)],
    result: &Result<Answer, OaiError>,
) -> std::io::Result<()> {
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("OAI-PMH")
        .with_attributes([
            ("xmlns", OAI),
            ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
            ("xsi:schemaLocation", OAI_SCHEMA),
        ])
        .write_inner_content(|xml| {
            text(xml, "responseDate", &rfc3339(now))?;
            request(xml, origin, arguments, result)?;
            match result {
                Ok(answer) => answer.write(xml, origin),
                Err(error) => {
                    xml.create_element("error")
                        .with_attribute(("code", error.code()))
                        .write_text_content(BytesText::new(error.words()))?;
                    Ok(())
                }
            }
        })?;
    Ok(())
}

const ARGUMENTS: [&str; 7] = [
    "verb",
    "identifier",
    "metadataPrefix",
    "from",
    "until",
    "set",
    "resumptionToken",
];

/// The request is repeated, but for arguments that make no sense.
fn request(
    xml: &mut Xml,
    origin: &Origin,
    arguments: &[(String, String)],
    result: &Result<Answer, OaiError>,
) -> std::io::Result<()> {
    let senseless = matches!(result, Err(OaiError::BadVerb | OaiError::BadArgument(_)));
    let pairs = arguments.iter().filter(|(name, value)| {
        !senseless && ARGUMENTS.contains(&name.as_str()) && value.chars().all(is_allowed)
    });
    xml.create_element("request")
        .with_attributes(pairs.map(|(name, value)| (name.as_str(), value.as_str())))
        .write_text_content(BytesText::new(&origin.to("/oai")))?;
    Ok(())
}

impl Answer {
    fn write(&self, xml: &mut Xml, origin: &Origin) -> std::io::Result<()> {
        match self {
            Self::Identify {
                name,
                description,
                email,
                earliest,
            } => {
                let fields = [
                    ("repositoryName", format!("{name} · {description}")),
                    ("baseURL", origin.to("/oai")),
                    ("protocolVersion", "2.0".to_string()),
                    ("adminEmail", email.clone()),
                    ("earliestDatestamp", rfc3339(*earliest)),
                    ("deletedRecord", "persistent".to_string()),
                    ("granularity", "YYYY-MM-DDThh:mm:ssZ".to_string()),
                ];
                group(xml, "Identify", |xml| {
                    fields
                        .iter()
                        .try_for_each(|(name, value)| text(xml, name, value))
                })
            }
            Self::Formats => group(xml, "ListMetadataFormats", |xml| {
                group(xml, "metadataFormat", |xml| {
                    text(xml, "metadataPrefix", "oai_dc")?;
                    text(
                        xml,
                        "schema",
                        "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
                    )?;
                    text(xml, "metadataNamespace", OAI_DC)
                })
            }),
            Self::Sets(sets) => group(xml, "ListSets", |xml| {
                sets.iter().try_for_each(|(spec, name)| {
                    group(xml, "set", |xml| {
                        text(xml, "setSpec", spec)?;
                        text(xml, "setName", name)
                    })
                })
            }),
            Self::Record(record) => group(xml, "GetRecord", |xml| record.write(xml)),
            Self::List {
                headers_only,
                records,
                token,
            } => {
                let name = match headers_only {
                    true => "ListIdentifiers",
                    false => "ListRecords",
                };
                group(xml, name, |xml| {
                    records.iter().try_for_each(|record| match headers_only {
                        true => record.header(xml),
                        false => record.write(xml),
                    })?;
                    match token {
                        Some(token) => text(xml, "resumptionToken", token),
                        None => Ok(()),
                    }
                })
            }
        }
    }
}

fn group(
    xml: &mut Xml,
    name: &str,
    inner: impl FnOnce(&mut Xml) -> std::io::Result<()>,
) -> std::io::Result<()> {
    xml.create_element(name).write_inner_content(inner)?;
    Ok(())
}
