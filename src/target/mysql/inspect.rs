//! The catalogue of a database as a [`Schema`], by a fixed number of queries however many tables there are.
//! Start reading at [`inspect`].

use std::collections::{HashMap, HashSet};

use super::columns::{self, Found};
use super::control::{Control, Row};
use super::{Server, partitions, privileges, quote, triggers};
use crate::data::LogicalType;
use crate::schema::expr::Dialect;
use crate::schema::{
    Check, ForeignKey, Identity, Index, Key, KeyKind, KeyPart, Schema, Skipped, Table, TableName,
    TableOptions, name_keys,
};

/// Names of our own tables begin with this; they are no targets.
pub(super) const OWN_PREFIX: &str = "dbmocker_";

/// Engines that keep no rows of their own, or keep them elsewhere.
const FOREIGN_ENGINES: [&str; 6] = ["BLACKHOLE", "FEDERATED", "CONNECT", "SPIDER", "MRG_MyISAM", "S3"];

/// Reads everything about the session's database.
pub(super) fn inspect(control: &mut Control, server: &Server) -> sqlx::Result<Schema> {
    let mut schema =
        Schema { dialect: Dialect::Mysql, server: server.name.clone(), tables: vec![], skipped: vec![] };
    tables(control, &mut schema)?;
    let positions: Positions =
        schema.tables.iter().enumerate().map(|(at, table)| (table.name.name.clone(), at)).collect();
    let mut found = columns::read(control, server, &positions)?;
    for (at, columns) in found.columns.drain(..).enumerate() {
        schema.tables[at].columns = columns;
    }
    keys(control, server, &positions, &mut schema.tables)?;
    references(control, &positions, &mut schema.tables)?;
    checks(control, server, &positions, &mut schema.tables, &mut found)?;
    settle_types(&mut schema.tables);
    shorten_to_prefixes(&mut schema.tables);
    partitions::read(control, &positions, &mut schema.tables)?;
    triggers::read(control, &positions, &mut schema.tables)?;
    privileges::read(control, &mut schema.tables)?;
    name_keys(&mut schema.tables);
    Ok(schema)
}

/// Where each table is in the schema.
pub(super) type Positions = HashMap<String, usize>;

fn tables(control: &mut Control, schema: &mut Schema) -> sqlx::Result<()> {
    let listed = control.rows(
        "SELECT TABLE_NAME, TABLE_TYPE, ENGINE, TABLE_COMMENT FROM information_schema.TABLES \
         WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME",
    )?;
    for row in listed {
        let (name, kind, engine) = (row.word(0), row.word(1), row.text(2));
        if name.starts_with(OWN_PREFIX) {
            continue;
        }
        match skip_reason(&kind, engine.as_deref()) {
            Some(reason) => schema.skipped.push(Skipped { name, reason }),
            None => schema.tables.push(Table {
                name: TableName { schema: None, name },
                key: String::new(),
                comment: row.text(3).filter(|comment| !comment.is_empty()),
                columns: vec![],
                keys: vec![],
                foreign_keys: vec![],
                checks: vec![],
                indexes: vec![],
                triggers: vec![],
                exclusions: vec![],
                partitioning: None,
                options: TableOptions { engine, ..TableOptions::default() },
            }),
        }
    }
    Ok(())
}

fn skip_reason(kind: &str, engine: Option<&str>) -> Option<String> {
    match kind {
        "BASE TABLE" | "SYSTEM VERSIONED" => {}
        "SEQUENCE" => return Some("a sequence".to_owned()),
        kind if kind.ends_with("VIEW") => return Some("a view".to_owned()),
        kind => return Some(kind.to_lowercase()),
    }
    let Some(engine) = engine else { return Some("its storage engine is not there".to_owned()) };
    let foreign = FOREIGN_ENGINES.iter().find(|foreign| foreign.eq_ignore_ascii_case(engine));
    foreign.map(|foreign| format!("engine {foreign} keeps no rows of its own"))
}

/// Primary keys, unique keys and other indexes.
fn keys(
    control: &mut Control,
    server: &Server,
    positions: &Positions,
    tables: &mut [Table],
) -> sqlx::Result<()> {
    let expression = if server.has("STATISTICS", "EXPRESSION") { "EXPRESSION" } else { "NULL" };
    let parts = control.rows(&format!(
        "SELECT TABLE_NAME, INDEX_NAME, NON_UNIQUE, COLUMN_NAME, SUB_PART, {expression}, INDEX_TYPE \
         FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() \
         ORDER BY TABLE_NAME, INDEX_NAME <> 'PRIMARY', INDEX_NAME, SEQ_IN_INDEX"
    ))?;
    for index in parts.chunk_by(|a, b| a.bytes(0) == b.bytes(0) && a.bytes(1) == b.bytes(1)) {
        let Some(&at) = positions.get(&index[0].word(0)) else { continue };
        let (table, name) = (&mut tables[at], index[0].word(1));
        if index[0].bytes(2) != Some(b"0") {
            table.indexes.push(Index { name, definition: None, expressions: vec![] });
            continue;
        }
        let primary = name == "PRIMARY";
        table.keys.push(Key {
            parts: index.iter().map(|row| part(row, table, server)).collect(),
            kind: if primary { KeyKind::Primary } else { KeyKind::Unique },
            name: Some(name),
            predicate: None,
            nulls_distinct: true,
        });
    }
    Ok(())
}

fn part(row: &Row, table: &Table, server: &Server) -> KeyPart {
    let column = row.text(3).and_then(|name| table.column(&name));
    KeyPart {
        column,
        expression: row.text(5).map(|text| server.clause(&text)),
        collation: column.and_then(|at| table.columns[at].collation.clone()),
        prefix: row.number(4),
    }
}

fn references(control: &mut Control, positions: &Positions, tables: &mut [Table]) -> sqlx::Result<()> {
    let parts = control.rows(
        "SELECT TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME, REFERENCED_TABLE_NAME, REFERENCED_COLUMN_NAME, \
         IF(REFERENCED_TABLE_SCHEMA = DATABASE(), NULL, REFERENCED_TABLE_SCHEMA) \
         FROM information_schema.KEY_COLUMN_USAGE \
         WHERE TABLE_SCHEMA = DATABASE() AND REFERENCED_TABLE_NAME IS NOT NULL \
         ORDER BY TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION",
    )?;
    for key in parts.chunk_by(|a, b| a.bytes(0) == b.bytes(0) && a.bytes(1) == b.bytes(1)) {
        let Some(&at) = positions.get(&key[0].word(0)) else { continue };
        let (elsewhere, parent_name) = (key[0].text(5), key[0].word(3));
        let parent = match &elsewhere {
            Some(_) => None,
            None => positions.get(&parent_name).copied().or_else(|| {
                tables.iter().position(|table| table.name.name.eq_ignore_ascii_case(&parent_name))
            }),
        };
        let columns: Option<Vec<usize>> = key.iter().map(|row| tables[at].column(&row.word(2))).collect();
        let Some(columns) = columns else { continue };
        let parent_columns: Option<Vec<usize>> =
            parent.and_then(|parent| key.iter().map(|row| tables[parent].column(&row.word(4))).collect());
        tables[at].foreign_keys.push(ForeignKey {
            name: key[0].text(1),
            columns,
            parent_name: elsewhere.map_or_else(|| parent_name.clone(), |db| format!("{db}.{parent_name}")),
            parent,
            parent_columns: parent_columns.unwrap_or_default(),
            deferred: false,
            deferrable: false,
            when: None,
            match_full: false,
        });
    }
    Ok(())
}

fn checks(
    control: &mut Control,
    server: &Server,
    positions: &Positions,
    tables: &mut [Table],
    found: &mut Found,
) -> sqlx::Result<()> {
    let listed = if server.has("CHECK_CONSTRAINTS", "TABLE_NAME") {
        control.rows(
            "SELECT TABLE_NAME, CONSTRAINT_NAME, CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS \
             WHERE CONSTRAINT_SCHEMA = DATABASE() ORDER BY TABLE_NAME, CONSTRAINT_NAME",
        )?
    } else if server.has("CHECK_CONSTRAINTS", "CHECK_CLAUSE") {
        control.rows(
            "SELECT t.TABLE_NAME, c.CONSTRAINT_NAME, c.CHECK_CLAUSE \
             FROM information_schema.CHECK_CONSTRAINTS c JOIN information_schema.TABLE_CONSTRAINTS t \
             ON t.CONSTRAINT_SCHEMA = c.CONSTRAINT_SCHEMA AND t.CONSTRAINT_NAME = c.CONSTRAINT_NAME \
             WHERE t.CONSTRAINT_SCHEMA = DATABASE() AND t.CONSTRAINT_TYPE = 'CHECK' AND t.ENFORCED = 'YES' \
             ORDER BY t.TABLE_NAME, c.CONSTRAINT_NAME",
        )?
    } else {
        Vec::new()
    };
    for row in listed {
        let Some(&at) = positions.get(&row.word(0)) else { continue };
        let expression = unwrapped(&server.clause(&row.word(2))).to_owned();
        if !becomes_json(&mut tables[at], &expression) {
            tables[at].checks.push(Check { name: row.text(1), expression });
        }
    }
    for (at, check) in found.checks.drain(..) {
        tables[at].checks.push(check);
    }
    Ok(())
}

/// MariaDB's JSON is LONGTEXT with a CHECK, which the type says as well.
fn becomes_json(table: &mut Table, expression: &str) -> bool {
    let column = table.columns.iter_mut().find(|column| {
        column.logical_type.is_text() && expression == format!("json_valid({})", quote::name(&column.name))
    });
    let json = column.map(|column| column.logical_type = LogicalType::Json);
    json.is_some()
}

/// The text without parentheses that enclose all of it.
fn unwrapped(text: &str) -> &str {
    let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) else { return text };
    let (mut depth, mut quote) = (0_i32, None);
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some('\''), '\\') => drop(chars.next()),
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '`' | '"') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return text;
        }
    }
    inner
}

/// `tinyint(1)` is a truth value unless it is a key by itself, is referred to or refers, is numbered, or has a
/// default that is none.
fn settle_types(tables: &mut [Table]) {
    let mut numbers: HashSet<(usize, usize)> = HashSet::new();
    for (at, table) in tables.iter().enumerate() {
        for key in &table.foreign_keys {
            numbers.extend(key.columns.iter().map(|&column| (at, column)));
            numbers.extend(
                key.parent
                    .iter()
                    .flat_map(|&parent| key.parent_columns.iter().map(move |&column| (parent, column))),
            );
        }
        let alone = table.keys.iter().filter(|key| key.parts.len() == 1);
        numbers.extend(alone.filter_map(|key| key.parts[0].column).map(|column| (at, column)));
    }
    for (at, table) in tables.iter_mut().enumerate() {
        for (position, column) in table.columns.iter_mut().enumerate() {
            let default = column.default.as_deref().map(|text| text.trim_matches('\''));
            let odd = default.is_some_and(|text| text.parse::<i32>().is_ok_and(|n| n != 0 && n != 1));
            let number = odd || column.identity != Identity::No || numbers.contains(&(at, position));
            if number && column.declared.starts_with("tinyint(1)") {
                let unsigned = column.declared.contains("unsigned");
                column.logical_type = LogicalType::Int { bits: 8, unsigned };
            }
        }
    }
}

/// What a key compares of a column is all that its values have: then they are distinct where the key is.
fn shorten_to_prefixes(tables: &mut [Table]) {
    for table in tables {
        let parts: Vec<(usize, u32)> = table
            .keys
            .iter()
            .flat_map(|key| &key.parts)
            .filter_map(|part| Some((part.column?, part.prefix?)))
            .collect();
        for (column, prefix) in parts {
            match &mut table.columns[column].logical_type {
                LogicalType::Text { max, .. } | LogicalType::Bytes { max } => {
                    *max = Some(max.map_or(prefix, |max| max.min(prefix)));
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_parentheses_around_all_are_taken_off() {
        assert_eq!(unwrapped("(`a` > 0)"), "`a` > 0");
        assert_eq!(unwrapped("(`a` > 0) or (`b` > 0)"), "(`a` > 0) or (`b` > 0)");
        assert_eq!(unwrapped("(`a` <> ')' and `b` = _utf8mb4'\\'(')"), "`a` <> ')' and `b` = _utf8mb4'\\'('");
    }
}
