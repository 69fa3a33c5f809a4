//! Triggers: those that an INSERT fires, the tables that they write to, and those that fire when rows go.

use super::control::Control;
use super::inspect::Positions;
use crate::schema::{Table, Trigger};

/// Adds the triggers that an INSERT fires.
pub(super) fn read(control: &mut Control, positions: &Positions, tables: &mut [Table]) -> sqlx::Result<()> {
    let rows = control.rows(
        "SELECT EVENT_OBJECT_TABLE, TRIGGER_NAME, ACTION_TIMING, ACTION_STATEMENT \
         FROM information_schema.TRIGGERS \
         WHERE EVENT_OBJECT_SCHEMA = DATABASE() AND EVENT_MANIPULATION = 'INSERT' \
         ORDER BY EVENT_OBJECT_TABLE, ACTION_TIMING, ACTION_ORDER",
    )?;
    for row in rows {
        let Some(&at) = positions.get(&row.word(0)) else { continue };
        let body = row.word(3);
        tables[at].triggers.push(Trigger {
            name: row.word(1),
            inserts_into: written_tables(&body),
            definition: format!("{} INSERT: {body}", row.word(2)),
        });
    }
    Ok(())
}

/// Names and tables of the triggers that fire when rows are removed.
pub(super) fn on_delete(control: &mut Control) -> sqlx::Result<Vec<(String, String)>> {
    let rows = control.rows(
        "SELECT TRIGGER_NAME, EVENT_OBJECT_TABLE FROM information_schema.TRIGGERS \
         WHERE EVENT_OBJECT_SCHEMA = DATABASE() AND EVENT_MANIPULATION = 'DELETE' \
         ORDER BY EVENT_OBJECT_TABLE, ACTION_TIMING, ACTION_ORDER",
    )?;
    Ok(rows.iter().map(|row| (row.word(0), row.word(1))).collect())
}

/// Tables that the statements of a body insert into.
fn written_tables(body: &str) -> Vec<String> {
    let words = words(body);
    let mut names = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if !["INSERT", "REPLACE"].iter().any(|verb| word.eq_ignore_ascii_case(verb)) {
            continue;
        }
        let modifiers = ["LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "IGNORE", "INTO"];
        let mut rest = words[at + 1..]
            .iter()
            .skip_while(|word| modifiers.iter().any(|modifier| word.eq_ignore_ascii_case(modifier)));
        let first = rest.next();
        let name = if rest.next().is_some_and(|dot| dot == ".") { rest.next() } else { first };
        // REPLACE(a, b, c) and INSERT(a, 1, 2, b) are functions of text.
        names.extend(name.filter(|name| *name != "(").cloned());
    }
    names.sort_unstable();
    names.dedup();
    names
}

/// Words, names without their backticks, and single marks; strings and comments are left out.
fn words(sql: &str) -> Vec<String> {
    let (mut words, mut rest) = (Vec::new(), sql);
    while let Some(c) = rest.chars().next() {
        let skipped = if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if rest.starts_with("-- ") || c == '#' {
            rest.find('\n').unwrap_or(rest.len())
        } else if c == '\'' || c == '"' {
            quoted_len(rest, c)
        } else if c == '`' {
            let len = quoted_len(rest, '`');
            words.push(rest[1..len.max(2) - 1].replace("``", "`"));
            len
        } else if c.is_alphanumeric() || c == '_' {
            let len = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$').unwrap_or(rest.len());
            words.push(rest[..len].to_owned());
            len
        } else {
            if !c.is_whitespace() {
                words.push(c.to_string());
            }
            c.len_utf8()
        };
        rest = &rest[skipped..];
    }
    words
}

/// Bytes of a quoted text with its quotes.
fn quoted_len(text: &str, quote: char) -> usize {
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c == '\\' && quote != '`' {
            chars.next();
        } else if c == quote && chars.next_if(|(_, next)| *next == quote).is_none() {
            return at + 1;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_tables_are_found_and_functions_are_not() {
        let body = "BEGIN /* INSERT INTO no */ SET @a = REPLACE('it''s \\' INSERT INTO no', 'a', 'b'); \
                    INSERT IGNORE INTO `shop`.`log``s` (a) VALUES (1); insert into plain values (2); \
                    SELECT 1 INTO v; END";
        assert_eq!(written_tables(body), ["log`s", "plain"]);
    }
}
