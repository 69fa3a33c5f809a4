//! What SQLite's pragmas do not tell and only the text of CREATE statements does: CHECKs, AUTOINCREMENT,
//! deferred foreign keys, generated expressions, index expressions and predicates.
//!
//! Works on tokens, not on text, so that strings, comments and quoted names never confuse it. Must not know
//! the schema model.

/// A token and where it lies in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Token<'a> {
    text: &'a str,
    start: usize,
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
    fn is(&self, word: &str) -> bool {
        self.kind != Kind::Quoted && self.kind != Kind::Text && self.text.eq_ignore_ascii_case(word)
    }

    fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// The name that the token spells.
    fn name(&self) -> String {
        let body = || &self.text[1..self.text.len() - 1];
        match self.text.as_bytes().first() {
            Some(b'"') => body().replace("\"\"", "\""),
            Some(b'`') => body().replace("``", "`"),
            Some(b'[') => body().to_owned(),
            _ => self.text.to_owned(),
        }
    }
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let (end, kind) = token_end(bytes, at);
        if let Some(kind) = kind {
            tokens.push(Token { text: &text[at..end], start: at, kind });
        }
        at = end;
    }
    tokens
}

/// The end of the token that begins at `at`, and its kind; blanks and comments have none.
fn token_end(bytes: &[u8], at: usize) -> (usize, Option<Kind>) {
    let until = |test: fn(u8) -> bool| at + bytes[at..].iter().take_while(|&&b| test(b)).count();
    match bytes[at] {
        b if b.is_ascii_whitespace() => (until(|b| b.is_ascii_whitespace()), None),
        b'-' if bytes.get(at + 1) == Some(&b'-') => (until(|b| b != b'\n'), None),
        b'/' if bytes.get(at + 1) == Some(&b'*') => {
            let close = bytes[at + 2..].windows(2).position(|pair| pair == b"*/");
            (close.map_or(bytes.len(), |close| at + close + 4), None)
        }
        b'\'' => (quoted_end(bytes, at, b'\''), Some(Kind::Text)),
        quote @ (b'"' | b'`') => (quoted_end(bytes, at, quote), Some(Kind::Quoted)),
        b'[' => (quoted_end(bytes, at, b']'), Some(Kind::Quoted)),
        b if is_word(b) => (until(is_word), Some(Kind::Word)),
        _ => (at + 1, Some(Kind::Other)),
    }
}

fn quoted_end(bytes: &[u8], start: usize, close: u8) -> usize {
    let mut at = start + 1;
    while at < bytes.len() {
        if bytes[at] == close {
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

/// What the text of a CREATE TABLE adds to the pragmas.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct TableText {
    /// CHECKs: the constraint's name and the expression.
    pub(super) checks: Vec<(Option<String>, String)>,
    /// Whether AUTOINCREMENT is there.
    pub(super) autoincrement: bool,
    /// For each REFERENCES clause in order, whether it is checked at commit only.
    pub(super) deferred: Vec<bool>,
    /// Column name and collation.
    pub(super) collations: Vec<(String, String)>,
}

/// Reads the text of a CREATE TABLE.
pub(super) fn table_text(sql: &str) -> TableText {
    let tokens = tokens(sql);
    let mut read = TableText::default();
    let Some(open) = tokens.iter().position(|token| token.is("(")) else { return read };
    let close = matching(&tokens, open);
    for item in split(&tokens[open + 1..close]) {
        read_item(sql, item, &mut read);
    }
    read
}

fn read_item(sql: &str, item: &[Token<'_>], read: &mut TableText) {
    let mut at = 0;
    while at < item.len() {
        let token = &item[at];
        let next_opens = item.get(at + 1).is_some_and(|next| next.is("("));
        if token.is("CHECK") && next_opens {
            let close = matching(item, at + 1);
            let name = (at >= 2 && item[at - 2].is("CONSTRAINT")).then(|| item[at - 1].name());
            read.checks.push((name, between(sql, item, at + 1, close)));
            at = close;
        } else if token.is("(") {
            at = matching(item, at);
        } else if token.is("REFERENCES") {
            read.deferred.push(is_deferred(&item[at..]));
        } else if token.is("AUTOINCREMENT") {
            read.autoincrement = true;
        } else if token.is("COLLATE") && at > 0 && at + 1 < item.len() {
            read.collations.push((item[0].name(), item[at + 1].name()));
        }
        at += 1;
    }
}

/// Whether the REFERENCES clause that begins here says DEFERRABLE INITIALLY DEFERRED.
fn is_deferred(clause: &[Token<'_>]) -> bool {
    let end = clause[1..].iter().position(|token| token.is("REFERENCES")).map_or(clause.len(), |at| at + 1);
    let at = clause[..end].windows(2).position(|pair| pair[0].is("INITIALLY") && pair[1].is("DEFERRED"));
    let negated = clause[..end].windows(2).any(|pair| pair[0].is("NOT") && pair[1].is("DEFERRABLE"));
    at.is_some() && !negated
}

/// What the text of a CREATE INDEX says: its parts, and the rows that it is for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct IndexText {
    /// The parts as written, without ASC, DESC and COLLATE.
    pub(super) parts: Vec<String>,
    /// The WHERE clause.
    pub(super) predicate: Option<String>,
}

/// Reads the text of a CREATE INDEX.
pub(super) fn index_text(sql: &str) -> IndexText {
    let tokens = tokens(sql);
    let Some(on) = tokens.iter().position(|token| token.is("ON")) else { return IndexText::default() };
    let Some(open) = tokens[on..].iter().position(|token| token.is("(")).map(|at| on + at) else {
        return IndexText::default();
    };
    let close = matching(&tokens, open);
    let parts = split(&tokens[open + 1..close]).into_iter().map(|part| {
        let end = part.iter().rposition(|token| !token.is("ASC") && !token.is("DESC")).map_or(0, |at| at + 1);
        let end = if end > 2 && part[end - 2].is("COLLATE") { end - 2 } else { end };
        part.first().map_or(String::new(), |first| sql[first.start..part[end.max(1) - 1].end()].to_owned())
    });
    let parts = parts.collect();
    let predicate = tokens
        .get(close + 1)
        .filter(|token| token.is("WHERE"))
        .map(|token| sql[token.end()..].trim().trim_end_matches(';').trim().to_owned());
    IndexText { parts, predicate }
}

/// Names of tables that the body of a CREATE TRIGGER inserts into.
pub(super) fn trigger_inserts(sql: &str) -> Vec<String> {
    let tokens = tokens(sql);
    let body = tokens.iter().position(|token| token.is("BEGIN")).map_or(&[][..], |at| &tokens[at..]);
    let mut names: Vec<String> =
        body.windows(2).filter(|pair| pair[0].is("INTO")).map(|pair| pair[1].name()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Whether a CREATE TRIGGER is for INSERT: the word stands before ON.
pub(super) fn fires_on_insert(sql: &str) -> bool {
    tokens(sql).iter().take_while(|token| !token.is("ON")).any(|token| token.is("INSERT"))
}

/// The position of the parenthesis that closes the one at `open`, or the end.
fn matching(tokens: &[Token<'_>], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        if token.is("(") {
            depth += 1;
        } else if token.is(")") {
            depth -= 1;
            if depth == 0 {
                return at;
            }
        }
    }
    tokens.len()
}

/// The text between two parentheses.
fn between(sql: &str, tokens: &[Token<'_>], open: usize, close: usize) -> String {
    let end = tokens.get(close).map_or(sql.len(), |token| token.start);
    sql[tokens[open].end()..end].trim().to_owned()
}

/// Splits at the commas that no parenthesis encloses.
fn split<'a, 't>(tokens: &'t [Token<'a>]) -> Vec<&'t [Token<'a>]> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_are_found_whatever_surrounds_them() {
        let read = table_text(
            "CREATE TABLE \"a(b\" ( -- CHECK (no)\n id INTEGER PRIMARY KEY AUTOINCREMENT, \
             s TEXT COLLATE NOCASE DEFAULT 'CHECK (x)' CHECK (s IN ('(', ')')), \
             [order] INT REFERENCES p(id) DEFERRABLE INITIALLY DEFERRED, q INT REFERENCES p(id), \
             CONSTRAINT \"c 1\" CHECK ((id) > 0 /* ) */ AND s <> ''))",
        );
        assert_eq!(
            read.checks,
            vec![
                (None, "s IN ('(', ')')".to_owned()),
                (Some("c 1".to_owned()), "(id) > 0 /* ) */ AND s <> ''".to_owned())
            ]
        );
        assert!(read.autoincrement);
        assert_eq!(read.deferred, vec![true, false]);
        assert_eq!(read.collations, vec![("s".to_owned(), "NOCASE".to_owned())]);
    }

    #[test]
    fn triggers_tell_what_they_write() {
        let sql = "CREATE TRIGGER \"on\" AFTER INSERT ON a BEGIN INSERT OR IGNORE INTO [b c](x) VALUES (NEW.x); \
                   REPLACE INTO d SELECT 'INTO e'; END";
        assert!(fires_on_insert(sql));
        assert_eq!(trigger_inserts(sql), vec!["b c", "d"]);
        assert!(!fires_on_insert("CREATE TRIGGER t AFTER DELETE ON a BEGIN INSERT INTO b VALUES (1); END"));
    }

    #[test]
    fn index_parts_and_predicate() {
        let read = index_text(
            "CREATE UNIQUE INDEX i ON t (lower(a, 'x') COLLATE NOCASE DESC, \"b\") WHERE c IS NOT NULL;",
        );
        assert_eq!(read.parts, vec!["lower(a, 'x')", "\"b\""]);
        assert_eq!(read.predicate.as_deref(), Some("c IS NOT NULL"));
    }
}
