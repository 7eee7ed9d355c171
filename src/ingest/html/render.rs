//! A page as lines: one block of text a line, each knowing the element it stands in and how much of it is linked.
//!
//! This rendering is the document's text, whose lines articles and doubts refer to, so that it must not depend on
//! anything but the page: inline elements run on, blocks and `<br>` end a line, rows of a table of facts are one
//! line, cells of a table that lays out the page are lines of their own. What the page hides is left out unless it
//! shows nothing else.

use dom_query::NodeRef;

use super::roles::{self, Role};

/// Nesting beyond this is flattened: no page of a person's making is that deep.
const MAX_DEPTH: usize = 200;
/// A row whose cells are longer than this lays out the page; it is no row of a table of facts.
const CELL: usize = 80;

const SKIPPED: [&str; 24] = [
    "script", "style", "noscript", "template", "iframe", "svg", "button", "select", "textarea",
    "object", "embed", "head", "title", "audio", "video", "canvas", "map", "math", "datalist",
    "frameset", "link", "meta", "input", "area",
];
const INLINE: [&str; 30] = [
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd",
    "label", "mark", "q", "s", "small", "span", "strike", "strong", "sub", "sup", "time", "tt",
    "u", "var", "ruby", "o:p",
];

/// A block element that holds lines.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) parent: Option<usize>,
    pub(super) tag: String,
    /// What its class and id say it is for.
    pub(super) role: Role,
}

/// One line of the rendered page.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    pub(super) text: String,
    /// Characters of it that are links.
    pub(super) linked: usize,
    /// The innermost block element round it, as an index into [`Rendered::elements`].
    pub(super) element: usize,
    /// Stands under a picture.
    pub(super) under_picture: bool,
    pub(super) centred: bool,
    /// All of it is bold, or of a class that titles have.
    pub(super) bold: bool,
    /// A link to a file to download.
    pub(super) attachment: bool,
}

/// A rendered page. Elements stand before the elements in them.
#[derive(Debug, Default)]
pub(super) struct Rendered {
    pub(super) elements: Vec<Element>,
    pub(super) lines: Vec<Line>,
}

impl Line {
    pub(super) fn chars(&self) -> usize {
        self.text.chars().count()
    }

    /// Mostly links? A date or a number beside them does not count.
    pub(super) fn is_links(&self) -> bool {
        let marks = |c: &char| c.is_ascii_digit() || c.is_whitespace() || "-:/.|[]()".contains(*c);
        self.linked > 0 && self.linked * 2 > self.chars() - self.text.chars().filter(marks).count()
    }
}

impl Rendered {
    /// The element and those around it, innermost first.
    pub(super) fn ancestors(&self, element: usize) -> impl Iterator<Item = (usize, &Element)> {
        std::iter::successors(
            self.elements.get(element).map(|e| (element, e)),
            |(_, e)| e.parent.and_then(|p| Some((p, self.elements.get(p)?))),
        )
    }

    /// Adds the text of an article that the page does not print, as an element of its own.
    pub(super) fn add_body(&mut self, paragraphs: Vec<String>) {
        let element = self.elements.len();
        self.elements.push(Element {
            parent: (element > 0).then_some(0),
            tag: "article".to_string(),
            role: Role::Body,
        });
        self.lines.extend(paragraphs.into_iter().map(|text| Line {
            text,
            element,
            ..Line::default()
        }));
    }

    pub(super) fn has_role(&self, line: &Line, role: Role) -> bool {
        self.ancestors(line.element)
            .take(3)
            .any(|(_, e)| e.role == role)
    }
}

/// Renders the page. `hidden` says whether elements that the page hides are rendered too.
pub(super) fn render(root: &NodeRef<'_>, hidden: bool) -> Rendered {
    let mut renderer = Renderer {
        hidden,
        ..Renderer::default()
    };
    renderer.block(root, 0, Inherited::default());
    renderer.out
}

#[derive(Debug, Clone, Copy, Default)]
struct Inherited {
    link: bool,
    centred: bool,
    bold: bool,
    heading: bool,
    attachment: bool,
}

#[derive(Default)]
struct Renderer {
    out: Rendered,
    hidden: bool,
    element: usize,
    text: String,
    linked: usize,
    /// Characters that are not bold.
    light: usize,
    picture: bool,
    attachment: bool,
}

impl Renderer {
    fn block(&mut self, node: &NodeRef<'_>, depth: usize, inherited: Inherited) {
        self.flush(inherited);
        let tag = node.node_name().map(|n| n.to_string()).unwrap_or_default();
        let parent = (!self.out.elements.is_empty()).then_some(self.element);
        self.out.elements.push(Element {
            parent,
            role: roles::of(node, &tag),
            tag,
        });
        let outer = std::mem::replace(&mut self.element, self.out.elements.len() - 1);
        self.children(node, depth, inherited);
        self.flush(inherited);
        self.element = outer;
    }

    fn children(&mut self, node: &NodeRef<'_>, depth: usize, inherited: Inherited) {
        for child in node.children_it(false) {
            if child.is_text() {
                self.push(&child.text(), inherited);
            } else if child.is_element() {
                self.element(&child, depth + 1, inherited);
            }
        }
    }

    fn element(&mut self, node: &NodeRef<'_>, depth: usize, inherited: Inherited) {
        let tag = node.node_name().map(|n| n.to_string()).unwrap_or_default();
        if SKIPPED.contains(&tag.as_str()) || (!self.hidden && roles::is_hidden(node)) {
            return;
        }
        if depth > MAX_DEPTH {
            return self.push(&node.text(), inherited);
        }
        match tag.as_str() {
            "br" | "hr" if inherited.heading => self.push(" ", inherited),
            "br" | "hr" => self.flush(inherited),
            "img" | "picture" => self.picture = true,
            "tr" if row(node).is_some() => {
                self.block_text(node, &row(node).unwrap_or_default(), inherited);
            }
            name if INLINE.contains(&name) && !roles::shown_as_block(node, name) => {
                self.children(node, depth, inside(node, name, inherited));
            }
            name => self.block(node, depth, inside(node, name, inherited)),
        }
    }

    /// An element whose text is known already.
    fn block_text(&mut self, node: &NodeRef<'_>, text: &str, inherited: Inherited) {
        self.flush(inherited);
        let links: usize = node
            .descendants_it()
            .filter(|n| n.has_name("a"))
            .map(|n| n.text().trim().chars().count())
            .sum();
        self.text = text.to_string();
        self.linked = links;
        self.light = text.chars().count();
        self.flush(inherited);
    }

    fn push(&mut self, text: &str, inherited: Inherited) {
        for c in text.chars() {
            if matches!(
                c,
                '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{feff}' | '\u{ad}' | '\u{e000}'
                    ..='\u{f8ff}'
            ) {
                continue;
            }
            if c.is_whitespace() || c.is_control() {
                if !self.text.ends_with(char::is_whitespace) && !self.text.is_empty() {
                    self.text.push(if c == '\u{3000}' { c } else { ' ' });
                }
                continue;
            }
            self.text.push(c);
            self.linked += usize::from(inherited.link);
            self.light += usize::from(!inherited.bold);
        }
        self.attachment |= inherited.attachment;
    }

    fn flush(&mut self, inherited: Inherited) {
        let text = std::mem::take(&mut self.text);
        let text = text.trim();
        let linked = std::mem::take(&mut self.linked);
        let bold = std::mem::take(&mut self.light) == 0;
        let attachment = std::mem::take(&mut self.attachment);
        if text.is_empty() {
            return;
        }
        self.out.lines.push(Line {
            text: text.to_string(),
            linked,
            element: self.element,
            under_picture: std::mem::take(&mut self.picture),
            centred: inherited.centred,
            bold,
            attachment,
        });
    }
}

fn inside(node: &NodeRef<'_>, tag: &str, outer: Inherited) -> Inherited {
    let style = node.attr_or("style", "").to_ascii_lowercase();
    let align = node.attr_or("align", "").to_ascii_lowercase();
    // The align of a table or a picture places the box; its text stands as it stood.
    let places_box = matches!(tag, "table" | "img");
    let aligned = style.contains("text-align") || !(align.is_empty() || places_box);
    let href = node.attr_or("href", "").to_ascii_lowercase();
    Inherited {
        link: outer.link || (tag == "a" && !href.is_empty()),
        centred: match aligned {
            true => {
                let set = !places_box && matches!(align.as_str(), "center" | "middle");
                set || style.replace(' ', "").contains("text-align:center")
            }
            // What stands round the whole page says nothing of a line.
            false => (outer.centred && !lays_out(node, tag)) || tag == "center",
        },
        bold: outer.bold
            || matches!(tag, "b" | "strong")
            || style.replace(' ', "").contains("font-weight:bold")
            || (INLINE.contains(&tag) && roles::of(node, tag) == Role::Title),
        heading: outer.heading || matches!(tag, "h1" | "h2" | "h3" | "h4" | "h5" | "h6"),
        attachment: outer.attachment || (tag == "a" && is_file(&href)),
    }
}

/// Is the element a table that the page is laid out by, and no picture with its caption?
fn lays_out(node: &NodeRef<'_>, tag: &str) -> bool {
    let block = |n: &NodeRef<'_>| ["p", "br", "div", "table"].iter().any(|t| n.has_name(t));
    tag == "table" && node.descendants_it().filter(block).nth(5).is_some()
}

fn is_file(href: &str) -> bool {
    let path = href.split(['?', '#']).next().unwrap_or_default();
    [
        ".doc", ".docx", ".xls", ".xlsx", ".pdf", ".zip", ".rar", ".wps", ".ppt", ".pptx", ".et",
        ".ofd",
    ]
    .iter()
    .any(|end| path.ends_with(end))
        || href.contains("download")
}

/// The cells of a row of a table of facts on one line; `None` where the row lays out the page.
fn row(node: &NodeRef<'_>) -> Option<String> {
    let cells: Vec<NodeRef<'_>> = node
        .element_children()
        .into_iter()
        .filter(|c| c.has_name("td") || c.has_name("th"))
        .collect();
    let plain = |cell: &NodeRef<'_>| {
        let blocks = cell
            .descendants_it()
            .filter(|n| n.has_name("p") || n.has_name("br") || n.has_name("div"))
            .count();
        blocks <= 3
            && !cell.descendants_it().any(|n| {
                [
                    "table", "ul", "ol", "form", "h1", "h2", "h3", "script", "style", "img",
                ]
                .iter()
                .any(|t| n.has_name(t))
            })
    };
    if cells.len() < 2 || !cells.iter().all(plain) {
        return None;
    }
    let texts: Vec<String> = cells
        .iter()
        .map(|c| c.text().split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|t| !t.is_empty())
        .collect();
    (texts.len() >= 2 && texts.iter().all(|t| t.chars().count() <= CELL)).then(|| texts.join(" | "))
}
