use super::*;

#[test]
fn lines_are_collected_into_ranges() {
    let ranges = LineRange::collect([5, 1, 2, 3, 2, 9]);
    assert_eq!(ranges, [LineRange(1, 3), LineRange(5, 5), LineRange(9, 9)]);
}

fn part(body: &[&str], lines: LineRange, doubted: &[Option<usize>]) -> Article {
    let doubt = |paragraph: &Option<usize>| Doubt {
        kind: paragraph.map_or(DoubtKind::NoArticle, |_| DoubtKind::Torn),
        reason: "存疑".to_string(),
        paragraph: *paragraph,
        lines: vec![lines],
    };
    Article {
        article_body: body.iter().map(|text| text.to_string()).collect(),
        author: vec!["白露".to_string()],
        lines: vec![lines],
        doubts: doubted.iter().map(doubt).collect(),
        ..Article::default()
    }
}

fn doubted(article: &Article) -> Vec<Option<usize>> {
    article.doubts.iter().map(|it| it.paragraph).collect()
}

#[test]
fn nothing_of_a_further_part_is_lost() {
    let mut article = part(
        &["河堤加固。", "村民搬回。"],
        LineRange(1, 4),
        &[Some(1), None],
    );
    let mut next = part(&["学校复课。"], LineRange(5, 6), &[Some(0), None]);
    next.author.push("谷雨".to_string());
    next.credit_text = Some("示例社".to_string());
    next.date_published = Some(DatePublished {
        date: "2024-03-02".parse().unwrap(),
        basis: Basis::Printed,
        time: None,
        words: None,
    });
    article.append(next, Joint::Paragraph);
    assert_eq!(
        article.article_body,
        ["河堤加固。", "村民搬回。", "学校复课。"]
    );
    assert_eq!(article.author, ["白露", "谷雨"]);
    assert_eq!(article.credit_text.as_deref(), Some("示例社"));
    assert!(article.date_published.is_some());
    assert_eq!(article.lines, [LineRange(1, 6)]);
    assert_eq!(doubted(&article), [Some(1), None, Some(2)]);
    assert_eq!(
        article.doubts[1].lines,
        [LineRange(1, 4), LineRange(5, 6)],
        "said of the whole once"
    );
}

#[test]
fn a_sentence_goes_on_in_its_paragraph() {
    let mut article = part(&["堤上的人", "把沙袋"], LineRange(1, 2), &[]);
    let next = part(
        &["垒到三层。", "水退了。"],
        LineRange(9, 10),
        &[Some(0), Some(1)],
    );
    article.append(next, Joint::Sentence);
    assert_eq!(
        article.article_body,
        ["堤上的人", "把沙袋垒到三层。", "水退了。"]
    );
    assert_eq!(doubted(&article), [Some(1), Some(2)]);
    assert_eq!(article.lines, [LineRange(1, 2), LineRange(9, 10)]);
    let mut empty = part(&[], LineRange(1, 1), &[]);
    empty.append(
        part(&["水退了。"], LineRange(2, 2), &[Some(0)]),
        Joint::Sentence,
    );
    assert_eq!(doubted(&empty), [Some(0)]);
}

#[test]
fn a_newspaper_without_a_day_is_named_instead_of_an_issue_of_nothing() {
    let of = |name: Option<&str>, date: Option<&str>| {
        let publication = Publication {
            name: name.map(str::to_string),
            date: date.and_then(|date| date.parse().ok()),
            newspaper: true,
            ..Publication::default()
        };
        serde_json::to_value(publication.issue()).unwrap()
    };
    let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(
        of(Some("示例日报"), None),
        json(r#"{"@type": "Newspaper", "name": "示例日报"}"#)
    );
    assert_eq!(
        of(Some("示例日报"), Some("2024-04-30")),
        json(r#"{"@type": "PublicationIssue", "datePublished": "2024-04-30"}"#)
    );
}
