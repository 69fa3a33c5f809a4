//! Columns, their types and the sequences that number them.

use std::collections::HashMap;

use tokio_postgres::{Client, Error, Row};

use super::super::types::Types;
use super::relations::{OF_USERS, RELATIONS};
use super::{Places, Server};
use crate::data::LogicalType;
use crate::schema::{Check, Column, Generated, Identity, Sequence, Table};

/// A column whose values, or whose elements, are of a domain.
#[derive(Debug)]
pub(super) struct OfDomain {
    /// Position of the table.
    pub(super) table: usize,
    /// Position of the column.
    pub(super) column: usize,
    /// The domain.
    pub(super) domain: u32,
    /// Whether it is the elements' type.
    pub(super) element: bool,
}

/// Columns of all tables and partitions in order.
pub(super) async fn rows(client: &Client) -> Result<Vec<Row>, Error> {
    let sql = format!(
        "SELECT a.attrelid, a.attnum, a.attname::text, pg_catalog.format_type(a.atttypid, a.atttypmod), \
         a.atttypid, a.atttypmod, a.attnotnull, a.attidentity::text, a.attgenerated::text, \
         pg_catalog.pg_get_expr(d.adbin, d.adrelid), o.collname::text, \
         pg_catalog.col_description(a.attrelid, a.attnum) \
         FROM {RELATIONS} JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid \
         JOIN pg_catalog.pg_type t ON t.oid = a.atttypid \
         LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum \
         LEFT JOIN pg_catalog.pg_collation o ON o.oid = a.attcollation AND a.attcollation <> t.typcollation \
         WHERE {OF_USERS} AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped \
         ORDER BY a.attrelid, a.attnum"
    );
    client.query_typed(&sql, &[]).await
}

/// Sequences by the columns whose default reads them, or whose identity they are.
pub(super) async fn sequences(client: &Client) -> Result<Vec<Row>, Error> {
    let numbered = "pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(s.relname), \
         q.seqmin, q.seqmax, q.seqincrement FROM pg_catalog.pg_depend d";
    let joined = "s.relkind = 'S' JOIN pg_catalog.pg_namespace n ON n.oid = s.relnamespace \
         JOIN pg_catalog.pg_sequence q ON q.seqrelid = s.oid";
    let sql = format!(
        "SELECT f.adrelid, f.adnum, {numbered} \
         JOIN pg_catalog.pg_attrdef f ON f.oid = d.objid \
         JOIN pg_catalog.pg_class s ON s.oid = d.refobjid AND {joined} \
         WHERE d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass \
         AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass \
         UNION ALL SELECT d.refobjid, d.refobjsubid::int2, {numbered} \
         JOIN pg_catalog.pg_class s ON s.oid = d.objid AND {joined} \
         WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass \
         AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype = 'i' \
         AND d.refobjsubid > 0"
    );
    client.query_typed(&sql, &[]).await
}

/// The sequences by relation and column number.
pub(super) fn by_column(rows: &[Row]) -> Result<HashMap<(u32, i16), Sequence>, Error> {
    let sequence = |row: &Row| {
        let of = (row.try_get(0)?, row.try_get(1)?);
        let sequence = Sequence {
            name: row.try_get(2)?,
            min: row.try_get(3)?,
            max: row.try_get(4)?,
            step: row.try_get(5)?,
        };
        Ok((of, sequence))
    };
    rows.iter().map(sequence).collect()
}

/// Gives every table its columns and every place its numbers; tells which columns are of domains.
pub(super) fn fill(
    tables: &mut [Table],
    places: &mut Places,
    rows: &[Row],
    types: &Types,
    mut sequences: HashMap<(u32, i16), Sequence>,
    server: &Server,
) -> Result<Vec<OfDomain>, Error> {
    let mut domains = Vec::new();
    for row in rows {
        let (relation, number): (u32, i16) = (row.try_get(0)?, row.try_get(1)?);
        let Some(place) = places.get_mut(&relation).filter(|place| !place.partition) else { continue };
        let columns = &mut tables[place.table].columns;
        place.columns.insert(number, columns.len());
        let oid: u32 = row.try_get(4)?;
        let of_domain =
            |domain, element| OfDomain { table: place.table, column: columns.len(), domain, element };
        if !types.domains(oid).is_empty() {
            domains.push(of_domain(oid, false));
        }
        if let Some(element) = types.element(oid).filter(|element| !types.domains(*element).is_empty()) {
            domains.push(of_domain(element, true));
        }
        let made = column(row, types, sequences.remove(&(relation, number)), server)?;
        let computed = row.try_get::<_, Option<&str>>(9)?.filter(|_| made.generated != Generated::No);
        let range = computed.and_then(|expression| range(&made, expression));
        columns.push(made);
        tables[place.table].checks.extend(range);
    }
    of_partitions(tables, places, rows)?;
    Ok(domains)
}

/// Partitions may number their columns otherwise, and allow fewer NULLs.
fn of_partitions(tables: &mut [Table], places: &mut Places, rows: &[Row]) -> Result<(), Error> {
    for row in rows {
        let relation: u32 = row.try_get(0)?;
        let Some(place) = places.get_mut(&relation).filter(|place| place.partition) else { continue };
        let (name, not_null): (&str, bool) = (row.try_get(2)?, row.try_get(6)?);
        let columns = &mut tables[place.table].columns;
        if let Some(at) = columns.iter().position(|column| column.name == name) {
            place.columns.insert(row.try_get(1)?, at);
            columns[at].nullable &= !not_null;
        }
    }
    Ok(())
}

fn column(row: &Row, types: &Types, sequence: Option<Sequence>, server: &Server) -> Result<Column, Error> {
    let oid: u32 = row.try_get(4)?;
    let chain = types.domains(oid);
    let not_null: bool = row.try_get(6)?;
    let logical_type = types.logical(oid, row.try_get(5)?);
    let generated = match row.try_get::<_, &str>(8)? {
        "s" => Generated::Stored,
        "v" => Generated::Virtual,
        _ => Generated::No,
    };
    let identity = match row.try_get::<_, &str>(7)? {
        "a" => Identity::Always,
        "d" => Identity::ByDefault,
        _ => Identity::No,
    };
    let own: Option<String> = row.try_get(9)?;
    let inherited = || chain.iter().find_map(|(_, domain)| domain.default.clone());
    // What is kept as the default of a computed column is its expression.
    let (default, expression) = match generated {
        Generated::No => (own.or_else(inherited), None),
        Generated::Stored | Generated::Virtual => (None, own),
    };
    let numbered = identity != Identity::No || default.as_deref().is_some_and(is_next);
    let collation: Option<String> = row.try_get(10)?;
    let caseless = types.caseless(oid).then(|| "citext".to_owned());
    let textual = matches!(logical_type, LogicalType::Text { .. } | LogicalType::Enum { .. });
    Ok(Column {
        name: row.try_get(2)?,
        declared: row.try_get(3)?,
        nullable: !not_null && !chain.iter().any(|(_, domain)| domain.not_null),
        default,
        expression,
        generated,
        identity,
        sequence: sequence.filter(|_| numbered),
        charset: server.charset.clone().filter(|_| textual),
        collation: caseless.or(collation),
        comment: row.try_get(11)?,
        logical_type,
    })
}

/// What a computed number must lie between, as a CHECK: the server refuses rows whose result does not fit.
fn range(column: &Column, expression: &str) -> Option<Check> {
    let limit = match column.logical_type {
        LogicalType::Decimal { precision, scale } => 10_i128.checked_pow(u32::from(precision - scale))?,
        _ => column.logical_type.int_range()?.1.checked_add(1)?,
    };
    let expression = format!("({expression}) > -{limit} AND ({expression}) < {limit}");
    Some(Check { name: Some(format!("range of {}", column.name)), expression })
}

/// Whether a default is the next number of a sequence and nothing else.
fn is_next(default: &str) -> bool {
    let inside = default.strip_prefix("nextval('").and_then(|rest| rest.strip_suffix("'::regclass)"));
    inside.is_some_and(|name| !name.replace("''", "").contains('\''))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_a_sequence_is_told_from_what_is_made_of_one() {
        assert!(is_next("nextval('users_id_seq'::regclass)"));
        assert!(is_next("nextval('\"it''s\"'::regclass)"));
        assert!(!is_next("('x'::text || nextval('users_id_seq'::regclass))"));
        assert!(!is_next("nextval('a'::regclass) + nextval('b'::regclass)"));
        assert!(!is_next("0"));
    }
}
