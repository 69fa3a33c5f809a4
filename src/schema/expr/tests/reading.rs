//! What is read from each dialect, and that what is printed is read again as the same.
//!
//! Must not know: evaluation. Start reading at [`every_sample_survives_the_round_trip`].

use super::super::{BinaryOp, Comparison, Dialect, Expr, MatchKind, Test, parse};
use super::read;
use crate::data::Value;

const SQLITE: &[&str] = &[
    "[a] >= (0) AND `b` == \"c\"",
    "a = \"none such\" OR b IS NOT 5",
    "a IS b AND b IS NOT c",
    "a ISNULL OR b NOTNULL OR c NOT NULL",
    "a GLOB '[0-9]*' AND b NOT GLOB 'x?'",
    "a IN ('x', 'y''z') AND b NOT IN (1, -2, 3.5)",
    "a IN ()",
    "a BETWEEN 1 AND 10 OR a NOT BETWEEN b AND c",
    "a LIKE '10\\%' ESCAPE '\\' AND b NOT LIKE '_'",
    "x'00ff' = b AND a <> 0x1F",
    "a COLLATE NOCASE = 'x'",
    "typeof(a) = 'text' AND length(trim(b)) > 0",
    "CASE a WHEN 1 THEN 'x' ELSE b || 'y' END = c",
    "CASE WHEN a THEN b END",
    "CAST(a AS INTEGER) % 2 = 0 AND -a < - 5 AND -(b + 1) > +c",
    "a REGEXP '^x' AND b NOT REGEXP 'y'",
    "json_valid(a) AND json_type(b) IN ('object', 'array')",
    "a & 3 = b | 4",
    "NOT a AND NOT (b OR c)",
    "NULL IS NOT DISTINCT FROM a",
    "a IS TRUE AND b IS NOT FALSE AND c IS NULL",
    "current_timestamp > a",
    "a -> '$.x' = 1 OR b",
    "1 - (2 - 3) - a < 1e3 AND a < 1e400",
];

const POSTGRES: &[&str] = &[
    "((a)::text = ANY (ARRAY['a'::text, ('b'::character varying)::text]))",
    "(a <> ALL (ARRAY[1, 2, '-3'::integer]))",
    "((a)::text ~ '^[a-z]+$'::text) AND (b !~* 'x'::text)",
    "(a ~~ 'x%'::text) AND (b !~~ 'y%'::text) AND (c ~~* 'z'::text)",
    "('now'::text)::date < a",
    "(a >= (0)::double precision) AND (b > '2000-01-01'::date)",
    "((a = 'x'::public.kind) = (b IS NOT NULL))",
    "DATE '2020-01-01' < a",
    "(a IS DISTINCT FROM b) OR (num_nonnulls(a, b, c) = 1)",
    "(a IS UNKNOWN) OR (a IS NOT UNKNOWN)",
    "a SIMILAR TO 'x|y' AND b ILIKE 'z'",
    "(a ~ similar_to_escape('x#%'::text, '#'::text))",
    "substring(a from 1 for 2) = 'x' AND position('a' in b) > 0",
    "btrim(a) <> ''",
    "a = ANY ('{x,y}'::text[])",
    "a > ALL (ARRAY[1, 2])",
    "(a)::jsonb ? 'x'",
    "(\"A\" = 1)",
    "cardinality(a) = array_length(b, 1)",
    "date_trunc('day'::text, a) = a",
];

const MYSQL: &[&str] = &[
    "(`a` in (_utf8mb4'x',_utf8mb4'y\\'z'))",
    "json_valid(`b`)",
    "`a` <=> NULL || `b` && not `c`",
    "a regexp '^x' and b rlike 'y'",
    "regexp_like(`a`,_utf8mb4'^[a-z]+$')",
    "(`a` >= 0) and (char_length(`b`) <= 10) xor `c`",
    "a = 'back\\\\slash'",
    "if(a, b, c) = 1",
];

#[test]
fn every_sample_survives_the_round_trip() {
    for (dialect, samples) in
        [(Dialect::Sqlite, SQLITE), (Dialect::Postgres, POSTGRES), (Dialect::Mysql, MYSQL)]
    {
        for sample in samples {
            let expr = read(sample, dialect);
            let printed = expr.to_sql(dialect);
            let same = parse(&printed, dialect, &["a", "b", "c"]).as_ref() == Ok(&expr);
            assert!(same, "{sample} is printed as {printed}");
        }
    }
}

#[test]
fn names_and_texts_are_told_apart() {
    let text = |text: &str| Expr::Literal(Value::Text(text.to_owned()));
    let column = |name: &str| Expr::Column(name.to_owned());
    let cases = [
        ("\"A\"", Dialect::Sqlite, column("a")),
        ("\"x\"", Dialect::Sqlite, text("x")),
        ("[x y]", Dialect::Sqlite, column("x y")),
        ("`A`", Dialect::Mysql, column("a")),
        ("\"a\"", Dialect::Mysql, text("a")),
        ("A", Dialect::Postgres, column("a")),
        ("\"A\"", Dialect::Postgres, column("A")),
        ("t.b", Dialect::Postgres, column("b")),
        ("E'a\\nb'", Dialect::Postgres, text("a\nb")),
        ("'a\\nb'", Dialect::Mysql, text("a\nb")),
        ("'a\\nb'", Dialect::Sqlite, text("a\\nb")),
        ("'it''s'", Dialect::Sqlite, text("it's")),
        ("-0x10", Dialect::Sqlite, Expr::Literal(Value::Int(-16))),
        ("X'0aFF'", Dialect::Sqlite, Expr::Literal(Value::Bytes(vec![10, 255]))),
        ("1.50", Dialect::Postgres, Expr::Literal(Value::Decimal { unscaled: 150, scale: 2 })),
        ("1.50", Dialect::Sqlite, Expr::Literal(Value::Float(1.5))),
    ];
    for (sql, dialect, expected) in cases {
        assert_eq!(read(sql, dialect), expected, "{sql}");
    }
}

#[test]
fn operators_bind_as_sqlite_says() {
    let column = |name: &str| Expr::Column(name.to_owned());
    let equal = |left, right| Expr::compare(Comparison::Eq, left, right);
    let is_null =
        Expr::Is { expr: Box::new(equal(column("a"), column("b"))), test: Test::Null, negated: false };
    assert_eq!(read("a = b ISNULL", Dialect::Sqlite), is_null);
    let joined = Expr::binary(BinaryOp::Concat, column("b"), column("c"));
    let product = Expr::binary(BinaryOp::Mul, column("a"), joined);
    assert_eq!(read("a * b || c", Dialect::Sqlite), product);
    let less = Expr::compare(Comparison::Lt, column("b"), column("c"));
    assert_eq!(read("a = b < c", Dialect::Sqlite), equal(column("a"), less));
    let like = Expr::Like {
        expr: Box::new(column("a")),
        pattern: Box::new(column("b")),
        kind: MatchKind::Like,
        escape: None,
        negated: false,
    };
    assert_eq!(read("a LIKE b = c", Dialect::Sqlite), equal(like, column("c")));
}

#[test]
fn what_cannot_be_modelled_is_a_node() {
    for (sql, dialect) in [
        ("a > 1 AND (b).c IS NOT NULL", Dialect::Postgres),
        ("a > 1 AND b @@ c", Dialect::Postgres),
        ("a > 1 AND EXISTS (SELECT 1)", Dialect::Sqlite),
        ("a > 1 AND b = (SELECT 1)", Dialect::Sqlite),
        ("a > 1 AND b > c + INTERVAL '1' DAY", Dialect::Mysql),
        ("a > 1 AND EXISTS (SELECT 1 FROM t WHERE b > 2000)", Dialect::Postgres),
    ] {
        let expr = read(sql, dialect);
        assert!(!expr.is_known(), "{sql}");
        assert_eq!(expr.columns().first(), Some(&"a"), "{sql}");
    }
    assert_eq!(read("c + a > b OR a IS NULL", Dialect::Sqlite).columns(), ["c", "a", "b"]);
}

#[test]
fn broken_and_boundless_texts_are_errors() {
    let deep = format!("{}a{}", "(".repeat(5000), ")".repeat(5000));
    let long = vec!["a = 1"; 10_000].join(" OR ");
    let chained = format!("a{} > 0", " + 1".repeat(9_000));
    let hidden = format!("EXISTS (SELECT 1{})", " + 1".repeat(9_000));
    assert!(!read(&hidden, Dialect::Sqlite).is_known());
    for sql in [&chained, "", "a >", "a = 1 b", "a IN (1", "'x", "a; b", &deep, &long] {
        assert!(parse(sql, Dialect::Sqlite, &["a"]).is_err(), "{}", &sql[..sql.len().min(20)]);
    }
    let list = vec!["a = 1"; 3000].join(" OR ");
    let expr = read(&list, Dialect::Sqlite);
    assert_eq!(read(&expr.to_string(), Dialect::Sqlite), expr);
}
