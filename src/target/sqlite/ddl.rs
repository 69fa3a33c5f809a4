//! What SQLite's pragmas do not tell and only the text of CREATE statements does: CHECKs, AUTOINCREMENT,
//! deferred foreign keys, generated expressions, index expressions and predicates.
//!
//! Works on tokens, not on text, so that strings, comments and quoted names never confuse it. Must not know
//! the schema model.

use crate::schema::Trigger;
use crate::schema::expr::Dialect;
use crate::schema::tokens::{self, Token, matching, split};
use crate::schema::trigger::Text;

/// What the text of a CREATE TABLE adds to the pragmas.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct TableText {
    /// CHECKs: the constraint's name and the expression.
    pub(super) checks: Vec<(Option<String>, String)>,
    /// Whether AUTOINCREMENT is there.
    pub(super) autoincrement: bool,
    /// For each REFERENCES clause in order, whether it is checked at commit only.
    pub(super) deferred: Vec<bool>,
    /// Generated columns: name and expression.
    pub(super) computed: Vec<(String, String)>,
    /// Column name and collation.
    pub(super) collations: Vec<(String, String)>,
}

/// Reads the text of a CREATE TABLE.
pub(super) fn table_text(sql: &str) -> TableText {
    let tokens = tokens::read(sql, Dialect::Sqlite);
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
        } else if token.is("AS") && next_opens {
            let close = matching(item, at + 1);
            read.computed.push((item[0].name(), between(sql, item, at + 1, close)));
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
    let tokens = tokens::read(sql, Dialect::Sqlite);
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

/// Whether a CREATE TRIGGER is for INSERT: the word stands before ON.
pub(super) fn fires_on_insert(sql: &str) -> bool {
    tokens::read(sql, Dialect::Sqlite)
        .iter()
        .take_while(|token| !token.is("ON"))
        .any(|token| token.is("INSERT"))
}

/// A trigger, with what its text says.
pub(super) fn trigger(name: String, sql: &str) -> Trigger {
    let tokens = tokens::read(sql, Dialect::Sqlite);
    let begin = tokens.iter().position(|token| token.is("BEGIN"));
    let body = begin.map_or("", |at| &sql[tokens[at].start..]);
    let head = &tokens[..begin.unwrap_or(tokens.len())];
    let when = head.iter().position(|token| token.is("WHEN"));
    let when = when.map(|at| &sql[head[at].end()..head.last().map_or(0, Token::end)]);
    let before = !head.iter().any(|token| token.is("AFTER"));
    Trigger::new(name, sql.to_owned(), Text { body, when, before, dialect: Dialect::Sqlite })
}

/// The text between two parentheses.
fn between(sql: &str, tokens: &[Token<'_>], open: usize, close: usize) -> String {
    let end = tokens.get(close).map_or(sql.len(), |token| token.start);
    sql[tokens[open].end()..end].trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_are_found_whatever_surrounds_them() {
        let read = table_text(
            "CREATE TABLE \"a(b\" ( -- CHECK (no)\n id INTEGER PRIMARY KEY AUTOINCREMENT, \
             s TEXT COLLATE NOCASE DEFAULT 'CHECK (x)' CHECK (s IN ('(', ')')), \
             u AS (lower(s)) STORED, [order] INT REFERENCES p(id) DEFERRABLE INITIALLY DEFERRED, q INT REFERENCES p(id), \
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
        assert_eq!(read.computed, vec![("u".to_owned(), "lower(s)".to_owned())]);
        assert_eq!(read.deferred, vec![true, false]);
        assert_eq!(read.collations, vec![("s".to_owned(), "NOCASE".to_owned())]);
    }

    #[test]
    fn a_trigger_is_taken_apart() {
        let sql = "CREATE TRIGGER \"begin\" BEFORE INSERT ON t WHEN NEW.a > 1 BEGIN INSERT INTO u VALUES (1); \
                   SELECT RAISE(ABORT, 'no') WHERE NEW.b IS NULL; END";
        let trigger = trigger("begin".to_owned(), sql);
        assert_eq!(trigger.inserts_into, ["u"]);
        assert_eq!(trigger.refuses, ["(a > 1) AND (b IS NULL)"]);
    }

    #[test]
    fn triggers_tell_when_they_fire() {
        assert!(fires_on_insert("CREATE TRIGGER \"on\" AFTER INSERT ON a BEGIN SELECT 1; END"));
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
