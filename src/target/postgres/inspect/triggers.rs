//! Triggers that an INSERT fires, and the tables that their functions insert into.

use tokio_postgres::{Client, Error, Row};

use super::relations::{OF_USERS, RELATIONS};
use super::{Places, place_of};
use crate::schema::{Table, Trigger};

/// Enabled triggers of INSERT with the text of their functions.
pub(super) async fn rows(client: &Client, version: u32) -> Result<Vec<Row>, Error> {
    // Before, the copies of partitions were the server's own.
    let declared = if version >= 130_000 { "t.tgparentid = 0" } else { "true" };
    let sql = format!(
        "SELECT t.tgrelid, t.tgname::text, pg_catalog.pg_get_triggerdef(t.oid, true), p.prosrc \
         FROM {RELATIONS} JOIN pg_catalog.pg_trigger t ON t.tgrelid = c.oid \
         JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid \
         WHERE {OF_USERS} AND NOT t.tgisinternal AND t.tgtype::int4 & 4 <> 0 AND t.tgenabled IN ('O', 'A') \
         AND {declared} ORDER BY c.relispartition, t.tgrelid, t.tgname"
    );
    client.query_typed(&sql, &[]).await
}

/// Gives every table its triggers.
pub(super) fn fill(tables: &mut [Table], places: &Places, rows: &[Row]) -> Result<(), Error> {
    for row in rows {
        let Some((table, _)) = place_of(tables, places, row.try_get(0)?) else { continue };
        let name: String = row.try_get(1)?;
        if !table.triggers.iter().any(|known| known.name == name) {
            let inserts_into = inserted(row.try_get(3)?);
            table.triggers.push(Trigger { name, definition: row.try_get(2)?, inserts_into });
        }
    }
    Ok(())
}

/// Names of tables, without their schemas, that a function's text inserts into.
fn inserted(source: &str) -> Vec<String> {
    let tokens = tokens(source);
    let mut names = Vec::new();
    for at in 0..tokens.len() {
        let word = |ahead: usize, word: &str| {
            tokens.get(at + ahead).is_some_and(|token: &&str| token.eq_ignore_ascii_case(word))
        };
        if !word(0, "INSERT") || !word(1, "INTO") {
            continue;
        }
        let mut last = at + 2;
        while tokens.get(last + 1) == Some(&".") && last + 2 < tokens.len() {
            last += 2;
        }
        names.extend(tokens.get(last).and_then(|token| unquoted(token)));
    }
    names.sort_unstable();
    names.dedup();
    names
}

fn unquoted(token: &str) -> Option<String> {
    match token.strip_prefix('"') {
        Some(rest) => Some(rest.trim_end_matches('"').to_owned()),
        None => token.starts_with(|c: char| c.is_alphabetic() || c == '_').then(|| token.to_lowercase()),
    }
}

/// Words, quoted names and single other characters; comments are passed over, texts are not, since they may
/// be statements.
fn tokens(source: &str) -> Vec<&str> {
    let (mut tokens, mut rest) = (Vec::new(), source);
    while let Some(first) = rest.chars().next() {
        let word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        let end = match first {
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |at| at + 2),
            '"' => rest[1..].find('"').map_or(rest.len(), |at| at + 2),
            c if word(c) => rest.find(|c| !word(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        if !first.is_whitespace() && !rest.starts_with("--") && !rest.starts_with("/*") {
            tokens.push(&rest[..end]);
        }
        rest = &rest[end..];
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_tells_where_it_inserts() {
        let source = "BEGIN\n -- insert into nothing\n INSERT INTO audit.Log (a) VALUES (new.a);\n\
             insert  into \"My Table\" SELECT 1; /* INSERT INTO never */ EXECUTE 'INSERT INTO dynamic VALUES (1)';\n\
             EXECUTE format('INSERT INTO %I', x); RETURN new; END";
        assert_eq!(inserted(source), ["My Table", "dynamic", "log"]);
        assert!(inserted("INSERT INTO").is_empty());
    }
}
