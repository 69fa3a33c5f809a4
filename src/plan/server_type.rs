//! Columns of types and character sets that only some servers have: which generator makes their values, and
//! what becomes of columns that none can fill.
//!
//! Must not know: names and their meaning. Start reading at [`choice`].

use std::sync::{Arc, OnceLock};

use super::build::Builder;
use super::infer::{Choice, Subject, infer};
use super::table::{Draft, Slot};
use crate::data::{LogicalType, Value};
use crate::generate::dict::{Dictionary, Locale};
use crate::generate::{Generator, Params, Repertoire, Within, find, only_choice};
use crate::schema::Column;
use crate::schema::expr::Dialect;

/// The choice for a type of which the server alone decides what its text means.
pub(super) fn choice(dialect: Dialect, column: &Column) -> Option<Choice> {
    let LogicalType::Other { name } = &column.logical_type else { return None };
    let typed = || Params::from([("type".to_owned(), Value::Text(column.declared.clone()))]);
    let (generator, params) = match dialect {
        // It keeps any text under any name.
        Dialect::Sqlite => return None,
        // What is declared may be a domain, and then says nothing of the type.
        Dialect::Postgres if column.declared.contains('(') => ("literal", typed()),
        Dialect::Postgres => ("literal", Params::new()),
        Dialect::Mysql if name.to_ascii_lowercase().starts_with("vector") => ("literal", typed()),
        Dialect::Mysql => shape(name),
    };
    let reason = "by its type".to_owned();
    Some(Choice::of(generator, params, reason))
}

/// MySQL's shapes by name, and MariaDB's addresses.
fn shape(name: &str) -> (&'static str, Params) {
    let name = name.to_ascii_lowercase();
    match name.as_str() {
        "inet4" | "inet6" => ("literal", Params::new()),
        _ => ("wkt", Params::from([("kind".to_owned(), Value::Text(name))])),
    }
}

/// Why no generator can fill a column, when that is so: types without a known value, labels that are none.
pub(super) fn unfillable(dialect: Dialect, column: &Column, filled: bool) -> Option<String> {
    let any_text = dialect == Dialect::Sqlite
        || matches!(column.logical_type, LogicalType::Text { .. } | LogicalType::Bytes { .. });
    let labels = match &column.logical_type {
        LogicalType::Enum { labels } | LogicalType::Set { labels } => Some(labels.len()),
        _ => None,
    };
    match labels {
        Some(0) => Some(format!("the type {} has no label", column.declared)),
        _ if filled || any_text => None,
        _ => Some(format!("no value of the type {} is known", column.declared)),
    }
}

/// Lists whose elements may be anything: what the column's name says of one of them.
pub(super) fn elements(subject: &Subject<'_>) -> Option<Choice> {
    let LogicalType::Array { element } = subject.logical_type else { return None };
    let one = infer(&Subject { logical_type: element, declared: "", default: None, ..*subject });
    let usable = find(one.generator)
        .is_some_and(|definition| definition.reads.is_empty() && (definition.accepts)(element));
    let mut choice = Choice { generator: "array", generic: false, prefix: String::new(), ..one };
    if usable && only_choice(element).is_none() && !one.generic {
        choice.params.insert("of".to_owned(), Value::Text(one.generator.to_owned()));
    } else {
        choice.params = Params::new();
        choice.reason = "by its type".to_owned();
    }
    Some(choice)
}

/// What a column's character set can hold, when that is not everything.
pub(super) fn repertoire(column: &Column) -> Option<Repertoire> {
    match column.declared.as_str() {
        // PostgreSQL keeps one byte of the one and 63 bytes of the other.
        "\"char\"" | "name" => Some(Repertoire::Ascii),
        _ => match column.charset.as_deref().and_then(Repertoire::of) {
            Some(Repertoire::Latin1)
                if column.collation.as_deref().is_some_and(|by| by.ends_with("_bin")) =>
            {
                Some(Repertoire::Latin1Exact)
            }
            of => of,
        },
    }
}

/// The word lists for columns of a character set: English ones, where those of the locale lie beyond it.
pub(super) fn dict<'a>(builder: &Builder<'a>, within: Repertoire) -> &'a Dictionary {
    static ENGLISH: OnceLock<Dictionary> = OnceLock::new();
    if builder.holds_names(within) {
        return builder.inputs.dict;
    }
    ENGLISH.get_or_init(|| Dictionary::load(Locale::En))
}

/// A generator whose text stays within a repertoire.
pub(super) fn within(
    generator: Arc<dyn Generator>,
    logical_type: &LogicalType,
    repertoire: Repertoire,
) -> Arc<dyn Generator> {
    match logical_type {
        LogicalType::Text { .. } | LogicalType::Json => Arc::new(Within::new(generator, repertoire)),
        _ => generator,
    }
}

/// Says where the locale's word lists are not used.
pub(super) fn note_lists(builder: &mut Builder<'_>, draft: &Draft<'_>) {
    let beyond = |slot: &&Slot| {
        let schema = &draft.schema.columns[slot.column];
        let within = repertoire(schema).filter(|_| schema.logical_type.is_text());
        within.is_some_and(|within| !builder.holds_names(within))
    };
    let columns: Vec<&str> = (draft.slots.iter().filter(beyond))
        .map(|slot| draft.schema.columns[slot.column].name.as_str())
        .collect();
    if !columns.is_empty() {
        builder.notes.push(format!(
            "{}: English words in {}, whose character set does not hold those of the locale `{}`",
            draft.schema.name,
            columns.join(", "),
            builder.inputs.dict.locale().name()
        ));
    }
}
