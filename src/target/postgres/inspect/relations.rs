//! Which relations there are, and whether rows may be written to them.

use std::collections::HashMap;

use tokio_postgres::{Client, Error, Row};

use super::super::quote;
use super::{Place, Places};
use crate::schema::{Skipped, Table, TableName, TableOptions};

/// Relations and their schemas, as all queries name them.
pub(super) const RELATIONS: &str =
    "pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace";

/// What makes a relation one of the users': not the server's, not ours, not an extension's.
pub(super) const OF_USERS: &str = "n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'dbmocker') \
     AND pg_catalog.left(c.relname, 9) <> 'dbmocker_' AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend x \
     WHERE x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND x.objid = c.oid AND x.deptype = 'e')";

/// Whether a relation's bare name is found, and found first.
pub(super) const IN_DEFAULT: &str =
    "(n.nspname IS NOT DISTINCT FROM pg_catalog.current_schema() AND pg_catalog.pg_table_is_visible(c.oid))";

/// Relations that hold rows or show them, those of the default schema first.
pub(super) async fn rows(client: &Client) -> Result<Vec<Row>, Error> {
    let rule = |condition: &str| {
        format!(
            "CASE WHEN c.relhasrules THEN (SELECT min(r.rulename::text) FROM pg_catalog.pg_rewrite r \
             WHERE r.ev_class = c.oid AND r.ev_type = '3' AND r.ev_enabled IN ('O', 'A') \
             AND {condition}) END"
        )
    };
    let sql = format!(
        "SELECT c.oid, n.nspname::text, c.relname::text, c.relkind::text, {IN_DEFAULT}, \
         CASE WHEN c.relkind IN ('r', 'p') THEN c.relrowsecurity AND pg_catalog.row_security_active(c.oid) END, \
         {}, {}, pg_catalog.has_schema_privilege(n.oid, 'USAGE'), \
         pg_catalog.has_table_privilege(c.oid, 'SELECT'), pg_catalog.has_table_privilege(c.oid, 'INSERT') \
         OR (pg_catalog.has_any_column_privilege(c.oid, 'INSERT') AND (SELECT bool_and( \
         pg_catalog.has_column_privilege(c.oid, a.attnum, 'INSERT')) FROM pg_catalog.pg_attribute a \
         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)), \
         current_user::text, pg_catalog.obj_description(c.oid, 'pg_class') FROM {RELATIONS} \
         WHERE {OF_USERS} AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition \
         ORDER BY 5 DESC, n.nspname, c.relname",
        rule("NOT (r.is_instead AND r.ev_qual = '<>')"),
        rule("r.is_instead AND r.ev_qual = '<>'")
    );
    client.query_typed(&sql, &[]).await
}

/// Tables without columns yet, what is no table, and where each table is.
pub(super) fn list(rows: &[Row]) -> Result<(Vec<Table>, Vec<Skipped>, Places), Error> {
    let (mut tables, mut skipped, mut places) = (Vec::new(), Vec::new(), HashMap::new());
    for row in rows {
        let name = table_name(row.try_get(1)?, row.try_get(2)?, row.try_get(4)?);
        let reason = match row.try_get::<_, &str>(3)? {
            "v" => "a view",
            "m" => "a materialized view",
            "f" => "a foreign table",
            _ => {
                let place = Place { table: tables.len(), partition: false, columns: HashMap::new() };
                places.insert(row.try_get(0)?, place);
                tables.push(table(row, name)?);
                continue;
            }
        };
        skipped.push(Skipped { name: name.to_string(), reason: reason.to_owned() });
    }
    Ok((tables, skipped, places))
}

/// A name as the model keeps it.
pub(super) fn table_name(schema: String, name: String, in_default: bool) -> TableName {
    TableName { schema: if in_default { None } else { Some(schema) }, name }
}

fn table(row: &Row, name: TableName) -> Result<Table, Error> {
    let schema: String = row.try_get(1)?;
    Ok(Table {
        key: String::new(),
        comment: row.try_get(12)?,
        columns: vec![],
        keys: vec![],
        foreign_keys: vec![],
        checks: vec![],
        indexes: vec![],
        triggers: vec![],
        exclusions: vec![],
        partitioning: None,
        options: TableOptions {
            insert_only: insert_only(row.try_get(5)?, row.try_get(6)?),
            closed: row
                .try_get::<_, Option<&str>>(7)?
                .map(|rule| format!("the rule {rule} does something instead of INSERT")),
            denied: denied(row, &schema, &name)?,
            ..TableOptions::default()
        },
        name,
    })
}

/// COPY is refused under row-level security, and passes rules by.
fn insert_only(secured: Option<bool>, rule: Option<String>) -> Option<String> {
    if secured == Some(true) {
        return Some("row-level security is in force for you".to_owned());
    }
    rule.map(|rule| format!("the rule {rule} is applied to INSERT only"))
}

fn denied(row: &Row, schema: &str, name: &TableName) -> Result<Option<String>, Error> {
    let (usage, select, insert): (bool, bool, Option<bool>) =
        (row.try_get(8)?, row.try_get(9)?, row.try_get(10)?);
    let user = quote::name(row.try_get(11)?);
    let schema = quote::name(schema);
    if !usage {
        return Ok(Some(format!("you may not use its schema: GRANT USAGE ON SCHEMA {schema} TO {user}")));
    }
    let missing = [("SELECT", select), ("INSERT", insert == Some(true))];
    let missing: Vec<&str> = missing.iter().filter(|(_, held)| !held).map(|(name, _)| *name).collect();
    if !missing.is_empty() {
        let (what, table) = (missing.join(", "), quote::name(&name.name));
        let lacking = missing.join(" and ").to_lowercase();
        return Ok(Some(format!("you may not {lacking}: GRANT {what} ON {schema}.{table} TO {user}")));
    }
    Ok(None)
}
