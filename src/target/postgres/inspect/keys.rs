//! Indexes: unique keys, exclusion constraints, and the rest.

use tokio_postgres::{Client, Error, Row};

use super::checks::bare;
use super::relations::{OF_USERS, RELATIONS};
use super::{Place, Places, place_of};
use crate::schema::{Exclusion, Index, Key, KeyKind, KeyPart, Table};

/// Indexes that rows go through, without those that are a partition's part of a larger one.
pub(super) async fn rows(client: &Client, version: u32) -> Result<Vec<Row>, Error> {
    let nulls_distinct = if version >= 150_000 { "NOT i.indnullsnotdistinct" } else { "true" };
    // Of the parts, not of a series of numbers, which the planner takes for so long that it compiles the query.
    let of_parts = |what: &str| {
        format!(
            "CASE WHEN i.indisunique OR i.indisexclusion OR i.indexprs IS NOT NULL THEN ARRAY(SELECT {what} FROM pg_catalog.unnest(i.indkey::int2[]) \
             WITH ORDINALITY AS u(number, at) WHERE u.at <= i.indnkeyatts ORDER BY u.at) END"
        )
    };
    let expressions = of_parts(
        "CASE WHEN u.number = 0 THEN pg_catalog.pg_get_indexdef(i.indexrelid, u.at::int4, true) END",
    );
    // Number 100 is the database's own collation.
    let collations = of_parts(
        "(SELECT o.collname::text FROM pg_catalog.pg_collation o \
         WHERE o.oid = i.indcollation[u.at::int4 - 1] AND o.oid <> 100)",
    );
    let sql = format!(
        "SELECT i.indrelid, x.relname::text, i.indisunique, i.indisprimary, i.indisexclusion, k.contype = 'u', \
         {nulls_distinct}, (i.indkey::int2[])[0:i.indnkeyatts - 1], {expressions}, {collations}, \
         pg_catalog.pg_get_expr(i.indpred, i.indrelid), \
         CASE WHEN i.indisexclusion THEN pg_catalog.pg_get_constraintdef(k.oid) \
         WHEN NOT i.indisunique THEN pg_catalog.pg_get_indexdef(i.indexrelid) END, \
         CASE WHEN i.indisexclusion THEN ARRAY(SELECT o.oprname::text \
         FROM pg_catalog.unnest(k.conexclop) WITH ORDINALITY AS u(oid, at) \
         JOIN pg_catalog.pg_operator o ON o.oid = u.oid ORDER BY u.at) END \
         FROM {RELATIONS} JOIN pg_catalog.pg_index i ON i.indrelid = c.oid \
         JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid \
         LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x') \
         WHERE {OF_USERS} AND c.relkind IN ('r', 'p') AND i.indislive AND NOT x.relispartition \
         ORDER BY i.indrelid, NOT i.indisprimary, k.oid IS NULL, x.relname"
    );
    client.query_typed(&sql, &[]).await
}

/// Gives every table its keys, exclusions and indexes.
pub(super) fn fill(tables: &mut [Table], places: &Places, rows: &[Row]) -> Result<(), Error> {
    // Tables before their partitions, which may repeat them.
    for of_partitions in [false, true] {
        for row in rows {
            let Some((table, place)) = place_of(tables, places, row.try_get(0)?) else { continue };
            if place.partition == of_partitions {
                add(table, place, row)?;
            }
        }
    }
    Ok(())
}

fn add(table: &mut Table, place: &Place, row: &Row) -> Result<(), Error> {
    let (name, unique, excluding): (String, bool, bool) = (row.try_get(1)?, row.try_get(2)?, row.try_get(4)?);
    let definition: Option<String> = row.try_get(11)?;
    let numbers: Vec<i16> = row.try_get(7)?;
    let columns: Vec<Option<usize>> =
        numbers.iter().map(|number| place.columns.get(number).copied()).collect();
    if excluding {
        let operators: Option<Vec<String>> = row.try_get(12)?;
        let compared = parts(table, row, &columns)?.into_iter().zip(operators.unwrap_or_default());
        let predicate: Option<&str> = row.try_get(10)?;
        let exclusion = Exclusion {
            name,
            definition: definition.unwrap_or_default(),
            parts: compared.collect(),
            predicate: predicate.map(|text| bare(text).to_owned()),
        };
        let same =
            |known: &Exclusion| known.parts == exclusion.parts && known.predicate == exclusion.predicate;
        if !place.partition || !table.exclusions.iter().any(same) {
            table.exclusions.push(exclusion);
        }
    } else if unique {
        let key = key(table, place.partition, row, name, &columns)?;
        let same = |known: &Key| known.parts == key.parts && known.predicate == key.predicate;
        if !place.partition || !table.keys.iter().any(same) {
            table.keys.push(key);
        }
    } else if !place.partition {
        let expressions: Option<Vec<Option<String>>> = row.try_get(8)?;
        let expressions = expressions.unwrap_or_default().into_iter().flatten().collect();
        table.indexes.push(Index { name, definition, expressions });
    }
    Ok(())
}

fn key(
    table: &Table,
    of_partition: bool,
    row: &Row,
    name: String,
    columns: &[Option<usize>],
) -> Result<Key, Error> {
    let (primary, constraint): (bool, Option<bool>) = (row.try_get(3)?, row.try_get(5)?);
    let kind = match (of_partition, primary, constraint) {
        (false, true, _) => KeyKind::Primary,
        (false, false, Some(true)) => KeyKind::Unique,
        _ => KeyKind::Index,
    };
    let predicate: Option<&str> = row.try_get(10)?;
    Ok(Key {
        name: Some(name),
        kind,
        parts: parts(table, row, columns)?,
        predicate: predicate.map(|text| bare(text).to_owned()),
        nulls_distinct: row.try_get(6)?,
    })
}

/// The parts of an index in order, given the plain columns among them.
fn parts(table: &Table, row: &Row, columns: &[Option<usize>]) -> Result<Vec<KeyPart>, Error> {
    let expressions: Vec<Option<String>> = row.try_get(8)?;
    let collations: Vec<Option<String>> = row.try_get(9)?;
    let parts = columns.iter().zip(expressions).zip(collations).map(|((&column, expression), collation)| {
        let own = column.and_then(|at| table.columns[at].collation.clone());
        KeyPart { column, expression, collation: collation.or(own), prefix: None }
    });
    Ok(parts.collect())
}
