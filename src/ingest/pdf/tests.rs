use super::words::{Word, pages};
use super::*;
use crate::ingest::accounted::uncounted;
use proptest::prelude::*;

fn word(left: f32, line: u32, text: &str, em: f32) -> Word {
    Word {
        left,
        right: left + em * text.chars().count() as f32,
        middle: 20.0 + 15.0 * line as f32,
        text: text.to_string(),
    }
}

#[test]
fn words_are_read_with_their_boxes() {
    let printed = "<page width=\"595\" height=\"842\">\n<word xMin=\"1.5\" yMin=\"2\" xMax=\"31.5\" yMax=\"12\">⽂&amp;化，</word>\n</page><page width=\"595\" height=\"842\"></page>";
    let pages = pages(printed);
    assert_eq!(pages.len(), 2);
    assert_eq!(
        (pages[0][0].text.as_str(), pages[0][0].middle),
        ("文&化，", 7.0)
    );
}

#[test]
fn columns_are_read_one_after_the_other_below_a_headline() {
    let mut words = vec![word(20.0, 0, "标题横跨两栏的一行大字", 20.0)];
    for line in 2..6 {
        words.push(word(20.0, line, "左栏左栏左栏左栏左栏", 10.0));
        words.push(word(140.0, line, "右栏右栏右栏右栏右栏", 10.0));
    }
    let text = columns::reading_order(words);
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(lines[0], "标题横跨两栏的一行大字");
    assert!(
        lines[1..5].iter().all(|line| line.starts_with("左栏")),
        "{text}"
    );
    assert!(
        lines[5..9].iter().all(|line| line.starts_with("右栏")),
        "{text}"
    );
}

#[test]
fn a_headline_with_nothing_beside_it_ends_all_columns_above() {
    let mut words = Vec::new();
    for (first, headline, left, right) in [(0, "上文", "甲左", "甲右"), (6, "下文", "乙左", "乙右")]
    {
        words.push(word(20.0, first, headline, 20.0));
        for line in first + 2..first + 5 {
            words.push(word(20.0, line, &left.repeat(5), 10.0));
            words.push(word(140.0, line, &right.repeat(5), 10.0));
        }
    }
    let text = columns::reading_order(words);
    let order: Vec<usize> = ["上文", "甲左", "甲右", "下文", "乙左", "乙右"]
        .iter()
        .map(|part| text.find(part).unwrap())
        .collect();
    assert!(order.is_sorted(), "{text}");
}

#[test]
fn an_indent_begins_a_paragraph_and_latin_words_keep_their_spaces() {
    let words = vec![
        word(40.0, 0, "段落从这里开始往下走", 10.0),
        word(20.0, 1, "第二行顶格排满整个栏宽呀", 10.0),
        Word {
            left: 20.0,
            right: 45.0,
            middle: 50.0,
            text: "World".to_string(),
        },
        Word {
            left: 48.0,
            right: 73.0,
            middle: 50.0,
            text: "Health".to_string(),
        },
    ];
    let text = columns::reading_order(words);
    assert!(
        text.starts_with("　　段落从这里开始往下走\n第二行"),
        "{text}"
    );
    assert!(text.contains("World Health"), "{text}");
}

/// Lines of one column, set in and out and of many lengths, as a web page printed as one tall page.
fn ragged(lines: u32) -> Vec<Word> {
    let line = |line: u32| {
        let text = format!(
            "{line}号病床住进一人{}",
            "。".repeat(line as usize * 31 % 37)
        );
        word(20.0 + (line * 7919 % 83) as f32, line, &text, 10.0)
    };
    (0..lines).map(line).collect()
}

#[test]
fn a_long_ragged_page_is_read_to_its_end() {
    let text = columns::reading_order(ragged(20_000));
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(lines.len(), 20_000);
    for (number, line) in lines.iter().enumerate() {
        let begins = line.trim_start().starts_with(&format!("{number}号病床"));
        assert!(begins, "line {number}: {line}");
    }
}

#[test]
fn a_page_of_too_many_words_is_read_in_its_own_order() {
    let mut words = ragged(50_000);
    words.push(word(320.0, 49_999, "同一行右边", 10.0));
    words.push(word(20.0, 3, "上面的补白", 10.0));
    let text = columns::reading_order(words);
    assert_eq!(text.lines().count(), 50_001);
    assert!(text.starts_with("0号病床"), "{:.40}", text);
    assert!(text.ends_with("　同一行右边\n上面的补白\n"));
}

/// A PDF of one page whose text is placed line by line: x, y from below, size, text.
fn pdf(lines: &[(u32, u32, u32, &str)]) -> Vec<u8> {
    let hex = |text: &str| -> String {
        text.encode_utf16()
            .map(|unit| format!("{unit:04X}"))
            .collect()
    };
    let mut used: Vec<u16> = lines
        .iter()
        .flat_map(|line| line.3.encode_utf16())
        .collect();
    used.sort_unstable();
    used.dedup();
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange\n",
    );
    for some in used.chunks(100) {
        map += &format!("{} beginbfchar\n", some.len());
        some.iter()
            .for_each(|unit| map += &format!("<{unit:04X}> <{unit:04X}>\n"));
        map += "endbfchar\n";
    }
    map += "endcmap CMapName currentdict /CMap defineresource pop end end";
    let shown: String = lines
        .iter()
        .map(|(x, y, size, text)| format!("BT /F1 {size} Tf {x} {y} Td <{}> Tj ET\n", hex(text)))
        .collect();
    let stream = |text: &str| format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len());
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_string(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_string(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_string(),
        stream(&shown),
        "<< /Type /Font /Subtype /Type0 /BaseFont /Sample /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>".to_string(),
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Sample /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 /FontDescriptor 8 0 R >>".to_string(),
        stream(&map),
        "<< /Type /FontDescriptor /FontName /Sample /Flags 4 /FontBBox [0 -200 1000 900] /Ascent 880 /Descent -120 /CapHeight 700 /ItalicAngle 0 /StemV 80 >>".to_string(),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut offsets = Vec::new();
    for (number, object) in (1..).zip(&objects) {
        offsets.push(file.len());
        file += &format!("{number} 0 obj\n{object}\nendobj\n");
    }
    let xref = file.len();
    file += &format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    offsets
        .iter()
        .for_each(|offset| file += &format!("{offset:010} 00000 n \n"));
    file += &format!(
        "trailer << /Size {} /Root 1 0 R >>\nstartxref\n{xref}\n%%EOF",
        objects.len() + 1
    );
    file.into_bytes()
}

fn open(bytes: Vec<u8>) -> Option<Result<Document, String>> {
    if !program::is_installed() {
        eprintln!("skipped: pdftotext is not installed");
        return None;
    }
    let source = Source {
        name: "page.pdf".to_string(),
        bytes,
        sidecar: None,
    };
    Some(read(&source).map_err(|error| error.to_string()))
}

#[test]
fn a_page_of_two_columns_is_one_article() {
    let page = pdf(&[
        (50, 780, 22, "山口村饮水净化站通水"),
        (70, 740, 11, "本报讯（记者 谷雨）三月"),
        (50, 722, 11, "一日，山口村饮水净化站修"),
        (50, 704, 11, "好通水。村医每周取样两次"),
        (230, 740, 11, "送到县里化验，结果贴在村"),
        (230, 722, 11, "口的公告栏里，三百户人家"),
        (230, 704, 11, "放心饮用。"),
    ]);
    let Some(document) = open(page) else { return };
    let document = document.unwrap();
    assert_eq!(document.layout, Layout::Pdf);
    assert_eq!(document.articles.len(), 1, "{}", document.text);
    let article = &document.articles[0];
    assert_eq!(article.headline, "山口村饮水净化站通水");
    let body = article.article_body.concat();
    assert!(
        body.contains("净化站修好通水。村医每周取样两次送到县里化验，结果贴在村口"),
        "{body}"
    );
}

#[test]
fn a_pdf_without_text_or_sense_is_refused_in_words() {
    for (bytes, words) in [
        (pdf(&[]), "holds no text"),
        (b"%PDF-1.4\nnothing more".to_vec(), "damaged"),
        (b"PK".to_vec(), "no PDF"),
    ] {
        let Some(read) = open(bytes) else { return };
        let said = read.unwrap_err();
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn a_page_goes_on_in_the_sentence_of_the_page_before() {
    let pages = [
        "河湾镇开出第一班送药车\n\n　　本报讯（记者 白露）3月2日，河湾镇卫生院的送药车沿江走了四个村，把慢性病药品送到六十多位老人手中，司机和药师\n".to_string(),
        "同行，当面核对用药，并记下每位老人的血压和用药时间，回来后逐一录入健康档案。\n\n　　卫生院说，送药车以后每周三出发，遇雨顺延一天，村医提前两天把名单报到镇里。(记者 白露)\n".to_string(),
    ];
    let found = segment(&pages);
    assert_eq!(found.articles.len(), 1, "{:#?}", found.articles);
    let article = &found.articles[0];
    assert!(
        article
            .article_body
            .concat()
            .contains("司机和药师同行，当面核对用药"),
        "{article:#?}"
    );
    assert_eq!(article.author, ["白露"]);
    let torn = article.doubts.iter().any(|it| it.reason.contains("未找到"));
    assert!(!torn, "{:?}", article.doubts);
    assert_eq!(segment(&pages[..1]).articles[0].doubts.len(), 1);
}

#[test]
fn where_the_page_that_goes_on_is_doubtful_it_stays_said() {
    let pages = [
        "河湾镇开出第一班送药车\n\n　　本报讯（记者 白露）3月2日，河湾镇卫生院的送药车沿江走了四个村，把慢性病药品送到六十多位老人手中，司机和药师\n".to_string(),
        "同行，当面核对用药，并记下每位老人的血压和用药时间，回来后逐一录入健康档案。\n\n　　卫生院说，送药车以后每周三出发，遇雨顺延一天，村医提前两天把名单报到\n".to_string(),
    ];
    let article = segment(&pages).articles.swap_remove(0);
    let doubts: Vec<_> = article.doubts.iter().map(|it| it.paragraph).collect();
    assert_eq!(
        doubts,
        [Some(article.article_body.len() - 1)],
        "{article:#?}"
    );
}

proptest! {
    #[test]
    fn every_line_of_every_page_is_accounted_for(
        pages in proptest::collection::vec("([市县委健医院。，：摄]{0,30}\n{1,3}|本报讯（记者张三）[市县委健]{0,30}\n){0,8}", 0..4),
    ) {
        let found = segment(&pages);
        prop_assert_eq!(uncounted(&pages.join("\u{c}\n"), &found), Vec::<u32>::new());
    }
}
