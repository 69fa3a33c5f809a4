//! Foreign keys.

use tokio_postgres::{Client, Error, Row};

use super::checks::bare;
use super::relations::{IN_DEFAULT, OF_USERS, RELATIONS, table_name};
use super::{Places, place_of};
use crate::schema::{ForeignKey, Table};

/// Foreign keys as declared, without the copies that the server keeps for partitions.
pub(super) async fn rows(client: &Client) -> Result<Vec<Row>, Error> {
    let (relations, in_default) = (of_parent(RELATIONS), of_parent(IN_DEFAULT));
    let sql = format!(
        "SELECT k.conrelid, k.conname::text, k.conkey, k.confrelid, k.confkey, k.condeferrable, k.condeferred, \
         k.confmatchtype = 'f', t.nspname, t.relname, t.in_default, \
         CASE WHEN c.relispartition THEN pg_catalog.pg_get_partition_constraintdef(c.oid) END FROM {RELATIONS} \
         JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid \
         JOIN (SELECT pc.oid, pn.nspname::text, pc.relname::text, {in_default} AS in_default FROM {relations}) t \
         ON t.oid = k.confrelid WHERE {OF_USERS} AND k.contype = 'f' AND k.conparentid = 0 \
         ORDER BY c.relispartition, k.conrelid, k.conname"
    );
    client.query_typed(&sql, &[]).await
}

/// The same text about the parent.
fn of_parent(text: &str) -> String {
    text.replace("pg_class c ", "pg_class pc ")
        .replace("pg_namespace n ", "pg_namespace pn ")
        .replace("n.nspname", "pn.nspname")
        .replace("n.oid = c.", "pn.oid = pc.")
        .replace("c.oid", "pc.oid")
}

/// Gives every table its foreign keys.
pub(super) fn fill(tables: &mut [Table], places: &Places, rows: &[Row]) -> Result<(), Error> {
    for row in rows {
        let Some((table, place)) = place_of(tables, places, row.try_get(0)?) else { continue };
        let numbers: Vec<i16> = row.try_get(2)?;
        let Some(columns) = place.positions(&numbers) else { continue };
        let key = foreign_key(row, columns, places)?;
        let known = table.foreign_keys.iter_mut().find(|known| {
            (&known.columns, known.parent, &known.parent_columns)
                == (&key.columns, key.parent, &key.parent_columns)
        });
        // Partitions may each declare what their table does not.
        match known {
            Some(known) if place.partition => known.when = None,
            _ => table.foreign_keys.push(key),
        }
    }
    Ok(())
}

fn foreign_key(row: &Row, columns: Vec<usize>, places: &Places) -> Result<ForeignKey, Error> {
    let (parent, numbers): (u32, Vec<i16>) = (row.try_get(3)?, row.try_get(4)?);
    // Rows of a table go to any of its partitions, so that a reference to one of these has no known parent.
    let parent = places.get(&parent).filter(|place| !place.partition);
    let found = parent.and_then(|place| Some((place.table, place.positions(&numbers)?)));
    let (parent, parent_columns) = found.map_or((None, vec![]), |(table, columns)| (Some(table), columns));
    Ok(ForeignKey {
        name: row.try_get(1)?,
        columns,
        parent_name: table_name(row.try_get(8)?, row.try_get(9)?, row.try_get(10)?).to_string(),
        parent,
        parent_columns,
        deferred: row.try_get(6)?,
        deferrable: row.try_get(5)?,
        match_full: row.try_get(7)?,
        when: row.try_get::<_, Option<String>>(11)?.map(|when| bare(&when).to_owned()),
    })
}
