//! A script that makes tables. In a file that is there it runs as a whole inside one transaction, which the
//! caller ends.
//!
//! Must not know what the tables are for. Start reading at [`begin`].

use rusqlite::fallible_iterator::FallibleIterator as _;
use rusqlite::{Batch, Connection};

use super::connect::words;
use crate::error::{Error, Exit, Result};

/// Begins a transaction and runs a script in it. The script's own BEGIN and COMMIT are left out: it is kept or
/// undone as a whole. References are not enforced meanwhile, as in the database's own shell.
pub(super) fn begin(connection: &Connection, script: &str) -> Result<()> {
    let run = || {
        connection.execute_batch("PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE")?;
        let mut batch = Batch::new(connection, script);
        while let Some(mut statement) = batch.next()? {
            let text = statement.expanded_sql().unwrap_or_default();
            if !ends_or_begins(first_word(&text)) {
                statement.raw_query().next().map(drop)?;
            }
        }
        Ok(())
    };
    run().map_err(|error: rusqlite::Error| {
        // The error may have ended the transaction already.
        let _ = connection.execute_batch("ROLLBACK");
        let failure = failed(script, &error);
        if words(&error).contains("within a transaction") {
            return failure.next(
                "leave the statement that cannot be undone out of the script; run it with `sqlite3` before",
            );
        }
        failure
    })
}

/// Whether a statement that starts with a word is about the transaction around it.
fn ends_or_begins(word: &str) -> bool {
    ["BEGIN", "COMMIT", "END"].iter().any(|known| word.eq_ignore_ascii_case(known))
}

/// The first word behind blanks and comments.
fn first_word(statement: &str) -> &str {
    let mut rest = statement.trim_start();
    loop {
        let behind = match rest.get(..2) {
            Some("--") => rest.split_once('\n').map(|(_, behind)| behind),
            Some("/*") => rest.split_once("*/").map(|(_, behind)| behind),
            _ => break,
        };
        rest = behind.unwrap_or_default().trim_start();
    }
    rest.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default()
}

/// The server's words without the script itself, which may be long, but with the line.
pub(super) fn failed(script: &str, error: &rusqlite::Error) -> Error {
    let text = match error {
        // What the server was given is what was left of the script.
        rusqlite::Error::SqlInputError { error, msg, sql, offset } => {
            let behind = sql.get(usize::try_from(*offset).unwrap_or(0)..).map_or(0, str::len);
            let line = script.get(..script.len().saturating_sub(behind)).map_or(1, lines);
            format!("{msg} at line {line} (code {})", error.extended_code)
        }
        other => words(other),
    };
    Error::new(Exit::Plan, "the schema script fails").server(text).remains("nothing was written")
}

/// The line that text behind a head stands in.
fn lines(head: &str) -> usize {
    1 + head.matches('\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_word_stands_behind_comments() {
        for (statement, word) in [
            ("BEGIN TRANSACTION;", "BEGIN"),
            (" -- commit\n /* end; */ create table t (a)", "create"),
            ("-- nothing", ""),
            ("COMMIT", "COMMIT"),
        ] {
            assert_eq!(first_word(statement), word);
        }
        assert!(ends_or_begins("commit") && !ends_or_begins("create"));
    }
}
