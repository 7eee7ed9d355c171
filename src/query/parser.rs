//! From signs and words to what is asked for, by recursive descent: alternatives hold conjunctions, these hold
//! terms.
//!
//! Nothing is refused. A sign that makes no sense where it stands, a field without a value or an unknown region is
//! searched as typed, and noted so that the page can say so. Nesting is bounded, as anybody may type anything.

use super::lexer::{FieldName, Token};
use super::{Field, MAX_NEAR, Names, Node, Phrase};
use crate::edtf::PartialDate;

/// Brackets and minus signs nested deeper than this are left out.
const MAX_DEPTH: usize = 20;

/// What tokens mean.
pub(super) struct Parsed {
    pub(super) root: Option<Node>,
    /// What was searched literally although it looks like a sign of the language.
    pub(super) literal: Vec<String>,
    /// A span of dates was typed backwards.
    pub(super) turned: bool,
}

pub(super) fn parse(tokens: &[Token], names: &dyn Names) -> Parsed {
    let mut parser = Parser {
        tokens,
        at: 0,
        names,
        literal: Vec::new(),
        turned: false,
    };
    let mut parts = Vec::new();
    while parser.at < tokens.len() {
        parts.extend(parser.any_of(Field::Any, 0));
        // A closing bracket without an opening one means nothing.
        parser.take(|token| *token == Token::Close);
    }
    Parsed {
        root: all_of(parts),
        literal: parser.literal,
        turned: parser.turned,
    }
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    names: &'a dyn Names,
    literal: Vec<String>,
    turned: bool,
}

fn all_of(mut parts: Vec<Node>) -> Option<Node> {
    if parts.len() > 1 {
        let nested = std::mem::take(&mut parts);
        for part in nested {
            match part {
                Node::And(inner) => parts.extend(inner),
                other => parts.push(other),
            }
        }
        return Some(Node::And(parts));
    }
    parts.pop()
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn take(&mut self, wanted: impl Fn(&Token) -> bool) -> bool {
        let found = self.peek().is_some_and(wanted);
        self.at += usize::from(found);
        found
    }

    /// `a | b | c`, up to a closing bracket or the end.
    fn any_of(&mut self, field: Field, depth: usize) -> Option<Node> {
        let mut choices = Vec::new();
        loop {
            match self.all(field, depth) {
                Some(Node::Or(inner)) => choices.extend(inner),
                other => choices.extend(other),
            }
            if !self.take(|token| matches!(token, Token::Or(_))) {
                break;
            }
        }
        if choices.len() > 1 {
            Some(Node::Or(choices))
        } else {
            choices.pop()
        }
    }

    /// `a b c`, up to `|`, a closing bracket or the end.
    fn all(&mut self, field: Field, depth: usize) -> Option<Node> {
        let mut parts = Vec::new();
        while let Some(token) = self.peek() {
            match token {
                Token::Close => break,
                Token::Or(typed) if !parts.is_empty() && self.term_follows() => {
                    let _ = typed;
                    break;
                }
                Token::Or(typed) | Token::And(typed) => {
                    let typed = typed.clone();
                    let between = !parts.is_empty() && self.term_follows();
                    self.at += 1;
                    if !between {
                        parts.extend(self.literally(&typed, field));
                    }
                }
                _ => parts.extend(self.near(field, depth)),
            }
        }
        all_of(parts)
    }

    /// Does something to search for come after the sign we are at?
    fn term_follows(&self) -> bool {
        matches!(
            self.tokens.get(self.at + 1),
            Some(
                Token::Word(_) | Token::Quoted(..) | Token::Open | Token::Field(..) | Token::Not(_)
            )
        )
    }

    /// `a NEAR/5 b NEAR/5 c`.
    fn near(&mut self, field: Field, depth: usize) -> Option<Node> {
        let first = self.one(field, depth)?;
        let Node::Phrase(first, field) = first else {
            return Some(first);
        };
        let mut phrases = vec![first];
        let mut distance = None;
        while let Some(Token::Near(n, _)) = self.peek() {
            let n = (*n).clamp(1, MAX_NEAR);
            let Some(phrase) = self.tokens.get(self.at + 1).and_then(phrase_of) else {
                break;
            };
            if distance.is_some_and(|known| known != n) {
                break;
            }
            distance = Some(n);
            phrases.push(phrase);
            self.at += 2;
        }
        match distance {
            Some(distance) => Some(Node::Near(phrases, distance, field)),
            None => phrases.pop().map(|phrase| Node::Phrase(phrase, field)),
        }
    }

    fn one(&mut self, field: Field, depth: usize) -> Option<Node> {
        let token = self.peek()?.clone();
        self.at += 1;
        match token {
            Token::Not(typed) => self.without(&typed, field, depth),
            Token::Open if depth >= MAX_DEPTH => None,
            Token::Open => {
                let inside = self.any_of(field, depth + 1);
                self.take(|token| *token == Token::Close);
                inside
            }
            Token::Field(name, typed) => self.field(name, &typed, depth),
            Token::Near(_, typed) => self.literally(&typed, field),
            Token::Quoted(text, touching) => {
                quoted(&text, touching).map(|phrase| Node::Phrase(phrase, field))
            }
            Token::Word(text) => word(&text, field),
            Token::Close | Token::Or(_) | Token::And(_) => None,
        }
    }

    fn without(&mut self, typed: &str, field: Field, depth: usize) -> Option<Node> {
        let term = matches!(
            self.peek(),
            Some(
                Token::Word(_) | Token::Quoted(..) | Token::Open | Token::Field(..) | Token::Not(_)
            )
        );
        if !term {
            return self.literally(typed, field);
        }
        if depth >= MAX_DEPTH {
            return None;
        }
        match self.one(field, depth + 1)? {
            Node::Not(inner) => Some(*inner),
            inner => Some(Node::Not(Box::new(inner))),
        }
    }

    fn field(&mut self, name: FieldName, typed: &str, depth: usize) -> Option<Node> {
        let within = match name {
            FieldName::Headline => Field::Headline,
            FieldName::Author => Field::Author,
            _ => return self.filter(name, typed),
        };
        match self.peek() {
            Some(Token::Word(_) | Token::Quoted(..)) => self.one(within, depth),
            Some(Token::Open) if depth < MAX_DEPTH => self.one(within, depth + 1),
            _ => self.literally(typed, Field::Any),
        }
    }

    fn filter(&mut self, name: FieldName, typed: &str) -> Option<Node> {
        let value = match self.peek() {
            Some(Token::Word(text) | Token::Quoted(text, _)) => text.clone(),
            _ => return self.literally(typed, Field::Any),
        };
        self.at += 1;
        let node = match name {
            FieldName::Region => self.names.region(value.trim()).map(Node::Region),
            FieldName::Topic => self.names.topic(value.trim()).map(Node::Topic),
            FieldName::Date => {
                let dates = dates(value.trim());
                self.turned |= is_turned(&value, dates.as_ref());
                dates
            }
            _ => Phrase::new(&value, true).map(Node::Source),
        };
        node.or_else(|| self.literally(&format!("{typed}{value}"), Field::Any))
    }

    fn literally(&mut self, typed: &str, field: Field) -> Option<Node> {
        let phrase = Phrase::new(typed, false)?;
        self.literal.push(typed.to_string());
        Some(Node::Phrase(phrase, field))
    }
}

fn phrase_of(token: &Token) -> Option<Phrase> {
    match token {
        Token::Word(text) => Phrase::new(text, false),
        Token::Quoted(text, touching) => quoted(text, *touching),
        _ => None,
    }
}

fn quoted(text: &str, touching: bool) -> Option<Phrase> {
    Some(Phrase {
        cited: touching,
        ..Phrase::new(text, true)?
    })
}

fn word(text: &str, field: Field) -> Option<Node> {
    let phrase = Phrase::new(text, false)?;
    let only = phrase
        .units
        .list()
        .first()
        .filter(|_| phrase.units.len() == 1);
    match only {
        Some(unit) if text.ends_with(['*', '＊']) && !phrase.units.word(unit).is_empty() => {
            Some(Node::Prefix(phrase.units.word(unit).to_string(), field))
        }
        _ => Some(Node::Phrase(phrase, field)),
    }
}

/// `2024`, `2024-01..2024-06`, `2024-01..`, `..2024`; also as `2024年1月`. Typed backwards, a span can only mean the same
/// turned round.
fn dates(text: &str) -> Option<Node> {
    match text.split_once("..") {
        None => date(text).map(|day| Node::Date(Some(day), Some(day))),
        Some(("", "")) => None,
        Some((from, "")) => Some(Node::Date(Some(date(from)?), None)),
        Some(("", to)) => Some(Node::Date(None, Some(date(to)?))),
        Some((from, to)) => {
            let (from, to) = (date(from)?, date(to)?);
            match from.first_day() > to.last_day() {
                true => Some(Node::Date(Some(to), Some(from))),
                false => Some(Node::Date(Some(from), Some(to))),
            }
        }
    }
}

/// Was the span typed backwards?
fn is_turned(typed: &str, understood: Option<&Node>) -> bool {
    let first = typed.split_once("..").and_then(|(first, _)| date(first));
    match understood {
        Some(Node::Date(Some(from), Some(_))) => first.is_some_and(|first| first != *from),
        _ => false,
    }
}

/// A date as people type it: 2024-04-24, 2024/4/24, 2024年4月24日, 20240424; a month or a year alone.
pub fn date(text: &str) -> Option<PartialDate> {
    PartialDate::as_typed(text)
}
