//! Signs and words of a query. Full-width signs are taken for their half-width twins, quotes of any make for one
//! another, and whatever is no sign where it stands (a minus within a word) is part of a word: there are no errors
//! here.

use crate::text::units::is_han;

/// One sign or word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Open,
    Close,
    /// `OR` or `|`; with what was typed.
    Or(String),
    And(String),
    /// `-` before a term, or `NOT`.
    Not(String),
    Near(u32, String),
    /// `标题:` and the like, followed by its value: the field's name as typed, colon included.
    Field(FieldName, String),
    Word(String),
    /// With whether the quotes touch other words, as in a headline.
    Quoted(String, bool),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldName {
    Headline,
    Author,
    Source,
    Region,
    Topic,
    Date,
}

impl Token {
    pub(super) fn is_term(&self) -> bool {
        matches!(self, Self::Word(_) | Self::Quoted(..))
    }

    fn is_chinese(&self) -> bool {
        match self {
            Self::Word(text) | Self::Quoted(text, _) => text.chars().any(is_han),
            _ => false,
        }
    }
}

pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut lexer = Lexer {
        rest: text,
        after_gap: true,
        tokens: Vec::new(),
    };
    while lexer.step() {}
    lower_case_operators(&mut lexer.tokens);
    lexer.tokens
}

/// Operators in small letters are words of English, and signs only where they join Chinese terms or brackets: 疫苗 or 接种.
fn lower_case_operators(tokens: &mut [Token]) {
    for at in 1..tokens.len().saturating_sub(1) {
        let Token::Word(word) = &tokens[at] else {
            continue;
        };
        let operator = match word.as_str() {
            "or" => Token::Or,
            "and" => Token::And,
            "not" => Token::Not,
            _ => continue,
        };
        let (before, after) = (&tokens[at - 1], &tokens[at + 1]);
        let value = at > 1 && matches!(tokens[at - 2], Token::Field(..));
        let joins = (value || before.is_chinese() || *before == Token::Close)
            && (after.is_chinese() || matches!(after, Token::Open | Token::Field(..)));
        if joins {
            tokens[at] = operator(word.clone());
        }
    }
}

struct Lexer<'a> {
    rest: &'a str,
    /// A space stands before `rest`.
    after_gap: bool,
    tokens: Vec<Token>,
}

/// The half-width twin of a sign of the language.
fn sign(c: char) -> char {
    match c {
        '“' | '”' | '„' | '‟' | '＂' | '「' | '」' | '『' | '』' => '"',
        '（' => '(',
        '）' => ')',
        '｜' => '|',
        '：' => ':',
        '－' => '-',
        '＊' => '*',
        '＆' => '&',
        c if c.is_whitespace() || c.is_control() => ' ',
        c => c,
    }
}

impl Lexer<'_> {
    fn step(&mut self) -> bool {
        let Some(c) = self.rest.chars().next() else {
            return false;
        };
        let gap = sign(c) == ' ';
        match sign(c) {
            ' ' => self.skip(c),
            '(' => self.sign(c, Token::Open),
            ')' => self.sign(c, Token::Close),
            '|' => self.sign(c, Token::Or("|".into())),
            '"' => self.quoted(c),
            '-' if self.before_term(c) => self.sign(c, Token::Not("-".into())),
            _ => self.word(),
        }
        self.after_gap = gap;
        true
    }

    fn skip(&mut self, c: char) {
        self.rest = &self.rest[c.len_utf8()..];
    }

    fn sign(&mut self, c: char, token: Token) {
        self.skip(c);
        self.tokens.push(token);
    }

    /// Only a single minus that touches a term takes something away.
    fn before_term(&self, c: char) -> bool {
        self.rest[c.len_utf8()..]
            .chars()
            .next()
            .is_some_and(|next| !matches!(sign(next), ' ' | ')' | '|' | '-'))
    }

    /// To the next quote of any make; a missing one is taken to stand at the end.
    fn quoted(&mut self, open: char) {
        let inside = &self.rest[open.len_utf8()..];
        let end = inside.find(|c| sign(c) == '"').unwrap_or(inside.len());
        let rest = inside[end..]
            .strip_prefix(|c| sign(c) == '"')
            .unwrap_or_default();
        let touches = |c: char| !matches!(sign(c), ' ' | '(' | ')' | '|' | '"');
        let after_word = !self.after_gap
            && matches!(
                self.tokens.last(),
                Some(Token::Word(_) | Token::Quoted(_, true))
            );
        let touching = after_word || rest.starts_with(touches);
        self.tokens
            .push(Token::Quoted(inside[..end].to_string(), touching));
        self.rest = rest;
    }

    fn word(&mut self) {
        let end = self
            .rest
            .find(|c| matches!(sign(c), ' ' | '(' | ')' | '|' | '"'))
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        if let Some((name, colon)) = field_of(word) {
            self.tokens
                .push(Token::Field(name, word[..colon].to_string()));
            self.rest = &self.rest[colon..];
            return;
        }
        self.rest = rest;
        self.tokens
            .push(operator(word).unwrap_or_else(|| Token::Word(word.to_string())));
    }
}

/// The field that the word begins with, and where its value begins.
fn field_of(word: &str) -> Option<(FieldName, usize)> {
    let at = word.find(|c| sign(c) == ':')?;
    let colon = word[at..].chars().next()?.len_utf8();
    let name = match word[..at].to_lowercase().as_str() {
        "标题" | "標題" | "title" | "headline" | "intitle" => FieldName::Headline,
        "记者" | "記者" | "作者" | "author" | "reporter" => FieldName::Author,
        "来源" | "來源" | "source" => FieldName::Source,
        "地区" | "地區" | "region" => FieldName::Region,
        "主题" | "主題" | "topic" => FieldName::Topic,
        "日期" | "时间" | "date" => FieldName::Date,
        _ => return None,
    };
    Some((name, at + colon))
}

fn operator(word: &str) -> Option<Token> {
    let typed = word.to_string();
    Some(match word {
        "OR" | "||" => Token::Or(typed),
        "AND" | "&" | "&&" | "＆" => Token::And(typed),
        "NOT" => Token::Not(typed),
        "NEAR" => Token::Near(10, typed),
        _ => Token::Near(word.strip_prefix("NEAR/")?.parse().ok()?, typed),
    })
}
