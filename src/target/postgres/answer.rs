//! Answers to a plan's questions. Reads only; the same answers for the same rows, whatever their order.
//!
//! All questions are sent at once, so that the time of a round trip is paid once for all.

use futures_util::future::{BoxFuture, FutureExt as _, try_join_all};
use tokio_postgres::{Client, Error as ServerError};

use super::{decode, failed, quote};
use crate::data::{Answer, Facts, LogicalType, Question, TupleRows, Value};
use crate::error::{Error, Exit, Result};
use crate::schema::{Schema, Table};

/// Questions that are under way at the same time.
const PIPELINE_MAX: usize = 256;
/// Digits of the longest number that is looked for in a text.
const DIGITS_MAX: usize = 18;

/// Answers all questions about tables that exist.
pub(super) async fn answer(client: &Client, schema: &Schema, questions: &[Question]) -> Result<Facts> {
    let mut facts = Facts::default();
    for some in questions.chunks(PIPELINE_MAX) {
        let asked = some.iter().filter_map(|question| {
            let table = schema.tables.iter().find(|table| table.key == question.table())?;
            Some(answer_one(client, table, question).map(move |answered| match answered {
                Ok(answer) => Ok((question.clone(), answer)),
                Err(error) => Err(unanswered(question, &error)),
            }))
        });
        facts.answers.extend(try_join_all(asked).await?);
    }
    Ok(facts)
}

fn unanswered(question: &Question, error: &ServerError) -> Error {
    let failure = failed(&question.in_words(), error).remains("nothing was written");
    match failure.exit() {
        Exit::Plan => failure.next(format!("GRANT SELECT ON {} TO this role", question.table())),
        _ => failure,
    }
}

fn answer_one<'a>(
    client: &'a Client,
    table: &'a Table,
    question: &'a Question,
) -> BoxFuture<'a, std::result::Result<Answer, ServerError>> {
    match question {
        Question::Count { .. } => count(client, table).boxed(),
        Question::Range { column, .. } => range(client, table, column).boxed(),
        Question::LastNumber { column, .. } => last_number(client, table, column).boxed(),
        Question::Tuples { columns, limit, .. } => tuples(client, table, columns, *limit, false).boxed(),
        Question::Sample { columns, limit, .. } => tuples(client, table, columns, *limit, true).boxed(),
    }
}

async fn count(client: &Client, table: &Table) -> std::result::Result<Answer, ServerError> {
    let row = client
        .query_typed_one(&format!("SELECT pg_catalog.count(*) FROM {}", quote::rows_of(table)), &[])
        .await?;
    let rows: i64 = row.try_get(0)?;
    Ok(whole(vec![vec![Value::Int(i128::from(rows))]]))
}

fn whole(rows: TupleRows) -> Answer {
    Answer { rows, complete: true }
}

fn type_of(table: &Table, column: &str) -> LogicalType {
    let found = table.column(column).map(|at| table.columns[at].logical_type.clone());
    found.unwrap_or(LogicalType::Text { max: None, fixed: false })
}

/// Smallest and largest; where a sequence numbers the column, what it gave out counts.
async fn range(client: &Client, table: &Table, column: &str) -> std::result::Result<Answer, ServerError> {
    let (name, of) = (quote::name(column), type_of(table, column));
    let cells = ["min", "max"].map(|end| decode::cell(&format!("pg_catalog.{end}({name})"), &of));
    let sql = format!("SELECT {} FROM {}", cells.join(", "), quote::rows_of(table));
    let row = client.query_typed_one(&sql, &[]).await?;
    let mut ends = vec![decode::value(&row, 0, &of)?, decode::value(&row, 1, &of)?];
    let sequence = table.column(column).and_then(|at| table.columns[at].sequence.as_ref());
    if let Some(sequence) = sequence {
        let used: Option<i64> = client.query_typed_one(&last_value(&sequence.name), &[]).await?.try_get(0)?;
        let end = usize::from(sequence.step > 0);
        let beyond = |known: i128, used: i128| if sequence.step > 0 { used > known } else { used < known };
        if let Some(used) = used.map(i128::from)
            && ends[end].as_int().is_none_or(|known| beyond(known, used))
        {
            ends[end] = Value::Int(used);
        }
    }
    Ok(whole(vec![ends]))
}

/// The number that a sequence gave out last; NULL when it gave none, or may not be looked at.
fn last_value(sequence: &str) -> String {
    let literal = format!("{}::pg_catalog.regclass", quote::text(sequence));
    format!(
        "SELECT CASE WHEN pg_catalog.has_sequence_privilege({literal}, 'USAGE, SELECT') \
         THEN pg_catalog.pg_sequence_last_value({literal}) END"
    )
}

/// The last run of digits in any of the values; longer runs are no number of ours.
async fn last_number(
    client: &Client,
    table: &Table,
    column: &str,
) -> std::result::Result<Answer, ServerError> {
    let digits = format!("pg_catalog.substring({}::text, '([0-9]+)[^0-9]*$')", quote::name(column));
    let sql = format!(
        "SELECT pg_catalog.max(d::int8) FROM (SELECT CASE WHEN pg_catalog.length(r) <= {DIGITS_MAX} THEN r END \
         FROM (SELECT {digits} FROM {}) s(r)) t(d)",
        quote::rows_of(table)
    );
    let largest: Option<i64> = client.query_typed_one(&sql, &[]).await?.try_get(0)?;
    Ok(whole(vec![vec![largest.map_or(Value::Null, |number| Value::Int(i128::from(number)))]]))
}

/// Distinct tuples without NULL in key order, or whole rows as they are; beyond the limit every so-many-th.
async fn tuples(
    client: &Client,
    table: &Table,
    columns: &[String],
    limit: u64,
    whole: bool,
) -> std::result::Result<Answer, ServerError> {
    let types: Vec<LogicalType> = columns.iter().map(|column| type_of(table, column)).collect();
    let names: Vec<String> = columns.iter().map(|column| quote::name(column)).collect();
    let each = |write: &dyn Fn(&String) -> String, joint: &str| {
        names.iter().map(write).collect::<Vec<_>>().join(joint)
    };
    let (present, grouped) = (each(&|name| format!("{name} IS NOT NULL"), " AND "), names.join(", "));
    // In the order of bytes, which no collation of a server or a system changes.
    let ordered: Vec<String> = names.iter().zip(&types).map(|(name, of)| decode::ordered(name, of)).collect();
    let cells: Vec<String> = names.iter().zip(&types).map(|(name, of)| decode::cell(name, of)).collect();
    let ordered = ordered.join(", ");
    let distinct = match whole {
        true => format!("SELECT {grouped} FROM {}", quote::rows_of(table)),
        false => {
            format!("SELECT {grouped} FROM {} WHERE {present} GROUP BY {grouped}", quote::rows_of(table))
        }
    };
    let numbered = format!(
        "SELECT {grouped}, pg_catalog.row_number() OVER (ORDER BY {ordered}) AS dbmocker_row, \
         pg_catalog.count(*) OVER () AS dbmocker_all FROM ({distinct}) d"
    );
    let sql = format!(
        "SELECT {}, dbmocker_all FROM ({numbered}) n WHERE (dbmocker_row - 1) % \
         greatest(1, (dbmocker_all + {limit} - 1) / {limit}) = 0 ORDER BY dbmocker_row",
        cells.join(", "),
        limit = limit.clamp(1, 1 << 62)
    );
    let found = client.query_typed(&sql, &[]).await?;
    let all: i64 = found.first().map_or(Ok(0), |row| row.try_get(columns.len()))?;
    let rows = found
        .iter()
        .map(|row| types.iter().enumerate().map(|(at, of)| decode::value(row, at, of)).collect())
        .collect::<std::result::Result<TupleRows, ServerError>>()?;
    Ok(Answer { rows, complete: u64::try_from(all).is_ok_and(|all| all <= limit) })
}
