//! A script that makes the tables of an empty database. The server keeps every CREATE at once, so what was
//! made is known and is dropped again unless rows follow.
//!
//! Must not know what the tables are for. Start reading at [`make`] and [`Made`].

use std::collections::BTreeSet;
use std::sync::Arc;

use tokio::runtime::Runtime;

use super::connect::{self, Login, failed};
use super::control::Control;
use super::quote;
use crate::error::{Error, Exit, Result};
use crate::schema::expr::Dialect;
use crate::schema::script::{Role, notes, statements};

/// What a script made, as DROP names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Made(Vec<String>);

impl Made {
    /// Drops all of it; what cannot be dropped stays.
    pub(super) fn undo(&mut self, control: &mut Control) -> sqlx::Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        control.run("SET SESSION foreign_key_checks = 0")?;
        for object in std::mem::take(&mut self.0) {
            control.run(&format!("DROP {object}"))?;
        }
        control.run("SET SESSION foreign_key_checks = 1").map(drop)
    }

    /// Rows follow: it stays.
    pub(super) fn keep(&mut self) {
        self.0.clear();
    }
}

/// Runs a script over a connection of its own, under the server's own settings, as its client would; gives what
/// it made and what was left out.
pub(super) fn make(
    runtime: &Arc<Runtime>,
    login: &Login,
    control: &mut Control,
    script: &str,
) -> Result<(Made, Vec<String>)> {
    let before = objects(control)?;
    let mut left_out = Vec::new();
    let run = run_all(runtime, login, script, &mut left_out);
    let after = objects(control)?;
    let mut made = Made(after.into_iter().filter(|object| !before.contains(object)).collect());
    let Err(error) = run else { return Ok((made, notes(left_out))) };
    Err(match made.undo(control) {
        Ok(()) => error.remains("what the script made was dropped again; nothing was written"),
        Err(_) => error.remains("what the script made before that stays, without rows"),
    })
}

fn run_all(runtime: &Arc<Runtime>, login: &Login, script: &str, left_out: &mut Vec<String>) -> Result<()> {
    let statements = statements(script, Dialect::Mysql).map_err(|problems| {
        let next = "make the tables with the mysql client, and leave --schema-file out";
        Error::all(Exit::Usage, problems).next(next)
    })?;
    let mut own =
        Control::unpinned(runtime, login).map_err(|error| connect::cannot_connect(login, &error))?;
    for statement in statements {
        let line = statement.line;
        match statement.role {
            Role::Elsewhere => {
                let word = statement.text.lines().next().unwrap_or_default();
                left_out.push(format!("line {line}: {word}: the tables go to this database"));
            }
            Role::Around => {
                if let Err(error) = own.run(statement.text) {
                    left_out.push(format!("line {line}: {}", connect::words(&error)));
                }
            }
            Role::Transaction | Role::Main => {
                own.run(statement.text).map_err(|error| match connect::number(&error) {
                    Some(_) => Error::new(Exit::Plan, format!("the schema script fails at line {line}"))
                        .server(connect::words(&error)),
                    None => failed("run the schema script", &error),
                })?;
            }
        }
    }
    Ok(())
}

/// Everything in the database that DROP takes.
fn objects(control: &mut Control) -> Result<BTreeSet<String>> {
    const LISTS: [&str; 3] = [
        "SELECT CASE TABLE_TYPE WHEN 'VIEW' THEN 'VIEW' WHEN 'SEQUENCE' THEN 'SEQUENCE' ELSE 'TABLE' END, \
         TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()",
        "SELECT ROUTINE_TYPE, ROUTINE_NAME FROM information_schema.ROUTINES \
         WHERE ROUTINE_SCHEMA = DATABASE()",
        "SELECT 'EVENT', EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()",
    ];
    let mut found = BTreeSet::new();
    for sql in LISTS {
        let rows = control.rows(sql).map_err(|error| failed("read the catalogue", &error))?;
        found.extend(rows.iter().map(|row| format!("{} {}", row.word(0), quote::name(&row.word(1)))));
    }
    Ok(found)
}
