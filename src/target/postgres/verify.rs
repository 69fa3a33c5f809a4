//! The check afterwards, and the markers that protect a database.

use tokio_postgres::Client;

use super::{failed, quote};
use crate::error::Result;
use crate::schema::{ForeignKey, Schema, Table};
use crate::target::Finding;

/// Rows in a table.
pub(super) async fn count(client: &Client, table: &Table) -> Result<u64> {
    counted(client, &format!("SELECT pg_catalog.count(*) FROM {}", quote::rows_of(table)))
        .await
        .map_err(|error| failed(&format!("count the rows of {}", table.name), &error))
}

async fn counted(client: &Client, sql: &str) -> std::result::Result<u64, tokio_postgres::Error> {
    let rows: i64 = client.query_typed_one(sql, &[]).await?.try_get(0)?;
    Ok(rows.unsigned_abs())
}

/// Orphans of every foreign key of the tables by anti-join and, when `full`, rows that a CHECK refuses:
/// those may be there where one was declared NOT VALID. Unique keys and partitions hold by their indexes and
/// routes.
pub(super) async fn verify(
    client: &Client,
    schema: &Schema,
    tables: &[usize],
    full: bool,
) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for &at in tables {
        let table = &schema.tables[at];
        let found = |what: String| Finding { table: table.name.to_string(), what };
        for key in &table.foreign_keys {
            let Some(sql) = orphans(schema, table, key) else { continue };
            let rows = counted(client, &sql)
                .await
                .map_err(|error| failed(&format!("look for orphans in {}", table.name), &error))?;
            if rows > 0 {
                let names: Vec<&str> =
                    key.columns.iter().map(|&column| table.columns[column].name.as_str()).collect();
                findings.push(found(format!(
                    "{rows} rows whose ({}) has no row in {}",
                    names.join(", "),
                    key.parent_name
                )));
            }
        }
        if full {
            findings.extend(refused(client, table).await?.into_iter().map(found));
        }
    }
    Ok(findings)
}

/// SQL that counts the rows of a table whose foreign key leads nowhere.
fn orphans(schema: &Schema, table: &Table, key: &ForeignKey) -> Option<String> {
    let parent = &schema.tables[key.parent?];
    let child = |at: usize| format!("c.{}", quote::name(&table.columns[at].name));
    let columns: Vec<String> = key.columns.iter().map(|&at| child(at)).collect();
    let pairs = columns.iter().zip(&key.parent_columns);
    let matching: Vec<String> = pairs
        .map(|(column, &at)| format!("p.{} = {column}", quote::name(&parent.columns[at].name)))
        .collect();
    // MATCH SIMPLE lets a row go in which any column is NULL, MATCH FULL one in which all are.
    let joint = if key.match_full { " OR " } else { " AND " };
    let present: Vec<String> = columns.iter().map(|column| format!("{column} IS NOT NULL")).collect();
    let when = key.when.as_ref().map_or_else(String::new, |when| format!(" AND ({when})"));
    Some(format!(
        "SELECT pg_catalog.count(*) FROM {} c WHERE ({}){when} AND NOT EXISTS (SELECT FROM {} p WHERE {})",
        quote::rows_of(table),
        present.join(joint),
        quote::rows_of(parent),
        matching.join(" AND ")
    ))
}

/// What each CHECK of a table that does not hold says, in one pass over its rows.
async fn refused(client: &Client, table: &Table) -> Result<Vec<String>> {
    if table.checks.is_empty() {
        return Ok(Vec::new());
    }
    let counts: Vec<String> = table
        .checks
        .iter()
        .map(|check| format!("pg_catalog.count(*) FILTER (WHERE NOT ({}))", check.expression))
        .collect();
    let sql = format!("SELECT {} FROM {}", counts.join(", "), quote::rows_of(table));
    let fail = |error| failed(&format!("check the rows of {}", table.name), &error);
    let row = client.query_typed_one(&sql, &[]).await.map_err(fail)?;
    let mut found = Vec::new();
    for (at, check) in table.checks.iter().enumerate() {
        let rows: i64 = row.try_get(at).map_err(fail)?;
        if rows > 0 {
            found.push(format!("{rows} rows for which CHECK ({}) is false", check.expression));
        }
    }
    Ok(found)
}

/// A marker that says production: our own table, or the one that Rails keeps.
pub(super) async fn protected(client: &Client, schema: &Schema) -> Result<Option<String>> {
    let fail = |error| failed("look for a marker", &error);
    let own = "SELECT pg_catalog.count(*) FROM pg_catalog.pg_class c \
         JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
         WHERE c.relname = 'dbmocker_protected' OR (n.nspname = 'dbmocker' AND c.relname = 'protected')";
    if counted(client, own).await.map_err(fail)? > 0 {
        return Ok(Some("it has the table dbmocker_protected".to_owned()));
    }
    let rails = schema.tables.iter().filter(|table| {
        table.name.name == "ar_internal_metadata"
            && ["key", "value"].iter().all(|column| table.column(column).is_some())
    });
    for table in rails {
        let sql = format!(
            "SELECT pg_catalog.count(*) FROM {} WHERE key = 'environment' AND value = 'production'",
            quote::rows_of(table)
        );
        if counted(client, &sql).await.map_err(fail)? > 0 {
            return Ok(Some("ar_internal_metadata says that it is production".to_owned()));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::LogicalType;
    use crate::schema::expr::Dialect;
    use crate::schema::{Column, Generated, Identity, TableName, TableOptions};

    fn column(name: &str) -> Column {
        Column {
            name: name.to_owned(),
            declared: "integer".to_owned(),
            logical_type: LogicalType::Int { bits: 32, unsigned: false },
            nullable: true,
            default: None,
            expression: None,
            generated: Generated::No,
            identity: Identity::No,
            sequence: None,
            charset: None,
            collation: None,
            comment: None,
        }
    }

    fn schema(match_full: bool) -> Schema {
        let key = ForeignKey {
            name: None,
            columns: vec![0, 1],
            parent_name: "t".to_owned(),
            parent: Some(0),
            parent_columns: vec![1, 0],
            deferred: false,
            deferrable: false,
            when: None,
            match_full,
        };
        let table = Table {
            name: TableName { schema: Some("s".to_owned()), name: "t".to_owned() },
            key: "s.t".to_owned(),
            comment: None,
            columns: vec![column("a"), column("b")],
            keys: vec![],
            foreign_keys: vec![key],
            checks: vec![],
            indexes: vec![],
            triggers: vec![],
            exclusions: vec![],
            partitioning: None,
            options: TableOptions::default(),
        };
        Schema { dialect: Dialect::Postgres, server: String::new(), tables: vec![table], skipped: vec![] }
    }

    #[test]
    fn what_is_no_orphan_depends_on_the_match() {
        for (full, present) in [
            (false, "(c.\"a\" IS NOT NULL AND c.\"b\" IS NOT NULL)"),
            (true, "(c.\"a\" IS NOT NULL OR c.\"b\" IS NOT NULL)"),
        ] {
            let schema = schema(full);
            let sql = orphans(&schema, &schema.tables[0], &schema.tables[0].foreign_keys[0]);
            let expected = format!(
                "SELECT pg_catalog.count(*) FROM ONLY \"s\".\"t\" c WHERE {present} AND NOT EXISTS \
                 (SELECT FROM ONLY \"s\".\"t\" p WHERE p.\"b\" = c.\"a\" AND p.\"a\" = c.\"b\")"
            );
            assert_eq!(sql, Some(expected));
        }
    }
}
