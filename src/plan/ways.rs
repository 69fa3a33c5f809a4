//! CHECKs that can be met in several ways over several columns: one way is picked per row.
//!
//! A way says of each column whether it is NULL and which values it takes. CHECKs that share columns are
//! picked together. Must not know how cells are made. Start reading at [`Choice`] and [`settle`].

use std::collections::{BTreeMap, BTreeSet};

use super::constraint::{Constraints, column_of};
use super::domain::Domain;
use super::table::Draft;
use crate::data::{LogicalType, Value};
use crate::schema::expr::{Atom, Branch};

/// Ways of CHECKs that share columns, beyond which they are not picked together.
const WAYS_MAX: usize = 512;

/// What a way asks of a column.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Need {
    /// Whether it must be NULL, or must not.
    pub(super) null: Option<bool>,
    /// Where it has a value: which.
    pub(super) domain: Domain,
}

impl Need {
    /// Both hold; `None` when nothing satisfies both.
    fn and(&self, other: &Self) -> Option<Self> {
        if let (Some(mine), Some(theirs)) = (self.null, other.null)
            && mine != theirs
        {
            return None;
        }
        let mut both = self.clone();
        both.null = self.null.or(other.null);
        both.domain.intersect(&other.domain);
        if both.domain.is_empty() && both.null != Some(true) {
            return None;
        }
        Some(both)
    }
}

/// One way: what it asks of each column, by the column's position.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Way {
    pub(super) needs: BTreeMap<usize, Need>,
    /// Whether it asks for more than that, which only the evaluation of a row tells.
    pub(super) unsure: bool,
}

impl Way {
    /// The way of a branch; `None` when it contradicts itself. What is not about one column is left to the
    /// evaluation of every row.
    fn of(draft: &Draft<'_>, branch: &Branch) -> Option<Self> {
        let mut way = Self::default();
        for atom in &branch.atoms {
            let Some(column) = column_of(atom).and_then(|name| draft.schema.column(name)) else {
                way.unsure |= !matches!(atom, Atom::Constant(_));
                continue;
            };
            if draft.slot(column).is_none() {
                continue; // the server computes it
            }
            let mut need = Need::default();
            match atom {
                Atom::Null { negated, .. } => need.null = Some(!negated),
                atom => need.domain.restrict(atom),
            }
            let known = way.needs.entry(column).or_default();
            *known = known.and(&need)?;
        }
        Some(way)
    }

    /// A way that asks something of one column only.
    pub(super) fn of_column(column: usize, domain: Domain) -> Self {
        Self { needs: BTreeMap::from([(column, Need { null: None, domain })]), unsure: false }
    }

    pub(super) fn and(&self, other: &Self) -> Option<Self> {
        let mut both = self.clone();
        both.unsure |= other.unsure;
        for (&column, need) in &other.needs {
            let known = both.needs.entry(column).or_default();
            *known = known.and(need)?;
        }
        Some(both)
    }
}

/// Several ways, of which every row takes one.
#[derive(Clone, Debug, Default)]
pub(super) struct Choice {
    pub(super) ways: Vec<Way>,
    /// Unique keys that the ways keep rows out of; the table's very first row may go another way.
    pub(super) exempt: Vec<usize>,
    /// The ways of the very first row, where `exempt` names keys.
    pub(super) first: Vec<Way>,
}

impl Choice {
    /// The ways of an expression's branches.
    pub(super) fn of(draft: &Draft<'_>, branches: &[Branch]) -> Self {
        let mut ways: Vec<Way> = Vec::new();
        for way in branches.iter().filter_map(|branch| Way::of(draft, branch)) {
            if !ways.contains(&way) {
                ways.push(way);
            }
        }
        Self { ways, ..Self::default() }
    }

    /// The ways out of a unique key: `branches` are those in which it does not apply. `None` when these are
    /// about more than single columns, so that a row could not be sure of them.
    pub(super) fn out_of(draft: &Draft<'_>, key: usize, branches: &[Branch]) -> Option<Self> {
        let sure = |atom: &Atom| {
            let column = column_of(atom).and_then(|name| draft.schema.column(name));
            let wished = |column| draft.wish(column).is_some_and(|wish| wish.decides());
            column.is_some_and(|column| draft.slot(column).is_some() && !wished(column))
        };
        let sure: Vec<Branch> =
            branches.iter().filter(|branch| branch.atoms.iter().all(sure)).cloned().collect();
        let choice = Self::of(draft, &sure);
        (!choice.ways.is_empty()).then(|| Self { exempt: vec![key], first: vec![Way::default()], ..choice })
    }

    /// Whether some way only says which values a column must not take.
    pub(super) fn is_by_exclusion(&self) -> bool {
        let needs = self.ways.iter().flat_map(|way| way.needs.values());
        needs.into_iter().any(|need| !need.domain.excluded.is_empty() && need.domain.one_of.is_none())
    }

    /// The columns that some way asks something of.
    pub(super) fn columns(&self) -> BTreeSet<usize> {
        self.ways.iter().flat_map(|way| way.needs.keys().copied()).collect()
    }

    fn and(&self, other: &Self) -> Option<Self> {
        let ways = joined(&self.ways, &other.ways);
        let first = joined(self.of_first(), other.of_first());
        let exempt = [self.exempt.as_slice(), &other.exempt].concat();
        let few = |ways: &[Way]| !ways.is_empty() && ways.len() <= WAYS_MAX;
        (few(&ways) && few(&first)).then_some(Self { ways, exempt, first })
    }

    /// The ways of the very first row.
    fn of_first(&self) -> &[Way] {
        if self.exempt.is_empty() { &self.ways } else { &self.first }
    }
}

fn joined(mine: &[Way], others: &[Way]) -> Vec<Way> {
    let mut ways = Vec::new();
    for mine in mine {
        for both in others.iter().filter_map(|theirs| mine.and(theirs)) {
            if !ways.contains(&both) {
                ways.push(both);
            }
        }
    }
    ways
}

/// Joins choices that share columns, takes away ways that cannot be gone, and leaves in
/// [`Constraints::choices`] those that are still open. Unique keys that rows cannot be kept out of are noted
/// in [`Constraints::inescapable`].
pub(super) fn settle(draft: &Draft<'_>, constraints: &mut Constraints) {
    let mut groups: Vec<Choice> = Vec::new();
    for choice in std::mem::take(&mut constraints.choices) {
        let exempt = choice.exempt.clone();
        let Ok(choice) = possible(draft, constraints, choice) else {
            constraints.inescapable.extend(exempt);
            continue;
        };
        let Some(choice) = choice else { continue };
        let columns = choice.columns();
        let (sharing, apart): (Vec<Choice>, Vec<Choice>) =
            groups.iter().cloned().partition(|group| !group.columns().is_disjoint(&columns));
        // Where they are too many to be picked together, the later ones are left to redraws.
        match sharing.iter().try_fold(choice, |joined, group| joined.and(group)) {
            Some(joined) => {
                groups = apart;
                groups.push(joined);
            }
            None => constraints.inescapable.extend(exempt),
        }
    }
    for group in groups {
        let exempt = group.exempt.clone();
        match possible(draft, constraints, group) {
            Ok(Some(Choice { ways, exempt, .. })) if ways.len() == 1 && exempt.is_empty() => {
                only_way(constraints, &ways[0]);
            }
            Ok(Some(choice)) => constraints.choices.push(choice),
            Ok(None) => {}
            Err(NoWay) => constraints.inescapable.extend(exempt),
        }
    }
}

/// Schema and other CHECKs leave no way.
struct NoWay;

/// The ways that schema and other CHECKs leave; `None` when one is always gone, so that there is nothing to
/// choose.
fn possible(draft: &Draft<'_>, constraints: &Constraints, choice: Choice) -> Result<Option<Choice>, NoWay> {
    let narrow = |ways: &[Way]| -> Vec<Way> {
        ways.iter().filter_map(|way| narrowed(draft, constraints, way)).collect()
    };
    let (ways, first) = (narrow(&choice.ways), narrow(&choice.first));
    if ways.is_empty() || (first.is_empty() && !choice.first.is_empty()) {
        return Err(NoWay);
    }
    let free = ways.iter().any(|way| way.needs.values().all(|need| *need == Need::default()));
    Ok((!free).then_some(Choice { ways, first, exempt: choice.exempt }))
}

/// A way without what holds anyway; `None` when it cannot be gone.
fn narrowed(draft: &Draft<'_>, constraints: &Constraints, way: &Way) -> Option<Way> {
    let mut narrowed = Way { unsure: way.unsure, ..Way::default() };
    for (&column, need) in &way.needs {
        let filled = draft.slot(column).map(|at| &draft.slots[at])?;
        let valued = !draft.schema.columns[column].nullable || constraints.not_null.contains(&column);
        let never = constraints.always_null.contains(&column)
            || (filled.reference.is_some() && filled.null_share == 1.0);
        let labels = of_type(&draft.schema.columns[column].logical_type);
        let by_checks = constraints.domains.get(&column).map_or(&[][..], Vec::as_slice);
        let base = if by_checks.is_empty() { labels.as_slice() } else { by_checks };
        let fits = |base: &Domain| {
            let mut both = base.clone();
            both.intersect(&need.domain);
            !both.is_empty()
        };
        let filled = base.is_empty() || base.iter().any(fits);
        let mut need = need.clone();
        match need.null {
            Some(true) if valued => return None,
            Some(true) => {}
            _ if need.null == Some(false) && never => return None,
            _ if !filled && valued => return None,
            _ if !filled => need.null = Some(true),
            Some(false) if valued => need.null = None,
            _ => {}
        }
        narrowed.needs.insert(column, need);
    }
    Some(narrowed)
}

/// The values that a type lists.
fn of_type(logical_type: &LogicalType) -> Option<Domain> {
    let values = match logical_type {
        LogicalType::Enum { labels } => labels.iter().map(|label| Value::Text(label.clone())).collect(),
        LogicalType::Bool => vec![Value::Bool(false), Value::Bool(true)],
        _ => return None,
    };
    Some(Domain::listing(values))
}

/// The one way that is left holds for every row.
fn only_way(constraints: &mut Constraints, way: &Way) {
    for (&column, need) in &way.needs {
        match need.null {
            Some(true) => drop(constraints.always_null.insert(column)),
            Some(false) => drop(constraints.not_null.insert(column)),
            None => {}
        }
        if need.domain != Domain::default() {
            let ways = constraints.domains.entry(column).or_insert_with(|| vec![Domain::default()]);
            ways.iter_mut().for_each(|domain| domain.intersect(&need.domain));
        }
    }
}
