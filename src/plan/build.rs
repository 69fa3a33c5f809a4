//! From schema, configuration, facts and seed to a [`DataPlan`]: tables in load order, one after the other.
//!
//! Pure: what must be asked of the target is recorded as questions, and the same code runs again with the
//! answers. Start reading at [`build`].

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::kinds::{self, Kinds};
use super::lookup;
use super::meaning::Meanings;
use super::model::{DataPlan, Parent, Source, TablePlan};
use super::problem::Problems;
use super::select::selected_tables;
use super::tenant::{self, Groupings, Layouts};
use super::{demand, fingerprint, table, tally, wishes};
use crate::config::{Config, Rows, Wrong, parse_range, parse_rows, unknown};
use crate::data::{Answer, Facts, Question};
use crate::generate::dict::Dictionary;
use crate::generate::{Generator, Repertoire};
use crate::random::Key;
use crate::schema::expr::Dialect;
use crate::schema::{Generated, Schema, load_order};

/// All that a plan depends on.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    /// The database.
    pub schema: &'a Arc<Schema>,
    /// The user's wishes.
    pub config: &'a Config,
    /// What the target answered.
    pub facts: &'a Facts,
    /// The word lists.
    pub dict: &'a Dictionary,
    /// What the schema's columns mean.
    pub meanings: &'a Meanings,
    /// The seed.
    pub seed: u64,
    /// The plan's present, microseconds since 1970.
    pub now: i64,
}

/// What must be asked of the target before [`build`]. Where its answers tell a part only, ask again with
/// them: there may be more to know.
///
/// # Errors
/// Wishes that are wrong whatever the target answers.
pub fn questions(inputs: &Inputs<'_>) -> Result<Vec<Question>, Problems> {
    let (wishes, asked) = match Builder::new(*inputs).run() {
        Ok((_, asked)) => (Vec::new(), asked),
        Err((problems, asked)) => (problems.wishes, asked),
    };
    // What is impossible may look otherwise when the answers are there.
    if wishes.is_empty() {
        Ok(asked.into_iter().collect())
    } else {
        Err(Problems { wishes, ..Problems::default() })
    }
}

/// Builds the plan.
///
/// # Errors
/// All problems at once.
pub fn build(inputs: &Inputs<'_>) -> Result<DataPlan, Problems> {
    Builder::solve(*inputs, None).map(|(plan, _)| plan).map_err(|(problems, _)| problems)
}

/// A plan of few rows, which stand for those of [`build`] in a rehearsal.
///
/// # Errors
/// All problems at once.
pub fn rehearsal(inputs: &Inputs<'_>) -> Result<DataPlan, Problems> {
    let tables = inputs.schema.tables.len().max(1) as u64;
    let most = Some((REHEARSED_ROWS_MAX / tables).clamp(REHEARSED_ROWS.0, REHEARSED_ROWS.1));
    Builder::solve(*inputs, most).map(|(plan, _)| plan).map_err(|(problems, _)| problems)
}

/// Rows that are rehearsed at most, about: in all, and least and most of a table.
const REHEARSED_ROWS_MAX: u64 = 1 << 16;
const REHEARSED_ROWS: (u64, u64) = (16, 128);

/// Where rows of a table come from, as its children see it.
pub(super) struct ParentRows {
    /// Position in the plan.
    pub(super) table: usize,
    /// Rows of this run; for a table later in the order, the rows that were asked for.
    pub(super) rows: u64,
}

pub(super) struct Builder<'a> {
    pub(super) inputs: Inputs<'a>,
    /// Position in the plan of every selected table.
    pub(super) positions: HashMap<usize, usize>,
    /// (table, column) pairs that a foreign key references.
    pub(super) referenced: BTreeSet<(usize, usize)>,
    /// (table, foreign key) pairs whose parent comes later.
    pub(super) closing: BTreeSet<(usize, usize)>,
    /// Tables whose rows are grouped, since foreign keys share columns.
    pub(super) groups: Groupings,
    /// Where the rows of groups lie, of the tables that are planned.
    pub(super) layouts: Layouts,
    /// Columns of a table that children need to be distinct together.
    pub(super) demanded: BTreeMap<usize, Vec<BTreeSet<usize>>>,
    /// (table, foreign key) pairs that refer row by row to a table before, which refers back.
    pub(super) partners: BTreeSet<(usize, usize)>,
    /// References that take some kinds of parents only.
    pub(super) kinds: Kinds,
    /// Demanded columns that are not distinct.
    pub(super) unmet: BTreeSet<(usize, BTreeSet<usize>)>,
    pub(super) tables: Vec<TablePlan>,
    pub(super) problems: Problems,
    pub(super) notes: Vec<String>,
    /// Tables that get so many rows at most, with the reason: a trial showed that a CHECK of theirs is not
    /// solved for the next one.
    pub(super) given_up: BTreeMap<usize, (u64, String)>,
    /// (table, column) pairs that triggers of the run count in, with the trigger's name.
    pub(super) tallied: BTreeMap<(usize, usize), String>,
    /// Rows that a table gets at most.
    most_rows: Option<u64>,
    asked: RefCell<BTreeSet<Question>>,
    compiled: RefCell<HashMap<String, Arc<dyn Generator>>>,
    /// Whether the locale's names lie within a character set, of those that were asked for.
    held: RefCell<HashMap<Repertoire, bool>>,
}

/// Trials after which tables whose rows still cannot be made get none.
const TRIALS_MAX: u32 = 4;

type Outcome<T> = Result<(T, BTreeSet<Question>), (Problems, BTreeSet<Question>)>;

impl<'a> Builder<'a> {
    /// Plans, and plans again without the rows that cannot be made, of which a trial finds some.
    fn solve(inputs: Inputs<'a>, most_rows: Option<u64>) -> Outcome<DataPlan> {
        let mut given_up = BTreeMap::new();
        for round in 1.. {
            let mut builder = Self::new(inputs);
            builder.given_up.clone_from(&given_up);
            builder.most_rows = most_rows;
            let (plan, asked) = builder.run()?;
            let mut stuck = plan.circles();
            if stuck.is_empty() {
                stuck = plan.alone();
            }
            if stuck.is_empty() {
                stuck = plan.trial();
            }
            if stuck.is_empty() {
                return Ok((plan, asked));
            }
            for (table, row, why) in stuck {
                // Where every look finds another row, none can be relied on.
                given_up.insert(table, (if round < TRIALS_MAX { row } else { 0 }, why));
            }
        }
        unreachable!("a table of no rows has none that cannot be made")
    }

    fn new(inputs: Inputs<'a>) -> Self {
        Self {
            inputs,
            positions: HashMap::new(),
            referenced: BTreeSet::new(),
            closing: BTreeSet::new(),
            groups: tenant::groups(inputs.schema),
            layouts: BTreeMap::new(),
            demanded: demand::demands(inputs.schema),
            partners: BTreeSet::new(),
            kinds: kinds::kinds(inputs.schema, inputs.facts, inputs.config),
            unmet: BTreeSet::new(),
            tables: Vec::new(),
            problems: Problems::default(),
            notes: Vec::new(),
            given_up: BTreeMap::new(),
            tallied: BTreeMap::new(),
            most_rows: None,
            asked: RefCell::default(),
            compiled: RefCell::default(),
            held: RefCell::default(),
        }
    }

    fn run(mut self) -> Outcome<DataPlan> {
        let schema = Arc::clone(self.inputs.schema);
        wishes::wrong(&schema, self.inputs.config).into_iter().for_each(|wrong| self.problems.wish(wrong));
        let order = load_order(&schema);
        let chosen = selected_tables(&schema, self.inputs.config);
        let tables: Vec<usize> = order.tables.into_iter().filter(|table| chosen.contains(table)).collect();
        self.positions = tables.iter().enumerate().map(|(position, &table)| (table, position)).collect();
        self.closing = order.closing.into_iter().collect();
        self.note_references(&schema);
        self.tallied = tally::of(&schema, tables.iter().copied());
        self.note_options(&schema, &tables);
        for table in tables {
            let plan = table::build(&mut self, table);
            self.tables.push(plan);
        }
        self.settle_closing();
        self.note_unenforced(&schema);
        let asked = self.asked.take();
        if !self.problems.is_empty() {
            return Err((self.problems, asked));
        }
        let mut plan = DataPlan {
            schema,
            seed: self.inputs.seed,
            now: self.inputs.now,
            tables: self.tables,
            notes: self.notes,
            hash: String::new(),
        };
        plan.hash = fingerprint::plan_hash(&plan, self.inputs.facts, self.inputs.dict);
        Ok((plan, asked))
    }

    /// Tables that cannot be written, and those whose rows cannot be rolled back.
    fn note_options(&mut self, schema: &Schema, tables: &[usize]) {
        let mut engines: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for &at in tables {
            let table = &schema.tables[at];
            if let Some(why) = &table.options.denied {
                self.problems.impossible(why.clone());
            }
            if let Some(engine) =
                table.options.engine.as_deref().filter(|_| !table.options.is_transactional())
            {
                engines.entry(engine).or_default().push(&table.name.name);
            }
        }
        for (engine, names) in engines {
            self.notes.push(format!(
                "{}: {engine} has no transactions, so that a load that stops there can be given up but not resumed",
                names.join(", ")
            ));
        }
    }

    /// PostgreSQL switches triggers off together with foreign keys.
    fn note_unenforced(&mut self, schema: &Schema) {
        let circle: Vec<&str> =
            self.tables.iter().filter(|table| table.unenforced).map(|table| table.name.as_str()).collect();
        let triggered = |table: &&TablePlan| !schema.tables[table.table].triggers.is_empty();
        let silent: Vec<&str> =
            self.tables.iter().filter(triggered).map(|table| table.name.as_str()).collect();
        if schema.dialect == Dialect::Postgres && !circle.is_empty() && !silent.is_empty() {
            self.notes.push(format!(
                "{} refer to each other in a circle that only holds afterwards: foreign keys are off during the load \
                 and checked then, and with them the triggers of {} are off; load the circle by itself with \
                 --include to have the others fire",
                circle.join(", "),
                silent.join(", ")
            ));
        }
    }

    fn note_references(&mut self, schema: &Schema) {
        for table in self.positions.keys() {
            for key in &schema.tables[*table].foreign_keys {
                if let Some(parent) = key.parent {
                    self.referenced.extend(key.parent_columns.iter().map(|&column| (parent, column)));
                }
            }
        }
        self.referenced.extend(lookup::copied(schema, self.inputs.config));
        for (_, relation) in &self.inputs.config.all_relations() {
            if let Some((parent, column)) = super::wanted::resolve(schema, &relation.to) {
                self.referenced.insert((parent, column));
            }
        }
    }

    /// Asks the target; the answer is there in the second run.
    pub(super) fn ask(&self, question: Question) -> Option<&'a Answer> {
        let answer = self.inputs.facts.get(&question);
        self.asked.borrow_mut().insert(question);
        answer
    }

    /// The key of a stream: by table and column name, never by position.
    pub(super) fn key(&self, parts: &[&str]) -> Key {
        Key::derive(self.inputs.seed, parts)
    }

    /// A generator that was compiled before with the same arguments is used again.
    pub(super) fn compiled(
        &self,
        key: String,
        compile: impl FnOnce() -> Result<Arc<dyn Generator>, String>,
    ) -> Result<Arc<dyn Generator>, String> {
        if let Some(known) = self.compiled.borrow().get(&key) {
            return Ok(Arc::clone(known));
        }
        let made = compile()?;
        self.compiled.borrow_mut().insert(key, Arc::clone(&made));
        Ok(made)
    }

    /// Whether the locale's names lie within a character set.
    pub(super) fn holds_names(&self, within: Repertoire) -> bool {
        *self.held.borrow_mut().entry(within).or_insert_with(|| within.holds_names(self.inputs.dict))
    }

    /// The plan so far: the tables before the one that is planned.
    pub(super) fn with_plan<T>(&mut self, look: impl FnOnce(&DataPlan) -> T) -> T {
        let plan = DataPlan {
            schema: Arc::clone(self.inputs.schema),
            seed: self.inputs.seed,
            now: self.inputs.now,
            tables: std::mem::take(&mut self.tables),
            notes: Vec::new(),
            hash: String::new(),
        };
        let seen = look(&plan);
        self.tables = plan.tables;
        seen
    }

    /// The rows of a parent, when it is part of this run.
    pub(super) fn parent_rows(&self, table: usize) -> Option<ParentRows> {
        let position = *self.positions.get(&table)?;
        let rows = match self.tables.get(position) {
            Some(plan) => plan.rows,
            None => self.asked_rows(table),
        };
        Some(ParentRows { table: position, rows })
    }

    /// Rows that the user wants added to a table; problems with the wish are reported once, by its plan.
    pub(super) fn asked_rows(&self, table: usize) -> u64 {
        self.wanted_rows(table, 0).unwrap_or(0)
    }

    /// What is wrong with the wish for a table's rows, where it stands.
    pub(super) fn wrong_rows(&self, table: usize, what: String) -> Wrong {
        match table::config_of(self.inputs.schema, self.inputs.config, table) {
            Some((name, wishes)) if wishes.rows.is_some() => Wrong::new(["tables", name, "rows"], what),
            _ => Wrong::new(["defaults", "rows"], what),
        }
    }

    /// Rows that the user wants added to a table; as the parent of another one (`depth` above 0) it has no more
    /// than can be made.
    pub(super) fn wanted_rows(&self, table: usize, depth: usize) -> Result<u64, String> {
        let most = self.given_up.get(&table).filter(|_| depth > 0).map_or(u64::MAX, |(rows, _)| *rows);
        let most = most.min(self.most_rows.unwrap_or(u64::MAX));
        self.wished_rows(table, depth).map(|rows| rows.min(most))
    }

    fn wished_rows(&self, table: usize, depth: usize) -> Result<u64, String> {
        let config = self.inputs.config;
        let wish =
            table::config_of(self.inputs.schema, config, table).and_then(|(_, wishes)| wishes.rows.as_ref());
        let wish = wish.or(config.defaults.rows.as_ref());
        let scale = config.defaults.scale.unwrap_or(1.0);
        match wish {
            None => Ok(scaled(DEFAULT_ROWS, scale)),
            Some(Rows::Count(rows)) => Ok(scaled(*rows, scale)),
            Some(Rows::Text(text)) => parse_rows(text).map(|rows| scaled(rows, scale)),
            Some(Rows::Per { per, count }) => {
                let parent = self.inputs.schema.find(per).ok_or_else(|| {
                    let known = self.inputs.schema.tables.iter().map(|table| table.name.to_string());
                    unknown("table", per, known)
                })?;
                if depth > self.inputs.schema.tables.len() {
                    return Err(format!("rows per {per} go round in a circle"));
                }
                let parents = match self.positions.get(&parent).and_then(|&at| self.tables.get(at)) {
                    Some(plan) => plan.rows,
                    None => self.wanted_rows(parent, depth + 1)?,
                };
                let (low, high) = parse_range(count)?;
                Ok(super::reference::fan_out(self, table, low, high).rows(parents))
            }
        }
    }

    /// Parents that came later in the order have their final row counts now.
    fn settle_closing(&mut self) {
        let rows: Vec<u64> = self.tables.iter().map(|table| table.rows).collect();
        for plan in &mut self.tables {
            for reference in &mut plan.references {
                if let Parent::Planned { table, .. } = reference.parent {
                    reference.ordinals.limit(rows[table]);
                }
            }
        }
    }
}

/// Rows per table when nobody says otherwise.
pub const DEFAULT_ROWS: u64 = 1000;

fn scaled(rows: u64, scale: f64) -> u64 {
    if scale == 1.0 { rows } else { libm::round(rows as f64 * scale) as u64 }
}

/// Written columns of a table: positions in the schema, in order. Their positions here are those of the
/// table's column plans.
pub(super) fn written(schema: &Schema, table: usize) -> Vec<usize> {
    let columns = &schema.tables[table].columns;
    (0..columns.len()).filter(|&at| columns[at].generated == Generated::No).collect()
}

/// Positions of column plans by column.
pub(super) fn written_positions(schema: &Schema, table: usize) -> BTreeMap<usize, usize> {
    written(schema, table).into_iter().enumerate().map(|(position, column)| (column, position)).collect()
}

impl DataPlan {
    /// Tables with keys that are computed from each other in a circle, which have no value at all.
    fn circles(&self) -> Vec<(usize, u64, String)> {
        let mut found = Vec::new();
        for (at, plan) in self.tables.iter().enumerate().filter(|(_, plan)| plan.rows > 0) {
            let circular = (0..plan.columns.len()).find(|&column| {
                let mut seen = BTreeSet::new();
                let mut open = self.computed_from(at, column);
                while let Some(next) = open.pop() {
                    if seen.insert(next) {
                        open.extend(self.computed_from(next.0, next.1));
                    }
                }
                seen.contains(&(at, column))
            });
            if let Some(column) = circular {
                let column = &plan.columns[column].name;
                found.push((
                    plan.table,
                    0,
                    format!("{}.{column} refers to itself through other keys", plan.name),
                ));
            }
        }
        found
    }

    fn computed_from(&self, table: usize, column: usize) -> Vec<(usize, usize)> {
        match self.tables[table].columns[column].source {
            Source::Reference { reference, part } => match &self.tables[table].references[reference].parent {
                Parent::Planned { table, columns } => vec![(*table, columns[part])],
                Parent::Sampled { .. } => Vec::new(),
            },
            _ => Vec::new(),
        }
    }
}
