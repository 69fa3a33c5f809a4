//! CHECK constraints: those of tables, and those of domains written out for each column of a domain.

use std::collections::HashMap;

use tokio_postgres::{Client, Error, Row};

use super::super::quote;
use super::super::types::Types;
use super::columns::OfDomain;
use super::relations::{OF_USERS, RELATIONS};
use super::{Places, place_of};
use crate::schema::{Check, Table};

/// CHECKs of tables (those they inherit included) and of domains.
pub(super) async fn rows(client: &Client) -> Result<Vec<Row>, Error> {
    let sql = format!(
        "SELECT k.conrelid, k.contypid, k.conname::text, pg_catalog.pg_get_expr(k.conbin, k.conrelid), \
         CASE WHEN c.relispartition THEN pg_catalog.pg_get_partition_constraintdef(c.oid) END \
         FROM {RELATIONS} JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid \
         WHERE {OF_USERS} AND k.contype = 'c' AND (NOT c.relispartition OR (k.conislocal AND k.coninhcount = 0)) \
         UNION ALL SELECT 0, k.contypid, k.conname::text, pg_catalog.pg_get_expr(k.conbin, 0), NULL \
         FROM pg_catalog.pg_constraint k WHERE k.contype = 'c' AND k.contypid <> 0 ORDER BY 1, 2, 3"
    );
    client.query_typed(&sql, &[]).await
}

/// Gives every table its CHECKs.
pub(super) fn fill(
    tables: &mut [Table],
    places: &Places,
    rows: &[Row],
    types: &Types,
    domains: &[OfDomain],
) -> Result<(), Error> {
    let mut of_domains: HashMap<u32, Vec<Check>> = HashMap::new();
    let mut of_partitions: Vec<(usize, Check, Option<String>)> = Vec::new();
    for row in rows {
        let (relation, domain): (u32, u32) = (row.try_get(0)?, row.try_get(1)?);
        let text: Option<&str> = row.try_get(3)?;
        let check = Check { name: row.try_get(2)?, expression: bare(text.unwrap_or_default()).to_owned() };
        if let Some(place) = places.get(&relation).filter(|place| place.partition) {
            of_partitions.push((place.table, check, row.try_get(4)?));
        } else if let Some((table, _)) = place_of(tables, places, relation) {
            table.checks.push(check);
        } else if domain != 0 {
            of_domains.entry(domain).or_default().push(check);
        }
    }
    add_of_partitions(tables, &of_partitions);
    for of in domains {
        let column = quote::name(&tables[of.table].columns[of.column].name);
        let chain = types.domains(of.domain);
        let base = chain.last().and_then(|(_, last)| last.over.as_deref()).unwrap_or_default();
        for (domain, _) in chain.iter().rev() {
            let checks = of_domains.get(domain).into_iter().flatten();
            tables[of.table].checks.extend(checks.map(|check| written_out(check, &column, base, of.element)));
        }
    }
    Ok(())
}

/// CHECKs that only partitions declare: one of several partitions is taken to hold for all rows, and that of a
/// single one for the rows that go there.
fn add_of_partitions(tables: &mut [Table], checks: &[(usize, Check, Option<String>)]) {
    let same = |a: &(usize, Check, Option<String>), b: &(usize, Check, Option<String>)| {
        (a.0, &a.1.expression) == (b.0, &b.1.expression)
    };
    for (at, one) in checks.iter().enumerate() {
        if checks[..at].iter().any(|other| same(one, other)) {
            continue;
        }
        let several = checks[at + 1..].iter().any(|other| same(one, other));
        let (table, mut check, condition) = one.clone();
        // How rows are hashed only the server can tell.
        let told = condition.filter(|condition| !several && !condition.contains("satisfies_hash_partition("));
        if let Some(condition) = told {
            check.expression = format!("(NOT ({condition})) OR ({})", check.expression);
        }
        tables[table].checks.push(check);
    }
}

/// A domain's CHECK as one of a column, or of every element of one. A cast of the value to the type that it
/// is anyway goes.
fn written_out(check: &Check, column: &str, base: &str, element: bool) -> Check {
    let cast = format!("(VALUE)::{base}");
    let plain = |c: char| !c.is_alphanumeric() && c != '[' && c != '(';
    let ends = |at: usize| check.expression[at + cast.len()..].trim_start().starts_with(plain);
    let text = match check.expression.find(&cast) {
        Some(at) if ends(at) || check.expression.ends_with(&cast) => check.expression.replace(&cast, "VALUE"),
        _ => check.expression.clone(),
    };
    let expression = if element {
        let each = with_value(&text, "v");
        format!("NOT EXISTS (SELECT FROM unnest({column}) AS e(v) WHERE NOT ({each}))")
    } else {
        with_value(&text, column)
    };
    Check { name: check.name.clone(), expression }
}

/// The text with another name where VALUE stands.
fn with_value(text: &str, name: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        let end = match first {
            '\'' | '"' => quoted(rest),
            c if word(c) => rest.find(|c| !word(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        out.push_str(if &rest[..end] == "VALUE" { name } else { &rest[..end] });
        rest = &rest[end..];
    }
    out
}

/// The length of what stands in quotes at the start of a text; a doubled quote is two of them side by side.
fn quoted(text: &str) -> usize {
    let quote = text.chars().next().unwrap_or_default();
    text[1..].find(quote).map_or(text.len(), |at| at + 2)
}

/// An expression without the parentheses around all of it.
pub(super) fn bare(text: &str) -> &str {
    let mut text = text.trim();
    while enclosed(text) {
        text = text[1..text.len() - 1].trim();
    }
    text
}

/// Whether the first parenthesis is closed by the last character.
fn enclosed(text: &str) -> bool {
    let (mut depth, mut at) = (0_usize, 0);
    if !text.starts_with('(') || !text.ends_with(')') {
        return false;
    }
    while let Some(byte) = text.as_bytes().get(at) {
        match byte {
            b'\'' | b'"' => at += quoted(&text[at..]) - 1,
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return at == text.len();
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_parentheses_around_everything_go() {
        assert_eq!(bare("((a > 0))"), "a > 0");
        assert_eq!(bare("(a > 0) AND (b > 0)"), "(a > 0) AND (b > 0)");
        assert_eq!(bare("(a = ')'::text)"), "a = ')'::text");
        assert_eq!(bare("(\")\" = 'it''s (')"), "\")\" = 'it''s ('");
        assert_eq!(bare("(a = 'ü)"), "(a = 'ü)");
    }

    #[test]
    fn a_domains_value_becomes_the_column() {
        let check = Check {
            name: None,
            expression: "(VALUE)::text ~ 'VALUE''s'::text AND \"VALUE\" > VALUES".into(),
        };
        let expected = "(\"a b\")::text ~ 'VALUE''s'::text AND \"VALUE\" > VALUES";
        assert_eq!(written_out(&check, "\"a b\"", "", false).expression, expected);
        let check = Check { name: None, expression: "(VALUE)::integer < 100".into() };
        assert_eq!(written_out(&check, "\"a\"", "integer", false).expression, "\"a\" < 100");
        assert_eq!(written_out(&check, "\"a\"", "int", false).expression, "(\"a\")::integer < 100");
        let check = Check { name: None, expression: "VALUE > 0".into() };
        let each = "NOT EXISTS (SELECT FROM unnest(\"a\") AS e(v) WHERE NOT (v > 0))";
        assert_eq!(written_out(&check, "\"a\"", "", true).expression, each);
    }
}
