//! The check afterwards, and the markers that protect a database.

use rusqlite::Connection;

use super::violations::{Rows, rows_where, violations};
use super::{failed, quote};
use crate::data::LogicalType;
use crate::error::Result;
use crate::schema::{Column, ForeignKey, Identity, KeyKind, KeyPart, Schema, Table};
use crate::target::Finding;

/// Rows in a table.
pub(super) fn count(connection: &Connection, table: &Table) -> Result<u64> {
    connection
        .query_row(&format!("SELECT count(*) FROM {}", quote::table(table)), [], |row| row.get(0))
        .map_err(|error| failed(&format!("count the rows of {}", table.name), &error))
}

/// Orphans of every foreign key of the tables by anti-join and, when `full`, rows that the other constraints
/// refuse and SQLite's own check of the file.
pub(super) fn verify(
    connection: &Connection,
    schema: &Schema,
    tables: &[usize],
    full: bool,
) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let mut told = Vec::new();
    for &at in tables {
        let table = &schema.tables[at];
        for key in &table.foreign_keys {
            if let Some(orphans) = orphans(connection, schema, table, key)? {
                let names: Vec<&str> =
                    key.columns.iter().map(|&column| table.columns[column].name.as_str()).collect();
                let (counted, names) = (orphans.counted(), names.join(", "));
                let what = format!("{counted} whose ({names}) has no row in {}, {orphans}", key.parent_name);
                findings.push(Finding { table: table.name.to_string(), what });
            }
        }
        if full {
            let found = violations(connection, table)?;
            told.extend((!found.is_empty()).then_some(table));
            findings.extend(found.into_iter().map(|what| Finding { table: table.name.to_string(), what }));
        }
    }
    if full {
        let others = integrity(connection)?.into_iter();
        findings.extend(others.filter(|finding| !told.iter().any(|table| repeats(&finding.what, table))));
    }
    Ok(findings)
}

/// Whether a line of SQLite's own check only says less exactly what was found in a table's rows.
fn repeats(line: &str, table: &Table) -> bool {
    let index = line.strip_prefix("non-unique entry in index ");
    line.strip_prefix("CHECK constraint failed in ").is_some_and(|name| name == table.name.name)
        || line
            .strip_prefix("NULL value in ")
            .and_then(|rest| rest.strip_prefix(&table.name.name))
            .is_some_and(|rest| rest.starts_with('.'))
        || index.is_some_and(|name| table.keys.iter().any(|key| key.name.as_deref() == Some(name)))
}

/// Whether SQLite can enforce all foreign keys: each refers to the primary key or to columns with a unique
/// index of their own collations. A single one that does not makes inserts into its tables fail.
pub(super) fn enforceable(schema: &Schema) -> bool {
    schema.tables.iter().flat_map(|table| &table.foreign_keys).all(|key| {
        let there = |table: &Table| table.name.name.eq_ignore_ascii_case(&key.parent_name);
        match key.parent {
            None => !schema.tables.iter().any(there),
            Some(parent) => is_key(&schema.tables[parent], &key.parent_columns),
        }
    })
}

fn is_key(table: &Table, columns: &[usize]) -> bool {
    let binary = |collation: &Option<String>| {
        collation.as_deref().map(str::to_uppercase).filter(|name| name != "BINARY")
    };
    let fits = |part: &KeyPart| {
        part.column.is_some_and(|at| {
            columns.contains(&at) && binary(&part.collation) == binary(&table.columns[at].collation)
        })
    };
    table.keys.iter().any(|key| {
        let primary = key.kind == KeyKind::Primary;
        key.parts.len() == columns.len()
            && key.predicate.is_none()
            && key
                .parts
                .iter()
                .all(|part| fits(part) || (primary && part.column.is_some_and(|at| columns.contains(&at))))
    })
}

fn orphans(
    connection: &Connection,
    schema: &Schema,
    table: &Table,
    key: &ForeignKey,
) -> Result<Option<Rows>> {
    let Some(parent) = key.parent.map(|parent| &schema.tables[parent]) else { return Ok(None) };
    if covered(connection, table, parent, key).unwrap_or(false) {
        return Ok(None);
    }
    let mut present = Vec::new();
    let mut matching = Vec::new();
    for (&column, &target) in key.columns.iter().zip(&key.parent_columns) {
        let (column, target) =
            (quote::name(&table.columns[column].name), quote::name(&parent.columns[target].name));
        present.push(format!("c.{column} IS NOT NULL"));
        matching.push(format!("p.{target} = c.{column}"));
    }
    let condition = format!(
        "{} AND NOT EXISTS (SELECT 1 FROM {} p WHERE {})",
        present.join(" AND "),
        quote::table(parent),
        matching.join(" AND ")
    );
    rows_where(connection, table, &condition)
}

/// Whether every reference lies between the parent's smallest and largest row id, and the parent has all row
/// ids between: then there is no orphan, and no row had to be searched for.
fn covered(
    connection: &Connection,
    table: &Table,
    parent: &Table,
    key: &ForeignKey,
) -> rusqlite::Result<bool> {
    let ([column], [target]) = (&key.columns[..], &key.parent_columns[..]) else { return Ok(false) };
    let integer = |column: &Column| matches!(column.logical_type, LogicalType::Int { .. });
    let row_id = parent.columns[*target].identity != Identity::No;
    if !row_id || !integer(&table.columns[*column]) {
        return Ok(false);
    }
    let bounds = |table: &Table, column: &str, more: &str| {
        let column = quote::name(column);
        let sql = format!("SELECT min({column}), max({column}){more} FROM {}", quote::table(table));
        connection.query_row(&sql, [], |row| {
            let rows: Option<i64> = if more.is_empty() { None } else { row.get(2)? };
            Ok((row.get::<_, Option<i64>>(0)?, row.get::<_, Option<i64>>(1)?, rows.unwrap_or(0)))
        })
    };
    let (low, high, _) = bounds(table, &table.columns[*column].name, "")?;
    let (first, last, rows) = bounds(parent, &parent.columns[*target].name, ", count(*)")?;
    Ok(match (low, high, first, last) {
        (None, None, ..) => true,
        (Some(low), Some(high), Some(first), Some(last)) => {
            first <= low && high <= last && last.checked_sub(first).is_some_and(|span| span + 1 == rows)
        }
        _ => false,
    })
}

fn integrity(connection: &Connection) -> Result<Vec<Finding>> {
    let read = || {
        let mut statement = connection.prepare("PRAGMA integrity_check(100)")?;
        let lines = statement.query_map([], |row| row.get::<_, String>(0))?;
        lines.collect::<rusqlite::Result<Vec<_>>>()
    };
    let lines = read().map_err(|error| failed("check the file", &error))?;
    Ok(lines
        .into_iter()
        .filter(|line| line != "ok")
        .map(|what| Finding { table: "(file)".to_owned(), what })
        .collect())
}

/// A marker that says production: our own table, or the one that Rails keeps.
pub(super) fn protected(connection: &Connection, schema: &Schema) -> rusqlite::Result<Option<String>> {
    let own: bool = connection.query_row(
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'dbmocker_protected'",
        [],
        |row| row.get(0),
    )?;
    if own {
        return Ok(Some("it has the table dbmocker_protected".to_owned()));
    }
    let rails = schema.tables.iter().any(|table| {
        table.name.name == "ar_internal_metadata"
            && ["key", "value"].iter().all(|column| table.column(column).is_some())
    });
    if rails {
        let production: bool = connection.query_row(
            "SELECT count(*) FROM main.ar_internal_metadata WHERE key = 'environment' AND value = 'production'",
            [],
            |row| row.get(0),
        )?;
        return Ok(production.then(|| "ar_internal_metadata says that it is production".to_owned()));
    }
    Ok(None)
}
