//! The same expressions over the same values, here and in SQLite.
//!
//! Must not know: the inside of the evaluator. Start reading at [`check`].

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql};

use super::super::{Dialect, Program};
use super::read;
use crate::data::Value;

struct Bound<'a>(&'a Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Int(i) => ValueRef::Integer(i64::try_from(*i).expect("the grid holds 64-bit integers")),
            Value::Float(f) => ValueRef::Real(*f),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
            _ => ValueRef::Null,
        }))
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn numbers() -> Vec<Value> {
    let ints = [0, 1, -1, 2, 5, -7, 10, 255, i64::MAX, i64::MIN];
    let floats = [0.0, 1.0, -2.5, 0.1, 5.0, 1e20, 123_456.789];
    ints.iter().map(|&i| Value::Int(i.into())).chain(floats.map(Value::Float)).collect()
}

fn texts() -> Vec<Value> {
    [
        "", "a", "A", "abc", "ABC", "a%c", "a_c", "5", "-7", "5.0", " 5 ", "5x", "1e2", "é", "Éa", "0x1F",
        "a\\c",
    ]
    .map(text)
    .into()
}

fn grid() -> Vec<Value> {
    let mut all = vec![Value::Null, Value::Bytes(b"abc".to_vec()), Value::Bytes(Vec::new())];
    all.extend(numbers());
    all.extend(texts());
    all
}

fn same(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Float(a), Value::Float(b)) => a == b || (a - b).abs() <= 1e-12 * a.abs().max(b.abs()),
        _ => ours == theirs,
    }
}

fn asked(row: &rusqlite::Row<'_>) -> rusqlite::Result<Value> {
    Ok(match row.get_ref(0)? {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(i) => Value::Int(i.into()),
        ValueRef::Real(f) => Value::Float(f),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
    })
}

/// Evaluates each expression over all pairs of the values (`c` is the value after `a`) on both sides.
/// Returns how many rows only the server could evaluate.
fn check(expressions: &[&str], values: &[Value]) -> usize {
    let server = Connection::open_in_memory().expect("SQLite opens in memory");
    let mut unsupported = 0;
    let mut differences = Vec::new();
    for sql in expressions {
        let found = differing(&server, sql, values, &mut unsupported);
        differences.extend(found.first().cloned());
    }
    assert!(differences.is_empty(), "first difference of each:\n{}", differences.join("\n"));
    unsupported
}

fn differing(server: &Connection, sql: &str, values: &[Value], unsupported: &mut usize) -> Vec<String> {
    let columns = ["a", "b", "c"].map(String::from);
    let program = Program::compile(&read(sql, Dialect::Sqlite), &columns, Dialect::Sqlite);
    let query = format!("SELECT ({sql}) FROM (SELECT ?1 AS a, ?2 AS b, ?3 AS c)");
    let mut statement = server.prepare(&query).expect("SQLite takes the expression");
    let mut found = Vec::new();
    for (at, a) in values.iter().enumerate() {
        for b in values {
            let c = &values[(at + 1) % values.len()];
            let theirs = statement.query_row([Bound(a), Bound(b), Bound(c)], asked);
            match (program.value(&[a.clone(), b.clone(), c.clone()]), theirs) {
                (Err(_), _) => *unsupported += 1,
                (Ok(ours), Ok(theirs)) if same(&ours, &theirs) => {}
                (ours, theirs) => {
                    found.push(format!("{sql} over {a:?}, {b:?}, {c:?}: {ours:?}, not {theirs:?}"))
                }
            }
        }
    }
    found
}

#[test]
fn comparisons_and_logic_agree_with_sqlite() {
    let expressions = [
        "a = b",
        "a <> b",
        "a < b",
        "a >= b",
        "a == b OR b != c",
        "a IS b",
        "a IS NOT b",
        "a IS DISTINCT FROM b",
        "a ISNULL OR b NOTNULL",
        "a IS NOT NULL AND b IS NULL",
        "a AND b",
        "a OR b",
        "NOT a",
        "NOT a = b",
        "a IS TRUE",
        "a IS NOT TRUE",
        "a IS FALSE OR b IS NOT FALSE",
        "a BETWEEN b AND c",
        "a NOT BETWEEN b AND c",
        "a IN (b, c, 5)",
        "a NOT IN (b, NULL)",
        "a IN ()",
        "a = b = c",
        "a < b = c",
        "a IN ('a', 5, x'616263')",
        "a = '5'",
        "a > 5 AND b < 'b' OR c IS NULL",
        "a = TRUE OR b = FALSE",
        "CASE WHEN a > b THEN 'more' WHEN a < b THEN 'less' END",
        "CASE a WHEN b THEN 1 WHEN 5 THEN 2 ELSE c END",
        "coalesce(a, b, c)",
        "ifnull(a, b) = c",
        "nullif(a, b)",
        "iif(a, b, c)",
        "(a IS NULL) = (b IS NULL)",
        "(a IS NOT NULL) + (b IS NOT NULL) = 1",
        "CAST(a AS INTEGER) = '5'",
        "CAST(a AS TEXT) = 5",
        "CAST(a AS TEXT) IN (5, b)",
        "CAST(a AS REAL) = CAST(b AS TEXT)",
        "a = CAST(b AS TEXT)",
        "max(a, b) = a",
        "min(a, b, c) = c",
        "a NOT NULL",
    ];
    assert_eq!(check(&expressions, &grid()), 0);
}

#[test]
fn arithmetic_and_casts_agree_with_sqlite() {
    let expressions = [
        "a + b",
        "a - b",
        "a * b",
        "a / b",
        "a % b",
        "a & b",
        "a | b",
        "-a",
        "- a + b * c",
        "a + 1 > b - 1",
        "a % 2 = 0",
        "abs(a) >= 0",
        "CAST(a AS INTEGER)",
        "CAST(a AS REAL)",
        "CAST(a AS TEXT)",
        "CAST(a AS NUMERIC)",
        "CAST(a AS BLOB)",
        "a + '5'",
        "0x1F + a",
        "a = 0xFFFFFFFFFFFFFFFF",
        "9223372036854775807 + a",
        "a > -9223372036854775808",
        "a = 1e2",
        "a >= .5",
        "round(a)",
        "round(a, 1)",
        "typeof(a)",
        "typeof(a + b)",
        "typeof(a / b) = 'integer'",
    ];
    // The least integer has no absolute value, and infinities are not rounded.
    assert!(check(&expressions, &grid()) <= 80);
}

#[test]
fn text_functions_agree_with_sqlite() {
    let expressions = [
        "length(a)",
        "length(a) BETWEEN 1 AND 3",
        "octet_length(a)",
        "lower(a) = b",
        "upper(a)",
        "a = lower(a)",
        "trim(a)",
        "ltrim(a)",
        "rtrim(a)",
        "trim(a, b)",
        "ltrim(a, '5a')",
        "substr(a, 2)",
        "substr(a, 1, 1) = 'a'",
        "substr(a, -2)",
        "substr(a, -2, 1)",
        "substr(a, 0, 2)",
        "substr(a, 3, -2)",
        "substr(a, b, c)",
        "instr(a, b)",
        "instr(a, 'b') > 0",
        "a || b",
        "a || '-' || b = c",
        "a LIKE b",
        "a NOT LIKE b",
        "a LIKE 'a%'",
        "a LIKE '%C'",
        "a LIKE '_b_'",
        "a LIKE 'a\\%c' ESCAPE '\\'",
        "a LIKE b ESCAPE '\\'",
        "a LIKE '%'",
        "like('a%', a)",
        "a GLOB b",
        "a NOT GLOB 'a*'",
        "a GLOB '[a-c]*'",
        "a GLOB '*[^0-9]*'",
        "a GLOB '[]a]*'",
        "a GLOB '[a-'",
        "a GLOB '?b?'",
        "glob('[0-9]*', a)",
        "hex(a)",
        "a = \"5\"",
        "[a] = `b`",
        "json_valid(a)",
        "json_valid(a) OR b IS NULL",
        "concat(a, b)",
    ];
    // Binary that may be a document, and text that is not UTF-8, are the server's.
    assert!(check(&expressions, &grid()) <= 900);
}

#[test]
fn json_agrees_with_sqlite() {
    let documents = [
        "{}",
        "[]",
        "[1,2,{\"a\":[]}]",
        "{\"a\":1,\"b\":null}",
        "{\"a\":1,}",
        "[1 2]",
        "{a:1}",
        "\"x\"",
        "\"\\u00e9\\n\"",
        "\"\\x\"",
        "'x'",
        "-1",
        "01",
        "1.",
        "1.5e3",
        "1e",
        "true",
        "nul",
        "null",
        " [ 1 , 2 ] ",
        "[",
        "]",
        "{\"a\"}",
        "[[[[]]]",
        "",
        "\"a\nb\"",
    ];
    assert_eq!(check(&["json_valid(a)"], &documents.map(text)), 0);
    let valid: Vec<Value> =
        documents.into_iter().filter(|text| super::super::json::kind(text).is_some()).map(text).collect();
    assert!(valid.len() > 10);
    assert_eq!(check(&["json_type(a)", "json_type(a) = 'object'"], &valid), 0);
}

#[test]
fn moments_agree_with_sqlite() {
    let values = [
        "2024-02-29",
        "2024-02-29 23:59:58",
        "2024-02-29T23:59",
        "1969-12-31 00:00:01",
        "0001-01-01",
        "9999-12-31 23:59:59",
        "abc",
        "",
        "2024-2-9",
        "2023-02-29",
        "12:00",
    ]
    .map(text);
    let expressions = [
        "date(a)",
        "datetime(a) > datetime(b)",
        "time(a)",
        "date(a) = a",
        "date(a) IS NOT NULL",
        "julianday(a)",
        "julianday(b) - julianday(a) >= 0",
        "strftime('%Y-%m-%d %H:%M:%S', a)",
        "strftime('%Y-%m-%dT%H:%M:%fZ', a) IS a",
        "strftime('%Y', a) >= '1970'",
        "unixepoch(a)",
    ];
    check(&expressions, &values);
}
