//! One table's plan, column by column. Start reading at [`build`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::build::{Builder, written};
use super::check::CheckGroup;
use super::domain::Domain;
use super::duplicate::{self, Repeats};
use super::model::{Cases, ChoicePlan, ColumnPlan, Nulls, ReferencePlan, Source, TablePlan};
use super::ordinals::Ordinals;
use super::polymorphic::{self, Switch};
use super::wanted::Wanted;
use super::weights::Weights;
use super::words::Words;
use super::{cases, column, constraint, kinds, own_group, reference, unique, whole};
use crate::config::{ColumnConfig, Config, TableConfig, Wrong};
use crate::data::{LogicalType, Question};
use crate::generate::{Definition, Generator, Params};
use crate::random::threshold;
use crate::schema::expr::Comparison;
use crate::schema::{Identity, Schema, Table};

/// A column while its table is planned.
#[derive(Debug)]
pub(super) struct Slot {
    /// Position in the table's columns.
    pub(super) column: usize,
    /// What makes the values, once it is chosen.
    pub(super) chosen: Option<Chosen>,
    /// The reference that fills it, and which part of it this is.
    pub(super) reference: Option<(usize, usize)>,
    /// Set when values are distinct by ordinal.
    pub(super) ordinals: Option<Ordinals>,
    /// Ordinals from here on mean NULL.
    pub(super) bound: Option<u128>,
    /// Whether no two rows share a value.
    pub(super) alone: bool,
    /// Set when its values are a digit of a composite key's number: that number's first slot.
    pub(super) composite: Option<usize>,
    /// Why nothing can fill it, where that is so.
    pub(super) unfilled: Option<String>,
    /// Share of NULL.
    pub(super) null_share: f64,
    /// The share of NULL that is put aside while unique keys are met, since some way wants values.
    pub(super) valued: Option<f64>,
    /// The values that each way asks for.
    pub(super) asked: Option<Vec<Domain>>,
    /// The reference whose parent has its value, and which part of it that is.
    pub(super) copied: Option<(usize, usize)>,
    /// Set when it refers to one parent or another.
    pub(super) switch: Option<Switch>,
    /// What the ways of a choice ask, and of which.
    pub(super) cases: Option<Cases>,
    /// How its values repeat.
    pub(super) repeats: Option<Repeats>,
}

impl Slot {
    /// Whether its values may be drawn again: keys and unique values may not.
    pub(super) fn is_movable(&self) -> bool {
        self.ordinals.is_none() && !self.alone && self.composite.is_none()
    }
}

/// A generator and why it was chosen.
#[derive(Clone, Debug)]
pub(super) struct Chosen {
    pub(super) definition: Option<&'static Definition>,
    pub(super) params: Params,
    pub(super) prefix: String,
    pub(super) generator: Arc<dyn Generator>,
    /// Column plans that it reads.
    pub(super) reads: Vec<usize>,
    /// The type that cells are encoded as.
    pub(super) logical_type: LogicalType,
    /// The type that values must fit, which a CHECK may have shortened.
    pub(super) fits: LogicalType,
    pub(super) reason: String,
    pub(super) generic: bool,
}

impl Chosen {
    /// The generator's name.
    pub(super) fn name(&self) -> &'static str {
        let other = if self.params.contains_key("expr") { "expr" } else { "distinct" };
        self.definition.map_or(other, |definition| definition.name)
    }

    /// Whether it is more than what stands for a type that is not known.
    pub(super) fn is_made(&self) -> bool {
        self.definition.is_some() || self.params.contains_key("expr")
    }

    /// The generator's version.
    pub(super) fn version(&self) -> u32 {
        self.definition.map_or(1, |definition| definition.version)
    }

    /// The generator's version and arguments, as text.
    pub(super) fn params_text(&self) -> String {
        format!("v{} {:?}", self.version(), self.params)
    }
}

/// A table while it is planned.
pub(super) struct Draft<'a> {
    pub(super) table: usize,
    pub(super) schema: &'a Table,
    /// The table's name in the configuration.
    pub(super) called: &'a str,
    pub(super) wishes: Option<&'a TableConfig>,
    pub(super) existing: u64,
    pub(super) asked: u64,
    pub(super) rows: u64,
    pub(super) limit: Option<String>,
    pub(super) slots: Vec<Slot>,
    pub(super) references: Vec<ReferencePlan>,
    /// References to the own table that wait for its columns.
    pub(super) within: Vec<Wanted>,
    /// What the CHECKs leave of each column, once they are read.
    pub(super) domains: BTreeMap<usize, Vec<Domain>>,
    /// Columns that CHECKs compare with each other.
    pub(super) orders: Vec<(usize, Comparison, usize)>,
    pub(super) closing: Vec<usize>,
    /// How often rows go one way or another.
    pub(super) weights: Weights,
    /// Unique keys, by position, that all rows but the very first are kept out of.
    pub(super) exempt: BTreeSet<usize>,
    /// Choices of which every row takes one way.
    pub(super) choices: Vec<ChoicePlan>,
    pub(super) unenforced: bool,
}

impl Draft<'_> {
    /// The position of a column's slot; generated columns have none.
    pub(super) fn slot(&self, column: usize) -> Option<usize> {
        self.slots.iter().position(|slot| slot.column == column)
    }

    /// What the user wishes for a column.
    pub(super) fn wish(&self, column: usize) -> Option<&ColumnConfig> {
        self.wish_by_name(column).map(|(_, wish)| wish)
    }

    fn wish_by_name(&self, column: usize) -> Option<(&str, &ColumnConfig)> {
        let name = &self.schema.columns[column].name;
        let columns = &self.wishes?.columns;
        let known = columns.get_key_value(name);
        let known = known.or_else(|| columns.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)));
        known.map(|(name, wish)| (name.as_str(), wish))
    }

    /// What is wrong with the wish for a column, at a path of keys below it.
    pub(super) fn wrong(&self, column: usize, below: &[&str], what: impl Into<String>) -> Wrong {
        let name = self.wish_by_name(column).map_or(&*self.schema.columns[column].name, |(name, _)| name);
        Wrong::new([&["tables", self.called, "columns", name], below].concat(), what)
    }

    /// Takes fewer rows, and says why.
    pub(super) fn cap(&mut self, rows: u128, why: impl FnOnce() -> String) {
        if rows < u128::from(self.rows) {
            self.rows = rows as u64;
            self.limit = Some(why());
        }
    }

    /// `table.column`, for messages.
    pub(super) fn place(&self, column: usize) -> String {
        format!("{}.{}", self.schema.name, self.schema.columns[column].name)
    }
}

/// What the configuration calls a table, and says of it.
pub(super) fn config_of<'c>(
    schema: &Schema,
    config: &'c Config,
    table: usize,
) -> Option<(&'c str, &'c TableConfig)> {
    let mut tables = config.tables.iter();
    tables.find(|(name, _)| schema.find(name) == Some(table)).map(|(name, wishes)| (name.as_str(), wishes))
}

/// Plans one table; parents of the order come before. Where a unique key leaves fewer rows than asked and does
/// not hold for all rows, it is planned again with most rows out of its reach.
pub(super) fn build(builder: &mut Builder<'_>, table: usize) -> TablePlan {
    let said = (builder.notes.len(), builder.problems.clone());
    let (mut exempt, mut kept) = (BTreeSet::new(), BTreeSet::new());
    loop {
        let attempt = attempt(builder, table, &exempt);
        kept.extend(attempt.inescapable);
        let more: BTreeSet<usize> =
            attempt.short.union(&exempt).copied().filter(|key| !kept.contains(key)).collect();
        if more == exempt {
            return attempt.plan;
        }
        exempt = more;
        builder.notes.truncate(said.0);
        builder.problems.clone_from(&said.1);
    }
}

/// A table's plan, and what may be made better.
struct Attempt {
    plan: TablePlan,
    /// Unique keys that leave fewer rows than asked.
    short: BTreeSet<usize>,
    /// Unique keys that rows could not be kept out of.
    inescapable: BTreeSet<usize>,
}

fn attempt(builder: &mut Builder<'_>, table: usize, exempt: &BTreeSet<usize>) -> Attempt {
    let schema = Arc::clone(builder.inputs.schema);
    let mut draft = draft(builder, &schema, table);
    draft.weights = Weights::of(&draft, schema.dialect);
    draft.exempt.clone_from(exempt);
    if let Some((rows, why)) = builder.given_up.get(&table).cloned() {
        draft.cap(rows.into(), || why);
    }
    if let Some(why) = draft.schema.options.closed.clone() {
        draft.cap(0, || why);
    }
    let lesson = builder.inputs.facts.lessons.get(&draft.schema.key);
    if let Some((rows, why)) = lesson.and_then(|lesson| lesson.limit.clone()) {
        draft.cap(rows.into(), || why);
    }
    reference::plan(builder, &mut draft);
    let constraints = constraint::read(builder, &draft);
    draft.domains.clone_from(&constraints.domains);
    draft.orders.clone_from(&constraints.orders);
    column::choose(builder, &mut draft, &constraints);
    own_group::plan(builder, &mut draft);
    null_shares(builder, &mut draft, &constraints);
    cases::attach(builder, &mut draft, &constraints);
    whole::keep(&mut draft);
    let short = unique::plan(builder, &mut draft);
    kinds::lead(builder, &mut draft);
    cases::settle(&mut draft);
    duplicate::settle(builder, &mut draft);
    let inescapable = constraints.inescapable.clone();
    Attempt { plan: finish(builder, draft, constraints), short, inescapable }
}

fn draft<'a, 'b: 'a>(builder: &mut Builder<'b>, schema: &'a Schema, table: usize) -> Draft<'a> {
    let config = builder.inputs.config;
    let asked = builder.wanted_rows(table, 0).unwrap_or_else(|problem| {
        let wrong = builder.wrong_rows(table, problem);
        builder.problems.wish(wrong);
        0
    });
    builder.ask(Question::Count { table: schema.tables[table].key.clone() });
    let wishes = config_of(schema, config, table);
    Draft {
        table,
        schema: &schema.tables[table],
        called: wishes.map_or(&schema.tables[table].name.name, |(name, _)| name),
        wishes: wishes.map(|(_, wishes)| wishes),
        existing: builder.inputs.facts.count(&schema.tables[table].key),
        asked,
        rows: asked,
        limit: None,
        slots: written(schema, table).into_iter().map(new_slot).collect(),
        references: Vec::new(),
        within: Vec::new(),
        domains: BTreeMap::new(),
        orders: Vec::new(),
        closing: Vec::new(),
        weights: Weights::default(),
        exempt: BTreeSet::new(),
        choices: Vec::new(),
        unenforced: false,
    }
}

fn new_slot(column: usize) -> Slot {
    Slot {
        column,
        chosen: None,
        reference: None,
        ordinals: None,
        bound: None,
        alone: false,
        composite: None,
        unfilled: None,
        null_share: 0.0,
        valued: None,
        asked: None,
        copied: None,
        switch: None,
        cases: None,
        repeats: None,
    }
}

/// Share of NULL for columns that no reference fills; references bring their own.
fn null_shares(builder: &mut Builder<'_>, draft: &mut Draft<'_>, constraints: &constraint::Constraints) {
    let default = builder.inputs.config.defaults.null_share.unwrap_or(DEFAULT_NULL_SHARE);
    for at in 0..draft.slots.len() {
        let column = draft.slots[at].column;
        let schema = &draft.schema.columns[column];
        if draft.slots[at].copied.is_some() {
            continue; // as its reference
        }
        if draft.slots[at].reference.is_some() {
            if constraints.not_null.contains(&column) {
                draft.slots[at].null_share = 0.0;
            } else if constraints.always_null.contains(&column) && schema.nullable {
                draft.slots[at].null_share = 1.0;
            }
            continue;
        }
        let wished = draft.wish(column).and_then(|wish| wish.null_share);
        let allowed = schema.nullable
            && schema.identity == Identity::No
            && !constraints.not_null.contains(&column)
            && !builder.tallied.contains_key(&(draft.table, column))
            && !builder.referenced.contains(&(draft.table, column));
        let unfilled = draft.slots[at].unfilled.is_some();
        let always = constraints.always_null.contains(&column) || (unfilled && allowed);
        draft.slots[at].null_share = match wished {
            _ if always => 1.0,
            _ if !allowed => 0.0,
            Some(share) => share,
            // NULL where the expression is.
            None if draft.wish(column).is_some_and(|wish| wish.expr.is_some() || wish.lookup.is_some()) => {
                0.0
            }
            None => default,
        };
        leave_unfilled(builder, draft, at);
    }
}

/// A column that nothing can fill stays NULL; where it may not, the table gets no row.
fn leave_unfilled(builder: &mut Builder<'_>, draft: &mut Draft<'_>, at: usize) {
    let Some(why) = draft.slots[at].unfilled.clone() else { return };
    let place = draft.place(draft.slots[at].column);
    if draft.slots[at].null_share == 1.0 {
        builder.notes.push(format!("{place}: stays NULL; {why}"));
    } else {
        draft.cap(0, || format!("{place} must not be NULL, and {why}"));
    }
}

/// Share of NULL in nullable columns when nobody says otherwise.
pub const DEFAULT_NULL_SHARE: f64 = 0.1;

fn finish(builder: &mut Builder<'_>, draft: Draft<'_>, constraints: constraint::Constraints) -> TablePlan {
    let columns: Vec<ColumnPlan> =
        draft.slots.iter().map(|slot| column_plan(builder, &draft, slot)).collect();
    let order = fill_order(&columns);
    let checks = check_groups(builder, &draft, constraints, &columns, &order);
    let row_bytes = columns.iter().map(estimated_bytes).sum::<usize>() + 8;
    TablePlan {
        table: draft.table,
        name: draft.schema.name.to_string(),
        asked: draft.asked,
        rows: draft.rows,
        existing: draft.existing,
        limit: draft.limit,
        columns,
        references: draft.references,
        order,
        choices: draft.choices,
        checks,
        closing: draft.closing,
        unenforced: draft.unenforced,
        row_bytes,
    }
}

fn column_plan(builder: &Builder<'_>, draft: &Draft<'_>, slot: &Slot) -> ColumnPlan {
    let streams = Streams::of(builder, draft, slot);
    let nulls = streams.nulls(slot);
    let column = slot.column;
    let name = draft.schema.columns[column].name.clone();
    match (&slot.reference.or(slot.copied), &slot.chosen) {
        (Some((at, part)), chosen) => ColumnPlan {
            column,
            name,
            logical_type: reference::part_type(builder, draft, slot),
            source: Source::Reference { reference: *at, part: *part },
            nulls,
            cases: slot.cases.clone(),
            how: reference::describe(builder, &draft.references[*at]),
            params: chosen.as_ref().map_or_else(String::new, Chosen::params_text),
            arguments: Params::new(),
            domain: domain(draft, column),
            reason: if slot.copied.is_some() { "configuration" } else { "foreign key" }.to_owned(),
            generic: false,
            repeats: None,
        },
        (None, Some(chosen)) => ColumnPlan {
            column,
            name,
            logical_type: chosen.logical_type.clone(),
            source: match &slot.switch {
                Some(switch) => polymorphic::source(switch, streams.source(slot, chosen)),
                None => streams.source(slot, chosen),
            },
            nulls,
            cases: slot.cases.clone(),
            how: match &slot.switch {
                Some(switch) => polymorphic::describe(builder, draft, switch),
                None => chosen.name().to_owned(),
            },
            params: chosen.params_text(),
            arguments: chosen.params.clone(),
            domain: domain(draft, column),
            reason: chosen.reason.clone(),
            generic: chosen.generic,
            repeats: slot.repeats.clone(),
        },
        (None, None) => unreachable!("every slot without a reference was given a generator"),
    }
}

/// What the CHECKs leave of a column, in words.
fn domain(draft: &Draft<'_>, column: usize) -> String {
    let ways = draft.domains.get(&column).map_or(&[][..], Vec::as_slice);
    let told: Vec<String> = ways.iter().map(Domain::in_words).filter(|way| !way.is_empty()).collect();
    told.join(", or ")
}

/// Where a column's randomness comes from: keys below its table and its own name.
struct Streams<'a> {
    builder: &'a Builder<'a>,
    table: &'a str,
    column: String,
    /// Others need its value at any row.
    referenced: bool,
}

impl<'a> Streams<'a> {
    fn of(builder: &'a Builder<'_>, draft: &'a Draft<'_>, slot: &Slot) -> Self {
        let renamed = draft.wish(slot.column).and_then(|wish| wish.stream.clone());
        Self {
            builder,
            table: &draft.schema.key,
            column: renamed.unwrap_or_else(|| draft.schema.columns[slot.column].name.to_lowercase()),
            referenced: builder.referenced.contains(&(draft.table, slot.column)),
        }
    }

    fn words(&self, parts: &[&str]) -> Words {
        let key = self.builder.key(&[&[self.table], parts].concat());
        if self.referenced { Words::anywhere(key) } else { Words::bulk(key) }
    }

    fn nulls(&self, slot: &Slot) -> Option<Nulls> {
        (slot.null_share > 0.0).then(|| {
            // Columns of one reference are NULL together.
            let name = slot
                .reference
                .or(slot.copied)
                .map_or_else(|| self.column.clone(), |(at, _)| format!("reference {at}"));
            Nulls { threshold: threshold(slot.null_share), words: self.words(&[&name, "null"]) }
        })
    }

    fn source(&self, slot: &Slot, chosen: &Chosen) -> Source {
        let generator = Arc::clone(&chosen.generator);
        let words = match chosen.definition.and_then(|definition| definition.family) {
            Some(family) => self.words(&["family", family.name(), &chosen.prefix]),
            None => self.words(&[&self.column, chosen.name(), &chosen.version().to_string()]),
        };
        match &slot.ordinals {
            Some(ordinals) => {
                Source::Distinct { generator, ordinals: ordinals.clone(), words, bound: slot.bound }
            }
            None => Source::Drawn { generator, words, reads: chosen.reads.clone() },
        }
    }
}

/// What is read comes before its reader; the choice of generators excludes cycles.
fn fill_order(columns: &[ColumnPlan]) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::new();
    while order.len() < columns.len() {
        let before = order.len();
        for (at, column) in columns.iter().enumerate() {
            let ready = match &column.source {
                Source::Drawn { reads, .. } => reads.iter().all(|read| order.contains(read)),
                Source::Switched { switch, .. } => order.contains(&switch.by),
                _ => true,
            };
            if ready && !order.contains(&at) {
                order.push(at);
            }
        }
        assert!(order.len() > before, "columns read each other in a circle");
    }
    order
}

/// CHECKs with the columns that are drawn again when they are false, readers of those included.
fn check_groups(
    builder: &Builder<'_>,
    draft: &Draft<'_>,
    constraints: constraint::Constraints,
    columns: &[ColumnPlan],
    order: &[usize],
) -> Vec<CheckGroup> {
    let mut groups = Vec::new();
    for program in constraints.programs {
        let inputs: Vec<usize> = program.columns.iter().filter_map(|&column| draft.slot(column)).collect();
        if inputs.len() < program.columns.len() {
            continue; // it reads a generated column: the server decides
        }
        let mut moved = cases::moved_with(draft, &inputs);
        moved.extend(computed_from(columns, &inputs));
        moved.extend(together(draft, &inputs));
        let mut redrawn: Vec<usize> = Vec::new();
        for &at in order {
            let reads_redrawn = match &columns[at].source {
                Source::Drawn { reads, .. } => reads.iter().any(|read| redrawn.contains(read)),
                Source::Switched { switch, .. } => redrawn.contains(&switch.by),
                _ => false,
            };
            // What others have taken from here stays what it is.
            let taken = builder.referenced.contains(&(draft.table, draft.slots[at].column));
            let movable = draft.slots[at].is_movable() && !taken;
            if (inputs.contains(&at) || moved.contains(&at) || reads_redrawn) && movable {
                redrawn.push(at);
            }
        }
        let constraint::Checked { text, program, hints, .. } = program;
        groups.push(CheckGroup { text, inputs, program, redrawn, hints });
    }
    groups
}

/// The other columns of references that some columns are a part of: they name one row of a parent.
fn together(draft: &Draft<'_>, of: &[usize]) -> Vec<usize> {
    let references: Vec<usize> = of
        .iter()
        .filter_map(|&at| draft.slots[at].reference.or(draft.slots[at].copied))
        .map(|(of, _)| of)
        .collect();
    let part_of = |at: &usize| {
        let slot = &draft.slots[*at];
        slot.reference.or(slot.copied).is_some_and(|(of, _)| references.contains(&of))
    };
    (0..draft.slots.len()).filter(part_of).collect()
}

/// Columns that computed ones among the given are computed of: only they can change them.
fn computed_from(columns: &[ColumnPlan], of: &[usize]) -> Vec<usize> {
    let (mut found, mut open) = (Vec::new(), of.to_vec());
    while let Some(at) = open.pop() {
        if let Source::Drawn { reads, .. } = &columns[at].source
            && columns[at].how == "expr"
        {
            let new = reads.iter().filter(|read| !found.contains(*read)).copied().collect::<Vec<_>>();
            found.extend(&new);
            open.extend(new);
        }
    }
    found
}

fn estimated_bytes(column: &ColumnPlan) -> usize {
    match &column.source {
        Source::Drawn { generator, .. } | Source::Distinct { generator, .. } => match column.logical_type {
            LogicalType::Text { .. } | LogicalType::Bytes { .. } | LogicalType::Json => {
                generator.bytes_max() / 2 + 4
            }
            _ => 8,
        },
        Source::Reference { .. } | Source::Switched { .. } => 8,
    }
}
