//! Columns that refer to one table or another, as another column of the row says: `(item_type, item_id)`, or
//! partitions that each have a foreign key of their own.
//!
//! Must not know how a row of a parent is picked. Start reading at [`plan`].

use std::sync::Arc;

use super::build::Builder;
use super::domain::same;
use super::fill::Scratch;
use super::model::{DataPlan, Source, TablePlan};
use super::reference::{close_later, null_share, parent_name, parent_of, planned};
use super::table::{Chosen, Draft};
use super::wanted::Wanted;
use crate::data::{Bits, Column, LogicalType, Value};
use crate::generate::{Batch, Generator, Params, Rows};

/// Which parent each value of a column stands for.
#[derive(Clone, Debug)]
pub struct Switch {
    /// The column plan that says so.
    pub by: usize,
    /// Values, and the reference and its part that they stand for.
    pub cases: Vec<(Value, usize, usize)>,
    /// Whether any other value stands for the first one's parent, since NULL is not allowed.
    pub always: bool,
}

/// References of one column of which the row takes one, by the value of another column.
pub(super) fn plan(builder: &mut Builder<'_>, draft: &mut Draft<'_>, wanted: &[Wanted]) {
    let Some(first) = wanted.first() else { return };
    let Some(at) = draft.slot(first.columns[0]).filter(|&at| draft.slots[at].reference.is_none()) else {
        return;
    };
    let mut switch: Option<Switch> = None;
    for one in wanted {
        let Some((by, values)) = one.when.as_ref() else { continue };
        let Some(by) = draft.slot(*by).filter(|by| *by != at) else { continue };
        let Some(from) = parent_of(builder, draft, one) else { continue };
        let reference = planned(builder, draft, one, from);
        draft.references.push(reference);
        let reference = draft.references.len() - 1;
        let always = !draft.schema.columns[one.columns[0]].nullable;
        let switch = switch.get_or_insert_with(|| Switch { by, cases: Vec::new(), always });
        if switch.by == by {
            switch.cases.extend(values.iter().map(|value| (value.clone(), reference, 0)));
        }
        close_later(builder, draft, one, &[]);
    }
    let nullable = draft.schema.columns[first.columns[0]].nullable;
    if switch.is_none() && !nullable {
        let place = draft.place(first.columns[0]);
        draft.cap(0, || format!("{place} references one of several tables, none of which gets a row"));
    }
    draft.slots[at].null_share = if nullable { null_share(builder, draft, first) } else { 0.0 };
    let mut chosen = nothing(&draft.schema.columns[first.columns[0]].logical_type);
    chosen.reason = match first.foreign_key {
        Some(_) => "foreign keys of partitions".to_owned(),
        None => "configuration".to_owned(),
    };
    draft.slots[at].chosen = Some(chosen);
    draft.slots[at].switch = switch;
}

/// What stands where only a parent says what.
pub(super) fn nothing(logical_type: &LogicalType) -> Chosen {
    Chosen {
        definition: None,
        params: Params::new(),
        prefix: String::new(),
        generator: Arc::new(Nothing(logical_type.clone())),
        reads: Vec::new(),
        logical_type: logical_type.clone(),
        fits: logical_type.clone(),
        reason: "configuration".to_owned(),
        generic: false,
    }
}

/// Cells without a value, in the layout of a type; nothing can be told apart by them.
#[derive(Debug)]
struct Nothing(LogicalType);

impl Generator for Nothing {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        let rows = batch.rows.len();
        match self.0 {
            LogicalType::Uuid => out.as_fixed16().resize(rows, [0; 16]),
            LogicalType::Float { .. } => out.as_f64().resize(rows, 0.0),
            LogicalType::Int { bits: 64, unsigned: true } => out.as_i128().resize(rows, 0),
            LogicalType::Decimal { precision: 19.., .. } => out.as_i128().resize(rows, 0),
            LogicalType::Text { .. } | LogicalType::Bytes { .. } | LogicalType::Other { .. } => {
                let bytes = out.as_bytes();
                (0..rows).for_each(|_| bytes.push(b""));
            }
            _ => out.as_i64().resize(rows, 0),
        }
    }
}

impl DataPlan {
    /// Replaces the cells of a column by those of the parents that the rows' other column stands for; where it
    /// stands for none the cell becomes NULL.
    pub(super) fn switch_parents(
        &self,
        plan: &TablePlan,
        switch: &Switch,
        rows: Rows<'_>,
        attempt: u32,
        siblings: &[Column],
        out: &mut Column,
    ) {
        let kinds = self.kinds(plan, switch.by, rows, siblings);
        let mut open = Bits::filled(rows.len(), false);
        let case = |kind: &Value| switch.cases.iter().position(|(value, ..)| same(kind, value));
        let of: Vec<Option<usize>> =
            kinds.iter().map(|kind| case(kind).or(switch.always.then_some(0))).collect();
        for (at, (_, reference, part)) in switch.cases.iter().enumerate() {
            let taken: Vec<usize> = (0..rows.len()).filter(|&row| of[row] == Some(at)).collect();
            if taken.is_empty() {
                continue;
            }
            let absolute: Vec<u64> = taken.iter().map(|&row| rows.at(row)).collect();
            let mut patch = Column::default();
            self.parent_cells_of(
                &plan.references[*reference],
                *part,
                Rows::List(&absolute),
                attempt,
                &mut patch,
            );
            out.scatter(&taken, &patch);
            taken.iter().for_each(|&row| open.set(row, true));
        }
        let nulls = (0..rows.len()).filter(|&row| !open.get(row)).collect::<Vec<_>>();
        if !nulls.is_empty() {
            let validity = out.validity.get_or_insert_with(|| Bits::filled(rows.len(), true));
            nulls.iter().for_each(|&row| validity.set(row, false));
        }
    }

    /// The values by which rows choose: those that are filled already, else as they will be.
    fn kinds(&self, plan: &TablePlan, by: usize, rows: Rows<'_>, siblings: &[Column]) -> Vec<Value> {
        let logical_type = &plan.columns[by].logical_type;
        let told = |cells: &Column| (0..rows.len()).map(|row| cells.value(row, logical_type)).collect();
        match siblings.get(by).filter(|cells| cells.len() == rows.len()) {
            Some(cells) => told(cells),
            None => {
                let (mut scratch, mut cells) = (Scratch::of(plan), Column::default());
                self.fill_column(plan, by, rows, 0, &mut scratch, &[], &mut cells);
                told(&cells)
            }
        }
    }
}

/// Who is referred to, for people.
pub(super) fn describe(builder: &Builder<'_>, draft: &Draft<'_>, switch: &Switch) -> String {
    let by = &draft.schema.columns[draft.slots[switch.by].column].name;
    let mut parents: Vec<String> = Vec::new();
    for (_, reference, _) in &switch.cases {
        let parent = parent_name(builder, &draft.references[*reference]);
        if !parents.contains(&parent) {
            parents.push(parent);
        }
    }
    format!("reference to {}, by {by}", parents.join(" or "))
}

/// The source of a column that is switched.
pub(super) fn source(switch: &Switch, source: Source) -> Source {
    match source {
        Source::Drawn { generator, words, .. } => {
            Source::Switched { generator, words, switch: switch.clone() }
        }
        other => other,
    }
}
