//! Tokens of SQL texts that no parser takes as a whole: CREATE statements, bodies of triggers and functions.
//!
//! Strings, comments and quoted names never confuse it. Must not know what any word means. Start reading at
//! [`read`].

use super::expr::Dialect;

/// A token and where it lies in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    /// As it is written.
    pub(crate) text: &'a str,
    /// Its first byte's position.
    pub(crate) start: usize,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Word,
    Quoted,
    Text,
    Other,
}

impl Token<'_> {
    /// Whether it is a word or mark, in any case.
    pub(crate) fn is(&self, word: &str) -> bool {
        self.kind != Kind::Quoted && self.kind != Kind::Text && self.text.eq_ignore_ascii_case(word)
    }

    /// The position behind its last byte.
    pub(crate) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Whether it may name something.
    pub(crate) fn is_name(&self) -> bool {
        let digit = self.text.starts_with(|c: char| c.is_ascii_digit());
        self.kind == Kind::Quoted || (self.kind == Kind::Word && !digit)
    }

    /// What a string says between its quotes, escapes left as they are.
    pub(crate) fn string(&self) -> Option<&str> {
        (self.kind == Kind::Text).then(|| self.text.get(1..self.text.len() - 1)).flatten()
    }

    /// The name that the token spells.
    pub(crate) fn name(&self) -> String {
        let body = || self.text.get(1..self.text.len() - 1).unwrap_or_default();
        match self.text.as_bytes().first() {
            Some(b'"') => body().replace("\"\"", "\""),
            Some(b'`') => body().replace("``", "`"),
            Some(b'[') => body().to_owned(),
            _ => self.text.to_owned(),
        }
    }
}

/// The tokens of a text, without blanks and comments.
pub(crate) fn read(text: &str, dialect: Dialect) -> Vec<Token<'_>> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let (end, kind) = token_end(bytes, at, dialect);
        if let Some(kind) = kind {
            tokens.push(Token { text: &text[at..end], start: at, kind });
        }
        at = end;
    }
    tokens
}

/// The end of the token that begins at `at`, and its kind; blanks and comments have none.
fn token_end(bytes: &[u8], at: usize, dialect: Dialect) -> (usize, Option<Kind>) {
    let until = |test: fn(u8) -> bool| at + bytes[at..].iter().take_while(|&&b| test(b)).count();
    match bytes[at] {
        b if b.is_ascii_whitespace() => (until(|b| b.is_ascii_whitespace()), None),
        b'-' if bytes.get(at + 1) == Some(&b'-') => (until(|b| b != b'\n'), None),
        b'#' if dialect == Dialect::Mysql => (until(|b| b != b'\n'), None),
        b'/' if bytes.get(at + 1) == Some(&b'*') => {
            let close = bytes[at + 2..].windows(2).position(|pair| pair == b"*/");
            (close.map_or(bytes.len(), |close| at + close + 4), None)
        }
        b'\'' => (quoted_end(bytes, at, b'\'', dialect), Some(Kind::Text)),
        b'"' if dialect == Dialect::Mysql => (quoted_end(bytes, at, b'"', dialect), Some(Kind::Text)),
        quote @ (b'"' | b'`') => (quoted_end(bytes, at, quote, dialect), Some(Kind::Quoted)),
        b'[' if dialect == Dialect::Sqlite => (quoted_end(bytes, at, b']', dialect), Some(Kind::Quoted)),
        b if is_word(b) => (until(is_word), Some(Kind::Word)),
        _ => (at + 1, Some(Kind::Other)),
    }
}

fn quoted_end(bytes: &[u8], start: usize, close: u8, dialect: Dialect) -> usize {
    let escapes = dialect == Dialect::Mysql && close != b'`';
    let mut at = start + 1;
    while at < bytes.len() {
        if bytes[at] == b'\\' && escapes {
            at += 1;
        } else if bytes[at] == close {
            if close == b']' || bytes.get(at + 1) != Some(&close) {
                return at + 1;
            }
            at += 1;
        }
        at += 1;
    }
    bytes.len()
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}

/// The position of the parenthesis that closes the one at `open`, or the end.
pub(crate) fn matching(tokens: &[Token<'_>], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        if token.is("(") {
            depth += 1;
        } else if token.is(")") {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return at;
            }
        }
    }
    tokens.len()
}

/// Splits at the commas that no parenthesis encloses.
pub(crate) fn split<'a, 't>(tokens: &'t [Token<'a>]) -> Vec<&'t [Token<'a>]> {
    let mut items = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    for (at, token) in tokens.iter().enumerate() {
        if token.is("(") {
            depth += 1;
        } else if token.is(")") {
            depth = depth.saturating_sub(1);
        } else if token.is(",") && depth == 0 {
            items.push(&tokens[start..at]);
            start = at + 1;
        }
    }
    items.push(&tokens[start..]);
    items
}
