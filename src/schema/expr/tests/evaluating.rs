//! Evaluation by hand-made tables: three truth values, and the rules of PostgreSQL and MySQL.
//!
//! Must not know: the inside of the evaluator. Start reading at [`check`].

use super::super::{Affinity, Dialect, Program, evaluate, truth};
use super::read;
use crate::data::Value;

const T: Option<bool> = Some(true);
const F: Option<bool> = Some(false);

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// The truth of an expression over `a`, for each value and its truth.
fn check(sql: &str, dialect: Dialect, cases: &[(Value, Option<bool>)]) {
    let expr = read(sql, dialect);
    for (a, expected) in cases {
        let found = truth(&expr, &|_| a.clone(), dialect);
        assert_eq!(found, Ok(*expected), "{sql} over {a:?}");
    }
}

fn refuses(sql: &str, dialect: Dialect, values: &[Value]) {
    let expr = read(sql, dialect);
    for a in values {
        let found = evaluate(&expr, &|_| a.clone(), dialect);
        assert!(found.is_err(), "{sql} over {a:?}: {found:?}");
    }
}

#[test]
fn truth_tables_have_three_values() {
    let values = [T, F, None];
    for dialect in [Dialect::Sqlite, Dialect::Postgres, Dialect::Mysql] {
        let value = |truth: Option<bool>| truth.map_or(Value::Null, Value::Bool);
        for a in values {
            for b in values {
                let of = |sql| {
                    let column = |name: &str| value(if name == "a" { a } else { b });
                    truth(&read(sql, dialect), &column, dialect)
                };
                let decided = |decisive: Option<bool>| a == decisive || b == decisive;
                let both = if decided(F) {
                    F
                } else if decided(None) {
                    None
                } else {
                    T
                };
                let either = if decided(T) {
                    T
                } else if decided(None) {
                    None
                } else {
                    F
                };
                assert_eq!(of("a AND b"), Ok(both), "{a:?} AND {b:?}");
                assert_eq!(of("a OR b"), Ok(either), "{a:?} OR {b:?}");
                assert_eq!(of("NOT a"), Ok(a.map(|a| !a)));
                assert_eq!(of("a IS TRUE"), Ok(Some(a == T)));
                assert_eq!(of("a IS NOT FALSE"), Ok(Some(a != F)));
                assert_eq!(of("a IS NULL"), Ok(Some(a.is_none())));
                assert_eq!(of("a IS DISTINCT FROM b").or(of("NOT a <=> b")), Ok(Some(a != b)));
            }
        }
    }
}

#[test]
fn postgres_is_strict_about_types() {
    use Dialect::Postgres;
    let statuses = [(text("new"), T), (text("old"), F), (Value::Null, None)];
    check("((a)::text = ANY (ARRAY['new'::text, 'now'::text]))", Postgres, &statuses);
    check("a <> ALL (ARRAY['old'::character varying])", Postgres, &statuses);
    check("a > '2000-01-01'::date", Postgres, &[(Value::Date(11_000), T), (Value::Date(10_957), F)]);
    check("a > '2000-01-01'", Postgres, &[(Value::Timestamp(0), F), (Value::Date(20_000), T)]);
    check("a = '5'", Postgres, &[(Value::Int(5), T), (text("5"), T), (text("05"), F)]);
    check("a = 't'", Postgres, &[(Value::Bool(true), T), (Value::Bool(false), F)]);
    check("a / 2 = 2", Postgres, &[(Value::Int(5), T), (Value::Float(5.0), F)]);
    check("a * 1.1 = 2.2", Postgres, &[(Value::Int(2), T), (Value::Decimal { unscaled: 20, scale: 1 }, T)]);
    check("a LIKE 'x\\_%'", Postgres, &[(text("x_1"), T), (text("xy1"), F), (text("X_1"), F)]);
    check("a ILIKE 'É%'", Postgres, &[(text("éa"), T)]);
    check("num_nonnulls(a, 1, NULL) = 2", Postgres, &[(text("x"), T), (Value::Null, F)]);
    check("greatest(a, 3) = 3", Postgres, &[(Value::Int(1), T), (Value::Null, T), (Value::Int(4), F)]);
    check("cardinality(a) = 1", Postgres, &[(Value::List(vec![Value::Null]), T), (Value::List(vec![]), F)]);
    check("jsonb_typeof(a) = 'object'", Postgres, &[(text("{}"), T), (text("[1]"), F)]);
    check("octet_length(a) = 2", Postgres, &[(Value::Bytes(vec![0, 1]), T), (text("é"), T)]);
    check("a < 'b'", Postgres, &[(text("a"), T), (text("c"), F)]);
    check("a - '2000-01-01'::date > 1", Postgres, &[(Value::Date(10_960), T), (Value::Date(10_958), F)]);
    check("a = '00000000-0000-0000-0000-0000000000ff'::uuid", Postgres, &[(Value::Uuid([0; 16]), F)]);
    check("coalesce(a, 1) > 0 OR a = 0 / 0", Postgres, &[(Value::Int(1), T)]);
    refuses("a < 'B'", Postgres, &[text("a-b"), Value::Bytes(vec![])]);
    refuses("a / 0 = 1", Postgres, &[Value::Int(1)]);
    check("a ~ '^x'", Postgres, &[(text("xy"), T), (text("yx"), F), (Value::Null, None)]);
    check("a ~* '^.+@.+$'::text AND a !~ '\\s'", Postgres, &[(text("A@b"), T), (text("a @b"), F)]);
    check("a SIMILAR TO '(x|y)%'", Postgres, &[(text("yes"), T), (text("no y"), F)]);
    check("a ~ similar_to_escape('x_'::text)", Postgres, &[(text("xy"), T), (text("xyz"), F)]);
    let moment = "a >= '1970-01-01 01:00:00.5+01'::timestamp with time zone";
    check(moment, Postgres, &[(Value::Timestamp(500_000), T), (Value::Timestamp(499_999), F)]);
    check("a < '1969-12-31 20:30:00-03:30'::timestamptz", Postgres, &[(Value::Timestamp(0), F)]);
    refuses("a < '1970-01-02 00:00:00'::timestamptz", Postgres, &[Value::Timestamp(0)]);
    refuses("a ~ '\\mx'", Postgres, &[text("x")]);
    refuses("length(a) > 1 AND now() > a", Postgres, &[Value::Int(10)]);
    refuses("a AND true", Postgres, &[Value::Int(1)]);
    refuses("a = 'x'::citext", Postgres, &[text("x")]);
}

#[test]
fn mysql_ignores_case_and_mixes_numbers_with_text() {
    use Dialect::Mysql;
    check("a IN ('Active','x')", Mysql, &[(text("ACTIVE"), T), (text("y"), F), (Value::Null, None)]);
    check("a = '5 apples'", Mysql, &[(Value::Int(5), T)]);
    check("a / 2 = 2.5", Mysql, &[(Value::Int(5), T)]);
    check(
        "`a` MOD 5 = 0 and mod(a, 3) = 1",
        Mysql,
        &[(Value::Int(10), T), (Value::Int(15), F), (Value::Int(12), F)],
    );
    check("a % 0 IS NULL", Mysql, &[(Value::Int(5), T)]);
    check("a = TRUE", Mysql, &[(Value::Int(1), T), (Value::Bool(true), T), (Value::Int(2), F)]);
    check("a", Mysql, &[(text("1x"), T), (text("x"), F), (Value::Float(0.5), T)]);
    check("length(a) = 2 AND char_length(a) = 1", Mysql, &[(text("é"), T)]);
    check("a LIKE 'É_\\_'", Mysql, &[(text("éx_"), T), (text("éxx"), F)]);
    check("a <=> NULL", Mysql, &[(Value::Null, T), (Value::Int(1), F)]);
    check("a || 0", Mysql, &[(Value::Int(1), T), (Value::Int(0), F)]);
    check("json_valid(a)", Mysql, &[(text("[1]"), T), (text("x"), F), (Value::Null, None)]);
    check("a > '2000-01-01 10:00'", Mysql, &[(Value::Timestamp(0), F)]);
    check("substr(a, 0) = '' AND substring(a, -1) = 'b'", Mysql, &[(text("ab"), T)]);
    check("locate('B', a) = 2", Mysql, &[(text("ab"), T)]);
}

#[test]
fn times_are_their_iso_text_in_sqlite() {
    use Dialect::Sqlite;
    check("a >= '2000-01-01'", Sqlite, &[(Value::Date(10_957), T), (Value::Date(10_956), F)]);
    check("a = '1970-01-01 00:00:01'", Sqlite, &[(Value::Timestamp(1_000_000), T)]);
    check("length(a) = 10 AND typeof(a) = 'text' AND a = date(a)", Sqlite, &[(Value::Date(0), T)]);
    check("a IN (0, 1) AND a = TRUE", Sqlite, &[(Value::Bool(true), T), (Value::Bool(false), F)]);
    check("a = 2.5", Sqlite, &[(Value::Decimal { unscaled: 250, scale: 2 }, T)]);
}

#[test]
fn declared_types_convert_before_comparing() {
    let columns = ["a".to_owned()];
    let cases = [
        ("a > '5'", Affinity::Numeric, Value::Int(10), false),
        ("a > '5'", Affinity::None, Value::Int(10), true),
        ("a = 5", Affinity::Text, text("5"), false),
        ("a = 5", Affinity::None, text("5"), true),
        ("a IN (5, 6)", Affinity::Text, text("6"), false),
        ("a BETWEEN '1' AND '20'", Affinity::of("DECIMAL(5)"), Value::Int(3), false),
    ];
    for (sql, affinity, value, fails) in cases {
        let expr = read(sql, Dialect::Sqlite);
        let program = Program::compile_with(&expr, &columns, &[affinity], Dialect::Sqlite);
        assert_eq!(program.fails(&[value]), Ok(fails), "{sql} as {affinity:?}");
    }
}

#[test]
fn nothing_overflows_or_panics() {
    let huge = [Value::Int(i128::MAX), Value::Int(i128::MIN), Value::Float(f64::MAX), Value::Float(f64::NAN)];
    let mut values =
        vec![Value::Decimal { unscaled: i128::MIN, scale: 38 }, Value::List(vec![]), Value::Date(i64::MAX)];
    values.extend(huge);
    values.extend([
        Value::Timestamp(i64::MIN),
        Value::Time(i64::MAX),
        Value::Uuid([255; 16]),
        Value::Bytes(vec![255]),
    ]);
    let expressions = [
        "a + a",
        "a * a",
        "a - 1",
        "-a",
        "a / -1",
        "a % -1",
        "a & 1",
        "abs(a)",
        "round(a, 38)",
        "length(a)",
        "substr(a, a, a)",
        "a < 1.5",
        "a = '2000-01-01'",
        "CAST(a AS INTEGER)",
        "CAST(a AS DATE)",
        "hex(a)",
        "a LIKE a",
        "ltrim(a, a)",
        "ceil(a)",
        "a BETWEEN a AND a",
        "lower(a) || a",
        "a IN (a, 1)",
        "NOT a",
        "datetime(a)",
        "strftime('%', a)",
        "json_valid(a)",
        "max(a, 1)",
        "greatest(a, 1)",
        "nullif(a, 1)",
    ];
    for dialect in [Dialect::Sqlite, Dialect::Postgres, Dialect::Mysql] {
        for sql in expressions {
            let program = Program::compile(&read(sql, dialect), &["a".to_owned()], dialect);
            for value in &values {
                // Any answer will do; a panic would not.
                let _ = program.value(std::slice::from_ref(value));
            }
            assert!(program.fails(&[]).is_err(), "{sql} needs a row");
        }
    }
}
