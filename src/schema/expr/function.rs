//! The functions that can be evaluated here, per dialect.
//!
//! Must not know: expressions; each gets its arguments' values. Start reading at [`find`].

use std::borrow::Cow;

use super::ast::{BinaryOp, Comparison};
use super::eval::Unsupported;
use super::pattern::{self, Fold, LikeRule};
use super::{Dialect, arithmetic, calendar, cast, compare, document, json, moment, range, text};
use crate::data::Value;

/// Arguments of a call.
pub type Args<'a> = [Cow<'a, Value>];

/// A function's work; `None` where its arguments are not what it can take.
type Body = fn(&Args<'_>, Dialect) -> Option<Value>;

/// A function found by its name.
#[derive(Clone, Copy, Debug)]
pub struct Function {
    body: Body,
    /// Most functions of NULL are NULL.
    strict: bool,
}

impl Function {
    /// The value of a call.
    pub fn call(&self, args: &Args<'_>, dialect: Dialect) -> Result<Value, Unsupported> {
        if self.strict && args.iter().any(|arg| arg.is_null()) {
            return Ok(Value::Null);
        }
        (self.body)(args, dialect).ok_or_else(|| Unsupported::new(format!("a function of {args:?}")))
    }
}

/// Whether the evaluator has a function of that name.
pub fn is_known_function(name: &str, args: usize, dialect: Dialect) -> bool {
    find(name, args, dialect).is_some()
}

/// The function of a name with so many arguments, where the dialect has it.
pub fn find(name: &str, args: usize, dialect: Dialect) -> Option<Function> {
    if let Some((body, _)) = strict(name, dialect).filter(|(_, arity)| arity.contains(&args)) {
        return Some(Function { body, strict: true });
    }
    let body: Body = match (name, dialect, args) {
        ("greatest" | "least", Dialect::Postgres, 1..) => match name {
            "greatest" => |args, dialect| best(args, Comparison::Gt, dialect),
            _ => |args, dialect| best(args, Comparison::Lt, dialect),
        },
        ("typeof", Dialect::Sqlite, 1) => |args, _| Some(Value::Text(type_name(&args[0])?.to_owned())),
        ("num_nulls", Dialect::Postgres, 1..) => |args, _| Some(count(args, true)),
        ("num_nonnulls", Dialect::Postgres, 1..) => |args, _| Some(count(args, false)),
        ("hex", Dialect::Sqlite, 1) => hex,
        ("concat", Dialect::Sqlite | Dialect::Postgres, 1..) => concat,
        ("array", Dialect::Postgres, _) => {
            |args, _| Some(Value::List(args.iter().map(|arg| arg.clone().into_owned()).collect()))
        }
        _ => return None,
    };
    Some(Function { body, strict: false })
}

fn strict(name: &str, dialect: Dialect) -> Option<(Body, std::ops::RangeInclusive<usize>)> {
    use Dialect::{Mysql, Postgres, Sqlite};
    const ANY: usize = usize::MAX;
    let found: (Body, _) = match (name, dialect) {
        ("length", Mysql) | ("octet_length", _) => (octet_length, 1..=1),
        ("length", _) | ("char_length" | "character_length", Postgres | Mysql) => (char_length, 1..=1),
        ("lower", _) | ("lcase", Mysql) => (lower, 1..=1),
        ("upper", _) | ("ucase", Mysql) => (upper, 1..=1),
        ("trim", _) | ("btrim", Postgres) => (|args, dialect| trim(args, dialect, true, true), 1..=2),
        ("ltrim", _) => (|args, dialect| trim(args, dialect, true, false), 1..=2),
        ("rtrim", _) => (|args, dialect| trim(args, dialect, false, true), 1..=2),
        ("substr" | "substring", _) => (substr, 2..=3),
        ("instr", Sqlite | Mysql) | ("strpos", Postgres) => (|args, d| instr(&args[0], &args[1], d), 2..=2),
        ("locate", Mysql) => (|args, d| instr(&args[1], &args[0], d), 2..=2),
        ("abs", _) => (abs, 1..=1),
        ("round", _) => (round, 1..=2),
        ("ceil" | "ceiling", _) => (|args, d| whole(args, d, libm::ceil), 1..=1),
        ("floor", _) => (|args, d| whole(args, d, libm::floor), 1..=1),
        ("max", Sqlite) | ("greatest", Mysql) => (|args, d| best(args, Comparison::Gt, d), 2..=ANY),
        ("min", Sqlite) | ("least", Mysql) => (|args, d| best(args, Comparison::Lt, d), 2..=ANY),
        ("json_valid", Sqlite | Mysql) => (json_valid, 1..=1),
        ("json_type", Sqlite | Mysql) | ("json_typeof" | "jsonb_typeof", Postgres) => (json_type, 1..=1),
        ("date" | "time" | "datetime" | "julianday" | "unixepoch", Sqlite) => return moments(name),
        ("strftime", Sqlite) => (|args, _| moment::strftime(args[0].as_text()?, &args[1]), 2..=2),
        ("hex", Mysql) => (hex, 1..=1),
        ("concat", Mysql) => (concat, 1..=ANY),
        ("like", Sqlite) => (like, 2..=3),
        ("glob", Sqlite) => (glob, 2..=2),
        ("extract", Postgres | Mysql) | ("date_part", Postgres) => {
            (|args, _| calendar::field(args[0].as_text()?, &args[1]), 2..=2)
        }
        ("datediff" | "timestampdiff" | "timestamp" | "to_days" | "last_day", Mysql) => return between(name),
        ("date_trunc", Postgres) => (|args, _| calendar::truncated(args[0].as_text()?, &args[1]), 2..=2),
        (
            "year" | "month" | "day" | "dayofmonth" | "quarter" | "hour" | "minute" | "second" | "dayofweek"
            | "weekday" | "dayofyear",
            Mysql,
        ) => return parts(name),
        ("left", Postgres | Mysql) => (|args, d| ends(args, d, true), 2..=2),
        ("right", Postgres | Mysql) => (|args, d| ends(args, d, false), 2..=2),
        ("replace", _) => (replace, 3..=3),
        ("reverse", Postgres | Mysql) => {
            (|args, d| Some(Value::Text(textual(&args[0], d)?.chars().rev().collect())), 1..=1)
        }
        ("mod", Postgres | Mysql) => {
            (|args, d| arithmetic::binary(BinaryOp::Rem, &args[0], &args[1], d).ok(), 2..=2)
        }
        ("sign", _) => (sign, 1..=1),
        ("array_has", Postgres) => (|args, d| has_element(&args[1], &args[0], d), 2..=2),
        ("array_lacks", Postgres) => (
            |args, d| match has_element(&args[1], &args[0], d)? {
                Value::Bool(has) => Some(Value::Bool(!has)),
                null => Some(null),
            },
            2..=2,
        ),
        ("cardinality", Postgres) => (|args, _| Some(size(list(&args[0])?.len())), 1..=1),
        ("array_length", Postgres) => (array_length, 2..=2),
        ("starts_with", Postgres) => (starts_with, 2..=2),
        _ => return document::call(name, dialect),
    };
    Some(found)
}

/// MySQL's functions of days and of the time between moments.
fn between(name: &str) -> Option<(Body, std::ops::RangeInclusive<usize>)> {
    Some(match name {
        "datediff" => (
            |args, _| calendar::difference("day", &calendar::day(&args[1])?, &calendar::day(&args[0])?),
            2..=2,
        ),
        "timestampdiff" => (|args, _| calendar::difference(args[0].as_text()?, &args[1], &args[2]), 3..=3),
        "timestamp" => (|args, _| calendar::at(&args[0], args.get(1).map(|arg| &**arg)), 1..=2),
        "to_days" => {
            (|args, _| calendar::difference("day", &Value::Date(-719_528), &calendar::day(&args[0])?), 1..=1)
        }
        "last_day" => (|args, _| calendar::last_day(&args[0]), 1..=1),
        _ => return None,
    })
}

fn moments(name: &str) -> Option<(Body, std::ops::RangeInclusive<usize>)> {
    let body: Body = match name {
        "date" => |args, _| moment::call("date", &args[0]),
        "time" => |args, _| moment::call("time", &args[0]),
        "datetime" => |args, _| moment::call("datetime", &args[0]),
        "julianday" => |args, _| moment::call("julianday", &args[0]),
        _ => |args, _| moment::call("unixepoch", &args[0]),
    };
    Some((body, 1..=1))
}

fn parts(name: &str) -> Option<(Body, std::ops::RangeInclusive<usize>)> {
    let body: Body = match name {
        "year" => |args, _| calendar::field("year", &args[0]),
        "month" => |args, _| calendar::field("month", &args[0]),
        "day" | "dayofmonth" => |args, _| calendar::field("day", &args[0]),
        "quarter" => |args, _| calendar::field("quarter", &args[0]),
        "hour" => |args, _| calendar::field("hour", &args[0]),
        "minute" => |args, _| calendar::field("minute", &args[0]),
        "second" => |args, _| calendar::field("second", &args[0]),
        "dayofweek" => |args, _| calendar::field("dayofweek", &args[0]),
        "weekday" => |args, _| calendar::field("weekday", &args[0]),
        _ => |args, _| calendar::field("dayofyear", &args[0]),
    };
    Some((body, 1..=1))
}

/// So many characters from the start or the end; PostgreSQL leaves so many out where the number is negative.
fn ends(args: &Args<'_>, dialect: Dialect, left: bool) -> Option<Value> {
    let (text, count) = (textual(&args[0], dialect)?, args[1].as_int()?);
    let all = text.chars().count() as i128;
    let kept = match (count < 0, dialect) {
        (true, Dialect::Postgres) => (all + count).max(0),
        (true, _) => 0,
        _ => count.min(all),
    };
    let skipped = if left { 0 } else { all - kept };
    Some(Value::Text(text.chars().skip(skipped as usize).take(kept as usize).collect()))
}

fn replace(args: &Args<'_>, dialect: Dialect) -> Option<Value> {
    let [text, from, to] = [0, 1, 2].map(|at| textual(&args[at], dialect));
    let (text, from, to) = (text?, from?, to?);
    Some(Value::Text(if from.is_empty() { text.into_owned() } else { text.replace(&*from, &to) }))
}

fn sign(args: &Args<'_>, dialect: Dialect) -> Option<Value> {
    let order = cast::number(&args[0], dialect)?.compare_numbers(&Value::Int(0))?;
    Some(Value::Int(order as i128))
}

/// The text of an argument: PostgreSQL has no function of text that takes a number.
fn textual(value: &Value, dialect: Dialect) -> Option<Cow<'_, str>> {
    match value {
        Value::Text(_) => text::borrow(value, dialect),
        _ if dialect == Dialect::Postgres => None,
        _ => text::borrow(value, dialect),
    }
}

fn size(count: usize) -> Value {
    Value::Int(count as i128)
}

fn char_length(args: &Args<'_>, dialect: Dialect) -> Option<Value> {
    match &*args[0] {
        Value::Bytes(bytes) => Some(size(bytes.len())),
        value => {
            let text = textual(value, dialect)?;
            // SQLite counts up to the first NUL.
            let counted = match dialect {
                Dialect::Sqlite => text.split('\0').next().unwrap_or_default(),
                _ => &text,
            };
            Some(size(counted.chars().count()))
        }
    }
}

fn octet_length(args: &Args<'_>, dialect: Dialect) -> Option<Value> {
    match &*args[0] {
        Value::Bytes(bytes) => Some(size(bytes.len())),
        value => Some(size(textual(value, dialect)?.len())),
    }
}

fn lower(args: &Args<'_>, dialect: Dialect) -> Option<Value> {
    let text = textual(&args[0], dialect)?;
    if let Some(bound) = range::bound(&text, false).filter(|_| dialect == Dialect::Postgres) {
        return Some(bound);
    }
    Some(Value::Text(match dialect {
        Dialect::Sqlite => text.to_ascii_lowercase(),
        _ => text.to_lowercase(),
    }))
}

fn upper(args: &Args<'_>, dialect: Dialect) -> Option<Value> {
    let text = textual(&args[0], dialect)?;
    if let Some(bound) = range::bound(&text, true).filter(|_| dialect == Dialect::Postgres) {
        return Some(bound);
    }
    Some(Value::Text(match dialect {
        Dialect::Sqlite => text.to_ascii_uppercase(),
        _ => text.to_uppercase(),
    }))
}

fn trim(args: &Args<'_>, dialect: Dialect, start: bool, end: bool) -> Option<Value> {
    let text = textual(&args[0], dialect)?;
    let set = match args.get(1) {
        Some(set) => textual(set, dialect)?,
        None => Cow::Borrowed(" "),
    };
    // MySQL removes a whole string again and again, the others any of its characters.
    if dialect == Dialect::Mysql && set.chars().count() != 1 {
        return None;
    }
    let in_set = |c: char| set.contains(c);
    let mut rest: &str = &text;
    if start {
        rest = rest.trim_start_matches(in_set);
    }
    if end {
        rest = rest.trim_end_matches(in_set);
    }
    Some(Value::Text(rest.to_owned()))
}

/// Characters (or bytes) from a position on, counted from 1; where it lies before the start, the length is
/// still counted from it.
fn substr(args: &Args<'_>, dialect: Dialect) -> Option<Value> {
    let integer = |value: &Value| {
        let whole = cast::convert(Cow::Borrowed(value), cast::Target::Integer, dialect);
        whole.ok().and_then(|whole| whole.as_int())
    };
    let start = integer(&args[1])?;
    let length = args.get(2).map(|length| integer(length).ok_or(())).transpose().ok()?;
    if let Value::Bytes(bytes) = &*args[0] {
        // SQLite takes empty binary for no value.
        if bytes.is_empty() && dialect == Dialect::Sqlite {
            return Some(Value::Null);
        }
        let (from, to) = window(bytes.len(), start, length, dialect)?;
        return Some(Value::Bytes(bytes[from..to].to_vec()));
    }
    let text = textual(&args[0], dialect)?;
    let (from, to) = window(text.chars().count(), start, length, dialect)?;
    Some(Value::Text(text.chars().skip(from).take(to - from).collect()))
}

fn window(size: usize, start: i128, length: Option<i128>, dialect: Dialect) -> Option<(usize, usize)> {
    let count = i128::try_from(size).ok()?;
    let negative = length.is_some_and(|length| length < 0);
    let empty = match dialect {
        Dialect::Mysql => negative || start == 0 || start < -count,
        Dialect::Postgres if negative => return None,
        _ => false,
    };
    if empty {
        return Some((0, 0));
    }
    let first = if start < 0 && dialect != Dialect::Postgres { start + count + 1 } else { start };
    let last = length.map_or(i128::MAX, |length| first.saturating_add(length));
    let (from, to) = if last < first { (last, first) } else { (first, last) };
    let clamp = |at: i128| usize::try_from(at.saturating_sub(1).clamp(0, count)).ok();
    Some((clamp(from)?, clamp(to)?))
}

fn instr(text: &Value, part: &Value, dialect: Dialect) -> Option<Value> {
    if let (Value::Bytes(text), Value::Bytes(part)) = (text, part) {
        let at = (0..=text.len()).find(|&at| text[at..].starts_with(part));
        return Some(size(at.map_or(0, |at| at + 1)));
    }
    let (mut text, mut part) = (textual(text, dialect)?, textual(part, dialect)?);
    if dialect == Dialect::Mysql {
        (text, part) = (Cow::Owned(text.to_lowercase()), Cow::Owned(part.to_lowercase()));
    }
    Some(size(text.find(&*part).map_or(0, |at| text[..at].chars().count() + 1)))
}

fn abs(args: &Args<'_>, dialect: Dialect) -> Option<Value> {
    let number = match (&*args[0], dialect) {
        // SQLite has no integer for the text of one here.
        (Value::Text(_) | Value::Bytes(_), Dialect::Sqlite) => {
            Value::Float(cast::number(&args[0], dialect)?.as_f64()?)
        }
        (value, _) => cast::number(value, dialect)?,
    };
    // The least integer has no absolute value: an error of the server.
    if dialect == Dialect::Sqlite && number == Value::Int(i64::MIN.into()) {
        return None;
    }
    let negative = number.compare_numbers(&Value::Int(0))?.is_lt();
    if negative { arithmetic::negate(&number, dialect).ok() } else { Some(number) }
}

fn round(args: &Args<'_>, dialect: Dialect) -> Option<Value> {
    let places = args.get(1).map_or(Some(0), |places| cast::number(places, dialect)?.as_int())?;
    arithmetic::round(&args[0], places, dialect)
}

fn whole(args: &Args<'_>, dialect: Dialect, to: fn(f64) -> f64) -> Option<Value> {
    match cast::number(&args[0], dialect)? {
        Value::Int(i) => Some(Value::Int(i)),
        number => Some(Value::Float(to(number.as_f64()?))),
    }
}

/// The greatest or the least, the first of equals; NULLs are passed over.
fn best(args: &Args<'_>, better: Comparison, dialect: Dialect) -> Option<Value> {
    let mut found: Option<&Value> = None;
    for arg in args.iter().filter(|arg| !arg.is_null()) {
        match found {
            Some(best) if !better.holds(compare::order(arg, best, dialect)?) => {}
            _ => found = Some(arg),
        }
    }
    Some(found.cloned().unwrap_or(Value::Null))
}

fn type_name(value: &Value) -> Option<&'static str> {
    Some(match value {
        Value::Null => "null",
        Value::Bool(_) | Value::Int(_) => "integer",
        Value::Float(_) => "real",
        Value::Decimal { .. } if value.as_int().is_some() => "integer",
        Value::Decimal { .. } => "real",
        Value::Bytes(_) => "blob",
        Value::List(_) => return None,
        _ => "text",
    })
}

fn count(args: &Args<'_>, nulls: bool) -> Value {
    size(args.iter().filter(|arg| arg.is_null() == nulls).count())
}

/// `value = ANY (list)`: NULL where only elements that are NULL could be it.
fn has_element(list: &Value, value: &Value, dialect: Dialect) -> Option<Value> {
    let items = self::list(list)?;
    let equal = |item: &Value| compare::order(item, value, dialect).is_some_and(std::cmp::Ordering::is_eq);
    Some(match items.iter().any(equal) {
        true => Value::Bool(true),
        false if items.iter().any(Value::is_null) => Value::Null,
        false => Value::Bool(false),
    })
}

fn json_valid(args: &Args<'_>, dialect: Dialect) -> Option<Value> {
    let text = match &*args[0] {
        // Binary may be a document in the server's own encoding.
        Value::Bytes(_) => return None,
        Value::Text(text) => Cow::Borrowed(text.as_str()),
        _ if dialect == Dialect::Mysql => return Some(Value::Int(0)),
        value => text::borrow(value, dialect)?,
    };
    Some(Value::Int(i128::from(json::kind(&text).is_some())))
}

fn json_type(args: &Args<'_>, dialect: Dialect) -> Option<Value> {
    let name = match (json::kind(args[0].as_text()?)?, dialect) {
        (json::Kind::Null, Dialect::Mysql) => "NULL",
        (json::Kind::Null, _) => "null",
        (json::Kind::True, Dialect::Sqlite) => "true",
        (json::Kind::False, Dialect::Sqlite) => "false",
        (json::Kind::True | json::Kind::False, Dialect::Postgres) => "boolean",
        (json::Kind::True | json::Kind::False, Dialect::Mysql) => "BOOLEAN",
        (json::Kind::Integer, Dialect::Sqlite) => "integer",
        (json::Kind::Real, Dialect::Sqlite) => "real",
        (json::Kind::Integer | json::Kind::Real, Dialect::Postgres) => "number",
        (json::Kind::Integer, Dialect::Mysql) => "INTEGER",
        (json::Kind::Real, Dialect::Mysql) => "DOUBLE",
        (json::Kind::Text, Dialect::Sqlite) => "text",
        (json::Kind::Text, Dialect::Postgres) => "string",
        (json::Kind::Text, Dialect::Mysql) => "STRING",
        (json::Kind::Array, Dialect::Mysql) => "ARRAY",
        (json::Kind::Array, _) => "array",
        (json::Kind::Object, Dialect::Mysql) => "OBJECT",
        (json::Kind::Object, _) => "object",
    };
    Some(Value::Text(name.to_owned()))
}

/// SQLite's hex(NULL) is the empty text.
fn hex(args: &Args<'_>, dialect: Dialect) -> Option<Value> {
    let digits = match (&*args[0], dialect) {
        (Value::Null, _) => String::new(),
        (Value::Bytes(bytes), _) => text::hex(bytes),
        (Value::Text(text), _) => text::hex(text.as_bytes()),
        (value, Dialect::Sqlite) => text::hex(text::borrow(value, dialect)?.as_bytes()),
        _ => return None,
    };
    Some(Value::Text(digits))
}

/// NULLs are passed over where the function is not strict.
fn concat(args: &Args<'_>, dialect: Dialect) -> Option<Value> {
    let present = args.iter().filter(|arg| !arg.is_null());
    present.map(|arg| text::of(arg, dialect)).collect::<Option<String>>().map(Value::Text)
}

/// `like(pattern, text [, escape])`.
fn like(args: &Args<'_>, dialect: Dialect) -> Option<Value> {
    let (pattern, text) = (textual(&args[0], dialect)?, textual(&args[1], dialect)?);
    let escape = match args.get(2) {
        Some(escape) => escape.as_text()?.chars().next(),
        None => None,
    };
    let matched = pattern::like(&text, &pattern, LikeRule { escape, fold: Fold::Ascii })?;
    Some(Value::Int(i128::from(matched)))
}

/// `glob(pattern, text)`.
fn glob(args: &Args<'_>, dialect: Dialect) -> Option<Value> {
    let (pattern, text) = (textual(&args[0], dialect)?, textual(&args[1], dialect)?);
    Some(Value::Int(i128::from(pattern::glob(&text, &pattern))))
}

fn list(value: &Value) -> Option<&[Value]> {
    match value {
        Value::List(items) => Some(items),
        _ => None,
    }
}

/// An empty array has no dimension, so its length is NULL.
fn array_length(args: &Args<'_>, _: Dialect) -> Option<Value> {
    let items = list(&args[0])?;
    let first = args[1].as_int()? == 1;
    first.then(|| if items.is_empty() { Value::Null } else { size(items.len()) })
}

fn starts_with(args: &Args<'_>, _: Dialect) -> Option<Value> {
    Some(Value::Bool(args[0].as_text()?.starts_with(args[1].as_text()?)))
}
