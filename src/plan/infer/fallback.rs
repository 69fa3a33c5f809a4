//! What a column gets by its type and its default alone, and how arguments are kept within the type.
//!
//! Must not know: what names mean. Start reading at [`by_type`].

use super::rule::arguments;
use super::{Choice, Subject};
use crate::data::{LogicalType, Value};
use crate::generate::{Params, only_choice};

/// The largest integer that a column without a meaning gets.
const INTEGER_MAX: i128 = 10_000;
/// The most characters for which a few words are enough.
const WORDS_CHARS_MAX: u32 = 60;

/// The choice for types that leave none.
pub(super) fn fixed(logical_type: &LogicalType) -> Option<Choice> {
    match logical_type {
        LogicalType::Enum { labels } => {
            let values = labels.iter().cloned().map(Value::Text).collect();
            let params = Params::from([("values".to_owned(), Value::List(values))]);
            Some(Choice::of("values", params, "the type's labels".to_owned()))
        }
        // Elements have a meaning of their own; what text the others take depends on the server.
        LogicalType::Array { .. } | LogicalType::Other { .. } => None,
        other => {
            only_choice(other).map(|generator| Choice::of(generator, Params::new(), "by its type".to_owned()))
        }
    }
}

/// The choice by type only.
pub(super) fn by_type(subject: &Subject<'_>) -> Choice {
    let (generator, params) = match subject.logical_type {
        LogicalType::Bool => ("boolean", Params::new()),
        LogicalType::Int { .. } => ("integer", integers(0, INTEGER_MAX)),
        LogicalType::Decimal { precision, scale } => decimal(precision.saturating_sub(*scale)),
        LogicalType::Float { .. } => ("float", arguments("min=0 max=1000")),
        LogicalType::Text { max, .. } => text(max.unwrap_or(u32::MAX)),
        LogicalType::Bytes { max } => ("bytes", integers(1, i128::from(max.unwrap_or(64).clamp(1, 64)))),
        LogicalType::Date => ("date", Params::new()),
        LogicalType::Timestamp { .. } => ("timestamp", Params::new()),
        LogicalType::Json => ("json", arguments("kind=object")),
        _ => ("text", Params::new()),
    };
    let mut choice = Choice::of(generator, params, "by its type".to_owned());
    choice.generic = true;
    fit_integer(&mut choice, subject.logical_type);
    choice
}

fn integers(least: i128, most: i128) -> Params {
    Params::from([("min".to_owned(), Value::Int(least)), ("max".to_owned(), Value::Int(most))])
}

fn decimal(whole_digits: u8) -> (&'static str, Params) {
    match whole_digits {
        0 => ("decimal", arguments("min=0 max=0.9")),
        1 => ("decimal", integers(0, 9)),
        2 => ("decimal", integers(0, 99)),
        _ => ("amount", Params::new()),
    }
}

fn text(chars: u32) -> (&'static str, Params) {
    match chars {
        0..=3 => ("code", arguments(["pattern=A", "pattern=A", "pattern=AA", "pattern=AAA"][chars as usize])),
        4..=11 => ("word", Params::new()),
        12..=WORDS_CHARS_MAX => ("words", arguments("min=1 max=3")),
        _ => ("sentence", Params::new()),
    }
}

/// The choice that a text column's default gives away.
pub(super) fn by_default(subject: &Subject<'_>) -> Option<Choice> {
    let default = literal(subject.default?);
    let chars = match subject.logical_type {
        LogicalType::Text { max, .. } => max.unwrap_or(u32::MAX),
        _ => return None,
    };
    let found = |generator, params| {
        Some(Choice::of(generator, arguments(params), format!("its default is `{default}`")))
    };
    match default {
        "{}" if chars >= 60 => found("json", "kind=metadata"),
        "[]" if chars >= 20 => found("json_array", ""),
        "true" | "false" => found("values", "values=true|false"),
        "yes" | "no" => found("values", "values=yes|no"),
        "Y" | "N" if chars < 3 => found("values", "values=Y|N"),
        "y" | "n" if chars < 3 => found("values", "values=y|n"),
        "T" | "F" if chars < 3 => found("values", "values=T|F"),
        "t" | "f" if chars < 3 => found("values", "values=t|f"),
        "on" | "off" if chars < 10 => found("values", "values=on|off"),
        "public" | "private" => found("values", "values=public|private"),
        "asc" | "desc" => found("values", "values=asc|desc"),
        "ASC" | "DESC" => found("values", "values=ASC|DESC"),
        _ if is_span(default) => found("pattern", "pattern=[1-9][0-9]?[smhd]"),
        _ => None,
    }
}

/// The choice when neither name nor comment said anything, but a text column's default is a number.
pub(super) fn by_number(subject: &Subject<'_>) -> Option<Choice> {
    let default = literal(subject.default?);
    let number =
        !default.is_empty() && default.len() < 8 && default.bytes().all(|byte| byte.is_ascii_digit());
    (subject.logical_type.is_text() && number).then(|| {
        Choice::of("pattern", arguments("pattern=[1-9][0-9]{0,1}"), format!("its default is `{default}`"))
    })
}

/// The type that a text column is declared to be though the server keeps it as text.
pub(super) fn declared(subject: &Subject<'_>) -> Option<LogicalType> {
    let declared = subject.declared.to_ascii_lowercase();
    let long = matches!(subject.logical_type, LogicalType::Text { max: None | Some(36..), .. });
    match declared.as_str() {
        _ if !long => None,
        name if name.contains("json") => Some(LogicalType::Json),
        name if name.contains("uuid") || name.contains("guid") => Some(LogicalType::Uuid),
        _ => None,
    }
}

/// A number and a unit of time.
fn is_span(text: &str) -> bool {
    let number = text.trim_end_matches(['s', 'm', 'h', 'd', 'w']);
    number.len() + 1 == text.len() && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// The text of a literal without quotes, parentheses and casts.
fn literal(default: &str) -> &str {
    let bare = default.trim().trim_start_matches('(').trim_end_matches(')');
    let bare = bare.split("::").next().unwrap_or(bare).trim();
    bare.trim_matches(['\'', '"'])
}

/// The fewest characters or bytes in which a generator's values make sense.
pub(super) fn room(generator: &str) -> u32 {
    match generator {
        "uuid" => 32,
        "url" | "user_agent" => 16,
        "email" | "iban" | "isbn" | "ean" | "cidr" | "ipv6" | "mac_address" | "time_zone" => 12,
        "full_name" | "address" | "sentence" | "paragraph" | "street_address" | "locale_code" => 5,
        "username" | "company" | "city" | "country" | "title" | "job_title" | "product_name" => 4,
        "name_title" | "department" | "domain" | "hostname" | "file_name" | "file_path" | "slug" => 4,
        "status" | "role" | "type_word" | "priority" | "tag" | "event_name" | "permission" => 4,
        _ => 0,
    }
}

/// Whether an integer column can hold what a generator makes; otherwise its arguments are cut to fit.
pub(super) fn fit_integer(choice: &mut Choice, logical_type: &LogicalType) -> bool {
    let Some((_, most)) = logical_type.int_range() else { return true };
    let needs = match choice.generator {
        "year" => 2_200,
        "port" => 65_535,
        "http_status" => 599,
        "file_size" => 1 << 30,
        "duration_seconds" => 1 << 17,
        "sort_order" | "small_count" | "quantity" | "age" => 120,
        "integer" => {
            let least = choice.params.get("min").and_then(Value::as_int).unwrap_or(0);
            let wanted = choice.params.get("max").and_then(Value::as_int).unwrap_or(INTEGER_MAX);
            if least > most {
                return false;
            }
            choice.params.insert("max".to_owned(), Value::Int(wanted.min(most)));
            return true;
        }
        _ => return true,
    };
    needs <= most
}

/// Whether a text column can hold what a generator makes; lengths are cut to fit.
pub(super) fn fit_text(choice: &mut Choice, chars: u32) -> bool {
    let room = chars as usize;
    let pattern = (choice.generator == "code").then_some("pattern");
    let length = matches!(choice.generator, "token" | "hex").then_some("length");
    match length.or(pattern).and_then(|name| choice.params.get_mut(name)) {
        Some(Value::Int(length)) => *length = (*length).min(i128::from(chars)),
        Some(Value::Text(pattern)) => *pattern = pattern.chars().take(room).collect(),
        _ => {}
    }
    match choice.params.get("values") {
        Some(Value::List(values)) => {
            values.iter().filter_map(Value::as_text).all(|text| text.chars().count() <= room)
        }
        _ => true,
    }
}

/// Keeps fixed lengths of binary values within the column.
pub(super) fn fit_bytes(choice: &mut Choice, logical_type: &LogicalType) {
    let LogicalType::Bytes { max: Some(max) } = logical_type else { return };
    for name in ["min", "max"] {
        if let Some(length) = choice.params.get(name).and_then(Value::as_int) {
            choice.params.insert(name.to_owned(), Value::Int(length.min(i128::from(*max))));
        }
    }
}
