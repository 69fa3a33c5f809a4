//! Columns that are numbered in order: row ids, lone integer keys. Start reading at [`number`].

use super::build::Builder;
use super::column;
use super::ordinals::Ordinals;
use super::table::Draft;
use crate::data::{Question, Value};
use crate::generate::Params;
use crate::schema::Identity;

/// Row ids and the like are numbered from the first free number on.
pub(super) fn numbered(builder: &mut Builder<'_>, draft: &mut Draft<'_>) {
    for at in 0..draft.slots.len() {
        let column = draft.slots[at].column;
        if draft.schema.columns[column].identity != Identity::No
            && draft.slots[at].reference.is_none()
            && column::numbered(draft, column)
        {
            number(builder, draft, at);
        }
    }
}

/// Numbers one column.
pub(super) fn number(builder: &mut Builder<'_>, draft: &mut Draft<'_>, at: usize) {
    let column = draft.slots[at].column;
    let schema = &draft.schema.columns[column];
    let (table, name) = (draft.schema.key.clone(), schema.name.clone());
    let answer = builder.ask(Question::Range { table, column: name });
    let largest = answer.and_then(|answer| answer.rows.first()?.get(1)?.as_int()).unwrap_or(0).max(0);
    let (_, most) = schema.logical_type.int_range().unwrap_or((0, i128::from(i64::MAX)));
    let mut bounds = Params::from([("min".to_owned(), Value::Int(1)), ("max".to_owned(), Value::Int(most))]);
    if let Some([domain]) = draft.domains.get(&column).map(Vec::as_slice) {
        domain.narrow(&schema.logical_type, &mut bounds);
    }
    let bound = |name: &str, default| bounds.get(name).and_then(Value::as_int).unwrap_or(default);
    let (least, most) = (bound("min", 1).max(1), bound("max", most).min(most));
    // Rows that triggers add take the numbers before these.
    let written = i128::from(by_triggers(builder, draft.table, 0));
    let first = largest.saturating_add(written).saturating_add(1).max(least);
    let params =
        Params::from([("min".to_owned(), Value::Int(first.min(most))), ("max".to_owned(), Value::Int(most))]);
    if let Some(mut chosen) = column::recompile(builder, draft, column, "integer", params) {
        chosen.reason = "numbered in order".to_owned();
        draft.slots[at].chosen = Some(chosen);
    }
    draft.slots[at].ordinals = Some(Ordinals::Row);
    draft.slots[at].alone = true;
    let free = (most - first + 1).max(0) as u128;
    let place = draft.place(column);
    draft.cap(free, || format!("{place} has {free} numbers left"));
}

/// Rows that triggers of this run's tables may put into a table; they may take its first free numbers.
fn by_triggers(builder: &Builder<'_>, table: usize, depth: usize) -> u64 {
    const CASCADE_MAX: usize = 4;
    let schema = builder.inputs.schema;
    let name = &schema.tables[table].name.name;
    let writes = |source: usize| {
        let triggers = &schema.tables[source].triggers;
        triggers
            .iter()
            .filter(|trigger| trigger.inserts_into.iter().any(|into| into.eq_ignore_ascii_case(name)))
            .count()
    };
    let sources = builder.positions.keys().copied().filter(|&source| source != table && depth < CASCADE_MAX);
    sources
        .map(|source| match writes(source) as u64 {
            0 => 0,
            triggers => triggers * (builder.asked_rows(source) + by_triggers(builder, source, depth + 1)),
        })
        .sum()
}
