//! Looking into JSON documents: paths, keys, lengths and containment, as the three dialects write them.
//!
//! Must not know: expressions. Start reading at [`call`].

use std::borrow::Cow;

use serde_json::Value as Json;

use super::Dialect;
use crate::data::Value;

/// A step into a document.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Key(String),
    /// From the start, or below 0 from the end.
    Index(i64),
    /// An index in an array, else a key: how PostgreSQL takes the words of a path.
    Either(String),
}

/// What a call gives; `None` where the arguments are not what it can take.
type Body = fn(&[Cow<'_, Value>], Dialect) -> Option<Value>;

/// The function of a name, with the fewest and most arguments. Arguments are not NULL.
pub(super) fn call(name: &str, dialect: Dialect) -> Option<(Body, std::ops::RangeInclusive<usize>)> {
    use Dialect::{Mysql, Postgres, Sqlite};
    const ANY: usize = usize::MAX;
    Some(match (name, dialect) {
        ("jsonb_extract_path" | "json_extract_path", Postgres) => {
            (|args, _| Some(found(walk(args)?.as_ref(), whole)), 2..=ANY)
        }
        ("jsonb_extract_path_text" | "json_extract_path_text", Postgres) => {
            (|args, _| Some(found(walk(args)?.as_ref(), as_text)), 2..=ANY)
        }
        ("jsonb_exists", Postgres) => (|args, _| exists(&args[0], args[1..].iter(), true), 2..=2),
        ("jsonb_exists_all", Postgres) => (|args, _| listed(args, true), 2..=2),
        ("jsonb_exists_any", Postgres) => (|args, _| listed(args, false), 2..=2),
        ("contains", Postgres) => (|args, _| contains_value(&args[0], &args[1]), 2..=2),
        ("jsonb_array_length" | "json_array_length", Postgres) => {
            (|args, _| Some(Value::Int(read(&args[0])?.as_array()?.len() as i128)), 1..=1)
        }
        ("json_extract", Mysql) => (|args, _| Some(found(along(args)?.as_ref(), whole)), 2..=2),
        ("json_unquote", Mysql) => (unquoted, 1..=1),
        ("json_quote", Mysql) => {
            (|args, _| Some(Value::Text(Json::from(args[0].as_text()?).to_string())), 1..=1)
        }
        ("json_contains", Mysql) => (contains_candidate, 2..=3),
        ("json_value", Mysql) => (|args, _| Some(found(along(args)?.as_ref(), as_text)), 2..=2),
        ("json_length", Mysql) => (|args, _| Some(found(along(args)?.as_ref(), length)), 1..=2),
        ("json_arrow", Sqlite) => (|args, _| Some(found(along(args)?.as_ref(), whole)), 2..=2),
        ("json_extract" | "json_long_arrow", Sqlite) => {
            (|args, _| Some(found(along(args)?.as_ref(), as_sql)), 2..=2)
        }
        ("json_array_length", Sqlite) => (
            |args, _| {
                Some(found(along(args)?.as_ref(), |json| {
                    Value::Int(json.as_array().map_or(0, |array| array.len() as i128))
                }))
            },
            1..=2,
        ),
        _ => return None,
    })
}

fn read(value: &Value) -> Option<Json> {
    serde_json::from_str(value.as_text()?).ok()
}

/// NULL where there is nothing.
fn found(json: Option<&Json>, told: impl FnOnce(&Json) -> Value) -> Value {
    json.map_or(Value::Null, told)
}

/// A part as a document of its own.
fn whole(json: &Json) -> Value {
    Value::Text(json.to_string())
}

/// A part as text: of a string its characters, nothing of null.
fn as_text(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::String(text) => Value::Text(text.clone()),
        other => whole(other),
    }
}

/// A part as SQLite gives it: numbers and truth values as numbers.
fn as_sql(json: &Json) -> Value {
    match json {
        Json::Bool(truth) => Value::Int(i128::from(*truth)),
        Json::Number(number) => match number.as_i64() {
            Some(integer) => Value::Int(integer.into()),
            None => number.as_f64().map_or(Value::Null, Value::Float),
        },
        other => as_text(other),
    }
}

fn length(json: &Json) -> Value {
    Value::Int(match json {
        Json::Array(array) => array.len() as i128,
        Json::Object(members) => members.len() as i128,
        _ => 1,
    })
}

/// What stands at the end of a path of words; the outer `None` where there is no document.
fn walk(args: &[Cow<'_, Value>]) -> Option<Option<Json>> {
    let document = read(&args[0])?;
    let steps: Option<Vec<Step>> = args[1..]
        .iter()
        .map(|word| match &**word {
            Value::Text(word) => Some(Step::Either(word.clone())),
            Value::Int(index) => Some(Step::Index(i64::try_from(*index).ok()?)),
            _ => None,
        })
        .collect();
    Some(step_into(&document, &steps?).cloned())
}

/// What stands at the end of a path such as `$.a[0]`, or of a lone key or index.
fn along(args: &[Cow<'_, Value>]) -> Option<Option<Json>> {
    let document = read(&args[0])?;
    let steps = match args.get(1).map(|path| &**path) {
        None => Vec::new(),
        Some(Value::Text(path)) if path.starts_with('$') => steps(path)?,
        Some(Value::Text(key)) => vec![Step::Key(key.clone())],
        Some(Value::Int(index)) => vec![Step::Index(i64::try_from(*index).ok()?)],
        Some(_) => return None,
    };
    Some(step_into(&document, &steps).cloned())
}

fn step_into<'j>(document: &'j Json, steps: &[Step]) -> Option<&'j Json> {
    let at = |array: &'j Vec<Json>, index: i64| {
        let index = if index < 0 { array.len() as i64 + index } else { index };
        array.get(usize::try_from(index).ok()?)
    };
    steps.iter().try_fold(document, |json, step| match (step, json) {
        (Step::Key(key) | Step::Either(key), Json::Object(members)) => members.get(key),
        (Step::Index(index), Json::Array(array)) => at(array, *index),
        (Step::Either(word), Json::Array(array)) => at(array, word.parse().ok()?),
        _ => None,
    })
}

/// The steps of a path without wildcards: `$.a."b c"[0]`, `[last]`, `[#-1]`.
fn steps(path: &str) -> Option<Vec<Step>> {
    let mut rest = path.strip_prefix('$')?;
    let mut steps = Vec::new();
    while !rest.is_empty() {
        if let Some(quoted) = rest.strip_prefix(".\"") {
            let (key, behind) = quoted.split_once('"')?;
            steps.push(Step::Key(key.to_owned()));
            rest = behind;
        } else if let Some(named) = rest.strip_prefix('.') {
            let end = named.find(['.', '[']).unwrap_or(named.len());
            let key = named.get(..end).filter(|key| !key.is_empty() && !key.contains('*'))?;
            steps.push(Step::Key(key.to_owned()));
            rest = &named[end..];
        } else {
            let (index, behind) = rest.strip_prefix('[')?.split_once(']')?;
            let from_end = |back: &str| back.trim().trim_start_matches('-').trim().parse::<i64>().ok();
            steps.push(Step::Index(match (index.strip_prefix("last"), index.strip_prefix('#')) {
                (Some(""), _) => -1,
                (Some(back), _) => -1 - from_end(back)?,
                (_, Some(back)) => -from_end(back)?,
                _ => index.trim().parse().ok()?,
            }));
            rest = behind;
        }
    }
    Some(steps)
}

/// Whether keys (or strings of an array) are there.
fn exists<'v>(
    document: &Value,
    mut keys: impl Iterator<Item = &'v Cow<'v, Value>>,
    all: bool,
) -> Option<Value> {
    let document = read(document)?;
    let has = |key: &Cow<'_, Value>| {
        let key = key.as_text().unwrap_or_default();
        match &document {
            Json::Object(members) => members.contains_key(key),
            Json::Array(array) => array.iter().any(|item| item.as_str() == Some(key)),
            other => other.as_str() == Some(key),
        }
    };
    Some(Value::Bool(if all { keys.all(has) } else { keys.any(has) }))
}

fn listed(args: &[Cow<'_, Value>], all: bool) -> Option<Value> {
    let Value::List(keys) = &*args[1] else { return None };
    let keys: Vec<Cow<'_, Value>> = keys.iter().map(Cow::Borrowed).collect();
    exists(&args[0], keys.iter(), all)
}

/// `@>` of two documents, or of two lists.
fn contains_value(left: &Value, right: &Value) -> Option<Value> {
    if let (Value::List(all), Value::List(some)) = (left, right) {
        return Some(Value::Bool(some.iter().all(|item| all.contains(item))));
    }
    Some(Value::Bool(contains(&read(left)?, &read(right)?, true)))
}

/// PostgreSQL's rule: members by key, elements in any order, a lone value in an array.
fn contains(left: &Json, right: &Json, top: bool) -> bool {
    match (left, right) {
        (Json::Object(all), Json::Object(some)) => {
            some.iter().all(|(key, part)| all.get(key).is_some_and(|whole| contains(whole, part, false)))
        }
        (Json::Array(all), Json::Array(some)) => {
            some.iter().all(|part| all.iter().any(|whole| contains(whole, part, false)))
        }
        (Json::Array(all), part) if top && !part.is_object() => all.contains(part),
        (left, right) => left == right,
    }
}

/// `JSON_CONTAINS(target, candidate [, path])`.
fn contains_candidate(args: &[Cow<'_, Value>], _: Dialect) -> Option<Value> {
    let candidate = read(&args[1])?;
    let target = match args.get(2) {
        Some(path) => along(&[args[0].clone(), path.clone()])?,
        None => Some(read(&args[0])?),
    };
    Some(found(target.as_ref(), |target| Value::Int(i128::from(holds_candidate(target, &candidate)))))
}

/// MySQL's rule: every element of an array in some element of the other, anything else also in an array.
fn holds_candidate(target: &Json, candidate: &Json) -> bool {
    match (target, candidate) {
        (Json::Array(_), Json::Array(parts)) => parts.iter().all(|part| holds_candidate(target, part)),
        (Json::Array(items), part) => items.iter().any(|item| holds_candidate(item, part)),
        (Json::Object(all), Json::Object(some)) => {
            some.iter().all(|(key, part)| all.get(key).is_some_and(|whole| holds_candidate(whole, part)))
        }
        (target, candidate) => target == candidate,
    }
}

fn unquoted(args: &[Cow<'_, Value>], _: Dialect) -> Option<Value> {
    let text = args[0].as_text()?;
    let string = serde_json::from_str::<String>(text).ok().filter(|_| text.starts_with('"'));
    Some(Value::Text(string.unwrap_or_else(|| text.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::super::{evaluate, parse};
    use super::*;

    fn value(sql: &str, document: &str, dialect: Dialect) -> Value {
        let expr = parse(sql, dialect, &["doc"]).unwrap_or_else(|error| panic!("{sql}: {error}"));
        evaluate(&expr, &|_| Value::Text(document.to_owned()), dialect)
            .unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    const DOCUMENT: &str = r#"{"a": {"b": [1, "x", {"c": true}]}, "k": "v", "n": null}"#;

    #[test]
    fn postgres_looks_into_documents() {
        for (sql, expected) in [
            ("doc -> 'k'", text("\"v\"")),
            ("doc ->> 'k'", text("v")),
            ("((doc -> 'a'::text) -> 'b'::text) ->> 1", text("x")),
            ("(doc -> 'a' -> 'b') ->> -1", text(r#"{"c":true}"#)),
            ("doc #>> '{a,b,0}'::text[]", text("1")),
            ("doc #> '{a,z}'", Value::Null),
            ("doc ->> 'n'", Value::Null),
            ("doc ? 'k'::text", Value::Bool(true)),
            ("doc ?| ARRAY['z', 'a']", Value::Bool(true)),
            ("doc ?& ARRAY['z', 'a']", Value::Bool(false)),
            ("doc @> '{\"a\": {\"b\": [\"x\"]}}'::jsonb", Value::Bool(true)),
            ("doc @> '{\"k\": \"w\"}'::jsonb", Value::Bool(false)),
            ("jsonb_typeof(doc -> 'a')", text("object")),
            ("jsonb_array_length((doc -> 'a') -> 'b')", Value::Int(3)),
            ("(((doc -> 'x'::text) -> 0) ->> 'y'::text)", Value::Null),
        ] {
            assert_eq!(value(sql, DOCUMENT, Dialect::Postgres), expected, "{sql}");
        }
    }

    /// As MySQL 9.7 and MariaDB 10.11 answer.
    #[test]
    fn mysql_looks_for_candidates() {
        let wanted = [
            ("json_contains(d, '[1,3]')", "[1,2,3]", 1),
            ("json_contains(d, '2')", "[1,2,3]", 1),
            ("json_contains('[1,2,3]', d)", "[2,4]", 0),
            ("json_contains(d, json_quote('a'), '$.r')", r#"{"r":["a","b"]}"#, 1),
            ("json_contains(d, '{\"a\":1}')", r#"{"a":1,"b":2}"#, 1),
        ];
        for (sql, document, held) in wanted {
            assert_eq!(value(sql, document, Dialect::Mysql), Value::Int(held), "{sql}");
        }
        assert_eq!(value("json_contains(d, '1', '$.x')", "{}", Dialect::Mysql), Value::Null);
    }

    #[test]
    fn mysql_and_sqlite_follow_paths() {
        for (sql, expected) in [
            ("json_extract(doc, '$.k')", text("\"v\"")),
            ("json_unquote(json_extract(doc, '$.k'))", text("v")),
            ("doc ->> '$.a.b[1]'", text("x")),
            ("json_value(doc, '$.a.b[0]')", text("1")),
            ("json_length(doc)", Value::Int(3)),
            ("json_length(doc, '$.a.b')", Value::Int(3)),
            ("json_extract(doc, '$.a.b[last].c')", text("true")),
        ] {
            assert_eq!(value(sql, DOCUMENT, Dialect::Mysql), expected, "{sql}");
        }
        for (sql, expected) in [
            ("json_extract(doc, '$.a.b[0]')", Value::Int(1)),
            ("json_extract(doc, '$.a.b[#-1].c')", Value::Int(1)),
            ("doc -> 'k'", text("\"v\"")),
            ("doc ->> 'k'", text("v")),
            ("doc ->> '$.\"k\"'", text("v")),
            ("json_array_length(doc, '$.a.b')", Value::Int(3)),
            ("json_extract(doc, '$.z')", Value::Null),
        ] {
            assert_eq!(value(sql, DOCUMENT, Dialect::Sqlite), expected, "{sql}");
        }
    }
}
