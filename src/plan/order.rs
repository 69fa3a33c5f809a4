//! Columns that CHECKs order: where what they mean leaves hardly a row in order, one of them follows the other.
//!
//! Must not know how a CHECK is read. Start reading at [`settle`].

use super::build::Builder;
use super::column::recompile;
use super::computed::computed;
use super::constraint::Constraints;
use super::table::{Chosen, Draft};
use crate::data::{Column, LogicalType, Value};
use crate::generate::{Batch, Params, Rows};
use crate::random::mix64;
use crate::schema::expr::{BinaryOp, Comparison, Dialect, Expr, MatchKind, order};

/// Rows that are looked at.
const SEEN: u64 = 64;
/// Of these, rows in order that are enough to draw the others again.
const ENOUGH: usize = 8;

/// Two columns of which the first is above the second by so much at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    high: usize,
    low: usize,
    most: i64,
}

impl Window {
    /// What a condition says of the difference of two columns.
    pub(super) fn of(condition: &Expr, column: impl Fn(&str) -> Option<usize>) -> Option<Self> {
        let Expr::Binary { op: BinaryOp::Compare(op), left, right } = condition else { return None };
        let (difference, op, limit) = match (left.uncast(), right.uncast()) {
            (difference, Expr::Literal(limit)) => (difference, *op, limit),
            (Expr::Literal(limit), difference) => (difference, op.mirror(), limit),
            _ => return None,
        };
        let Expr::Binary { op: BinaryOp::Sub, left, right } = difference else { return None };
        let (Expr::Column(high), Expr::Column(low)) = (left.uncast(), right.uncast()) else { return None };
        let limit = i64::try_from(limit.as_int()?).ok()?;
        let most = match op {
            Comparison::Le => limit,
            Comparison::Lt => limit - 1,
            _ => return None,
        };
        Some(Self { high: column(high)?, low: column(low)?, most }).filter(|window| window.most > 0)
    }
}

/// A text that begins with what an expression over other columns gives.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Prefix {
    pub(super) column: String,
    pub(super) expr: Expr,
}

impl Prefix {
    /// What a condition says of the beginning of a column: `a LIKE b || '/%'`, `substr(a, 1, length(b)) = b`.
    pub(super) fn of(condition: &Expr) -> Option<Self> {
        let (column, expr) = match condition {
            Expr::Like { expr, pattern, escape: None, negated: false, kind: MatchKind::Like } => {
                (expr.uncast(), open_ended(pattern)?)
            }
            Expr::Binary { op: BinaryOp::Compare(Comparison::Eq), left, right } => {
                let beginning = |side: &Expr, other: &Expr| {
                    let Expr::Function { name, args } = side.uncast() else { return None };
                    let (text, count) = match (name.as_str(), args.as_slice()) {
                        ("substr" | "substring", [text, Expr::Literal(Value::Int(1)), count]) => {
                            (text, count)
                        }
                        ("left", [text, count]) => (text, count),
                        _ => return None,
                    };
                    let Expr::Function { name, args } = count.uncast() else { return None };
                    let of_other =
                        ["length", "char_length"].contains(&name.as_str()) && args[..] == [other.clone()];
                    of_other.then(|| (text.uncast().clone(), other.clone()))
                };
                let (text, prefix) = beginning(left, right).or_else(|| beginning(right, left))?;
                return Self::new(&text, prefix);
            }
            _ => return None,
        };
        Self::new(column, expr)
    }

    fn new(column: &Expr, expr: Expr) -> Option<Self> {
        let Expr::Column(column) = column else { return None };
        let others = expr.columns();
        let apart = !others.is_empty() && !others.contains(&column.as_str());
        apart.then(|| Self { column: column.clone(), expr })
    }
}

/// A pattern without the `%` at its end, where nothing else of it is one.
fn open_ended(pattern: &Expr) -> Option<Expr> {
    match pattern.uncast() {
        Expr::Binary { op: BinaryOp::Concat, left, right } => {
            let rest = open_ended(right)?;
            Some(binary(BinaryOp::Concat, (**left).clone(), rest))
        }
        Expr::Function { name, args } if name == "concat" => {
            let (last, others) = args.split_last()?;
            let rest = open_ended(last)?;
            let args = others.iter().cloned().chain([rest]).collect();
            Some(Expr::Function { name: name.clone(), args })
        }
        Expr::Literal(Value::Text(text)) => {
            let text = text.strip_suffix('%').filter(|text| !text.contains(['%', '_', '\\']))?;
            Some(Expr::Literal(Value::Text(text.to_owned())))
        }
        _ => None,
    }
}

/// Makes columns follow others where they have to.
pub(super) fn settle(builder: &Builder<'_>, draft: &mut Draft<'_>, constraints: &Constraints) {
    let dialect = builder.inputs.schema.dialect;
    for window in &constraints.windows {
        let whole =
            |column: usize| matches!(draft.schema.columns[column].logical_type, LogicalType::Int { .. });
        // Where nothing says which one is above, rows drawn again are enough.
        let above = constraints.orders.iter().any(|&(left, op, right)| match op {
            Comparison::Gt | Comparison::Ge => (left, right) == (window.high, window.low),
            Comparison::Lt | Comparison::Le => (right, left) == (window.high, window.low),
            _ => false,
        });
        if above && whole(window.high) && whole(window.low) {
            // Above by what its own value leaves of the window.
            let own = Expr::Column(draft.schema.columns[window.high].name.clone());
            let rest = binary(BinaryOp::Rem, own, Expr::Literal(Value::Int(window.most.into())));
            let low = Expr::Column(draft.schema.columns[window.low].name.clone());
            let one = binary(BinaryOp::Add, low, Expr::Literal(Value::Int(1)));
            follow(draft, (window.high, window.low), &binary(BinaryOp::Add, one, rest), dialect);
        }
    }
    for Prefix { column, expr } in &constraints.prefixes {
        let Some(at) = draft.schema.column(column) else { continue };
        let whole = binary(BinaryOp::Concat, expr.clone(), Expr::Column(column.clone()));
        let whole = if dialect == Dialect::Mysql {
            Expr::Function {
                name: "concat".to_owned(),
                args: vec![expr.clone(), Expr::Column(column.clone())],
            }
        } else {
            whole
        };
        let others: Vec<usize> = expr.columns().iter().filter_map(|name| draft.schema.column(name)).collect();
        if let Some(&other) = others.first() {
            follow(draft, (at, other), &whole, dialect);
        }
    }
    for &(left, op, right) in &constraints.orders {
        if matches!(op, Comparison::Lt | Comparison::Le) {
            turn_round(builder, draft, left, right);
        } else if matches!(op, Comparison::Gt | Comparison::Ge) {
            turn_round(builder, draft, right, left);
        }
        let ordered = matches!(op, Comparison::Lt | Comparison::Le | Comparison::Gt | Comparison::Ge);
        if !ordered || in_order(draft, left, op, right, dialect).is_none_or(|rows| rows >= ENOUGH) {
            continue;
        }
        let pairs = [(right, op.mirror(), left), (left, op, right)];
        // The one that stands later follows the other, where it can.
        let first = usize::from(left > right);
        for at in [first, 1 - first] {
            let (column, op, other) = pairs[at];
            if let Some(expr) = beside(draft, column, op, other)
                && follow(draft, (column, other), &expr, dialect)
            {
                break;
            }
        }
    }
}

fn binary(op: BinaryOp, left: Expr, right: Expr) -> Expr {
    Expr::Binary { op, left: Box::new(left), right: Box::new(right) }
}

/// A column's own value, or the other one's where that would be on the wrong side.
fn beside(draft: &Draft<'_>, column: usize, op: Comparison, other: usize) -> Option<Expr> {
    let name = |column: usize| Expr::Column(draft.schema.columns[column].name.clone());
    let step = match (op, &draft.schema.columns[column].logical_type) {
        (Comparison::Le | Comparison::Ge, _) => None,
        (Comparison::Lt, LogicalType::Int { .. }) => Some(BinaryOp::Sub),
        (Comparison::Gt, LogicalType::Int { .. }) => Some(BinaryOp::Add),
        _ => return None,
    };
    let near = match step {
        Some(step) => binary(step, name(other), Expr::Literal(Value::Int(1))),
        None => name(other),
    };
    let holds = binary(BinaryOp::Compare(op), name(column), name(other));
    Some(Expr::Case { operand: None, arms: vec![(holds, name(column))], otherwise: Some(Box::new(near)) })
}

/// Lets a column follow another; false where it may not.
fn follow(draft: &mut Draft<'_>, (column, other): (usize, usize), expr: &Expr, dialect: Dialect) -> bool {
    let (Some(at), Some(beside)) = (draft.slot(column), draft.slot(other)) else { return false };
    let Some(chosen) = free(draft, at) else { return false };
    // A key over other columns as well is carried by those.
    let keyed = draft.schema.keys.iter().any(|key| key.parts.iter().all(|part| part.column == Some(column)));
    let mut open = vec![beside];
    let mut seen = Vec::new();
    while let Some(next) = open.pop() {
        if !seen.contains(&next) {
            seen.push(next);
            open.extend(draft.slots[next].chosen.iter().flat_map(|chosen| chosen.reads.iter().copied()));
        }
    }
    if keyed || seen.contains(&at) {
        return false;
    }
    match computed(draft, column, expr, dialect, chosen, "CHECK".to_owned()) {
        Ok(chosen) => {
            draft.slots[at].chosen = Some(chosen);
            true
        }
        Err(_) => false,
    }
}

/// What makes a column that nobody else decides.
fn free(draft: &Draft<'_>, at: usize) -> Option<Chosen> {
    let slot = &draft.slots[at];
    let free = slot.reference.is_none() && draft.wish(slot.column).is_none_or(|wish| !wish.decides());
    slot.chosen.clone().filter(|chosen| free && !chosen.generator.counts_rows())
}

/// A moment that its name puts after another one, although a CHECK wants it before, is any moment.
fn turn_round(builder: &Builder<'_>, draft: &mut Draft<'_>, earlier: usize, later: usize) {
    let (Some(at), Some(after)) = (draft.slot(earlier), draft.slot(later)) else { return };
    let contrary = free(draft, at)
        .is_some_and(|chosen| chosen.name() == "timestamp_after" && chosen.reads.as_slice() == [after]);
    if contrary {
        let any = recompile(builder, draft, earlier, "timestamp", Params::new());
        draft.slots[at].chosen = any.or_else(|| draft.slots[at].chosen.take());
    }
}

/// How many of some rows are in order; `None` where that cannot be told.
fn in_order(draft: &Draft<'_>, left: usize, op: Comparison, right: usize, dialect: Dialect) -> Option<usize> {
    let cells = |column: usize, salt: u64| {
        let chosen = free(draft, draft.slot(column)?).filter(|chosen| chosen.reads.is_empty())?;
        let words: Vec<u64> = (0..SEEN).map(|row| mix64(row ^ mix64(salt))).collect();
        let mut cells = Column::default();
        let rows = Rows::Range { first: 0, len: words.len() };
        chosen.generator.fill(&Batch { rows, words: &words, siblings: &[] }, &mut cells);
        let value = |row: usize| cells.value(row, &chosen.logical_type);
        Some((0..words.len()).map(value).collect::<Vec<Value>>())
    };
    let alike = |column: usize| {
        let logical_type = &draft.schema.columns[column].logical_type;
        logical_type.is_numeric() || logical_type.is_temporal()
    };
    if !alike(left) || !alike(right) {
        return None;
    }
    let (left, right) = (cells(left, 1)?, cells(right, 2)?);
    let holds = |(left, right): (&Value, &Value)| order(left, right, dialect).map(|order| op.holds(order));
    let told: Option<Vec<bool>> = left.iter().zip(&right).map(holds).collect();
    Some(told?.into_iter().filter(|holds| *holds).count())
}

/// Where a CHECK orders a column and one of a key, which cannot give way: the column's own value, or the key's
/// where that would be on the wrong side.
pub(super) fn beside_key(
    draft: &Draft<'_>,
    constraints: &Constraints,
    column: usize,
    dialect: Dialect,
) -> Option<Expr> {
    let in_key = |column: usize| {
        draft.schema.keys.iter().any(|key| key.parts.iter().any(|part| part.column == Some(column)))
    };
    if in_key(column) {
        return None;
    }
    let name = |column: usize| Expr::Column(draft.schema.columns[column].name.clone());
    constraints.orders.iter().find_map(|&(left, op, right)| {
        let (key, op) = match (left == column, right == column) {
            (true, false) => (right, op),
            (false, true) => (left, op.mirror()),
            _ => return None,
        };
        let free = draft.slot(key).is_some() && in_key(key);
        let moment = matches!(draft.schema.columns[key].logical_type, LogicalType::Timestamp { .. })
            && dialect == Dialect::Postgres;
        let later = moment && op == Comparison::Gt;
        let wanted = (later || matches!(op, Comparison::Le | Comparison::Ge)).then(|| Expr::Binary {
            op: BinaryOp::Compare(op),
            left: Box::new(name(column)),
            right: Box::new(name(key)),
        });
        let beside = match op {
            // A while later, so that what must not be the same is not.
            Comparison::Ge | Comparison::Gt if moment => Expr::Binary {
                op: BinaryOp::Add,
                left: Box::new(name(key)),
                right: Box::new(Expr::Cast {
                    expr: Box::new(Expr::Literal(Value::Text("1 hour".to_owned()))),
                    type_name: "interval".to_owned(),
                }),
            },
            _ => name(key),
        };
        wanted.filter(|_| free).map(|wanted| Expr::Case {
            operand: None,
            arms: vec![(wanted, name(column))],
            otherwise: Some(Box::new(beside)),
        })
    })
}
