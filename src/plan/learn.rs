//! What a rehearsal teaches: conditions that tell the rows that got in from those that did not.
//!
//! A condition is looked for in one column, then between two; it is only believed until the next rehearsal.
//! Must not know: databases. Start reading at [`Pupil::learn`].

use std::collections::{BTreeMap, BTreeSet};

use super::model::{DataPlan, Parent, Source, TablePlan};
use crate::data::{Block, Facts, Lesson, LogicalType, Value};
use crate::schema::expr::{BinaryOp, Comparison, Dialect, Expr, evaluate, order, parse};
use crate::schema::{Schema, Table};

/// Conditions that are tried on a table before it is given up.
const DEMANDS_MAX: usize = 8;
/// Fewest rows on either side from which a condition is told with some certainty.
const WITNESSES_MIN: usize = 5;
/// Most values of a column that are listed.
const LIST_MAX: usize = 12;

/// A row that did not get in.
#[derive(Clone, Debug)]
pub struct Refused {
    /// Its position.
    pub row: usize,
    /// The server's words, none when it was left out in silence.
    pub words: Option<String>,
    /// Whether a key was violated, which no condition over the row's own values mends.
    pub key: bool,
}

/// A table's rows in a rehearsal.
#[derive(Debug)]
pub struct Scene<'a> {
    /// Position in the plan.
    pub table: usize,
    /// The rows.
    pub block: &'a Block,
    /// Those that did not get in.
    pub refused: Vec<Refused>,
}

/// What has been tried so far.
#[derive(Debug, Default)]
pub struct Pupil {
    /// Per table: the humble rows that are tried, and how many demands there were before.
    humbled: BTreeMap<usize, (usize, usize)>,
}

impl DataPlan {
    /// Positions of the tables that are rehearsed: all that get rows which can be rolled back.
    pub fn to_rehearse(&self) -> Vec<usize> {
        let transactional = |at: usize| self.schema.tables[self.tables[at].table].options.is_transactional();
        (0..self.tables.len()).filter(|&at| self.tables[at].rows > 0 && transactional(at)).collect()
    }

    /// Keys of the tables that triggers of the run insert into.
    pub fn written_by_triggers(&self) -> BTreeSet<&str> {
        let names = self.tables.iter().flat_map(|table| &self.schema.tables[table.table].triggers);
        let names: Vec<&String> = names.flat_map(|trigger| &trigger.inserts_into).collect();
        let written = |table: &&Table| names.iter().any(|name| name.eq_ignore_ascii_case(&table.name.name));
        self.schema.tables.iter().filter(written).map(|table| table.key.as_str()).collect()
    }

    fn parents(&self, at: usize) -> impl Iterator<Item = usize> {
        self.tables[at].references.iter().filter_map(|reference| match reference.parent {
            Parent::Planned { table, .. } => Some(table),
            Parent::Sampled { .. } => None,
        })
    }
}

impl Pupil {
    /// Adds lessons to the facts; false when there is nothing new to be tried. Of tables that refer to each
    /// other only the first is looked at: what the others are refused for may be its fault.
    pub fn learn(&mut self, plan: &DataPlan, scenes: &[Scene<'_>], facts: &mut Facts) -> bool {
        let failed: BTreeSet<usize> =
            scenes.iter().filter(|scene| !scene.refused.is_empty()).map(|scene| scene.table).collect();
        let waits =
            |table: usize| plan.parents(table).any(|parent| parent != table && failed.contains(&parent));
        let mut alone: BTreeSet<usize> = failed.iter().copied().filter(|&table| !waits(table)).collect();
        // In a circle each waits for the other: who is refused by more than keys is looked at.
        if alone.is_empty() {
            let own = |scene: &&Scene<'_>| scene.refused.iter().any(|refused| !refused.key);
            alone = scenes.iter().filter(own).map(|scene| scene.table).collect();
        }
        if alone.is_empty() {
            alone.extend(failed.first());
        }
        let mut learnt = false;
        for scene in scenes.iter().filter(|scene| failed.contains(&scene.table)) {
            if !alone.contains(&scene.table) {
                continue;
            }
            let table = &plan.schema.tables[plan.tables[scene.table].table];
            let lesson = facts.lessons.entry(table.key.clone()).or_default();
            self.look(plan, scenes, scene, lesson);
            learnt = true;
        }
        learnt
    }

    fn look(&mut self, plan: &DataPlan, scenes: &[Scene<'_>], scene: &Scene<'_>, lesson: &mut Lesson) {
        let dialect = plan.schema.dialect;
        let table = &plan.schema.tables[plan.tables[scene.table].table];
        let watch = Watch::new(&plan.tables[scene.table], scene);
        if !self.humbled.contains_key(&scene.table) && demand(plan, scenes, scene, &watch, lesson) {
            return;
        }
        let (variant, before) = self.humbled.get(&scene.table).copied().unwrap_or((0, lesson.demands.len()));
        lesson.demands.truncate(before);
        let mut variants = (variant..).zip(Watch::VARIANTS.iter().skip(variant));
        let next = variants.find_map(|(at, &(references, values))| {
            let humble = watch.humble(table, dialect, references, values);
            (!humble.is_empty()).then_some((at, humble))
        });
        match next {
            Some((at, humble)) => {
                self.humbled.insert(scene.table, (at + 1, before));
                lesson.demands.extend(humble.iter().map(|expr| expr.to_sql(dialect)));
            }
            None => lesson.limit = watch.first_refusal(&plan.schema, table),
        }
    }
}

/// Adds a demand that is new, of the rows or of their parents; false when there is none.
fn demand(
    plan: &DataPlan,
    scenes: &[Scene<'_>],
    scene: &Scene<'_>,
    watch: &Watch<'_>,
    lesson: &mut Lesson,
) -> bool {
    if lesson.demands.len() + lesson.of_parents.len() >= DEMANDS_MAX {
        return false;
    }
    let dialect = plan.schema.dialect;
    let (certain, rest) = watch.sides();
    let mut own = |sides: &[Side]| {
        let found = sides.iter().find_map(|(kept, refused)| watch.difference(kept, refused, dialect));
        let demand =
            found.map(|found| found.to_sql(dialect)).filter(|demand| !lesson.demands.contains(demand));
        demand.map(|demand| lesson.demands.push(demand)).is_some()
    };
    if own(&certain) {
        return true;
    }
    let of_parents = certain.iter().chain(&rest).find_map(|side| of_parents(plan, scenes, scene, side));
    if let Some(wanted) = of_parents.filter(|wanted| !lesson.of_parents.contains(wanted)) {
        lesson.of_parents.push(wanted);
        return true;
    }
    if own(&rest) {
        return true;
    }
    let table = &plan.schema.tables[plan.tables[scene.table].table];
    let some = certain.iter().find_map(|(kept, refused)| watch.part(kept, refused, dialect));
    let found = some.or_else(|| watch.remembered(table)).map(|found| found.to_sql(dialect));
    let new = found.filter(|demand| !lesson.demands.contains(demand));
    new.map(|demand| lesson.demands.push(demand)).is_some()
}

/// A condition that tells the parents of rows that got in from those of others: by the key of a parent that is
/// rehearsed as well, the foreign key's columns and the condition as SQL.
fn of_parents(
    plan: &DataPlan,
    scenes: &[Scene<'_>],
    scene: &Scene<'_>,
    (kept, refused): &Side,
) -> Option<(Vec<String>, String)> {
    let (dialect, own) = (plan.schema.dialect, &plan.tables[scene.table]);
    let table = &plan.schema.tables[own.table];
    table.foreign_keys.iter().find_map(|key| {
        let of_parent = scenes.iter().find(|other| Some(plan.tables[other.table].table) == key.parent)?;
        let parent = &plan.tables[of_parent.table];
        let names = |plan: &TablePlan, block: &Block, columns: &[usize]| {
            let places = columns.iter().map(|&column| plan.columns.iter().position(|at| at.column == column));
            let places = places.collect::<Option<Vec<usize>>>()?;
            let cell = |at: usize, row: usize| block.columns[at].value(row, &plan.columns[at].logical_type);
            let name = |row: usize| {
                let cells: Vec<Value> = places.iter().map(|&at| cell(at, row)).collect();
                (!cells.iter().any(Value::is_null)).then(|| format!("{cells:?}"))
            };
            Some((0..block.rows).map(name).collect::<Vec<Option<String>>>())
        };
        let wanted = names(own, scene.block, &key.columns)?;
        let known = names(parent, of_parent.block, &key.parent_columns)?;
        let rows: BTreeMap<&String, usize> =
            known.iter().enumerate().filter_map(|(row, name)| Some((name.as_ref()?, row))).collect();
        let beyond =
            (0..parent.columns.len()).filter(|at| !key.parent_columns.contains(&parent.columns[*at].column));
        let condition = beyond.into_iter().find_map(|at| {
            let cell = |row: &usize| match wanted[*row].as_ref().and_then(|name| rows.get(name)) {
                Some(&row) => of_parent.block.columns[at].value(row, &parent.columns[at].logical_type),
                None => Value::Null,
            };
            let (kept, refused): (Vec<Value>, Vec<Value>) =
                (kept.iter().map(cell).collect(), refused.iter().map(cell).collect());
            listed(Expr::Column(parent.columns[at].name.clone()), &kept, &refused, dialect)
        })?;
        let columns = key.columns.iter().map(|&column| table.columns[column].name.clone()).collect();
        Some((columns, condition.to_sql(dialect)))
    })
}

/// Rows that got in, and rows that did not.
type Side = (Vec<usize>, Vec<usize>);

fn compared(left: Expr, op: Comparison, right: Expr) -> Expr {
    Expr::Binary { op: BinaryOp::Compare(op), left: Box::new(left), right: Box::new(right) }
}

/// The rows of a table, told apart.
struct Watch<'a> {
    plan: &'a TablePlan,
    block: &'a Block,
    kept: Vec<usize>,
    refused: &'a [Refused],
}

impl<'a> Watch<'a> {
    fn new(plan: &'a TablePlan, scene: &'a Scene<'_>) -> Self {
        let out: BTreeSet<usize> = scene.refused.iter().map(|refused| refused.row).collect();
        let kept = (0..scene.block.rows).filter(|row| !out.contains(row)).collect();
        Self { plan, block: scene.block, kept, refused: &scene.refused }
    }

    /// What may be made humble, in the order in which it is tried: (references, values).
    const VARIANTS: [(bool, bool); 3] = [(true, false), (false, true), (true, true)];

    /// Conditions for rows with nothing that could offend: no references where none is needed; the default of
    /// other columns, else NULL where it may be.
    fn humble(&self, table: &Table, dialect: Dialect, references: bool, values: bool) -> Vec<Expr> {
        // A trigger or a CHECK may be content with less; a key never is, but for a reference that is left out.
        let keys = self.refused.iter().all(|refused| refused.key);
        let checked = |name: &str| table.checks.iter().any(|check| check.expression.contains(name));
        let demands = self.plan.columns.iter().filter_map(|column| {
            let schema = &table.columns[column.column];
            let name = Expr::Column(column.name.clone());
            // What a CHECK may want is left as it is.
            if schema.nullable && checked(&column.name) {
                return None;
            }
            match column.source {
                Source::Reference { .. } if references && schema.nullable => Some(Expr::is_null(name, false)),
                Source::Drawn { .. } if values && !keys => {
                    let default = schema.default.as_deref().and_then(|text| parse(text, dialect, &[]).ok());
                    let value = default.and_then(|expr| evaluate(&expr, &|_| Value::Null, dialect).ok());
                    match value.filter(|value| !value.is_null()) {
                        Some(value) => Some(compared(name, Comparison::Eq, Expr::Literal(value))),
                        None => schema.nullable.then(|| Expr::is_null(name, false)),
                    }
                }
                _ => None,
            }
        });
        demands.collect()
    }

    /// The first row that did not get in, with the reason for people.
    fn first_refusal(&self, schema: &Schema, table: &Table) -> Option<(u64, String)> {
        let first = self.refused.first()?;
        let what = match &first.words {
            Some(words) => format!("refused: {words}"),
            None => format!("left out in silence{}", by(table)),
        };
        let writers = writers(schema, table);
        let written = if writers.is_empty() {
            String::new()
        } else {
            format!("; triggers of {} write into it", writers.join(", "))
        };
        // A key that is not there may be one that a trigger has changed.
        let parents = table.foreign_keys.iter().filter_map(|key| Some(&schema.tables[key.parent?]));
        let parents = parents.filter(|parent| first.key && !parent.triggers.is_empty());
        let changed: String = parents
            .map(|parent| format!("; a key of {} may be changed{}", parent.name, by(parent)))
            .collect();
        let (refused, all) = (self.refused.len(), self.block.rows);
        Some((
            first.row as u64,
            format!("in a rehearsal {refused} of {all} rows were {what}{changed}{written}"),
        ))
    }

    fn values(&self, at: usize, rows: &[usize]) -> Vec<Value> {
        let logical_type = &self.plan.columns[at].logical_type;
        rows.iter().map(|&row| self.block.columns[at].value(row, logical_type)).collect()
    }

    /// Rows to be told apart, those first that tell with some certainty. Rows that are refused with the same words
    /// are refused for one reason, and all others may have passed it, those that are refused for another reason
    /// included; so the reasons are told one by one, over as many rehearsals.
    fn sides(&self) -> (Vec<Side>, Vec<Side>) {
        let told = || self.refused.iter().filter(|refused| !refused.key);
        let all: Vec<usize> = told().map(|refused| refused.row).collect();
        if all.is_empty() || self.kept.is_empty() {
            return (Vec::new(), Vec::new());
        }
        let mut reasons: BTreeMap<Option<String>, Vec<usize>> = BTreeMap::new();
        for refused in told() {
            reasons.entry(refused.words.as_deref().map(reason)).or_default().push(refused.row);
        }
        let mut reasons: Vec<Vec<usize>> = reasons.into_values().collect();
        reasons.sort_by_key(|rows| std::cmp::Reverse(rows.len()));
        let others =
            |out: &[usize]| (0..self.block.rows).filter(|row| !out.contains(row)).collect::<Vec<_>>();
        let sure = |kept: &[usize], refused: &[usize]| kept.len().min(refused.len()) >= WITNESSES_MIN;
        let mut sides: Vec<Side> = vec![(self.kept.clone(), all)];
        sides.extend(reasons.iter().map(|rows| (others(rows), rows.clone())));
        sides.extend(reasons.iter().map(|rows| (self.kept.clone(), rows.clone())));
        sides.into_iter().partition(|(kept, refused)| sure(kept, refused))
    }

    /// A condition that holds for all rows of one side and for none of the other.
    fn difference(&self, kept: &[usize], refused: &[usize], dialect: Dialect) -> Option<Expr> {
        let all = 0..self.plan.columns.len();
        let drawn = |at: &usize| self.is_drawn(*at);
        let sides: BTreeMap<usize, (Vec<Value>, Vec<Value>)> =
            all.map(|at| (at, (self.values(at, kept), self.values(at, refused)))).collect();
        let name = |at: usize| Expr::Column(self.plan.columns[at].name.clone());
        let null = |(&at, (kept, refused)): (&usize, &(Vec<Value>, Vec<Value>))| {
            let (none, any) = (kept.iter().all(|v| !v.is_null()), refused.iter().all(Value::is_null));
            let (only, never) = (kept.iter().all(Value::is_null), refused.iter().all(|v| !v.is_null()));
            match (none && any, only && never) {
                (true, _) => Some(Expr::is_null(name(at), true)),
                (_, true) => Some(Expr::is_null(name(at), false)),
                _ => None,
            }
        };
        let columns: Vec<usize> = sides.keys().copied().filter(drawn).collect();
        let is_number = |at: &usize| kind(&self.plan.columns[*at].logical_type) > 0;
        let listed = |at: &usize| listed(name(*at), &sides[at].0, &sides[at].1, dialect);
        let bounded = |at: &usize| bounded(name(*at), &sides[at].0, &sides[at].1, dialect);
        let words = columns.iter().filter(|at| !is_number(at));
        let numbers = || columns.iter().filter(|at| is_number(at));
        let pairs = || numbers().flat_map(|a| numbers().map(move |b| (*a, *b)));
        sides
            .iter()
            .find_map(null)
            .or_else(|| words.into_iter().find_map(listed))
            .or_else(|| numbers().find_map(bounded))
            .or_else(|| numbers().find_map(listed))
            .or_else(|| {
                let texts = columns.iter().filter(|at| self.plan.columns[**at].logical_type.is_text());
                texts.into_iter().find_map(|at| written(&name(*at), &sides[at].0, &sides[at].1, dialect))
            })
            .or_else(|| {
                pairs()
                    .find(|&(a, b)| self.ordered(&sides[&a], &sides[&b], a, b, dialect))
                    .map(|(a, b)| compared(name(a), Comparison::Le, name(b)))
            })
    }

    /// A condition that holds for all rows that got in and keeps some of the others away, as many as possible:
    /// there is more than one reason, and the words do not tell them apart.
    fn part(&self, kept: &[usize], refused: &[usize], dialect: Dialect) -> Option<Expr> {
        let drawn = (0..self.plan.columns.len()).filter(|&at| self.is_drawn(at));
        let conditions = drawn.flat_map(|at| {
            let (kept, refused) = (self.values(at, kept), self.values(at, refused));
            let name = Expr::Column(self.plan.columns[at].name.clone());
            // Those that are kept away are told from the rest by the same kinds of conditions.
            let beyond = |out: &dyn Fn(&Value) -> bool| -> Vec<Value> {
                refused.iter().filter(|value| out(value)).cloned().collect()
            };
            let unknown = beyond(&|value| !kept.contains(value));
            let below = beyond(&|value| is_beyond(value, &kept, true, dialect));
            let above = beyond(&|value| is_beyond(value, &kept, false, dialect));
            let found = [
                (unknown.len(), listed(name.clone(), &kept, &unknown, dialect)),
                (below.len(), bounded(name.clone(), &kept, &below, dialect)),
                (above.len(), bounded(name, &kept, &above, dialect)),
            ];
            found.into_iter().filter_map(|(out, condition)| Some((out, condition?)))
        });
        let enough = |(out, _): &(usize, Expr)| *out >= 3 && *out * 4 >= refused.len();
        conditions.filter(enough).max_by_key(|(out, _)| *out).map(|(_, condition)| condition)
    }

    /// The values that got in, of a column of which a CHECK that the server names decides by a function of its
    /// own.
    fn remembered(&self, table: &Table) -> Option<Expr> {
        let words = self.refused.iter().find_map(|refused| refused.words.as_deref())?;
        let named = |name: &String| {
            ["\"", "'", "`"].iter().any(|quote| words.contains(&format!("{quote}{name}{quote}")))
        };
        let check = table.checks.iter().find(|check| check.name.as_ref().is_some_and(named))?;
        let unique = |column: usize| {
            table.keys.iter().any(|key| key.parts.iter().any(|part| part.column == Some(column)))
        };
        let mut columns = (0..self.plan.columns.len()).filter(|&at| {
            let plan = &self.plan.columns[at];
            self.is_drawn(at) && check.expression.contains(&plan.name) && !unique(plan.column)
        });
        columns.find_map(|at| {
            let refused: Vec<usize> = self.refused.iter().map(|refused| refused.row).collect();
            let refused = self.values(at, &refused);
            let mut known: Vec<Value> = Vec::new();
            for value in self.values(at, &self.kept) {
                if !value.is_null() && !known.contains(&value) {
                    known.push(value);
                }
            }
            let apart = known.len() > 1 && !refused.iter().any(|value| known.contains(value));
            apart.then(|| Expr::InList {
                expr: Box::new(Expr::Column(self.plan.columns[at].name.clone())),
                list: known.into_iter().map(Expr::Literal).collect(),
                negated: false,
            })
        })
    }

    fn is_drawn(&self, at: usize) -> bool {
        matches!(self.plan.columns[at].source, Source::Drawn { .. })
    }

    /// Whether one column is at most another in all rows that got in, and in no other.
    fn ordered(
        &self,
        left: &(Vec<Value>, Vec<Value>),
        right: &(Vec<Value>, Vec<Value>),
        a: usize,
        b: usize,
        dialect: Dialect,
    ) -> bool {
        let alike = kind(&self.plan.columns[a].logical_type) == kind(&self.plan.columns[b].logical_type);
        let less = |left: &[Value], right: &[Value], holds: bool| {
            left.iter()
                .zip(right)
                .all(|(left, right)| order(left, right, dialect).is_some_and(|found| found.is_le() == holds))
        };
        a != b && alike && less(&left.0, &right.0, true) && less(&left.1, &right.1, false)
    }
}

/// Who may have done it.
fn by(table: &Table) -> String {
    let names: Vec<&str> = table.triggers.iter().map(|trigger| trigger.name.as_str()).collect();
    if names.is_empty() { String::new() } else { format!(" by a trigger ({})", names.join(", ")) }
}

/// Names of the tables whose triggers insert into a table.
fn writers(schema: &Schema, table: &Table) -> Vec<String> {
    let writes = |other: &&Table| {
        let mut names = other.triggers.iter().flat_map(|trigger| &trigger.inserts_into);
        names.any(|name| name.eq_ignore_ascii_case(&table.name.name))
    };
    schema.tables.iter().filter(writes).map(|other| other.name.to_string()).collect()
}

/// What the server's words say beyond the row's own values: no numbers, nothing quoted, no details.
fn reason(words: &str) -> String {
    let mut quoted = false;
    let first = words.split("; ").next().unwrap_or_default();
    let kept = first.chars().filter(|c| {
        quoted ^= matches!(c, '\'' | '"');
        !quoted && !c.is_ascii_digit()
    });
    kept.collect()
}

/// Types whose values are compared with each other.
fn kind(logical_type: &LogicalType) -> u8 {
    if logical_type.is_numeric() {
        1
    } else if logical_type.is_temporal() {
        2
    } else {
        0
    }
}

/// Few values that are only those of rows that got in, of a column of few values.
fn listed(name: Expr, kept: &[Value], refused: &[Value], dialect: Dialect) -> Option<Expr> {
    let distinct = |values: &mut dyn Iterator<Item = &Value>| {
        let mut known: Vec<Value> = Vec::new();
        for value in values.filter(|value| !value.is_null()) {
            if !known.contains(value) {
                known.push(value.clone());
            }
        }
        known
    };
    let values = distinct(&mut kept.iter());
    let all = distinct(&mut kept.iter().chain(refused)).len();
    let few = (1..=LIST_MAX).contains(&values.len()) && all * 2 <= kept.len() + refused.len();
    let apart = refused.iter().all(|value| !value.is_null() && !values.contains(value));
    let sortable = values.iter().all(|value| order(value, value, dialect).is_some());
    (few && apart && sortable).then(|| Expr::InList {
        expr: Box::new(name),
        list: values.into_iter().map(Expr::Literal).collect(),
        negated: false,
    })
}

/// Whether a value is less, or greater, than all of some.
fn is_beyond(value: &Value, all: &[Value], below: bool, dialect: Dialect) -> bool {
    all.iter().filter(|other| !other.is_null()).all(|other| {
        order(value, other, dialect).is_some_and(|found| if below { found.is_lt() } else { found.is_gt() })
    })
}

/// A bound of the length of texts, or the case that they are in.
fn written(name: &Expr, kept: &[Value], refused: &[Value], dialect: Dialect) -> Option<Expr> {
    let length = if dialect == Dialect::Sqlite { "length" } else { "char_length" };
    let call = |function: &str| Expr::Function { name: function.to_owned(), args: vec![name.clone()] };
    let chars = |values: &[Value]| -> Vec<Value> {
        let count = |value: &Value| match value {
            Value::Text(text) => Value::Int(text.chars().count() as i128),
            _ => Value::Null,
        };
        values.iter().map(count).collect()
    };
    let cased = |function: &str, fold: &dyn Fn(&str) -> String| {
        let same = |value: &Value| matches!(value, Value::Text(text) if fold(text) == *text);
        let told = kept.iter().all(same) && !refused.iter().any(same);
        told.then(|| compared(name.clone(), Comparison::Eq, call(function)))
    };
    bounded(call(length), &chars(kept), &chars(refused), dialect)
        .or_else(|| cased("lower", &|text| text.to_lowercase()))
        .or_else(|| cased("upper", &|text| text.to_uppercase()))
}

/// A bound on one side of which are only rows that got in.
fn bounded(name: Expr, kept: &[Value], refused: &[Value], dialect: Dialect) -> Option<Expr> {
    let ends = |values: &[Value]| {
        let mut known = values.iter().filter(|value| !value.is_null());
        let first = known.next()?;
        known.try_fold((first.clone(), first.clone()), |(low, high), value| {
            let low = if order(value, &low, dialect)?.is_lt() { value.clone() } else { low };
            let high = if order(value, &high, dialect)?.is_gt() { value.clone() } else { high };
            Some((low, high))
        })
    };
    if refused.iter().any(Value::is_null) {
        return None;
    }
    let ((low, high), (least, most)) = (ends(kept)?, ends(refused)?);
    if order(&high, &least, dialect)?.is_lt() {
        return Some(compared(name, Comparison::Le, Expr::Literal(high)));
    }
    order(&low, &most, dialect)?.is_gt().then(|| compared(name, Comparison::Ge, Expr::Literal(low)))
}
