//! Answers to a plan's questions. Reads only; the same answers for the same rows, whatever their order.

use super::control::{Control, Row};
use super::{failed, quote};
use crate::data::{
    Answer, Facts, LogicalType, MICROS_PER_DAY, Question, TupleRows, Value, parse_decimal, parse_timestamp,
};
use crate::error::Result;
use crate::schema::{Identity, Schema, Table};

/// The largest number that counts as one of ours, in digits.
const DIGITS_MAX: usize = 18;

/// Answers all questions about tables and columns that exist.
pub(super) fn answer(control: &mut Control, schema: &Schema, questions: &[Question]) -> Result<Facts> {
    let mut facts = Facts::default();
    for question in questions {
        let Some(table) = schema.tables.iter().find(|table| table.key == question.table()) else { continue };
        let answered = answer_one(control, table, question);
        let answered =
            answered.map_err(|error| failed(&question.in_words(), &error).remains("nothing was written"))?;
        facts.answers.insert(question.clone(), answered);
    }
    Ok(facts)
}

fn answer_one(control: &mut Control, table: &Table, question: &Question) -> sqlx::Result<Answer> {
    let place = quote::table(table);
    match question {
        Question::Count { .. } => {
            let rows = control.number(&format!("SELECT COUNT(*) FROM {place}"))?;
            Ok(one(Value::Int(i128::from(rows))))
        }
        Question::Range { column, .. } => range(control, table, column),
        Question::LastNumber { column, .. } => last_number(control, table, column),
        Question::Tuples { columns, limit, .. } => tuples(control, table, columns, *limit, false),
        Question::Sample { columns, limit, .. } => tuples(control, table, columns, *limit, true),
    }
}

fn one(cell: Value) -> Answer {
    Answer { rows: vec![vec![cell]], complete: true }
}

fn type_of<'t>(table: &'t Table, column: &str) -> Option<&'t LogicalType> {
    table.column(column).map(|at| &table.columns[at].logical_type)
}

/// Smallest and largest; with AUTO_INCREMENT, what was ever used counts.
fn range(control: &mut Control, table: &Table, column: &str) -> sqlx::Result<Answer> {
    let name = quote::name(column);
    let row = control.row(&format!("SELECT MIN({name}), MAX({name}) FROM {}", quote::table(table)))?;
    let logical_type = type_of(table, column);
    let mut cells: Vec<Value> =
        row.iter().flat_map(|row| (0..2).map(|at| value(row, at, logical_type))).collect();
    let numbered = table.column(column).is_some_and(|at| table.columns[at].identity != Identity::No);
    if numbered && let Some(largest) = cells.get_mut(1) {
        let used = next_number(control, table)?.map(|next| i128::from(next) - 1).filter(|used| *used > 0);
        let known = largest.as_int().unwrap_or(0);
        if let Some(used) = used.filter(|used| *used > known) {
            *largest = Value::Int(used);
        }
    }
    Ok(Answer { rows: vec![cells], complete: true })
}

/// The next number of AUTO_INCREMENT. MySQL keeps an old one in its catalogue unless it is told not to.
fn next_number(control: &mut Control, table: &Table) -> sqlx::Result<Option<u64>> {
    // MariaDB has no such setting and needs none.
    let _ = control.run("SET SESSION information_schema_stats_expiry = 0");
    let row = control.row(&format!(
        "SELECT AUTO_INCREMENT FROM information_schema.TABLES \
         WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = {}",
        quote::text(&table.name.name)
    ))?;
    Ok(row.and_then(|row| row.number(0)))
}

/// The largest number that the last run of digits spells; runs of more than 18 digits are no number of ours.
fn last_number(control: &mut Control, table: &Table, column: &str) -> sqlx::Result<Answer> {
    let digits =
        format!("REGEXP_SUBSTR(CONVERT({} USING utf8mb4), '[0-9]+(?=[^0-9]*$)')", quote::name(column));
    let last = control.text(&format!(
        "SELECT MAX(CAST(n AS UNSIGNED)) FROM (SELECT {digits} AS n FROM {}) numbers \
         WHERE CHAR_LENGTH(n) BETWEEN 1 AND {DIGITS_MAX}",
        quote::table(table)
    ))?;
    let last = last.and_then(|text| text.parse().ok());
    Ok(one(last.map_or(Value::Null, Value::Int)))
}

/// Distinct tuples without NULL in key order, or whole rows as they are; beyond the limit every so-many-th.
fn tuples(
    control: &mut Control,
    table: &Table,
    columns: &[String],
    limit: u64,
    whole: bool,
) -> sqlx::Result<Answer> {
    let types: Vec<Option<&LogicalType>> = columns.iter().map(|column| type_of(table, column)).collect();
    let names: Vec<String> = columns.iter().map(|column| quote::name(column)).collect();
    let present: Vec<String> = names.iter().map(|name| format!("{name} IS NOT NULL")).collect();
    let (names, present) = (names.join(", "), present.join(" AND "));
    let distinct = match whole {
        true => format!("SELECT {names} FROM {}", quote::table(table)),
        false => format!("SELECT DISTINCT {names} FROM {} WHERE {present}", quote::table(table)),
    };
    let all = control.number(&format!("SELECT COUNT(*) FROM ({distinct}) dbmocker_d"))?;
    let read = |rows: Vec<Row>| -> TupleRows {
        rows.iter()
            .map(|row| {
                types.iter().enumerate().map(|(at, logical_type)| value(row, at, *logical_type)).collect()
            })
            .collect()
    };
    if all <= limit {
        let rows = read(control.rows(&format!("{distinct} ORDER BY {names}"))?);
        return Ok(Answer { rows, complete: true });
    }
    let stride = all.div_ceil(limit.max(1));
    let numbered = format!(
        "SELECT {names}, ROW_NUMBER() OVER (ORDER BY {names}) AS dbmocker_n FROM ({distinct}) dbmocker_d"
    );
    let rows = control.rows(&format!(
        "SELECT {names} FROM ({numbered}) dbmocker_t WHERE (dbmocker_n - 1) % {stride} = 0 ORDER BY {names}"
    ))?;
    Ok(Answer { rows: read(rows), complete: false })
}

/// A cell of the text protocol as its column's type has it.
fn value(row: &Row, at: usize, logical_type: Option<&LogicalType>) -> Value {
    let Some(bytes) = row.bytes(at) else { return Value::Null };
    let text = || String::from_utf8_lossy(bytes).into_owned();
    let read = match logical_type {
        Some(LogicalType::Int { .. } | LogicalType::Year) => text().parse().ok().map(Value::Int),
        // A bit comes as a byte, a tinyint as a digit.
        Some(LogicalType::Bool) => Some(Value::Bool(!matches!(bytes, b"0" | [0]))),
        Some(LogicalType::Decimal { .. }) => {
            parse_decimal(&text()).map(|(unscaled, scale)| Value::Decimal { unscaled, scale })
        }
        Some(LogicalType::Float { .. }) => text().parse().ok().map(Value::Float),
        Some(LogicalType::Bytes { .. }) => Some(Value::Bytes(bytes.to_vec())),
        Some(LogicalType::BitString { bits, .. }) => Some(Value::Text(binary(bytes, *bits as usize))),
        Some(LogicalType::Date) => {
            parse_timestamp(&text()).map(|micros| Value::Date(micros.div_euclid(MICROS_PER_DAY)))
        }
        Some(LogicalType::Timestamp { .. }) => parse_timestamp(&text()).map(Value::Timestamp),
        Some(LogicalType::Time { .. }) => parse_timestamp(&format!("1970-01-01 {}", text())).map(Value::Time),
        _ => None,
    };
    read.unwrap_or_else(|| Value::Text(text()))
}

/// The last digits of a bit string.
fn binary(bytes: &[u8], bits: usize) -> String {
    let all: String = bytes.iter().map(|byte| format!("{byte:08b}")).collect();
    all[all.len().saturating_sub(bits)..].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_keep_their_leading_zeros() {
        assert_eq!(binary(&[5], 3), "101");
        assert_eq!(binary(&[1, 2], 10), "0100000010");
    }
}
