//! Answers to a plan's questions. Reads only; the same answers for the same rows, whatever their order.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension as _};

use super::{failed, quote};
use crate::data::{Answer, Facts, Question, TupleRows, Value};
use crate::error::Result;
use crate::schema::{Schema, Table};

/// Answers all questions about tables that exist.
pub(super) fn answer(connection: &Connection, schema: &Schema, questions: &[Question]) -> Result<Facts> {
    let mut facts = Facts::default();
    for question in questions {
        let answered = answer_one(connection, schema, question);
        let answered = answered.map_err(|error| failed(&question.in_words(), &error))?;
        if let Some(answer) = answered {
            facts.answers.insert(question.clone(), answer);
        }
    }
    Ok(facts)
}

fn answer_one(
    connection: &Connection,
    schema: &Schema,
    question: &Question,
) -> rusqlite::Result<Option<Answer>> {
    let find = |key: &str| schema.tables.iter().find(|table| table.key == key);
    Ok(match question {
        Question::Count { table } => match find(table) {
            Some(table) => Some(one(connection, &format!("SELECT count(*) FROM {}", quote::table(table)))?),
            None => None,
        },
        Question::Range { table, column } => match find(table) {
            Some(table) => Some(range(connection, table, column)?),
            None => None,
        },
        Question::LastNumber { table, column } => match find(table) {
            Some(table) => Some(last_number(connection, table, column)?),
            None => None,
        },
        Question::Tuples { table, columns, limit } => match find(table) {
            Some(table) => Some(tuples(connection, table, columns, *limit, false)?),
            None => None,
        },
        Question::Sample { table, columns, limit } => match find(table) {
            Some(table) => Some(tuples(connection, table, columns, *limit, true)?),
            None => None,
        },
    })
}

/// A query of one row.
fn one(connection: &Connection, sql: &str) -> rusqlite::Result<Answer> {
    Ok(Answer { rows: rows(connection, sql)?, complete: true })
}

fn rows(connection: &Connection, sql: &str) -> rusqlite::Result<TupleRows> {
    let mut statement = connection.prepare(sql)?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push((0..columns).map(|at| Ok(value(row.get_ref(at)?))).collect::<rusqlite::Result<_>>()?);
    }
    Ok(found)
}

fn value(cell: ValueRef<'_>) -> Value {
    match cell {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Int(i128::from(number)),
        ValueRef::Real(number) => Value::Float(number),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
    }
}

/// Smallest and largest; with AUTOINCREMENT, what was ever used counts.
fn range(connection: &Connection, table: &Table, column: &str) -> rusqlite::Result<Answer> {
    let name = quote::name(column);
    let mut answer =
        one(connection, &format!("SELECT min({name}), max({name}) FROM {}", quote::table(table)))?;
    if table.options.autoincrement {
        let used: Option<i64> = connection
            .query_row("SELECT seq FROM sqlite_sequence WHERE name = ?1", [&table.name.name], |row| {
                row.get(0)
            })
            .optional()?;
        let known = answer.rows.first().and_then(|row| row.get(1)?.as_int()).unwrap_or(0);
        if let (Some(used), Some(row)) =
            (used.map(i128::from).filter(|used| *used > known), answer.rows.first_mut())
        {
            row[1] = Value::Int(used);
        }
    }
    Ok(answer)
}

fn last_number(connection: &Connection, table: &Table, column: &str) -> rusqlite::Result<Answer> {
    let mut statement =
        connection.prepare(&format!("SELECT {} FROM {}", quote::name(column), quote::table(table)))?;
    let mut rows = statement.query([])?;
    let mut largest: Option<u64> = None;
    while let Some(row) = rows.next()? {
        if let ValueRef::Text(text) | ValueRef::Blob(text) = row.get_ref(0)? {
            largest = largest.max(last_digits(text));
        }
    }
    let cell = largest.map_or(Value::Null, |number| Value::Int(i128::from(number)));
    Ok(Answer { rows: vec![vec![cell]], complete: true })
}

/// The number that the last run of digits spells; runs of more than 18 digits are no number of ours.
fn last_digits(text: &[u8]) -> Option<u64> {
    let end = text.iter().rposition(u8::is_ascii_digit)? + 1;
    let start = text[..end].iter().rposition(|b| !b.is_ascii_digit()).map_or(0, |at| at + 1);
    let digits = std::str::from_utf8(&text[start..end]).ok()?;
    if digits.len() > 18 { None } else { digits.parse().ok() }
}

/// Distinct tuples without NULL in key order, or whole rows as they are; beyond the limit every so-many-th.
fn tuples(
    connection: &Connection,
    table: &Table,
    columns: &[String],
    limit: u64,
    whole: bool,
) -> rusqlite::Result<Answer> {
    let names: Vec<String> = columns.iter().map(|column| quote::name(column)).collect();
    let present: Vec<String> = names.iter().map(|name| format!("{name} IS NOT NULL")).collect();
    let (names, present) = (names.join(", "), present.join(" AND "));
    let distinct = match whole {
        true => format!("SELECT {names} FROM {}", quote::table(table)),
        false => format!("SELECT DISTINCT {names} FROM {} WHERE {present}", quote::table(table)),
    };
    let all: u64 =
        connection.query_row(&format!("SELECT count(*) FROM ({distinct})"), [], |row| row.get(0))?;
    if all <= limit {
        let rows = rows(connection, &format!("{distinct} ORDER BY {names}"))?;
        return Ok(Answer { rows, complete: true });
    }
    let stride = all.div_ceil(limit);
    let numbered =
        format!("SELECT {names}, row_number() OVER (ORDER BY {names}) AS dbmocker_n FROM ({distinct})");
    let sql =
        format!("SELECT {names} FROM ({numbered}) WHERE (dbmocker_n - 1) % {stride} = 0 ORDER BY {names}");
    Ok(Answer { rows: rows(connection, &sql)?, complete: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_run_of_digits_counts() {
        assert_eq!(last_digits(b"emma.smith48@example.com"), Some(48));
        assert_eq!(last_digits(b"a1b22"), Some(22));
        assert_eq!(last_digits(b"none"), None);
        assert_eq!(last_digits(b"1234567890123456789"), None);
    }
}
