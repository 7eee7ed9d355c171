//! Atom (RFC 4287) with paging (RFC 5005).

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

/// A feed, or one page of it.
#[derive(Debug, Clone, Default)]
pub(in crate::web) struct Feed {
    /// Of its title and of the names of topics; entries are in the language of their articles.
    pub lang: &'static str,
    /// A tag URI that never changes for this feed.
    pub id: String,
    pub title: String,
    pub subtitle: String,
    /// RFC 3339.
    pub updated: String,
    pub author: String,
    /// The page that shows the same.
    pub alternate: String,
    /// `self`, `first`, `next`, … with their addresses.
    pub links: Vec<(&'static str, String)>,
    pub entries: Vec<Entry>,
}

/// One article in a feed.
#[derive(Debug, Clone, Default)]
pub(in crate::web) struct Entry {
    pub id: String,
    pub title: String,
    pub url: String,
    /// RFC 3339: when it last changed here.
    pub updated: String,
    /// RFC 3339, where the day is known.
    pub published: Option<String>,
    pub author: Option<String>,
    pub summary: String,
    /// Term and label.
    pub categories: Vec<(String, String)>,
}

pub(in crate::web) type Xml = Writer<Vec<u8>>;

impl Feed {
    /// The feed as a document. Writing to memory cannot fail; should it, what is there is returned.
    pub(in crate::web) fn render(&self) -> Vec<u8> {
        let mut xml = Writer::new_with_indent(Vec::new(), b' ', 1);
        self.write(&mut xml).ok();
        xml.into_inner()
    }

    fn write(&self, xml: &mut Xml) -> std::io::Result<()> {
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
        xml.create_element("feed")
            .with_attributes([
                ("xmlns", "http://www.w3.org/2005/Atom"),
                ("xml:lang", self.lang),
            ])
            .write_inner_content(|xml| {
                text(xml, "id", &self.id)?;
                text(xml, "title", &self.title)?;
                text(xml, "subtitle", &self.subtitle)?;
                text(xml, "updated", &self.updated)?;
                person(xml, &self.author)?;
                link(xml, "alternate", &self.alternate, "text/html")?;
                for (rel, href) in &self.links {
                    link(xml, rel, href, "application/atom+xml")?;
                }
                self.entries.iter().try_for_each(|entry| entry.write(xml))
            })?;
        Ok(())
    }
}

impl Entry {
    fn write(&self, xml: &mut Xml) -> std::io::Result<()> {
        xml.create_element("entry").write_inner_content(|xml| {
            text(xml, "id", &self.id)?;
            in_chinese(xml, "title", &self.title)?;
            link(xml, "alternate", &self.url, "text/html")?;
            text(xml, "updated", &self.updated)?;
            if let Some(published) = &self.published {
                text(xml, "published", published)?;
            }
            if let Some(author) = &self.author {
                person(xml, author)?;
            }
            for (term, label) in &self.categories {
                let (term, label) = (clean(term), clean(label));
                xml.create_element("category")
                    .with_attributes([("term", term.as_str()), ("label", label.as_str())])
                    .write_empty()?;
            }
            in_chinese(xml, "summary", &self.summary)
        })?;
        Ok(())
    }
}

/// An element with text.
pub(in crate::web) fn text(xml: &mut Xml, name: &str, value: &str) -> std::io::Result<()> {
    xml.create_element(name)
        .write_text_content(BytesText::new(&clean(value)))?;
    Ok(())
}

fn in_chinese(xml: &mut Xml, name: &str, value: &str) -> std::io::Result<()> {
    xml.create_element(name)
        .with_attribute(("xml:lang", "zh-Hans"))
        .write_text_content(BytesText::new(&clean(value)))?;
    Ok(())
}

/// Has XML 1.0 a place for it (`Char`), escaped or not? Of control characters only those that part words and lines are passed on.
pub(in crate::web) fn is_allowed(c: char) -> bool {
    match c {
        '\n' | '\t' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        _ => !c.is_control(),
    }
}

fn clean(value: &str) -> String {
    value.chars().filter(|c| is_allowed(*c)).collect()
}

fn person(xml: &mut Xml, name: &str) -> std::io::Result<()> {
    xml.create_element("author")
        .write_inner_content(|xml| text(xml, "name", name))?;
    Ok(())
}

fn link(xml: &mut Xml, rel: &str, href: &str, media_type: &str) -> std::io::Result<()> {
    xml.create_element("link")
        .with_attributes([("rel", rel), ("type", media_type), ("href", href)])
        .write_empty()?;
    Ok(())
}
