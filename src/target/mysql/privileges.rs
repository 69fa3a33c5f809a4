//! What this user may write. Only what the grants say for certain is a refusal; roles and anything that
//! cannot be read are left to the server.

use super::control::Control;
use crate::schema::Table;

/// Says of each table without the right to insert that rows are denied.
pub(super) fn read(control: &mut Control, tables: &mut [Table]) -> sqlx::Result<()> {
    let database = control.text("SELECT DATABASE()")?.unwrap_or_default();
    let Ok(rows) = control.rows("SHOW GRANTS") else { return Ok(()) };
    let grants: Vec<String> = rows.iter().map(|row| row.word(0)).collect();
    for table in tables {
        if !may_insert(&grants, &database, &table.name.name) {
            table.options.denied = Some(format!("this user has no INSERT privilege on {}", table.name));
        }
    }
    Ok(())
}

fn may_insert(grants: &[String], database: &str, table: &str) -> bool {
    // `GRANT role TO user` has no ON: what the role may is not listed here.
    grants.iter().any(|grant| !grant.contains(" ON ") || covers(grant, database, table))
}

fn covers(grant: &str, database: &str, table: &str) -> bool {
    let Some((privileges, rest)) = grant.strip_prefix("GRANT ").and_then(|rest| rest.split_once(" ON "))
    else {
        return false;
    };
    let inserts = privileges.split(", ").any(|privilege| {
        privilege == "ALL PRIVILEGES" || privilege == "INSERT" || privilege.starts_with("INSERT (")
    });
    let Some((scope, _)) = rest.split_once(" TO ").filter(|_| inserts) else { return false };
    let Some((of_database, of_table)) = scope.trim_start_matches("TABLE ").rsplit_once('.') else {
        return false;
    };
    let plain = |name: &str| name.trim_matches('`').replace("``", "`");
    (of_database == "*" || like(&plain(of_database), database))
        && (of_table == "*" || plain(of_table).eq_ignore_ascii_case(table))
}

/// Whether a name matches a pattern with `%`, `_` and `\` as grants of databases have them.
fn like(pattern: &str, name: &str) -> bool {
    let mut rest = pattern.chars();
    match rest.next() {
        None => name.is_empty(),
        Some('%') => {
            let behind = rest.as_str();
            name.char_indices().map(|(at, _)| at).chain([name.len()]).any(|at| like(behind, &name[at..]))
        }
        Some(c) => {
            let literal = if c == '\\' { rest.next() } else { Some(c) };
            let mut chars = name.chars();
            let first = chars.next();
            let fits = (c == '_' && first.is_some())
                || first.zip(literal).is_some_and(|(a, b)| a.eq_ignore_ascii_case(&b));
            fits && like(rest.as_str(), chars.as_str())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grants_are_read_by_their_scope() {
        let grants = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
        let narrow = grants(&[
            "GRANT USAGE ON *.* TO `u`@`%`",
            "GRANT SELECT, INSERT ON `app\\_%`.* TO `u`@`%`",
            "GRANT INSERT (a, b), SELECT ON `other`.`t` TO `u`@`%`",
        ]);
        assert!(may_insert(&narrow, "app_1", "t"));
        assert!(!may_insert(&narrow, "appx1", "t"));
        assert!(may_insert(&narrow, "other", "t"));
        assert!(!may_insert(&narrow, "other", "u"));
        assert!(may_insert(&grants(&["GRANT ALL PRIVILEGES ON *.* TO `root`@`%`"]), "a", "t"));
        assert!(may_insert(&grants(&["GRANT `writer` TO `u`@`%`"]), "a", "t"));
    }
}
