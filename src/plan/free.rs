//! Which ordinals of a column's value space no existing row has taken. Start reading at [`ordinals`].

use std::collections::{BTreeSet, HashMap};

use super::build::Builder;
use super::ordinals::{Ordinals, SEGMENT};
use super::table::Draft;
use crate::data::{Answer, Column, LogicalType, MICROS_PER_DAY, Question, Value, parse_timestamp};
use crate::generate::Generator;
use crate::random::{Key as StreamKey, Permutation};

/// Most existing values that are read to stay clear of them.
pub(super) const USED_ROWS: u64 = 1_000_000;
/// Values of a segment whose numbers have to stay close to those in use.
const NEAR: u128 = 256;
/// A space of which every used value can be listed.
const NARROW: u128 = 1 << 24;

/// Free ordinals of a space, and how many there are; `None` when more values exist than can be listed, and
/// their order does not say which ordinals are beyond them.
pub(super) fn ordinals(
    builder: &mut Builder<'_>,
    draft: &Draft<'_>,
    at: usize,
    generator: &dyn Generator,
    space: u128,
    key: StreamKey,
) -> Option<(Ordinals, u128)> {
    let (table, column) =
        (draft.schema.key.clone(), draft.schema.columns[draft.slots[at].column].name.clone());
    if generator.spells_ordinal() {
        return Some(match generator.counts_rows() {
            true => counted(builder, (table, column), space, key),
            false => spelled(builder, draft, (table, column), space, key),
        });
    }
    if space >= 1 << 64 {
        // Too wide to meet an existing value, as long as no two runs draw from the same key.
        let answer = builder.ask(Question::Tuples { table, columns: vec![column], limit: 16 });
        let salt = format!("{} {:?}", draft.existing, answer.map(|answer| &answer.rows));
        let key = if draft.existing == 0 { key } else { builder.key(&[&format!("{key:?}"), &salt]) };
        return Some((Ordinals::Segments { base: 0, segment: space, end: space, key }, space));
    }
    let logical_type = &draft.schema.columns[draft.slots[at].column].logical_type;
    let ordinal_of = |value: &Value| generator.ordinal_of(&typed(value, logical_type));
    let question = Question::Tuples { table: table.clone(), columns: vec![column.clone()], limit: USED_ROWS };
    let answer = builder.ask(question);
    let range = in_order(logical_type).then(|| builder.ask(Question::Range { table, column })).flatten();
    let Some(used) = used_ordinals(answer, |row| ordinal_of(&row[0]), space) else {
        // The largest value is beyond all others only where the ordinals follow the values.
        let largest = ordinal_of(range?.rows.first()?.get(1)?)?;
        let follows = answer?.rows.iter().filter_map(|row| ordinal_of(&row[0])).all(|used| used <= largest);
        return follows.then(|| segments(largest + 1, space, key));
    };
    if generator.keeps_apart() {
        // Near the first free one, so that later runs have room.
        let base = used.last().map_or(0, |last| last + 1);
        return Some((
            Ordinals::Segments { base, segment: NEAR, end: space, key },
            space.saturating_sub(base),
        ));
    }
    if space > 16 * SEGMENT && logical_type.is_numeric() {
        return Some(segments(used.last().map_or(0, |last| last + 1), space, key));
    }
    Some(free(used, space, key))
}

/// Whether the values of a type have an order that ordinals may follow.
fn in_order(logical_type: &LogicalType) -> bool {
    logical_type.is_numeric() || matches!(logical_type, LogicalType::Date | LogicalType::Timestamp { .. })
}

/// Why no row is added: what exists is known in part only.
pub(super) fn unlisted(place: &str) -> String {
    format!("{place}: more than {USED_ROWS} values exist, too many to stay clear of each")
}

/// Ordinals that values spell out: beyond the largest that is there or, where a narrow space ends there, any
/// that is free.
fn spelled(
    builder: &Builder<'_>,
    draft: &Draft<'_>,
    (table, column): (String, String),
    space: u128,
    key: StreamKey,
) -> (Ordinals, u128) {
    let answer = builder.ask(Question::LastNumber { table: table.clone(), column: column.clone() });
    let last = answer.and_then(|answer| answer.rows.first()?.first()?.as_int());
    let base = last.map_or(0, |last| last.max(0) as u128 + 1);
    if space < NARROW {
        let answer = builder.ask(Question::Tuples { table, columns: vec![column], limit: USED_ROWS });
        let used = used_ordinals(answer, |row| last_digits(&row[0]), space);
        if let Some(used) = used.filter(|_| base + u128::from(draft.rows) > space) {
            return free(used, space, key);
        }
    }
    let segment = (space / 64).clamp(1, SEGMENT);
    (Ordinals::Segments { base, segment, end: space, key }, space.saturating_sub(base))
}

/// Ordinals of rows in order, behind the largest number that is there.
fn counted(
    builder: &Builder<'_>,
    (table, column): (String, String),
    space: u128,
    key: StreamKey,
) -> (Ordinals, u128) {
    let answer = builder.ask(Question::LastNumber { table, column });
    let last = answer.and_then(|answer| answer.rows.first()?.first()?.as_int());
    let base = last.map_or(0, |last| last.max(0) as u128);
    (Ordinals::Segments { base, segment: 1, end: space, key }, space.saturating_sub(base))
}

/// A value as its column's type has it: databases without types of their own answer with texts and floats.
pub(super) fn typed(value: &Value, logical_type: &LogicalType) -> Value {
    let time = |text: &str| parse_timestamp(text).or_else(|| parse_timestamp(&format!("1970-01-01 {text}")));
    let read = match (value, logical_type) {
        (Value::Text(text), LogicalType::Date) => {
            time(text).map(|micros| Value::Date(micros.div_euclid(MICROS_PER_DAY)))
        }
        (Value::Text(text), LogicalType::Timestamp { .. }) => time(text).map(Value::Timestamp),
        (Value::Text(text), LogicalType::Time { .. }) => time(text).map(Value::Time),
        (Value::Float(_) | Value::Int(_), LogicalType::Decimal { scale, .. }) => value.as_f64().map(|n| {
            let unit = libm::pow(10.0, f64::from(*scale));
            Value::Decimal { unscaled: libm::round(n * unit) as i128, scale: *scale }
        }),
        _ => None,
    };
    read.unwrap_or_else(|| value.clone())
}

/// The number that the last run of digits of a text spells.
fn last_digits(value: &Value) -> Option<u128> {
    let text = value.as_text()?;
    let end = text.rfind(|c: char| c.is_ascii_digit())? + 1;
    let start = text[..end].rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| at + 1);
    text.get(start..end)?.parse().ok()
}

/// Ordinals from `base` on, permuted in segments: numbers stay as short as the rows are few.
fn segments(base: u128, space: u128, key: StreamKey) -> (Ordinals, u128) {
    let free = space.saturating_sub(base);
    // A narrow space is permuted as a whole, since its values would else begin in order.
    let segment = if free > 16 * SEGMENT { SEGMENT } else { free.max(1) };
    (Ordinals::Segments { base, segment, end: space, key }, free)
}

/// Ordinals of the values that exist, ascending, each once; `None` when not all of them were answered.
pub(super) fn used_ordinals(
    answer: Option<&Answer>,
    ordinal_of: impl Fn(&[Value]) -> Option<u128>,
    space: u128,
) -> Option<Vec<u128>> {
    if answer.is_some_and(|answer| !answer.complete) {
        return None;
    }
    let rows = answer.map_or(&[][..], |answer| &answer.rows);
    let used: BTreeSet<u128> =
        rows.iter().filter_map(|row| ordinal_of(row)).filter(|ordinal| *ordinal < space).collect();
    Some(used.into_iter().collect())
}

fn free(used: Vec<u128>, space: u128, key: StreamKey) -> (Ordinals, u128) {
    if used.is_empty() {
        return (Ordinals::Segments { base: 0, segment: space, end: space, key }, space);
    }
    let free = space - used.len() as u128;
    if free == 0 {
        return (Ordinals::Row, 0);
    }
    (Ordinals::Free { permutation: Permutation::new(key, free), used: used.into() }, free)
}

/// Sampled parents by their key, to be found by the cells of a child.
pub(super) struct Sampled {
    rows: HashMap<String, u128>,
    types: Vec<LogicalType>,
}

impl Sampled {
    /// One column for each part of the key; the types are those of the child's columns.
    pub(super) fn new(columns: &[Column], types: Vec<LogicalType>) -> Self {
        let count = columns.first().map_or(0, Column::len);
        let mut sampled = Self { rows: HashMap::with_capacity(count), types };
        for row in 0..count {
            let cells: Vec<Value> = columns
                .iter()
                .zip(&sampled.types)
                .map(|(column, logical_type)| column.value(row, logical_type))
                .collect();
            let name = sampled.name(&cells);
            sampled.rows.insert(name, row as u128);
        }
        sampled
    }

    /// The parent that a child's cells name.
    pub(super) fn find(&self, cells: &[Value]) -> Option<u128> {
        self.rows.get(&self.name(cells)).copied()
    }

    fn name(&self, cells: &[Value]) -> String {
        let typed: Vec<Value> =
            cells.iter().zip(&self.types).map(|(cell, logical_type)| typed(cell, logical_type)).collect();
        format!("{typed:?}")
    }
}
