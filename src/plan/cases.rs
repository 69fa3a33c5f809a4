//! The ways of a choice as cases of its columns: which cells are NULL and what makes the others.
//!
//! Must not know what a CHECK looks like. Start reading at [`attach`].

use super::build::Builder;
use super::column;
use super::constraint::Constraints;
use super::domain::Domain;
use super::model::{Case, Cases, ChoicePlan, WayTest};
use super::table::Draft;
use super::ways::{Choice, Need};
use super::words::Words;

/// Gives the columns of every choice their cases. Columns that some way wants to have a value count as
/// never NULL from here on, until [`settle`].
pub(super) fn attach(builder: &Builder<'_>, draft: &mut Draft<'_>, constraints: &Constraints) {
    for choice in &constraints.choices {
        let columns = choice.columns();
        let names: Vec<&str> =
            columns.iter().map(|&column| draft.schema.columns[column].name.as_str()).collect();
        let key = builder.key(&[&draft.schema.key, &names.join(",").to_lowercase(), "way"]);
        // One of them may be needed at any row.
        let anywhere = columns.iter().any(|&column| builder.referenced.contains(&(draft.table, column)));
        let words = if anywhere { Words::anywhere(key) } else { Words::bulk(key) };
        let number = draft.choices.len();
        let first = if choice.exempt.is_empty() || draft.existing > 0 { 0 } else { choice.first.len() };
        draft.choices.push(ChoicePlan {
            ways: choice.ways.len() as u64,
            of_first: first as u64,
            sure: choice.ways.iter().map(|way| !way.unsure).collect(),
            weights: draft.weights.of_ways(choice.ways.iter()),
            words,
            movable: true,
            tests: Vec::new(),
        });
        for column in columns {
            attach_one(builder, draft, constraints, choice, number, column);
        }
    }
}

fn attach_one(
    builder: &Builder<'_>,
    draft: &mut Draft<'_>,
    constraints: &Constraints,
    choice: &Choice,
    number: usize,
    column: usize,
) {
    let Some(at) = draft.slot(column) else { return };
    let base = constraints.domains.get(&column).cloned().unwrap_or_default();
    let free = Need::default();
    let of_first = choice.first.iter().take(draft.choices[number].of_first as usize);
    let needs: Vec<&Need> =
        choice.ways.iter().chain(of_first).map(|way| way.needs.get(&column).unwrap_or(&free)).collect();
    let of: Vec<Case> = needs
        .iter()
        .map(|need| {
            let asked = need.domain != Domain::default() && need.null != Some(true);
            let drawn = asked
                && draft.slots[at].reference.is_none()
                && draft.wish(column).is_none_or(|wish| !wish.decides());
            let generator = drawn.then(|| {
                let domains = within(&base, &need.domain);
                column::within_domains(builder, draft, column, &domains).generator
            });
            Case { null: need.null, generator }
        })
        .collect();
    let name = draft.schema.columns[column].name.to_lowercase();
    let words = Words::anywhere(builder.key(&[&draft.schema.key, &name, "case"]));
    let asked = needs.iter().any(|need| need.domain != Domain::default());
    let slot = &mut draft.slots[at];
    slot.asked = asked.then(|| needs.iter().map(|need| need.domain.clone()).collect());
    slot.valued = of.iter().any(|case| case.null == Some(false)).then_some(slot.null_share);
    if slot.valued.is_some() {
        slot.null_share = 0.0;
    }
    slot.cases = Some(Cases { choice: number, of, words });
}

/// The domains of a column, each narrowed by what a way asks.
fn within(base: &[Domain], asked: &Domain) -> Vec<Domain> {
    if base.is_empty() {
        return vec![asked.clone()];
    }
    let narrowed = base.iter().map(|base| {
        let mut both = base.clone();
        both.intersect(asked);
        both
    });
    narrowed.filter(|both| !both.is_empty()).collect()
}

/// After unique keys are met: NULLs come back, values of keys stay what they are.
pub(super) fn settle(draft: &mut Draft<'_>) {
    for at in 0..draft.slots.len() {
        let movable = draft.slots[at].is_movable();
        let slot = &mut draft.slots[at];
        if let Some(share) = slot.valued.take() {
            slot.null_share = share;
        }
        let Some(cases) = &mut slot.cases else { continue };
        let choice = &mut draft.choices[cases.choice];
        if !movable {
            cases.of.iter_mut().for_each(|case| case.generator = None);
            choice.movable &= cases.of.iter().all(|case| case.null.is_none());
        }
        let reads = slot.chosen.as_ref().is_some_and(|chosen| !chosen.reads.is_empty());
        let given = cases.of.iter().all(|case| case.generator.is_none()) && !reads;
        if let Some(domains) = slot.asked.take().filter(|_| given) {
            choice.tests.push(WayTest { column: at, domains });
        }
    }
    draft.choices.iter_mut().filter(|choice| !choice.movable).for_each(keep_sure);
}

/// Where no redraw helps, rows go the ways that are sure, if there are any.
fn keep_sure(choice: &mut ChoicePlan) {
    if choice.sure.contains(&true) && choice.sure.contains(&false) {
        let weight = |at: usize| choice.weights.get(at).copied().unwrap_or(1.0);
        let weights = choice.sure.iter().enumerate().map(|(at, sure)| if *sure { weight(at) } else { 0.0 });
        choice.weights = weights.collect();
    }
}

/// Slots that are drawn again together with some slots, since they share a choice.
pub(super) fn moved_with(draft: &Draft<'_>, slots: &[usize]) -> Vec<usize> {
    let choice = |at: usize| draft.slots[at].cases.as_ref().map(|cases| cases.choice);
    let moved: Vec<usize> =
        slots.iter().filter_map(|&at| choice(at)).filter(|&number| draft.choices[number].movable).collect();
    (0..draft.slots.len()).filter(|&at| choice(at).is_some_and(|number| moved.contains(&number))).collect()
}
