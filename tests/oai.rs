//! Harvesting over OAI-PMH, in process.

mod http;

use axum::http::Method;
use http::{Place, article};
use jianbao::article::Article;

fn articles(count: usize) -> Vec<Article> {
    let one = |n: usize| {
        let region = ["350102", "410802"][n % 2];
        article(
            &format!("第{n}号通告"),
            "2024-03-01",
            region,
            "vaccination",
            "青禾日报",
            &format!("第{n}个接种点今日开放。"),
        )
    };
    (0..count).map(one).collect()
}

fn element(xml: &str, name: &str) -> Option<String> {
    let rest = xml.split(&format!("<{name}>")).nth(1)?;
    Some(rest.split(&format!("</{name}>")).next()?.to_string())
}

/// Follows resumption tokens; how many records each part had.
async fn parts(place: &Place, query: &str) -> Vec<usize> {
    let mut counts = Vec::new();
    let mut address = format!("/oai?verb=ListRecords&{query}");
    loop {
        let part = place.page(&address).await;
        counts.push(part.matches("<record>").count());
        match element(&part, "resumptionToken").filter(|token| !token.is_empty()) {
            Some(token) => address = format!("/oai?verb=ListRecords&resumptionToken={token}"),
            None => return counts,
        }
    }
}

#[tokio::test]
async fn everything_is_harvested_part_by_part() {
    let place = Place::with(articles(250)).await;
    assert_eq!(parts(&place, "metadataPrefix=oai_dc").await, [100, 100, 50]);
    assert_eq!(
        parts(&place, "metadataPrefix=oai_dc&set=region-410000").await,
        [100, 25]
    );
    // A full last part is not followed by an empty one.
    let place = Place::with(articles(200)).await;
    assert_eq!(parts(&place, "metadataPrefix=oai_dc").await, [100, 100]);
}

/// Reads all of it as XML 1.0, whose characters the parser itself does not look at.
fn assert_well_formed(xml: &str) {
    let allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    assert!(xml.chars().all(allowed), "{xml}");
    let mut reader = quick_xml::Reader::from_str(xml);
    while !matches!(reader.read_event().unwrap(), quick_xml::events::Event::Eof) {}
}

#[tokio::test]
async fn no_character_of_an_article_breaks_the_answer() {
    let mut article = articles(1).remove(0);
    let strange = "甲\u{0}\u{b}\u{fffe}\u{ffff}]]>&<乙";
    article.headline = strange.into();
    article.article_body = vec![strange.into()];
    article.about = vec![strange.into()];
    article.credit_text = Some(strange.into());
    let place = Place::with(vec![article]).await;
    for address in [
        "/oai?verb=ListRecords&metadataPrefix=oai_dc",
        "/oai?verb=ListSets",
        "/feed.atom",
        "/search/feed.atom?q=%E7%94%B2%EF%BF%BE",
    ] {
        assert_well_formed(&place.page(address).await);
    }
}

#[tokio::test]
async fn a_request_that_is_no_form_has_no_arguments() {
    let place = Place::with(articles(1)).await;
    let (status, headers) = place
        .head_of(
            Method::POST,
            "/oai",
            &[("content-type", "application/json")],
        )
        .await;
    assert_eq!(status, 200);
    assert_eq!(headers["content-type"], "text/xml; charset=utf-8");
}

#[tokio::test]
async fn records_are_dublin_core() {
    let place = Place::with(articles(1)).await;
    let list = place
        .page("/oai?verb=ListIdentifiers&metadataPrefix=oai_dc")
        .await;
    let identifier = element(&list, "identifier").unwrap();
    assert!(
        identifier.starts_with("oai:bulletins.example:"),
        "{identifier}"
    );
    let record = place
        .page(&format!(
            "/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier={identifier}"
        ))
        .await;
    for (name, value) in [
        ("dc:title", "第0号通告"),
        ("dc:date", "2024-03-01"),
        ("dc:subject", "预防接种"),
        ("dc:coverage", "福建省福州市鼓楼区"),
        ("dc:source", "青禾日报"),
    ] {
        assert_eq!(element(&record, name).as_deref(), Some(value), "{record}");
    }
}

#[tokio::test]
async fn a_record_is_in_the_sets_that_it_is_found_by() {
    let place = Place::with(articles(1)).await;
    for code in ["350102", "350100", "350000"] {
        let list = format!("/oai?verb=ListIdentifiers&metadataPrefix=oai_dc&set=region-{code}");
        let set = format!("<setSpec>region-{code}</setSpec>");
        assert_eq!(place.page(&list).await.matches(&set).count(), 1, "{code}");
    }
}

#[tokio::test]
async fn what_is_gone_stays_as_deleted() {
    let place = Place::with(articles(3)).await;
    place.load(articles(2)).await;
    let list = place
        .page("/oai?verb=ListRecords&metadataPrefix=oai_dc")
        .await;
    assert_eq!(list.matches("<record>").count(), 3);
    let gone = list
        .split("<header status=\"deleted\">")
        .nth(1)
        .expect("a deleted record");
    let identifier = element(gone, "identifier").unwrap();
    let record = place
        .page(&format!(
            "/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier={identifier}"
        ))
        .await;
    assert!(record.contains("status=\"deleted\"") && !record.contains("<metadata>"));
    let day = "/oai?verb=ListIdentifiers&metadataPrefix=oai_dc&from=2026-01-01&until=2026-01-01";
    assert_eq!(place.page(day).await.matches("<header").count(), 3);
    let since = "/oai?verb=ListIdentifiers&metadataPrefix=oai_dc&from=2026-01-02";
    assert!(place.page(since).await.contains("code=\"noRecordsMatch\""));
}

#[tokio::test]
async fn errors_of_the_protocol_are_answers() {
    let place = Place::with(articles(1)).await;
    for (query, code) in [
        ("", "badVerb"),
        ("verb=%00", "badVerb"),
        (
            "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai%3Ax%3Ay%01",
            "idDoesNotExist",
        ),
        (
            "verb=ListRecords&metadataPrefix=marc21&%3Cx=1",
            "cannotDisseminateFormat",
        ),
        (
            "verb=ListRecords&resumptionToken=!!!a.x.y",
            "badResumptionToken",
        ),
    ] {
        let answer = place.page(&format!("/oai?{query}")).await;
        assert!(
            answer.contains(&format!("code=\"{code}\"")),
            "{query}: {answer}"
        );
        assert!(
            !answer.chars().any(|c| c.is_control() && c != '\n'),
            "{query}"
        );
    }
    let identify = place.page("/oai?verb=Identify").await;
    assert_eq!(
        element(&identify, "baseURL").as_deref(),
        Some("https://bulletins.example/oai")
    );
    assert_eq!(
        element(&identify, "adminEmail").as_deref(),
        Some("keeper@bulletins.example")
    );
    assert_eq!(
        element(&identify, "earliestDatestamp").as_deref(),
        Some("2026-01-01T00:00:00Z")
    );
    assert!(
        place
            .page("/oai?verb=ListSets")
            .await
            .contains("<setSpec>topic-vaccination</setSpec>")
    );
}
