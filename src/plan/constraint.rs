//! CHECK constraints before any value is drawn: what they leave of each column's domain.
//!
//! What does not come down to a domain is left to [`super::check`], which evaluates every CHECK for every
//! row anyway. Start reading at [`read`].

use std::collections::{BTreeMap, BTreeSet};

use super::build::Builder;
use super::document;
use super::domain::Domain;
use super::equation::{self, Equation};
use super::mend::{self, Hint};
use super::order::{Prefix, Window};
use super::piece::Piece;
use super::table::Draft;
use super::unique;
use super::ways::{self, Choice};
use crate::data::{LogicalType, Value};
use crate::schema::expr::{
    Affinity, Atom, BinaryOp, Branch, Comparison, Dialect, Expr, Program, branches, parse,
};
use crate::schema::{Check, Column, Identity};

/// What the CHECKs of a table come down to.
#[derive(Clone, Debug, Default)]
pub(super) struct Constraints {
    /// Per column: the ways to satisfy its CHECKs; one of them is chosen per row.
    pub(super) domains: BTreeMap<usize, Vec<Domain>>,
    /// Columns for which a CHECK excludes NULL.
    pub(super) not_null: BTreeSet<usize>,
    /// Columns for which a CHECK wants NULL.
    pub(super) always_null: BTreeSet<usize>,
    /// Columns of CHECKs that cannot be evaluated.
    pub(super) unread: BTreeSet<usize>,
    /// What columns are, by a CHECK.
    pub(super) equations: BTreeMap<usize, Expr>,
    /// Columns that are compared with each other in every row.
    pub(super) orders: Vec<(usize, Comparison, usize)>,
    /// Pairs of columns that are not far from each other.
    pub(super) windows: Vec<Window>,
    /// Texts that begin with others.
    pub(super) prefixes: Vec<Prefix>,
    /// CHECKs over several columns that can be met in several ways, no two about one column.
    pub(super) choices: Vec<Choice>,
    /// Unique keys that rows cannot be kept out of, among those that were to be.
    pub(super) inescapable: BTreeSet<usize>,
    /// The CHECKs, to be evaluated.
    pub(super) programs: Vec<Checked>,
    /// What indexes compute of a column: no CHECK, but it must not fail.
    pub(super) computed: Vec<Checked>,
}

/// A CHECK that can be evaluated.
#[derive(Clone, Debug)]
pub(super) struct Checked {
    pub(super) text: String,
    /// Columns in the order of the program's inputs.
    pub(super) columns: Vec<usize>,
    pub(super) program: Program,
    /// What it suggests for its columns.
    pub(super) hints: Vec<Hint>,
}

/// Reads the CHECKs of a table.
pub(super) fn read(builder: &mut Builder<'_>, draft: &Draft<'_>) -> Constraints {
    let dialect = builder.inputs.schema.dialect;
    let names: Vec<&str> = draft.schema.columns.iter().map(|column| column.name.as_str()).collect();
    let mut constraints = Constraints::default();
    for check in &draft.schema.checks {
        match parse(&check.expression, dialect, &names) {
            Ok(expr) => {
                let expr = expr.with_columns(&|name| computed_as(draft, dialect, &names, name));
                add(builder, draft, &mut constraints, check, &expr);
            }
            Err(_) => {
                builder.notes.push(unread(draft, check));
                // Which columns it reads is not known either: those that it names.
                let named = |column: &Column| check.expression.contains(&column.name);
                let columns = draft.schema.columns.iter().enumerate();
                constraints.unread.extend(columns.filter(|(_, column)| named(column)).map(|(at, _)| at));
            }
        }
    }
    for trigger in &draft.schema.triggers {
        let who = format!("the trigger {}", trigger.name);
        for refused in &trigger.refuses {
            heed(builder, draft, &mut constraints, (&who, &format!("NOT ({refused})")), &names);
        }
    }
    let lesson = builder.inputs.facts.lessons.get(&draft.schema.key);
    for demand in lesson.iter().flat_map(|lesson| &lesson.demands) {
        heed(builder, draft, &mut constraints, ("what a rehearsal showed", demand), &names);
    }
    for (text, order) in spans(draft, dialect, &names) {
        let check = Check { name: None, expression: text.clone() };
        let before = constraints.programs.len();
        add(builder, draft, &mut constraints, &check, &order);
        constraints.programs[before..].iter_mut().for_each(|program| program.text = text.clone());
    }
    look_into(builder, draft, &mut constraints, &names);
    constraints.computed = computed(draft, dialect, &names);
    for &key in draft.exempt.iter().filter(|key| **key < unique::DEMANDED) {
        match escape(builder, draft, key) {
            Some((choice, outside)) => {
                leave(builder, draft, &mut constraints, key, choice, &outside);
            }
            None => drop(constraints.inescapable.insert(key)),
        }
    }
    ways::settle(draft, &mut constraints);
    for (&column, domains) in &constraints.domains {
        if domains.iter().all(Domain::is_empty) {
            builder.problems.impossible(format!("{}: its CHECKs contradict each other", draft.place(column)));
        }
    }
    constraints
}

/// Lets documents have what generated columns look for.
fn look_into(builder: &mut Builder<'_>, draft: &Draft<'_>, constraints: &mut Constraints, names: &[&str]) {
    let dialect = builder.inputs.schema.dialect;
    for (check, valued) in valued(draft, dialect, names) {
        add(builder, draft, constraints, &check, &valued);
        // What is looked into is a document.
        let columns: Vec<usize> =
            valued.columns().into_iter().filter_map(|name| draft.schema.column(name)).collect();
        for column in columns {
            let ways = constraints.domains.entry(column).or_insert_with(|| vec![Domain::default()]);
            ways.iter_mut().for_each(|domain| domain.json = true);
        }
    }
}

/// Keeps most rows out of a unique key.
fn leave(
    builder: &mut Builder<'_>,
    draft: &Draft<'_>,
    constraints: &mut Constraints,
    key: usize,
    mut choice: Choice,
    outside: &Expr,
) {
    // Values that are none of some are drawn as they come, so that the row decides.
    if choice.is_by_exclusion() {
        choice.first.clone_from(&choice.ways);
        let check = Check { name: None, expression: String::new() };
        let first = constraints.programs.len();
        watch(builder, draft, constraints, &check, outside);
        let name = draft.schema.keys.get(key).and_then(|key| key.name.clone()).unwrap_or_default();
        let text = format!("out of unique index {name}: {}", outside.to_sql(builder.inputs.schema.dialect));
        constraints.programs[first..].iter_mut().for_each(|program| program.text.clone_from(&text));
    }
    constraints.choices.push(choice);
}

/// Ranges that indexes, exclusions and computed columns make of two columns, with the order that these must have.
fn spans(draft: &Draft<'_>, dialect: Dialect, names: &[&str]) -> Vec<(String, Expr)> {
    let parts = draft.schema.exclusions.iter().flat_map(|exclusion| &exclusion.parts);
    let parts = parts.filter_map(|(part, _)| part.expression.as_deref());
    let indexes = draft.schema.indexes.iter().flat_map(|index| &index.expressions).map(String::as_str);
    let keys =
        draft.schema.keys.iter().flat_map(|key| &key.parts).filter_map(|part| part.expression.as_deref());
    let computed = draft.schema.columns.iter().filter_map(|column| column.expression.as_deref());
    let mut found: Vec<(String, Expr)> = Vec::new();
    for text in parts.chain(indexes).chain(keys).chain(computed).filter(|text| text.contains("range")) {
        let Ok(expr) = parse(text, dialect, names) else { continue };
        expr.visit(&mut |node| {
            let Expr::Function { name, args } = node else { return };
            let [low, high, ..] = args.as_slice() else { return };
            let columns = [low, high].into_iter().all(|side| matches!(side.uncast(), Expr::Column(_)));
            if name.ends_with("range") && columns {
                let op = BinaryOp::Compare(Comparison::Le);
                let (left, right) = (Box::new(low.uncast().clone()), Box::new(high.uncast().clone()));
                let order = Expr::Binary { op, left, right };
                if !found.iter().any(|(_, known)| *known == order) {
                    found.push((format!("the range {}", node.to_sql(dialect)), order));
                }
            }
        });
    }
    found
}

/// Generated columns that must not be NULL although the document that they look into may have nothing there.
pub(super) fn valued(draft: &Draft<'_>, dialect: Dialect, names: &[&str]) -> Vec<(Check, Expr)> {
    let columns =
        draft.schema.columns.iter().filter(|column| !column.nullable && column.expression.is_some());
    let found = columns.filter_map(|column| {
        let expr = computed_as(draft, dialect, names, &column.name)?;
        let looks_into = document::path(&expr).is_some_and(|path| !path.is_empty());
        let check = Check { name: None, expression: format!("{} IS NOT NULL", column.name) };
        looks_into.then(|| (check, Expr::is_null(expr, true)))
    });
    found.collect()
}

/// The expression of a generated column, where it is understood.
pub(super) fn computed_as(draft: &Draft<'_>, dialect: Dialect, names: &[&str], column: &str) -> Option<Expr> {
    let column = &draft.schema.columns[draft.schema.column(column)?];
    parse(column.expression.as_deref()?, dialect, names).ok().filter(Expr::is_known)
}

/// Heeds what (somebody, wants), where that is understood and leaves something.
fn heed(
    builder: &mut Builder<'_>,
    draft: &Draft<'_>,
    constraints: &mut Constraints,
    (who, wanted): (&str, &str),
    names: &[&str],
) {
    let dialect = builder.inputs.schema.dialect;
    let Ok(expr) = parse(wanted, dialect, names) else { return };
    let columns: Vec<String> = expr.columns().into_iter().map(str::to_owned).collect();
    let own = columns.iter().all(|name| draft.schema.column(name).is_some());
    let whole = || Program::compile(&expr, &columns, dialect).missing().is_none();
    if !own || columns.is_empty() || !expr.is_known() || !whole() || branches(&expr, dialect).is_empty() {
        return;
    }
    let before = constraints.clone();
    let check = Check { name: None, expression: wanted.to_owned() };
    add(builder, draft, constraints, &check, &expr);
    for heeded in &mut constraints.programs[before.programs.len()..] {
        heeded.text = format!("{who} ({wanted})");
    }
    if constraints.domains.values().any(|ways| ways.iter().all(Domain::is_empty)) {
        *constraints = before;
    }
}

/// The expressions of indexes over one column, as conditions that hold unless the computation fails.
fn computed(draft: &Draft<'_>, dialect: Dialect, names: &[&str]) -> Vec<Checked> {
    let read = |text: &String| {
        let expr = parse(text, dialect, names).ok().filter(Expr::is_known)?;
        let columns: Vec<usize> =
            expr.columns().into_iter().filter_map(|name| draft.schema.column(name)).collect();
        let [column] = columns[..] else { return None };
        let either = [false, true].map(|negated| Expr::is_null(expr.clone(), negated));
        let either = Expr::join(BinaryOp::Or, either.to_vec())?;
        let columns = [draft.schema.columns[column].name.clone()];
        let program = Program::compile(&either, &columns, dialect);
        let whole = program.missing().is_none();
        whole.then(|| Checked { text: text.clone(), columns: vec![column], program, hints: Vec::new() })
    };
    draft.schema.indexes.iter().flat_map(|index| &index.expressions).filter_map(read).collect()
}

fn unread(draft: &Draft<'_>, check: &Check) -> String {
    format!(
        "{}: CHECK ({}) is not understood; the database decides it",
        draft.schema.name,
        check.in_one_line()
    )
}

fn add(
    builder: &mut Builder<'_>,
    draft: &Draft<'_>,
    constraints: &mut Constraints,
    check: &Check,
    expr: &Expr,
) {
    let dialect = builder.inputs.schema.dialect;
    conjuncts(expr, &mut |part| watch(builder, draft, constraints, check, part));
    let mut parts = Vec::new();
    conjuncts(expr, &mut |part| parts.push(part.clone()));
    let Some(rest) = Expr::join(BinaryOp::And, without_pieces(draft, constraints, parts, dialect)) else {
        return; // all of it is about parts of texts
    };
    let branches = match equation::folded(&rest, dialect) {
        Some(atom) => vec![Branch { atoms: vec![atom] }],
        None => branches(&rest, dialect),
    };
    match branches.as_slice() {
        [] => builder.problems.impossible(format!(
            "{}: CHECK ({}) is never true",
            draft.schema.name,
            check.in_one_line()
        )),
        [only] => restrict(draft, constraints, only, dialect),
        many => choose(draft, constraints, many),
    }
}

/// What has to hold together is false where any of it is: each part for itself, so that only its own columns are
/// drawn again.
fn conjuncts(expr: &Expr, each: &mut dyn FnMut(&Expr)) {
    match expr {
        Expr::Binary { op: BinaryOp::And, left, right } => {
            conjuncts(left, each);
            conjuncts(right, each);
        }
        part => each(part),
    }
}

/// Takes a condition as one that is evaluated for every row.
fn watch(
    builder: &mut Builder<'_>,
    draft: &Draft<'_>,
    constraints: &mut Constraints,
    check: &Check,
    expr: &Expr,
) {
    let dialect = builder.inputs.schema.dialect;
    let columns: Vec<usize> =
        expr.columns().into_iter().filter_map(|name| draft.schema.column(name)).collect();
    if expr.is_known() {
        let names: Vec<String> = columns.iter().map(|&at| draft.schema.columns[at].name.clone()).collect();
        let affinities: Vec<Affinity> =
            columns.iter().map(|&at| affinity(dialect, &draft.schema.columns[at])).collect();
        let program = Program::compile_with(expr, &names, &affinities, dialect);
        if let [only] = columns[..]
            && program.fails(&[Value::Null]) == Ok(true)
        {
            constraints.not_null.insert(only);
        }
        // Ranges are compared by the server only.
        let of_ranges =
            |at: &&usize| matches!(draft.schema.columns[**at].logical_type, LogicalType::Range { .. });
        constraints.unread.extend(columns.iter().filter(of_ranges));
        if let Some(missing) = program.missing() {
            constraints.unread.extend(&columns);
            let note = format!(
                "{}: {missing} of CHECK ({}) is not known; the database decides it",
                draft.schema.name,
                check.in_one_line()
            );
            if !builder.notes.contains(&note) {
                builder.notes.push(note);
            }
        }
        let text = format!("CHECK ({})", check.in_one_line());
        let hints = mend::hints(expr, &names, &affinities, dialect);
        constraints.programs.push(Checked { text, columns, program, hints });
    } else {
        constraints.unread.extend(&columns);
        let note = unread(draft, check);
        if !builder.notes.contains(&note) {
            builder.notes.push(note);
        }
    }
}

fn affinity(dialect: Dialect, column: &Column) -> Affinity {
    match (dialect, &column.logical_type) {
        (Dialect::Postgres, LogicalType::Text { max: Some(chars), fixed: true }) => Affinity::Padded(*chars),
        (Dialect::Sqlite, _) => Affinity::of(&column.declared),
        _ => Affinity::None,
    }
}

/// Takes the conditions that are about a part of a text, and gives the others.
fn without_pieces(
    draft: &Draft<'_>,
    constraints: &mut Constraints,
    mut conditions: Vec<Expr>,
    dialect: Dialect,
) -> Vec<Expr> {
    conditions.retain(|condition| {
        let piece = Piece::of(condition, dialect);
        let Some((column, piece)) =
            piece.and_then(|(name, piece)| Some((draft.schema.column(&name)?, piece)))
        else {
            return true;
        };
        let ways = constraints.domains.entry(column).or_insert_with(|| vec![Domain::default()]);
        ways.iter_mut().for_each(|domain| domain.pieces.push(piece.clone()));
        false
    });
    conditions
}

/// All atoms hold together.
fn restrict(draft: &Draft<'_>, constraints: &mut Constraints, branch: &Branch, dialect: Dialect) {
    let opaque = branch.atoms.iter().filter(|atom| matches!(atom, Atom::Opaque(_)));
    let conditions = without_pieces(draft, constraints, opaque.map(Atom::to_expr).collect(), dialect);
    let windows =
        conditions.iter().filter_map(|condition| Window::of(condition, |name| draft.schema.column(name)));
    constraints.windows.extend(windows);
    constraints.prefixes.extend(conditions.iter().filter_map(Prefix::of));
    let simpler = |condition: Expr| {
        let folded = equation::folded(&condition, dialect);
        equation::spread(&condition, dialect).into_iter().chain(folded).collect::<Vec<Atom>>()
    };
    let spread: Vec<Atom> = conditions.into_iter().flat_map(simpler).collect();
    for atom in branch.atoms.iter().chain(&spread) {
        equate(draft, constraints, &atom.to_expr());
        if let Atom::Order { left, op, right } = atom {
            let columns = draft.schema.column(left).zip(draft.schema.column(right));
            constraints.orders.extend(columns.map(|(left, right)| (left, *op, right)));
        }
        let Some(column) = column_of(atom).and_then(|name| draft.schema.column(name)) else { continue };
        if let Atom::Null { negated, .. } = atom {
            let set = if *negated { &mut constraints.not_null } else { &mut constraints.always_null };
            set.insert(column);
            continue;
        }
        let ways = constraints.domains.entry(column).or_insert_with(|| vec![Domain::default()]);
        let before = ways.clone();
        ways.iter_mut().for_each(|domain| domain.restrict(atom));
        // A share of a sum or product is a way to meet it, not what it asks: where that leaves nothing, rows decide.
        if spread.contains(atom) && ways.iter().all(Domain::is_empty) {
            *ways = before;
        }
    }
}

/// Takes a condition as what one of its columns is, where one may be computed of the others.
fn equate(draft: &Draft<'_>, constraints: &mut Constraints, condition: &Expr) {
    for Equation { column, expr } in equation::solved(condition) {
        let Some(at) = draft.schema.column(&column) else { continue };
        let free = draft.slot(at).is_some_and(|slot| draft.slots[slot].reference.is_none())
            && draft.wish(at).is_none_or(|wish| !wish.decides())
            && draft.schema.columns[at].identity == Identity::No
            && !draft.schema.keys.iter().any(|key| key.parts.iter().any(|part| part.column == Some(at)))
            && !constraints.equations.contains_key(&at);
        // Nothing is computed of itself, however far around.
        let mut open: Vec<usize> =
            expr.columns().iter().filter_map(|name| draft.schema.column(name)).collect();
        let mut seen = BTreeSet::new();
        while let Some(next) = open.pop() {
            if seen.insert(next) {
                let further = constraints.equations.get(&next);
                open.extend(
                    further
                        .iter()
                        .flat_map(|expr| expr.columns())
                        .filter_map(|name| draft.schema.column(name)),
                );
            }
        }
        let own = expr.columns() == [column.as_str()];
        if free && !seen.is_empty() && (own || !seen.contains(&at)) {
            constraints.equations.insert(at, expr);
            return;
        }
    }
}

/// One of several branches: alternatives of a column where they are all about one, else a choice per row.
fn choose(draft: &Draft<'_>, constraints: &mut Constraints, branches: &[Branch]) {
    let columns: BTreeSet<Option<&str>> =
        branches.iter().flat_map(|branch| branch.atoms.iter().map(column_of)).collect();
    let [Some(name)] = columns.into_iter().collect::<Vec<_>>()[..] else {
        constraints.choices.push(Choice::of(draft, branches));
        return;
    };
    let Some(column) = draft.schema.column(name) else { return };
    let ways = branches.iter().filter(|branch| !wants_null(branch)).map(|branch| {
        let mut domain = Domain::default();
        branch.atoms.iter().for_each(|atom| domain.restrict(atom));
        domain
    });
    let ways: Vec<Domain> = ways.filter(|domain| !domain.is_empty()).collect();
    match constraints.domains.get_mut(&column) {
        None if !ways.is_empty() => drop(constraints.domains.insert(column, ways)),
        Some(known) if ways.len() == 1 => known.iter_mut().for_each(|domain| domain.intersect(&ways[0])),
        Some(known) if known.len() == 1 && !ways.is_empty() => {
            let first = known[0].clone();
            *known = ways;
            known.iter_mut().for_each(|domain| domain.intersect(&first));
        }
        _ => {}
    }
}

fn wants_null(branch: &Branch) -> bool {
    branch.atoms.iter().any(|atom| matches!(atom, Atom::Null { negated: false, .. }))
}

/// The one column that an atom is about.
pub(super) fn column_of(atom: &Atom) -> Option<&str> {
    match atom {
        Atom::Compare { column, .. }
        | Atom::OneOf { column, .. }
        | Atom::Match { column, .. }
        | Atom::Length { column, .. }
        | Atom::Null { column, .. }
        | Atom::Truth { column, .. }
        | Atom::Typeof { column, .. }
        | Atom::Case { column, .. }
        | Atom::JsonValid { column } => Some(column),
        Atom::Order { .. } | Atom::Constant(_) | Atom::Opaque(_) => None,
    }
}

/// The ways out of a unique key, and that a row is out of it: its predicate does not hold, or a NULL differs from
/// any other.
fn escape(builder: &Builder<'_>, draft: &Draft<'_>, key: usize) -> Option<(Choice, Expr)> {
    let dialect = builder.inputs.schema.dialect;
    let names: Vec<&str> = draft.schema.columns.iter().map(|column| column.name.as_str()).collect();
    let mut ways = Vec::new();
    let keys = &draft.schema.keys;
    let exclusion = key.checked_sub(keys.len()).map(|at| &draft.schema.exclusions[at]);
    let predicate = match exclusion {
        Some(exclusion) => &exclusion.predicate,
        None => &keys[key].predicate,
    };
    let mut outside = Vec::new();
    if let Some(predicate) = predicate {
        let negation = Expr::negation(parse(predicate, dialect, &names).ok()?);
        ways.extend(branches(&negation, dialect));
        outside.push(negation);
    }
    let referenced = |column: usize| builder.referenced.contains(&(draft.table, column));
    let nullable = |column: &usize| draft.schema.columns[*column].nullable && !referenced(*column);
    let parts = keys.get(key).filter(|key| key.nulls_distinct).map_or(&[][..], |key| key.parts.as_slice());
    for column in parts.iter().filter_map(|part| part.column).filter(nullable) {
        let name = draft.schema.columns[column].name.clone();
        outside.push(Expr::is_null(Expr::Column(name.clone()), false));
        ways.push(Branch { atoms: vec![Atom::Null { column: name, negated: false }] });
    }
    Some((Choice::out_of(draft, key, &ways)?, Expr::join(BinaryOp::Or, outside)?))
}
