//! OpenSearch 1.1: browsers add the archive to their search boxes.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::address::Origin;
use super::feeds::atom;
use super::{App, Page};

const NAMESPACE: &str = "http://a9.com/-/spec/opensearch/1.1/";
/// The standard allows no more characters in a short name.
const SHORT_NAME: usize = 16;

pub(super) async fn description(State(app): State<App>, origin: Origin) -> Page<Response> {
    let name: String = app.site.name.chars().take(SHORT_NAME).collect();
    let xml = write(&name, &app.site.subtitle, &origin).unwrap_or_default();
    let media_type = [(
        header::CONTENT_TYPE,
        "application/opensearchdescription+xml; charset=utf-8",
    )];
    Ok((media_type, xml).into_response())
}

fn write(name: &str, description: &str, origin: &Origin) -> std::io::Result<Vec<u8>> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 1);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    xml.create_element("OpenSearchDescription")
        .with_attribute(("xmlns", NAMESPACE))
        .write_inner_content(|xml| {
            for (element, text) in [
                ("ShortName", name),
                ("Description", description),
                ("InputEncoding", "UTF-8"),
            ] {
                atom::text(xml, element, text)?;
            }
            xml.create_element("Image")
                .with_attributes([("width", "16"), ("height", "16"), ("type", "image/svg+xml")])
                .write_text_content(BytesText::new(&origin.to("/static/favicon.svg")))?;
            let addresses = [
                ("text/html", "/search?q={searchTerms}"),
                ("application/atom+xml", "/search/feed.atom?q={searchTerms}"),
                (
                    "application/x-suggestions+json",
                    "/opensearch/suggest?q={searchTerms}",
                ),
            ];
            for (media_type, template) in addresses {
                xml.create_element("Url")
                    .with_attributes([
                        ("type", media_type),
                        ("template", origin.to(template).as_str()),
                    ])
                    .write_empty()?;
            }
            Ok(())
        })?;
    Ok(xml.into_inner())
}
