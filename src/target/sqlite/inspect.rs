//! The catalogue of an SQLite database as a [`Schema`]. Start reading at [`inspect`].

use std::collections::HashMap;

use rusqlite::{Connection, Result};

use super::{ddl, types};
use crate::data::LogicalType;
use crate::schema::expr::Dialect;
use crate::schema::{
    Check, Column, ForeignKey, Generated, Identity, Index, Key, KeyKind, KeyPart, Schema, Skipped, Table,
    TableName, TableOptions, Trigger, name_keys,
};

/// Names of our own tables begin with this; they are no targets.
pub(super) const OWN_PREFIX: &str = "dbmocker_";

/// Reads everything about the `main` database.
pub(super) fn inspect(connection: &Connection) -> Result<Schema> {
    let texts = Texts::read(connection)?;
    let mut schema = Schema {
        dialect: Dialect::Sqlite,
        server: format!("SQLite {}", rusqlite::version()),
        tables: vec![],
        skipped: vec![],
    };
    let mut references = Vec::new();
    for listed in list(connection)? {
        match listed.skip_reason() {
            Some(reason) => schema.skipped.push(Skipped { name: listed.name, reason: reason.to_owned() }),
            None if listed.name.starts_with("sqlite_") || listed.name.starts_with(OWN_PREFIX) => {}
            None => {
                let (table, named) = table(connection, listed, &texts)?;
                schema.tables.push(table);
                references.push(named);
            }
        }
    }
    name_keys(&mut schema.tables);
    resolve_parents(&mut schema.tables, references);
    Ok(schema)
}

struct Listed {
    name: String,
    kind: String,
    without_rowid: bool,
    strict: bool,
}

impl Listed {
    fn skip_reason(&self) -> Option<&'static str> {
        match self.kind.as_str() {
            "view" => Some("a view"),
            "virtual" => Some("a virtual table"),
            "shadow" => Some("belongs to a virtual table"),
            _ => None,
        }
    }
}

fn list(connection: &Connection) -> Result<Vec<Listed>> {
    let mut statement = connection.prepare(
        "SELECT l.name, l.type, l.wr, l.strict FROM pragma_table_list l LEFT JOIN sqlite_schema s \
         ON s.name = l.name AND s.type IN ('table', 'view') WHERE l.schema = 'main' ORDER BY s.rowid",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Listed { name: row.get(0)?, kind: row.get(1)?, without_rowid: row.get(2)?, strict: row.get(3)? })
    })?;
    rows.collect()
}

/// The texts of CREATE statements, by kind and name.
struct Texts {
    tables: HashMap<String, String>,
    indexes: HashMap<String, String>,
    triggers: HashMap<String, Vec<Trigger>>,
}

impl Texts {
    fn read(connection: &Connection) -> Result<Self> {
        let mut texts = Self { tables: HashMap::new(), indexes: HashMap::new(), triggers: HashMap::new() };
        let mut statement =
            connection.prepare("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (kind, name, table, sql): (String, String, String, String) =
                (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
            match kind.as_str() {
                "table" => drop(texts.tables.insert(name, sql)),
                "index" => drop(texts.indexes.insert(name, sql)),
                "trigger" if ddl::fires_on_insert(&sql) => {
                    let triggers = texts.triggers.entry(table.to_lowercase()).or_default();
                    triggers.push(ddl::trigger(name, &sql));
                }
                _ => {}
            }
        }
        Ok(texts)
    }
}

fn table(connection: &Connection, listed: Listed, texts: &Texts) -> Result<(Table, Vec<Reference>)> {
    let text = texts.tables.get(&listed.name).map(|sql| ddl::table_text(sql)).unwrap_or_default();
    let (mut columns, primary) = columns(connection, &listed, &text)?;
    let (mut keys, indexes) = indexes(connection, &listed.name, texts)?;
    if !primary.is_empty() && !keys.iter().any(|key| key.kind == KeyKind::Primary) {
        keys.insert(0, plain_key(&primary));
    }
    mark_row_id(&listed, &primary, &mut columns);
    let references = references(connection, &listed.name, &columns, &text)?;
    let checks = text
        .checks
        .iter()
        .map(|(name, expression)| Check { name: name.clone(), expression: expression.clone() });
    let table = Table {
        key: String::new(),
        comment: None,
        checks: checks.collect(),
        exclusions: vec![],
        partitioning: None,
        triggers: texts.triggers.get(&listed.name.to_lowercase()).cloned().unwrap_or_default(),
        name: TableName { schema: None, name: listed.name },
        columns,
        keys,
        foreign_keys: vec![],
        indexes,
        options: TableOptions {
            without_rowid: listed.without_rowid,
            strict: listed.strict,
            autoincrement: text.autoincrement,
            ..TableOptions::default()
        },
    };
    Ok((table, references))
}

/// The columns, and the positions of those of the primary key in its order.
fn columns(
    connection: &Connection,
    listed: &Listed,
    text: &ddl::TableText,
) -> Result<(Vec<Column>, Vec<usize>)> {
    let mut statement = connection.prepare_cached(
        "SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo(?1)",
    )?;
    let mut rows = statement.query([&listed.name])?;
    let (mut columns, mut primary) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let (name, declared, not_null): (String, String, bool) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (position, hidden): (usize, u8) = (row.get(4)?, row.get(5)?);
        if position > 0 {
            primary.push((position, columns.len()));
        }
        let collation = text.collations.iter().find(|(column, _)| column.eq_ignore_ascii_case(&name));
        let computed = text.computed.iter().find(|(column, _)| column.eq_ignore_ascii_case(&name));
        columns.push(Column {
            expression: computed.map(|(_, expression)| expression.clone()),
            logical_type: types::logical_type(&declared),
            declared: declared.trim_end_matches("GENERATED ALWAYS").trim().to_owned(),
            nullable: !not_null && position == 0,
            default: row.get(3)?,
            generated: match hidden {
                2 => Generated::Virtual,
                3 => Generated::Stored,
                _ => Generated::No,
            },
            identity: Identity::No,
            sequence: None,
            charset: None,
            collation: collation.map(|(_, collation)| collation.clone()),
            comment: None,
            name,
        });
    }
    primary.sort_unstable();
    Ok((columns, primary.into_iter().map(|(_, column)| column).collect()))
}

/// A lone INTEGER PRIMARY KEY of a row-id table is the row id itself.
fn mark_row_id(listed: &Listed, primary: &[usize], columns: &mut [Column]) {
    if let [only] = primary
        && !listed.without_rowid
        && columns[*only].declared.eq_ignore_ascii_case("INTEGER")
    {
        columns[*only].identity = Identity::ByDefault;
        columns[*only].logical_type = LogicalType::Int { bits: 64, unsigned: false };
    }
}

fn plain_key(columns: &[usize]) -> Key {
    let part = |&column| KeyPart { column: Some(column), expression: None, collation: None, prefix: None };
    Key {
        name: None,
        kind: KeyKind::Primary,
        parts: columns.iter().map(part).collect(),
        predicate: None,
        nulls_distinct: true,
    }
}

fn indexes(connection: &Connection, table: &str, texts: &Texts) -> Result<(Vec<Key>, Vec<Index>)> {
    let mut statement = connection.prepare_cached(
        "SELECT name, \"unique\", origin, partial FROM pragma_index_list(?1) ORDER BY seq DESC",
    )?;
    let listed: Vec<(String, bool, String, bool)> = statement
        .query_map([table], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
        .collect::<Result<_>>()?;
    let (mut keys, mut indexes) = (Vec::new(), Vec::new());
    for (name, unique, origin, partial) in listed {
        let sql = texts.indexes.get(&name).map_or("", String::as_str);
        if !unique {
            indexes.push(Index { name, definition: Some(sql.to_owned()), expressions: vec![] });
            continue;
        }
        let text = ddl::index_text(sql);
        let kind = match origin.as_str() {
            "pk" => KeyKind::Primary,
            "u" => KeyKind::Unique,
            _ => KeyKind::Index,
        };
        let parts = key_parts(connection, &name, &text)?;
        let predicate = if partial { text.predicate } else { None };
        keys.push(Key { name: Some(name), kind, parts, predicate, nulls_distinct: true });
    }
    Ok((keys, indexes))
}

fn key_parts(connection: &Connection, index: &str, text: &ddl::IndexText) -> Result<Vec<KeyPart>> {
    let mut statement = connection
        .prepare_cached("SELECT seqno, cid, coll FROM pragma_index_xinfo(?1) WHERE key = 1 ORDER BY seqno")?;
    let rows = statement.query_map([index], |row| {
        let (position, column, collation): (usize, i64, Option<String>) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        let column = usize::try_from(column).ok();
        let expression = if column.is_some() { None } else { text.parts.get(position).cloned() };
        Ok(KeyPart { column, expression, collation: collation.filter(|name| name != "BINARY"), prefix: None })
    })?;
    rows.collect()
}

/// A foreign key whose parent is known by name only.
struct Reference {
    id: usize,
    columns: Vec<usize>,
    parent_name: String,
    /// The referenced columns' names; `None` means the parent's primary key.
    targets: Option<Vec<String>>,
    deferred: bool,
}

fn references(
    connection: &Connection,
    table: &str,
    columns: &[Column],
    text: &ddl::TableText,
) -> Result<Vec<Reference>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, \"table\", \"from\", \"to\" FROM pragma_foreign_key_list(?1) ORDER BY id DESC, seq",
    )?;
    let mut rows = statement.query([table])?;
    let mut references: Vec<Reference> = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, parent_name, from, to): (usize, String, String, Option<String>) =
            (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        let Some(column) = columns.iter().position(|column| column.name.eq_ignore_ascii_case(&from)) else {
            continue;
        };
        if references.last().is_none_or(|last| last.id != id) {
            // The pragma counts from the last clause of the text.
            let deferred = text.deferred.get(references.len()).copied().unwrap_or(false);
            references.push(Reference { id, columns: vec![], parent_name, targets: Some(vec![]), deferred });
        }
        if let Some(reference) = references.last_mut() {
            reference.columns.push(column);
            reference.targets = reference.targets.take().zip(to).map(|(mut names, name)| {
                names.push(name);
                names
            });
        }
    }
    Ok(references)
}

/// Finds parents by name and gives every table its foreign keys.
fn resolve_parents(tables: &mut [Table], references: Vec<Vec<Reference>>) {
    let by_name: HashMap<String, usize> =
        tables.iter().enumerate().map(|(at, table)| (table.name.name.to_lowercase(), at)).collect();
    for (at, references) in references.into_iter().enumerate() {
        tables[at].foreign_keys =
            references.into_iter().map(|reference| resolve(reference, tables, &by_name)).collect();
    }
}

fn resolve(reference: Reference, tables: &[Table], by_name: &HashMap<String, usize>) -> ForeignKey {
    let found = by_name.get(&reference.parent_name.to_lowercase()).and_then(|&at| {
        let parent = &tables[at];
        let columns: Option<Vec<usize>> = match &reference.targets {
            Some(names) => names.iter().map(|name| parent.column(name)).collect(),
            None => parent.primary_key().and_then(Key::columns),
        };
        columns.filter(|columns| columns.len() == reference.columns.len()).map(|columns| (at, columns))
    });
    let (parent, parent_columns) = found.map_or((None, vec![]), |(at, columns)| (Some(at), columns));
    ForeignKey {
        name: None,
        columns: reference.columns,
        parent_name: reference.parent_name,
        parent,
        parent_columns,
        deferred: reference.deferred,
        deferrable: true,
        when: None,
        match_full: false,
    }
}
