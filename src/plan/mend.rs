//! Mending rows: where drawing a row anew does not meet its CHECKs, values that do are looked for.
//!
//! The search is local, in the manner of WalkSAT (Selman, Kautz and Cohen, "Noise strategies for improving local
//! search", 1994): one cell at a time is changed to a value that a violated CHECK itself suggests, and what is left
//! violated decides. Everything follows from the row, so a row is the same in bulk and alone. Must not know: how
//! cells were drawn, databases. Start reading at [`Row::mend`]; [`hints`] reads the CHECKs.

use super::equation;
use super::order::Prefix;
use crate::data::{LogicalType, MICROS_PER_DAY, Value};
use crate::generate::fitted;
use crate::random::{bounded, mix64, unit};
use crate::schema::expr::{Affinity, BinaryOp, Comparison, Dialect, Expr, Program, Test, micros};

/// Cells of a row that are changed one after the other.
const STEPS: u64 = 24;
/// Steps towards the value for which two sides of a comparison meet.
const APPROACHES: usize = 12;
/// Of the values of a list, so many are tried at a time.
const TRIED: usize = 4;

/// What a CHECK suggests for one of its columns.
#[derive(Clone, Debug)]
pub struct Hint {
    /// The column, by its place among the inputs of the CHECK.
    input: usize,
    idea: Idea,
}

/// A kind of value; programs read the inputs of the CHECK.
#[derive(Clone, Debug)]
enum Idea {
    Null,
    OneOf(Vec<Value>),
    /// What stands in this relation to the program's value.
    Beside(Comparison, Program),
    /// What makes the first side stand in this relation to the second.
    Meeting(Comparison, Box<(Program, Program)>),
    /// Itself, so long.
    Long(Program),
    /// Itself behind the program's text.
    Behind(Program),
}

/// What a condition suggests, by the names of its columns in the order of the inputs.
pub(super) fn hints(
    condition: &Expr,
    names: &[String],
    affinities: &[Affinity],
    dialect: Dialect,
) -> Vec<Hint> {
    let mut reader = Reader { names, affinities, dialect, found: Vec::new() };
    condition.visit(&mut |node| reader.read(node));
    reader.found
}

struct Reader<'a> {
    names: &'a [String],
    affinities: &'a [Affinity],
    dialect: Dialect,
    found: Vec<Hint>,
}

impl Reader<'_> {
    fn read(&mut self, node: &Expr) {
        match node {
            Expr::Binary { op: BinaryOp::Compare(op), left, right } => {
                self.compared(*op, left, right);
                self.compared(op.mirror(), right, left);
            }
            Expr::Between { expr, low, high, .. } => {
                self.compared(Comparison::Ge, expr, low);
                self.compared(Comparison::Le, expr, high);
            }
            Expr::InList { expr, list, .. } => self.listed(expr, list.iter()),
            Expr::Case { operand: Some(operand), arms, .. } => {
                self.listed(operand, arms.iter().map(|(when, _)| when));
            }
            Expr::Is { expr, test: Test::Null, .. } => self.add(expr, || Some(Idea::Null)),
            _ => {}
        }
        for equation in equation::solved(node) {
            let idea = || Some(Idea::Beside(Comparison::Eq, self.program(&equation.expr)?));
            if let Some(idea) = idea() {
                self.add(&Expr::Column(equation.column.clone()), || Some(idea));
            }
        }
        if let Some(Prefix { column, expr }) = Prefix::of(node)
            && let Some(program) = self.program(&expr)
        {
            self.add(&Expr::Column(column), || Some(Idea::Behind(program)));
        }
    }

    /// What `left op right` suggests for the columns of the left side.
    fn compared(&mut self, op: Comparison, left: &Expr, right: &Expr) {
        let Some(other) = self.program(right) else { return };
        match left.uncast() {
            Expr::Column(_) => self.add(left.uncast(), || Some(Idea::Beside(op, other))),
            Expr::Function { name, args } if is_length(name) && args.len() == 1 => {
                self.add(args[0].uncast(), || Some(Idea::Long(other)));
            }
            _ => {
                let Some(own) = self.program(left) else { return };
                for column in left.columns() {
                    let sides = Box::new((own.clone(), other.clone()));
                    self.add(&Expr::Column(column.to_owned()), || Some(Idea::Meeting(op, sides)));
                }
            }
        }
    }

    fn listed<'e>(&mut self, expr: &Expr, list: impl Iterator<Item = &'e Expr>) {
        let constant = |item: &Expr| {
            let program = self.program(item).filter(|_| item.columns().is_empty())?;
            program.value(&[]).ok().filter(|value| !value.is_null())
        };
        let values: Vec<Value> = list.filter_map(constant).collect();
        if !values.is_empty() {
            self.add(expr.uncast(), || Some(Idea::OneOf(values)));
        }
    }

    fn add(&mut self, column: &Expr, idea: impl FnOnce() -> Option<Idea>) {
        let Expr::Column(name) = column.uncast() else { return };
        let input = self.names.iter().position(|known| known == name);
        if let Some(input) = input
            && let Some(idea) = idea()
        {
            self.found.push(Hint { input, idea });
        }
    }

    fn program(&self, expr: &Expr) -> Option<Program> {
        let program = Program::compile_with(expr, self.names, self.affinities, self.dialect);
        program.missing().is_none().then_some(program)
    }
}

fn is_length(name: &str) -> bool {
    ["length", "char_length", "character_length", "octet_length"].contains(&name)
}

/// A CHECK over the cells of a row.
pub(super) struct Condition<'a> {
    /// Places of its inputs in the row.
    pub(super) inputs: &'a [usize],
    /// Decides.
    pub(super) program: &'a Program,
    /// What it suggests.
    pub(super) hints: &'a [Hint],
    /// Places in the row of the cells that may be changed for it.
    pub(super) changed: &'a [usize],
}

/// A row whose cells may be changed.
pub(super) struct Row<'a> {
    /// All cells.
    pub(super) cells: Vec<Value>,
    /// Their types, and whether they may be NULL.
    pub(super) columns: Vec<(&'a LogicalType, bool)>,
    /// All CHECKs of the table.
    pub(super) conditions: &'a [Condition<'a>],
    /// From which every choice follows.
    pub(super) word: u64,
}

impl Row<'_> {
    /// Changes cells until every CHECK holds; the places of those that differ, or none where that was not found.
    pub(super) fn mend(&mut self) -> Option<Vec<usize>> {
        let before = self.cells.clone();
        for step in 0..STEPS {
            let violated = self.violated();
            if violated.is_empty() {
                let differs = |at: &usize| self.cells[*at] != before[*at];
                return Some((0..self.cells.len()).filter(differs).collect());
            }
            let word = mix64(self.word ^ mix64(step + 1));
            let condition = violated[bounded(word, violated.len() as u64) as usize];
            let tried = self.suggested(&self.conditions[condition], mix64(word));
            // What is left violated, the fewer the better; of the best ones the first.
            let judged = tried.into_iter().map(|(at, value)| {
                let kept = std::mem::replace(&mut self.cells[at], value);
                let left = self.violated().len();
                (left, at, std::mem::replace(&mut self.cells[at], kept))
            });
            let (_, at, value) = judged.min_by_key(|(left, ..)| *left)?;
            self.cells[at] = value;
        }
        None
    }

    fn violated(&self) -> Vec<usize> {
        let fails = |condition: &Condition<'_>| {
            condition.program.fails(&self.inputs(condition.inputs)).unwrap_or(false)
        };
        (0..self.conditions.len()).filter(|&at| fails(&self.conditions[at])).collect()
    }

    fn inputs(&self, places: &[usize]) -> Vec<Value> {
        places.iter().map(|&place| self.cells[place].clone()).collect()
    }

    /// Other values for cells of a CHECK, turned round so that not always the same one is first.
    fn suggested(&self, condition: &Condition<'_>, word: u64) -> Vec<(usize, Value)> {
        let inputs = self.inputs(condition.inputs);
        let mut found = Vec::new();
        for (number, hint) in condition.hints.iter().enumerate() {
            let place = condition.inputs[hint.input];
            let (logical_type, nullable) = self.columns[place];
            if !condition.changed.contains(&place) {
                continue;
            }
            let asked = Asked { inputs: &inputs, input: hint.input, logical_type };
            let values = asked.values(&hint.idea, mix64(word ^ number as u64));
            let fitting = values.into_iter().filter_map(|value| match value {
                Value::Null => nullable.then_some(Value::Null),
                value => fitted(&as_typed(value, logical_type), logical_type),
            });
            found.extend(fitting.filter(|v| *v != self.cells[place]).map(|value| (place, value)));
        }
        for place in condition.inputs.iter().filter(|place| condition.changed.contains(place)) {
            let others = labels(self.columns[*place].0).into_iter();
            found.extend(others.filter(|v| *v != self.cells[*place]).map(|value| (*place, value)));
        }
        if !found.is_empty() {
            let turned = bounded(mix64(word), found.len() as u64) as usize;
            found.rotate_left(turned);
        }
        found
    }
}

/// The few values that a type has.
fn labels(logical_type: &LogicalType) -> Vec<Value> {
    match logical_type {
        LogicalType::Bool => vec![Value::Bool(false), Value::Bool(true)],
        LogicalType::Enum { labels } => labels.iter().map(|label| Value::Text(label.clone())).collect(),
        _ => Vec::new(),
    }
}

/// A moment as what the column keeps.
fn as_typed(value: Value, logical_type: &LogicalType) -> Value {
    match (logical_type, micros(&value)) {
        (LogicalType::Date, Some(micros)) => Value::Date(micros.div_euclid(MICROS_PER_DAY)),
        (LogicalType::Timestamp { .. }, Some(micros)) => Value::Timestamp(micros),
        _ => value,
    }
}

/// A cell for which values are looked for.
struct Asked<'a> {
    inputs: &'a [Value],
    input: usize,
    logical_type: &'a LogicalType,
}

impl Asked<'_> {
    fn values(&self, idea: &Idea, word: u64) -> Vec<Value> {
        match idea {
            Idea::Null => vec![Value::Null],
            Idea::OneOf(values) => {
                let first = bounded(word, values.len() as u64) as usize;
                values.iter().cycle().skip(first).take(values.len().min(TRIED)).cloned().collect()
            }
            Idea::Beside(op, program) => match program.value(self.inputs) {
                Ok(value) if !value.is_null() => self.beside(*op, value, word),
                _ => Vec::new(),
            },
            Idea::Meeting(op, sides) => self.meeting(*op, &sides.0, &sides.1, word),
            Idea::Long(program) => {
                let wanted = program.value(self.inputs).ok().and_then(|value| value.as_int());
                let length = wanted.and_then(|wanted| usize::try_from(wanted).ok());
                length.and_then(|length| repeated(&self.inputs[self.input], length)).into_iter().collect()
            }
            Idea::Behind(program) => {
                let (prefix, own) = (program.value(self.inputs).ok(), &self.inputs[self.input]);
                let text = prefix.as_ref().and_then(Value::as_text).zip(own.as_text());
                text.map(|(prefix, own)| Value::Text(format!("{prefix}{own}"))).into_iter().collect()
            }
        }
    }

    /// Values in a relation to another one: somewhere beyond it, and right beside it.
    fn beside(&self, op: Comparison, other: Value, word: u64) -> Vec<Value> {
        let Some(at) = position(&other) else { return vec![other] };
        let step = step(self.logical_type);
        let far = 1.0 + libm::floor(unit(word) * reach(self.logical_type, at));
        let moved = |by: f64| placed(&other, at + by * step);
        let side = match op {
            Comparison::Eq => return vec![other],
            Comparison::Lt | Comparison::Le => -1.0,
            Comparison::Gt | Comparison::Ge | Comparison::Ne => 1.0,
        };
        let mut values: Vec<Value> = [side * far, side].into_iter().filter_map(moved).collect();
        if matches!(op, Comparison::Le | Comparison::Ge) {
            values.push(other);
        }
        values
    }

    /// Values for which one side stands in a relation to the other: by the secant method, since most sides are
    /// linear in one column.
    fn meeting(&self, op: Comparison, left: &Program, right: &Program, word: u64) -> Vec<Value> {
        let own = &self.inputs[self.input];
        let Some(start) = position(own) else { return Vec::new() };
        let sides = |x: f64| -> Option<(f64, f64)> {
            let mut inputs = self.inputs.to_vec();
            inputs[self.input] = placed(own, x)?;
            Some((position(&left.value(&inputs).ok()?)?, position(&right.value(&inputs).ok()?)?))
        };
        let Some((_, limit)) = sides(start) else { return Vec::new() };
        let room = libm::fabs(limit).max(1.0) * unit(word);
        let beyond = match op {
            Comparison::Eq => vec![0.0],
            Comparison::Ne => vec![1.0],
            Comparison::Le => vec![-room, 0.0],
            Comparison::Lt => vec![-room, -1.0],
            Comparison::Ge => vec![room, 0.0],
            Comparison::Gt => vec![room, 1.0],
        };
        let found = beyond.into_iter().filter_map(|beyond| {
            let gap = |x: f64| sides(x).map(|(left, right)| left - right - libm::floor(beyond));
            placed(own, approached(start, step(self.logical_type), gap)?)
        });
        found.collect()
    }
}

/// Where a function of a number becomes 0, or near that, from a start on: whether it is near enough the CHECK says.
fn approached(start: f64, step: f64, gap: impl Fn(f64) -> Option<f64>) -> Option<f64> {
    let (mut x, mut distance) = (start, gap(start)?);
    for _ in 0..APPROACHES {
        if distance == 0.0 {
            return Some(x);
        }
        // A step that makes a difference: sides may be rounded to hours or years.
        let widths = (0..12).map(|power| step * libm::pow(8.0, f64::from(power)));
        let slope = widths.rev().find_map(|width| {
            let slope = (gap(x + width)? - distance) / width;
            (slope != 0.0).then_some(slope)
        });
        let Some(slope) = slope else { break };
        let next = libm::round((x - distance / slope) / step) * step;
        let nearer = if next == x { x - libm::copysign(step, distance / slope) } else { next };
        let Some(left) = gap(nearer) else { break };
        (x, distance) = (nearer, left);
    }
    Some(x)
}

/// A number or a moment on a line.
fn position(value: &Value) -> Option<f64> {
    match value {
        Value::Bool(_) => None,
        Value::Date(days) => Some((*days * MICROS_PER_DAY) as f64),
        Value::Time(micros) | Value::Timestamp(micros) => Some(*micros as f64),
        other => other.as_f64(),
    }
}

/// A value of the same kind at another place.
fn placed(like: &Value, at: f64) -> Option<Value> {
    if !at.is_finite() || libm::fabs(at) > 9e17 {
        return None;
    }
    Some(match like {
        Value::Int(_) => Value::Int(at as i128),
        Value::Float(_) => Value::Float(at),
        Value::Decimal { scale, .. } => Value::Decimal {
            unscaled: libm::round(at * libm::pow(10.0, f64::from(*scale))) as i128,
            scale: *scale,
        },
        Value::Date(_) => Value::Date((at as i64).div_euclid(MICROS_PER_DAY)),
        Value::Time(_) => Value::Time(at as i64),
        Value::Timestamp(_) => Value::Timestamp(at as i64),
        _ => return None,
    })
}

/// The least distance of two values of a type.
fn step(logical_type: &LogicalType) -> f64 {
    match logical_type {
        LogicalType::Decimal { scale, .. } => libm::pow(10.0, -f64::from(*scale)),
        LogicalType::Date => MICROS_PER_DAY as f64,
        LogicalType::Time { .. } | LogicalType::Timestamp { .. } => 1e6,
        _ => 1.0,
    }
}

/// How many steps beyond another value one may be.
fn reach(logical_type: &LogicalType, at: f64) -> f64 {
    match logical_type {
        LogicalType::Date => 60.0,
        LogicalType::Time { .. } => 3600.0,
        LogicalType::Timestamp { .. } => 864_000.0,
        _ => libm::fabs(at).clamp(10.0, 1e6),
    }
}

/// A text or bytes of a length, made of themselves.
fn repeated(value: &Value, length: usize) -> Option<Value> {
    const LONGEST: usize = 1 << 20;
    if length > LONGEST {
        return None;
    }
    match value {
        Value::Text(text) if !text.is_empty() || length == 0 => {
            Some(Value::Text(text.chars().cycle().take(length).collect()))
        }
        Value::Bytes(bytes) if !bytes.is_empty() || length == 0 => {
            Some(Value::Bytes(bytes.iter().copied().cycle().take(length).collect()))
        }
        _ => None,
    }
}
