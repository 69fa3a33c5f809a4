//! Which column tells the values of an expression apart: distinct values of the column make distinct results.
//!
//! Must not know: how a column is made distinct. Start reading at [`column_of`].

use super::constraint::computed_as;
use super::narrow::drawn;
use super::table::Draft;
use crate::data::{LogicalType, Value};
use crate::schema::expr::{BinaryOp, Dialect, Expr, evaluate, is_known_function, parse};
use crate::schema::{Key, KeyPart};

/// The column that a part is, or that its expression tells apart.
pub(super) fn column_of(draft: &Draft<'_>, part: &KeyPart, dialect: Dialect) -> Option<usize> {
    let names: Vec<&str> = draft.schema.columns.iter().map(|column| column.name.as_str()).collect();
    let computed = match part.column {
        Some(column) if draft.slot(column).is_none() => {
            let name = &draft.schema.columns[column].name;
            computed_as(draft, dialect, &names, name)
        }
        Some(column) => return Some(column),
        None => parse(part.expression.as_deref()?, dialect, &names).ok(),
    };
    // A part that is computed of one that is computed.
    let expr = computed?.with_columns(&|name| computed_as(draft, dialect, &names, name));
    draft.schema.column(injective(&expr, dialect)?)
}

/// Cells of a document that are looked at.
const CELLS: usize = 256;

/// Whether a key is empty: a part of it is NULL in all rows, since the documents that it looks into have nothing
/// there, and NULLs differ from each other.
pub(super) fn is_void(draft: &Draft<'_>, key: &Key, dialect: Dialect) -> bool {
    let names: Vec<&str> = draft.schema.columns.iter().map(|column| column.name.as_str()).collect();
    let nothing = |part: &KeyPart| {
        let expr = parse(part.expression.as_deref()?, dialect, &names).ok().filter(Expr::is_known)?;
        let &[name] = expr.columns().as_slice() else { return None };
        let column = draft.schema.column(name)?;
        let json = draft.schema.columns[column].logical_type == LogicalType::Json;
        let chosen = draft.slots[draft.slot(column)?].chosen.as_ref().filter(|_| json)?;
        if !chosen.reads.is_empty() {
            return None;
        }
        let cells = drawn(chosen, CELLS);
        let is_null = |row: usize| {
            let cell = cells.value(row, &chosen.logical_type);
            evaluate(&expr, &|_| cell.clone(), dialect).is_ok_and(|value| value.is_null())
        };
        (0..CELLS).all(is_null).then_some(())
    };
    key.nulls_distinct && key.parts.iter().any(|part| nothing(part).is_some())
}

/// Functions of which the results differ when their first arguments do (all others being constants), by more
/// than case, accents and blanks.
const TELLING: [&str; 33] = [
    "lower",
    "lcase",
    "ucase",
    "upper",
    "trim",
    "btrim",
    "ltrim",
    "rtrim",
    "hex",
    "unhex",
    "md5",
    "sha1",
    "sha2",
    "sha224",
    "sha256",
    "sha384",
    "sha512",
    "digest",
    "encode",
    "decode",
    "to_hex",
    "to_base64",
    "from_base64",
    "bin",
    "replace",
    "reverse",
    "quote",
    "quote_literal",
    "convert_to",
    "convert_from",
    "uuid_to_bin",
    "bin_to_uuid",
    "lpad",
];

/// Functions with a constant that stands for NULL, or for a value that becomes NULL.
const VEILING: [&str; 3] = ["coalesce", "ifnull", "nullif"];

/// The column of an expression that differs whenever the column's values differ by more than case, accents
/// and blanks, as those of distinct columns do. Functions of users are taken to be such until a rehearsal
/// shows otherwise.
fn injective(expr: &Expr, dialect: Dialect) -> Option<&str> {
    match expr {
        Expr::Column(name) => Some(name),
        // The constant stands for NULL, which is told apart otherwise, or for one value that is NULL then.
        Expr::Function { name, args } => {
            let (first, rest) = args.split_first()?;
            let constants = rest.iter().all(|arg| arg.columns().is_empty());
            let known = TELLING.contains(&name.as_str()) || VEILING.contains(&name.as_str());
            let foreign = !known && is_foreign(name, args.len(), dialect);
            (constants && (known || foreign)).then(|| injective(first, dialect)).flatten()
        }
        // What ends in distinct words is distinct.
        Expr::Binary { op: BinaryOp::Concat, left, right } => match injective(right, dialect) {
            None if right.columns().is_empty() => injective(left, dialect),
            right => right,
        },
        // What is told apart where it is not NULL.
        Expr::Case { arms, otherwise, .. } => {
            let void = |expr: &Expr| matches!(expr.uncast(), Expr::Literal(Value::Null));
            let values = arms.iter().map(|(_, then)| then).chain(otherwise.as_deref());
            let mut values = values.filter(|value| !void(value));
            let only = values.next()?;
            values.next().is_none().then(|| injective(only, dialect)).flatten()
        }
        // As a text of any length a value is still itself.
        Expr::Cast { expr, type_name } => {
            let whole = ["text", "character varying", "varchar", "citext", "bytea", "binary", "char"];
            let whole = whole.iter().any(|name| type_name.eq_ignore_ascii_case(name));
            whole.then(|| injective(expr, dialect)).flatten()
        }
        _ => None,
    }
}

/// Whether a function is neither evaluated here nor one of the server's that shorten or round.
fn is_foreign(name: &str, args: usize, dialect: Dialect) -> bool {
    const LOSSY: [&str; 26] = [
        "left",
        "right",
        "substr",
        "substring",
        "date",
        "date_trunc",
        "extract",
        "date_part",
        "year",
        "month",
        "day",
        "hour",
        "minute",
        "week",
        "time",
        "round",
        "floor",
        "ceil",
        "ceiling",
        "trunc",
        "truncate",
        "soundex",
        "metaphone",
        "hashtext",
        "crc32",
        "array",
    ];
    !LOSSY.contains(&name) && !is_known_function(name, args, dialect)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_that_keep_values_apart_are_seen_through() {
        let through = |sql: &str| {
            let expr = parse(sql, Dialect::Postgres, &["a", "b"]).unwrap_or_else(|error| panic!("{error}"));
            injective(&expr, Dialect::Postgres).map(str::to_owned)
        };
        for sql in [
            "a",
            "lower(a::text)",
            "btrim(upper((a)::character varying))",
            "COALESCE(a, 0)",
            "NULLIF(a, '')",
            "(b || ' '::text) || a",
            "CASE WHEN b > 1 THEN a END",
            "CASE b WHEN 1 THEN NULL ELSE lower(a) END",
        ] {
            assert_eq!(through(sql).as_deref(), Some("a"), "{sql}");
        }
        for sql in [
            "a::date",
            "a::varchar(3)",
            "a || left(b, 1)",
            "left(a, 2)",
            "COALESCE(a, b)",
            "CASE WHEN b > 1 THEN a ELSE b END",
        ] {
            assert_eq!(through(sql), None, "{sql}");
        }
    }
}
