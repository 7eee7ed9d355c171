//! Parsing, with an end. The parser looks through all open elements at each tag, and writes what is left open of bold and the
//! like again in each paragraph, so that a page of nothing but open elements, which nobody wrote, would take it hours. Only the
//! parser knows what is open (a tag may close nothing, or stand in a comment), so it is fed piece by piece and asked.

use std::cell::Cell;

use dom_query::{Document as Dom, NodeId};
use html5ever::driver::{ParseOpts, Parser, parse_document, parse_fragment};
use html5ever::interface::Tracer;
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{QualName, local_name, ns};

/// No page that was written is nearly so deep.
const DEEPEST: usize = 6_000;
/// So many bytes are parsed between two looks at what is open.
const PIECE: usize = 1 << 10;
/// The tags of a page, each counted as often as elements are open, are at most so many: of 50 MB that were written they are a
/// fifth of it.
const MOST_STEPS: usize = 1_000_000_000;
/// Nodes that a page of a few bytes may have: those that it leaves out.
const IMPLIED: usize = 1_000;

/// The page; none where it is too deep.
pub(super) fn page(html: &str) -> Option<Dom> {
    let parser = parse_document(Dom::default(), options());
    parse(parser, html, DEEPEST)
}

/// The part of a page; none where it is too deep.
pub(super) fn fragment(html: &str) -> Option<Dom> {
    let body = QualName::new(None, ns!(html), local_name!("body"));
    let sink = Dom::fragment_sink();
    let parser = parse_fragment(sink, options(), body, Vec::new(), false);
    parse(parser, html, DEEPEST)
}

fn options() -> ParseOpts {
    ParseOpts {
        tree_builder: TreeBuilderOpts {
            scripting_enabled: false,
            ..TreeBuilderOpts::default()
        },
        ..ParseOpts::default()
    }
}

fn parse(mut parser: Parser<Dom>, html: &str, deepest: usize) -> Option<Dom> {
    let (mut rest, mut steps) = (html, 0);
    while !rest.is_empty() {
        let (piece, behind) = rest.split_at(rest.floor_char_boundary(PIECE));
        rest = behind;
        parser.process(StrTendril::from(piece));
        let builder = &parser.tokenizer.sink;
        let open = Open::default();
        builder.trace_handles(&open);
        let open = open.0.get();
        steps += open * piece.bytes().filter(|b| *b == b'<').count();
        let nodes = builder.sink.tree.len();
        if open > deepest || steps > MOST_STEPS || nodes > html.len() + IMPLIED {
            return None;
        }
    }
    Some(parser.finish())
}

/// Counts what the parser holds: what is open, and what of it is written again.
#[derive(Default)]
struct Open(Cell<usize>);

impl Tracer for Open {
    type Handle = NodeId;

    fn trace_handle(&self, _: &NodeId) {
        self.0.update(|count| count + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEEP: usize = 500;

    fn is_too_deep(html: &str) -> bool {
        let parser = parse_document(Dom::default(), options());
        parse(parser, html, DEEP).is_none()
    }

    #[test]
    fn only_what_stays_open_is_deep() {
        assert!(is_too_deep(&"<div>".repeat(DEEP + 1)));
        for many in [
            "<div>义诊</div>",
            "<p>义诊",
            "<br><img src=a>",
            "<script>for (i<n) if (a<b) c</script>",
            "<svg><path/><circle/></svg>",
            "1 < 2",
        ] {
            assert!(!is_too_deep(&many.repeat(3 * DEEP)), "{many}");
        }
    }

    #[test]
    fn what_closes_nothing_is_no_way_out() {
        for many in [
            "<div></x>",
            "<div><!--</div>-->",
            "<div title='</div>'>",
            "<div><xmp></div></xmp>",
            "<x-1></x-2>",
            "<optgroup>",
            "<ruby><rt>",
        ] {
            assert!(is_too_deep(&many.repeat(DEEP + 1)), "{many}");
        }
    }

    #[test]
    fn what_is_left_open_is_not_written_again_for_ever() {
        let bold = |count| {
            let each = (0..count).map(|n| format!("<p><b id={n}></p>"));
            each.collect::<String>()
        };
        assert!(page(&bold(1_000)).is_none());
        assert!(page(&bold(20)).is_some());
    }

    #[test]
    fn pieces_come_to_the_whole() {
        let html = "<p>义诊&amp;接种\r\n<b>周六</b> é<!-- 略 --><a href='?甲&乙'>".repeat(40);
        for from in 0..80 {
            let html = format!("{}{html}", " ".repeat(from));
            let whole = Dom::from(html.as_str()).html();
            assert_eq!(page(&html).map(|dom| dom.html()), Some(whole));
        }
    }
}
