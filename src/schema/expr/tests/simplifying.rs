//! The branches of expressions: what they are, and that they hold exactly when the expression does.
//!
//! Must not know: the inside of the search. Start reading at [`check`].

use super::super::{Atom, Branch, Dialect, branches, truth};
use super::read;
use crate::data::Value;

/// Branches as text: atoms joined by `&`, branches by `|`.
fn shown(found: &[Branch], dialect: Dialect) -> String {
    let branch = |branch: &Branch| {
        let atoms = branch.atoms.iter().map(|atom| {
            let opaque = if matches!(atom, Atom::Opaque(_)) { "?" } else { "" };
            opaque.to_owned() + &atom.to_expr().to_sql(dialect).replace(['"', '`'], "")
        });
        atoms.collect::<Vec<_>>().join(" & ")
    };
    found.iter().map(branch).collect::<Vec<_>>().join(" | ")
}

fn check(dialect: Dialect, cases: &[(&str, &str)]) {
    for (sql, expected) in cases {
        let found = branches(&read(sql, dialect), dialect);
        assert_eq!(shown(&found, dialect), *expected, "{sql}");
    }
}

#[test]
fn sqlite_expressions_become_atoms() {
    check(
        Dialect::Sqlite,
        &[
            ("a > 0", "a > 0"),
            ("0 <= a", "a >= 0"),
            ("a >= 1 + 1 AND a < - -5", "a >= 2 & a < 5"),
            ("NOT (a > 0 AND b IS NULL)", "a <= 0 | b IS NOT NULL"),
            ("a BETWEEN 1 AND 5", "a >= 1 & a <= 5"),
            ("a NOT BETWEEN 1 AND 5", "a < 1 | a > 5"),
            ("a = 'x' OR a = 'y' OR 'z' = a", "a IN ('x', 'y', 'z')"),
            ("(a = 1 AND b > 2) OR (a = 2 AND b > 2)", "a IN (1, 2) & b > 2"),
            ("a IN ('x', NULL, 'y')", "a IN ('x', 'y')"),
            ("NOT a IN (1, 2)", "a NOT IN (1, 2)"),
            ("a IN (3)", "a = 3"),
            ("a LIKE 'x%' AND NOT b GLOB 'y*'", "a LIKE 'x%' & b NOT GLOB 'y*'"),
            ("length(a) BETWEEN 2 AND 4", "length(a) >= 2 & length(a) <= 4"),
            ("length(a) IN (2, 4)", "length(a) = 2 | length(a) = 4"),
            ("typeof(a) = 'integer' OR a IS NULL", "typeof(a) IN ('integer') | a IS NULL"),
            ("typeof(a) NOT IN ('text', 'blob')", "typeof(a) NOT IN ('text', 'blob')"),
            ("a = lower(a) AND upper(b) = b", "a = lower(a) & b = upper(b)"),
            ("json_valid(a) OR a IS NULL", "json_valid(a) | a IS NULL"),
            ("json_valid(a) = 1", "json_valid(a)"),
            ("a <= b", "a <= b"),
            ("a AND NOT b", "a & NOT b"),
            ("a IS TRUE", "a & a IS NOT NULL"),
            ("a IS NOT 5", "a <> 5 | a IS NULL"),
            ("a IS 5", "a = 5 & a IS NOT NULL"),
            ("(a IS NULL) = (b IS NULL)", "a IS NULL & b IS NULL | a IS NOT NULL & b IS NOT NULL"),
            ("(a IS NULL) <> (b IS NULL)", "a IS NULL & b IS NOT NULL | a IS NOT NULL & b IS NULL"),
            (
                "(a IS NOT NULL) + (b IS NOT NULL) = 1",
                "a IS NOT NULL & b IS NULL | a IS NULL & b IS NOT NULL",
            ),
            (
                "CASE WHEN a = 1 THEN b IS NOT NULL ELSE b IS NULL END",
                "a = 1 & a IS NOT NULL & b IS NOT NULL | a <> 1 & b IS NULL | a IS NULL & b IS NULL",
            ),
            ("1", ""),
            ("a > 0 OR 1 = 1", "a > 0 | "),
            ("a > 0 AND 1 = 2", "FALSE"),
            ("a IS NULL AND a IS NOT NULL", "FALSE"),
            ("a = NULL", "?a = NULL"),
            ("a + 1 > 5 AND b > 0", "?(a + 1) > 5 & b > 0"),
            ("NOT json_valid(a)", "?NOT json_valid(a)"),
            ("a COLLATE NOCASE = +5", "a = 5"),
            ("coalesce(a, 0) >= 0", "a IS NOT NULL & a >= 0 | a IS NULL"),
            ("0 < ifnull(a, 0)", "a IS NOT NULL & a > 0"),
            ("nullif(a, '') IS NOT NULL", "a IS NOT NULL & a <> ''"),
            ("a + b IS NULL", "a IS NULL | b IS NULL"),
        ],
    );
}

#[test]
fn postgres_expressions_become_atoms() {
    check(
        Dialect::Postgres,
        &[
            ("((a)::text = ANY (ARRAY['x'::text, ('y'::character varying)::text]))", "a IN ('x', 'y')"),
            ("(a <> ALL (ARRAY[2, '-5'::integer]))", "a NOT IN (2, -5)"),
            ("a = 'x'::public.kind", "a = 'x'"),
            ("(a >= (0)::double precision)", "a >= 0.0"),
            ("(b > '2000-01-01'::date)", "b > '2000-01-01'"),
            ("((a)::text <> ''::text) AND ((b)::text = lower((b)::text))", "a <> '' & b = lower(b)"),
            ("(a = true) OR (b <> true) OR c", "a | NOT b | c"),
            ("a IS FALSE", "NOT a & a IS NOT NULL"),
            ("(char_length((a)::text) <= 150)", "length(a) <= 150"),
            ("octet_length(a) = 32", "octet_length(a) = 32"),
            ("(a ~ '^x$'::text) AND (b ~~* 'y%'::text)", "a ~ '^x$' & b ILIKE 'y%' ESCAPE '\\'"),
            ("a ~ similar_to_escape('x|_%'::text)", "a ~ '^(?:x|..*)$'"),
            (
                "(b >= ('2024-01-01 00:00:00+00')::timestamp with time zone) AND (b < '2024-01-01 02:00:00+02'::timestamptz)",
                "b >= '2024-01-01 00:00:00' & b < '2024-01-01 00:00:00'",
            ),
            ("num_nonnulls(a, b) = 1", "a IS NOT NULL & b IS NULL | a IS NULL & b IS NOT NULL"),
            ("((a IS NOT NULL)::integer + (b IS NOT NULL)::integer) <= 0", "a IS NULL & b IS NULL"),
            ("(a = 'x'::kind) = (b IS NOT NULL)", "a = 'x' & b IS NOT NULL | a <> 'x' & b IS NULL"),
            ("a = (b IS NOT NULL)", "a & b IS NOT NULL | NOT a & b IS NULL"),
            ("(a * b) = (0)::numeric", "a = 0 | b = 0"),
            ("a < now()", "?a < now()"),
            ("(a).b > 1", "?((a).b) > 1"),
        ],
    );
}

#[test]
fn mysql_expressions_become_atoms() {
    check(
        Dialect::Mysql,
        &[
            ("(`a` in (_utf8mb4'x',_utf8mb4'y'))", "a IN ('x', 'y')"),
            ("json_valid(`a`)", "json_valid(a)"),
            ("a = true and length(b) > 3", "a = 1 & octet_length(b) > 3"),
            ("if(a is null, b, b > 5)", "a IS NULL & b | a IS NOT NULL & b > 5"),
        ],
    );
}

#[test]
fn too_many_branches_are_one_that_is_opaque() {
    let sql = (0..7).map(|at| format!("(a > {at} OR b < {at})")).collect::<Vec<_>>().join(" AND ");
    let found = branches(&read(&sql, Dialect::Sqlite), Dialect::Sqlite);
    assert!(matches!(found.as_slice(), [Branch { atoms }] if matches!(atoms.as_slice(), [Atom::Opaque(_)])));
    let nested = (0..30).fold("a > 0".to_owned(), |inner, at| format!("(({inner}) = (b > {at}))"));
    assert_eq!(branches(&read(&nested, Dialect::Sqlite), Dialect::Sqlite).len(), 1);
    let long = (0..3000).map(|at| format!("a = {at}")).collect::<Vec<_>>().join(" OR ");
    assert_eq!(branches(&read(&long, Dialect::Sqlite), Dialect::Sqlite).len(), 1);
}

/// A row is not refused exactly when all atoms of one branch are not false.
#[test]
fn branches_mean_what_the_expression_means() {
    let text = |text: &str| Value::Text(text.to_owned());
    let values = [
        Value::Null,
        Value::Int(0),
        Value::Int(1),
        Value::Int(5),
        Value::Int(-2),
        Value::Float(2.5),
        text(""),
        text("x"),
        text("Xy"),
        text("5"),
    ];
    let expressions = [
        "a > 1 AND (b < 5 OR c IS NULL)",
        "NOT (a > 1 AND (b < 5 OR c IS NULL))",
        "a BETWEEN 1 AND 5 OR b NOT BETWEEN 0 AND 2",
        "a IN (1, 5) AND b NOT IN (0, 'x')",
        "NOT (a IN ('x') OR b NOT IN (5, 1)) OR c NOT IN (1, NULL)",
        "a IS NOT 5 AND b IS NOT DISTINCT FROM 'x'",
        "(a IS NULL) = (b > 1)",
        "(a = 'x') <> (b IS NULL OR c = 1)",
        "(a IS NULL) + (b IS NULL) + (c IS NULL) >= 2",
        "CASE WHEN a = 1 THEN b = 5 WHEN a > 1 THEN c IS NULL ELSE b IS NOT NULL END",
        "CASE a WHEN 1 THEN b ELSE c END",
        "NOT CASE WHEN a > b THEN c > 1 END",
        "iif(a IS NULL, b > 1, c < b)",
        "length(a) > 1 OR typeof(b) IN ('integer', 'null')",
        "a = upper(a) AND NOT b = lower(b)",
        "a LIKE 'x%' OR b NOT GLOB '[x-z]*'",
        "(a > 1) IS TRUE OR (b = 5 AND c = 1) IS NOT TRUE",
        "(a > 1 OR b IS NULL) IS FALSE",
        "(NOT (a AND b)) IS TRUE",
        "a AND NOT b OR NOT (c OR a < b)",
        "a = TRUE OR b IN (FALSE, 5)",
        "json_valid(a) = 0 OR json_valid(b)",
        "a = 1 AND b = 1 OR a = 2 AND b = 1 OR a = 5 AND c = 1",
        "0 = a + b OR NULL",
        "a > 0 AND 'x' = 'x' AND NOT 0",
        "coalesce(a, 1) > 1 IS NOT FALSE",
        "coalesce(a, 1) > 1 OR NOT ifnull(b, 'x') = 'x'",
        "nullif(a, 1) IS NULL AND nullif(b, '') IS NOT NULL",
        "(a || b) IS NULL OR (a - 1) * c IS NOT NULL",
    ];
    let dialect = Dialect::Sqlite;
    for sql in expressions {
        let expr = read(sql, dialect);
        let found = branches(&expr, dialect);
        for a in &values {
            for b in &values {
                for c in [&values[0], &values[2], &values[7]] {
                    let column = |name: &str| match name {
                        "a" => a.clone(),
                        "b" => b.clone(),
                        _ => c.clone(),
                    };
                    let passes = |expr: &super::super::Expr| truth(expr, &column, dialect) != Ok(Some(false));
                    let holds = found.iter().any(|way| way.atoms.iter().all(|atom| passes(&atom.to_expr())));
                    assert_eq!(holds, passes(&expr), "{sql} over {a:?}, {b:?}, {c:?}: {found:?}");
                }
            }
        }
    }
}
