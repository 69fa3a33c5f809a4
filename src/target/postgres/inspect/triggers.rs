//! Triggers that an INSERT fires, with what the texts of their functions say.

use tokio_postgres::{Client, Error, Row};

use super::relations::{OF_USERS, RELATIONS};
use super::{Places, place_of};
use crate::schema::expr::Dialect;
use crate::schema::tokens::{self, matching};
use crate::schema::trigger::Text;
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
            let (definition, body): (String, String) = (row.try_get(2)?, row.try_get(3)?);
            let (when, before) = (when(&definition), definition.contains(" BEFORE "));
            let text = Text { body: &body, when: when.as_deref(), before, dialect: Dialect::Postgres };
            table.triggers.push(Trigger::new(name, definition.clone(), text));
        }
    }
    Ok(())
}

/// The condition of a trigger, from its deparsed definition.
fn when(definition: &str) -> Option<String> {
    let tokens = tokens::read(definition, Dialect::Postgres);
    let at = tokens.windows(2).position(|pair| pair[0].is("WHEN") && pair[1].is("("))?;
    let close = tokens.get(matching(&tokens, at + 1))?;
    Some(definition[tokens[at + 1].end()..close.start].trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_condition_of_a_trigger() {
        let definition = "CREATE TRIGGER \"WHEN\" BEFORE INSERT ON t FOR EACH ROW WHEN ((new.a > ')'::text)) \
                          EXECUTE FUNCTION f('WHEN (x)')";
        assert_eq!(when(definition).as_deref(), Some("(new.a > ')'::text)"));
        assert_eq!(when("CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()"), None);
    }
}
