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
        self.is_bare() && self.text.eq_ignore_ascii_case(word)
    }

    /// Whether it is neither a string nor a quoted name.
    pub(crate) fn is_bare(&self) -> bool {
        self.kind != Kind::Quoted && self.kind != Kind::Text
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
        if self.kind != Kind::Text {
            return None;
        }
        let (open, close) = match self.text.as_bytes() {
            [b'$', ..] => {
                let tag = self.text[1..].find('$')? + 2;
                (tag, tag)
            }
            [b'e' | b'E', ..] => (2, 1),
            _ => (1, 1),
        };
        self.text.get(open..self.text.len().checked_sub(close)?)
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
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let (end, token) = at_byte(text, at, dialect);
        tokens.extend(token);
        at = end;
    }
    tokens
}

/// The token, or the blanks or the comment, that begins at a byte, and where it ends.
pub(crate) fn at_byte(text: &str, at: usize, dialect: Dialect) -> (usize, Option<Token<'_>>) {
    let (end, kind) = token_end(text.as_bytes(), at, dialect);
    (end, kind.map(|kind| Token { text: &text[at..end], start: at, kind }))
}

/// The end of the token that begins at `at`, and its kind; blanks and comments have none.
fn token_end(bytes: &[u8], at: usize, dialect: Dialect) -> (usize, Option<Kind>) {
    let until = |test: fn(u8) -> bool| at + bytes[at..].iter().take_while(|&&b| test(b)).count();
    match bytes[at] {
        b if b.is_ascii_whitespace() => (until(|b| b.is_ascii_whitespace()), None),
        b'-' if is_line_comment(&bytes[at..], dialect) => (until(|b| b != b'\n'), None),
        b'#' if dialect == Dialect::Mysql => (until(|b| b != b'\n'), None),
        b'/' if bytes.get(at + 1) == Some(&b'*') => (comment_end(bytes, at, dialect), None),
        b'\'' => (quoted_end(bytes, at, b'\'', dialect == Dialect::Mysql), Some(Kind::Text)),
        b'e' | b'E' if dialect == Dialect::Postgres && bytes.get(at + 1) == Some(&b'\'') => {
            (quoted_end(bytes, at + 1, b'\'', true), Some(Kind::Text))
        }
        b'$' if dialect == Dialect::Postgres => match dollar_end(bytes, at) {
            Some(end) => (end, Some(Kind::Text)),
            None => (until(is_word), Some(Kind::Word)),
        },
        b'"' if dialect == Dialect::Mysql => (quoted_end(bytes, at, b'"', true), Some(Kind::Text)),
        quote @ (b'"' | b'`') => (quoted_end(bytes, at, quote, false), Some(Kind::Quoted)),
        b'[' if dialect == Dialect::Sqlite => (quoted_end(bytes, at, b']', false), Some(Kind::Quoted)),
        b if is_word(b) => (until(is_word), Some(Kind::Word)),
        _ => (at + 1, Some(Kind::Other)),
    }
}

/// Whether two dashes begin a comment; in MySQL only before a blank.
fn is_line_comment(bytes: &[u8], dialect: Dialect) -> bool {
    let blank = || bytes.get(2).is_none_or(|b| b.is_ascii_whitespace() || b.is_ascii_control());
    bytes.get(1) == Some(&b'-') && (dialect != Dialect::Mysql || blank())
}

/// The end of the comment that begins at `start`; those of PostgreSQL nest.
fn comment_end(bytes: &[u8], start: usize, dialect: Dialect) -> usize {
    let (mut at, mut depth) = (start + 2, 1_usize);
    while let Some(pair) = bytes.get(at..at + 2) {
        match pair {
            b"*/" => depth -= 1,
            b"/*" if dialect == Dialect::Postgres => depth += 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    bytes.len()
}

/// The end of the text that `$tag$` at `start` opens, when it does.
fn dollar_end(bytes: &[u8], start: usize) -> Option<usize> {
    let is_tag = |b: &u8| *b != b'$' && is_word(*b);
    let tag = bytes[start + 1..].iter().take_while(|b| is_tag(b)).count();
    let open = bytes.get(start..start + tag + 2).filter(|open| open.ends_with(b"$"))?;
    if open[1].is_ascii_digit() {
        return None;
    }
    let body = start + open.len();
    let close = bytes[body..].windows(open.len()).position(|at| at == open);
    Some(close.map_or(bytes.len(), |close| body + close + open.len()))
}

fn quoted_end(bytes: &[u8], start: usize, close: u8, escapes: bool) -> usize {
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
