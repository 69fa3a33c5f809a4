//! Which generator makes a column's values: the user's wish, else the CHECKs, else what the name means.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::build::Builder;
use super::computed::computed;
use super::constraint::Constraints;
use super::document::shaped;
use super::domain::Domain;
use super::infer::Choice;
use super::narrow::{Judge, kept, replaced, stepped, truncated};
use super::table::{Chosen, Draft};
use super::wished::{complained, wished};
use super::{kinds, order, server_type, tally};
use crate::config::ColumnConfig;
use crate::data::{LogicalType, MICROS_PER_SECOND, Value};
use crate::generate::{self, Definition, Generator, Params, Request, find};
use crate::schema::expr::Dialect;
use crate::schema::{Identity, KeyKind};

/// Gives a generator to every slot that no reference fills.
pub(super) fn choose(builder: &mut Builder<'_>, draft: &mut Draft<'_>, constraints: &Constraints) {
    for at in 0..draft.slots.len() {
        if draft.slots[at].reference.is_none() && draft.slots[at].chosen.is_none() {
            let chosen = choose_one(builder, draft, constraints, at);
            let schema = &draft.schema.columns[draft.slots[at].column];
            let dialect = builder.inputs.schema.dialect;
            draft.slots[at].unfilled = server_type::unfillable(dialect, schema, chosen.is_made());
            draft.slots[at].chosen = Some(chosen);
        }
    }
    order::settle(builder, draft, constraints);
    break_circles(builder, draft);
    server_type::note_lists(builder, draft);
}

fn choose_one(builder: &mut Builder<'_>, draft: &Draft<'_>, constraints: &Constraints, at: usize) -> Chosen {
    let column = draft.slots[at].column;
    let chosen = choose_plain(builder, draft, constraints, column);
    let dialect = builder.inputs.schema.dialect;
    let bounded = order::beside_key(draft, constraints, column, dialect);
    let made = constraints
        .equations
        .get(&column)
        .or(bounded.as_ref())
        .and_then(|expr| computed(draft, column, expr, dialect, chosen.clone(), "CHECK".to_owned()).ok());
    made.unwrap_or_else(|| kinds::in_turn(builder, draft, column, chosen))
}

fn choose_plain(
    builder: &mut Builder<'_>,
    draft: &Draft<'_>,
    constraints: &Constraints,
    column: usize,
) -> Chosen {
    if let Some(wish) = draft.wish(column).filter(|wish| wish.decides()).cloned() {
        match wished(builder, draft, column, &wish) {
            Ok(chosen) => return chosen,
            Err(problem) => {
                let wrong = draft.wrong(column, &complained(&wish, &problem), problem.as_str());
                builder.problems.wish(wrong);
            }
        }
    }
    if numbered(draft, column) {
        return by_type(builder, draft, column, "numbered in order");
    }
    let tallied = builder.tallied.get(&(draft.table, column));
    let begun =
        tallied.and_then(|name| tally::begin(builder.inputs.schema, &draft.schema.columns[column], name));
    let choice = begun.unwrap_or_else(|| meaning(builder, draft, column));
    let ways = constraints.domains.get(&column).map_or(&[][..], Vec::as_slice);
    let judge = Judge::of(draft, constraints, column);
    let (free, keeps) = (Domain::default(), judge.as_ref().filter(|_| ways.len() < 2));
    let domain = ways.first().unwrap_or(&free);
    if let Some(chosen) = keeps.and_then(|judge| kept(builder, draft, column, &choice, domain, judge)) {
        return chosen;
    }
    let chosen = match ways {
        [] => inferred(builder, draft, column, choice),
        [domain] => restricted(builder, draft, column, choice, domain),
        many => alternatives(builder, draft, column, &choice, many),
    };
    if let Some(shaped) = judge.as_ref().and_then(|judge| shaped(builder, draft, column, &chosen, judge)) {
        return shaped;
    }
    let own = Judge::of_own(draft, constraints, column);
    if let Some(cut) = own.and_then(|judge| truncated(builder, draft, column, &chosen, &judge)) {
        return cut;
    }
    if let Some(stepped) = keeps.and_then(|judge| stepped(builder, draft, column, &chosen, judge)) {
        return stepped;
    }
    if constraints.unread.contains(&column) {
        return humble(builder, draft, column).unwrap_or(chosen);
    }
    judge.and_then(|judge| replaced(builder, draft, column, &chosen, &judge)).unwrap_or(chosen)
}

/// For a JSON column, and one of ranges, of a CHECK that cannot be evaluated here: the document, or the set of
/// ranges, of which least can be wrong.
fn humble(builder: &Builder<'_>, draft: &Draft<'_>, column: usize) -> Option<Chosen> {
    let logical_type = &draft.schema.columns[column].logical_type;
    let ranges = matches!(logical_type, LogicalType::Range { multi: true, .. });
    let values = Value::List(vec![Value::Text("{}".to_owned())]);
    let params = Params::from([("values".to_owned(), values)]);
    let choice = Choice::of("values", params, "a CHECK that is not understood".to_owned());
    (ranges || *logical_type == LogicalType::Json)
        .then(|| compile_choice(builder, draft, column, choice, logical_type))
}

/// A lone integer primary key, and an integer with a sequence of its own, that is no reference is numbered in
/// order, unless the user or a CHECK wants few or particular numbers.
pub(super) fn numbered(draft: &Draft<'_>, column: usize) -> bool {
    let schema = &draft.schema.columns[column];
    let integer = matches!(schema.logical_type, LogicalType::Int { .. });
    let alone =
        draft.schema.keys.iter().any(|key| {
            key.kind == KeyKind::Primary && key.columns().is_some_and(|columns| columns == [column])
        });
    let particular = draft.wish(column).is_some_and(ColumnConfig::decides)
        || draft.domains.get(&column).is_some_and(|ways| !matches!(ways.as_slice(), [one] if one.is_long()));
    // A sequence of its own would have numbered it, whatever key it is of.
    let serial = schema.sequence.is_some();
    (schema.identity != Identity::No || (integer && (alone || serial))) && !particular
}

/// What the column's name and type mean.
pub(super) fn meaning(builder: &Builder<'_>, draft: &Draft<'_>, column: usize) -> Choice {
    builder.inputs.meanings.of(builder.inputs.schema, draft.table, column).clone()
}

/// A generator that is wanted, before it is compiled.
pub(super) struct Wish {
    pub(super) definition: &'static Definition,
    pub(super) params: Params,
    pub(super) prefix: String,
    pub(super) reason: String,
    pub(super) generic: bool,
}

pub(super) fn inferred(builder: &Builder<'_>, draft: &Draft<'_>, column: usize, choice: Choice) -> Chosen {
    let logical_type = &draft.schema.columns[column].logical_type;
    compile_choice(builder, draft, column, choice, logical_type)
}

pub(super) fn compile_choice(
    builder: &Builder<'_>,
    draft: &Draft<'_>,
    column: usize,
    choice: Choice,
    logical_type: &LogicalType,
) -> Chosen {
    let usable = find(choice.generator).filter(|definition| {
        let reads = !definition.reads.is_empty();
        (definition.accepts)(logical_type) && !(reads && builder.referenced.contains(&(draft.table, column)))
    });
    let wish = usable.map(|definition| Wish {
        definition,
        params: choice.params,
        prefix: choice.prefix,
        reason: choice.reason,
        generic: choice.generic,
    });
    wish.and_then(|wish| compile(builder, draft, column, wish, logical_type).ok())
        .unwrap_or_else(|| by_type(builder, draft, column, "type only"))
}

/// Most elements of a list.
const ELEMENTS_MAX: u32 = 64;

/// Generators of characters without meaning, which may as well have another length.
pub(super) const CODES: [&str; 7] =
    ["hex", "token", "uuid", "git_sha", "code", "serial_number", "password_hash"];

/// The domain of a CHECK as generator and arguments.
fn restricted(
    builder: &Builder<'_>,
    draft: &Draft<'_>,
    column: usize,
    mut choice: Choice,
    domain: &Domain,
) -> Chosen {
    let declared = &draft.schema.columns[column].logical_type;
    let logical_type = shortened(declared, domain.length.1);
    let (is_json, is_code) = (choice.generator.starts_with("json"), CODES.contains(&choice.generator));
    let mut set = |name: &'static str, params: Vec<(&str, Value)>| {
        choice.generator = name;
        choice.params = params.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        choice.reason = "CHECK".to_owned();
        choice.generic = false;
    };
    if matches!(declared, LogicalType::Array { .. }) {
        if domain.length != (0, None) && choice.generator == "array" {
            let max = domain.length.1.unwrap_or(domain.length.0.saturating_add(2)).min(ELEMENTS_MAX);
            for (name, n) in [("min_elements", domain.length.0.min(max)), ("max_elements", max)] {
                choice.params.insert(name.to_owned(), Value::Int(i128::from(n)));
            }
        }
    } else if let Some(values) = domain.one_of.as_ref().filter(|values| !covers_bool(values, declared)) {
        let values: Vec<Value> = values.iter().filter(|value| domain.admits(value)).cloned().collect();
        let weights = draft.weights.of_values(column, &values);
        let weights: Vec<Value> = weights.into_iter().map(Value::Float).collect();
        let mut params = vec![("values", Value::List(values))];
        params.extend((!weights.is_empty()).then_some(("weights", Value::List(weights))));
        set("values", params);
    } else if let Some(pattern) = shape(builder, draft, column, domain, &logical_type) {
        set("pattern", vec![("pattern", Value::Text(pattern))]);
    } else if domain.json && !is_json {
        set("json", vec![]);
    } else if domain.low.is_some() || domain.high.is_some() {
        if !has_bounds(choice.generator) {
            let (name, params) = type_default(declared);
            (choice.generator, choice.params) = (name, params);
        }
        domain.bounds(declared, &mut choice.params);
        choice.reason = format!("{}, within its CHECK", choice.reason);
    } else if domain.length.0 > 1 && declared.is_text() && is_code {
        set(
            "hex",
            vec![(
                "length",
                Value::Int(i128::from(domain.length.0.max(16).min(domain.length.1.unwrap_or(64).max(1)))),
            )],
        );
        choice.reason = "CHECK on its length".to_owned();
    } else if matches!(declared, LogicalType::Bytes { .. })
        && (domain.length.0 > 0 || domain.length.1.is_some())
    {
        let max = domain.length.1.unwrap_or(domain.length.0.saturating_add(16));
        let bounds = [("min", domain.length.0.min(max)), ("max", max)];
        set("bytes", bounds.map(|(name, n)| (name, Value::Int(i128::from(n)))).to_vec());
        choice.reason = "CHECK on its length".to_owned();
    } else if domain.length.0 > 1 && declared.is_text() {
        let max = domain.length.1.map_or(domain.length.0.saturating_add(20), |max| max);
        let bounds = [("min", domain.length.0), ("max", max)];
        set("text", bounds.map(|(name, n)| (name, Value::Int(i128::from(n)))).to_vec());
        choice.reason = "CHECK on its length".to_owned();
    }
    let chosen = compile_choice(builder, draft, column, choice, &logical_type);
    cased(chosen, domain, declared)
}

/// The first of a domain's shapes that values of a type can have, else the first.
fn shape(
    builder: &Builder<'_>,
    draft: &Draft<'_>,
    column: usize,
    domain: &Domain,
    logical_type: &LogicalType,
) -> Option<String> {
    let shapes = domain.shapes();
    let fits = |shape: &&String| {
        let params = Params::from([("pattern".to_owned(), Value::Text((*shape).clone()))]);
        let definition = find("pattern").filter(|definition| (definition.accepts)(logical_type))?;
        let (prefix, reason) = (String::new(), String::new());
        let wish = Wish { definition, params, prefix, reason, generic: false };
        compile(builder, draft, column, wish, logical_type).ok()
    };
    shapes.iter().find(|shape| fits(shape).is_some()).or(shapes.first()).cloned()
}

pub(super) fn cased(mut chosen: Chosen, domain: &Domain, declared: &LogicalType) -> Chosen {
    chosen.logical_type = declared.clone();
    if let Some(upper) = domain.upper {
        chosen.generator = Arc::new(generate::Cased::new(chosen.generator, upper));
    }
    chosen
}

fn alternatives(
    builder: &Builder<'_>,
    draft: &Draft<'_>,
    column: usize,
    choice: &Choice,
    domains: &[Domain],
) -> Chosen {
    let ways: Vec<Chosen> =
        domains.iter().map(|domain| restricted(builder, draft, column, choice.clone(), domain)).collect();
    let generators: Vec<Arc<dyn Generator>> = ways.iter().map(|way| Arc::clone(&way.generator)).collect();
    let mut chosen = ways.into_iter().next().unwrap_or_else(|| by_type(builder, draft, column, "type only"));
    chosen.reads.clear();
    let weights = draft.weights.of_domains(column, domains);
    if !weights.is_empty() {
        let said = weights.iter().map(|weight| Value::Float(*weight)).collect();
        chosen.params.insert("weights".to_owned(), Value::List(said));
    }
    chosen.generator = Arc::new(generate::Alternatives::new(generators, weights));
    chosen.reason = "CHECK".to_owned();
    chosen
}

/// A generator for the given domains of a column, one at least, that reads no other column.
pub(super) fn within_domains(
    builder: &Builder<'_>,
    draft: &Draft<'_>,
    column: usize,
    domains: &[Domain],
) -> Chosen {
    let choice = meaning(builder, draft, column);
    let reads = find(choice.generator).is_none_or(|definition| !definition.reads.is_empty());
    let choice = if reads { plain(&draft.schema.columns[column].logical_type) } else { choice };
    match domains {
        [domain] => restricted(builder, draft, column, choice, domain),
        many => alternatives(builder, draft, column, &choice, many),
    }
}

/// What a type alone means.
fn plain(logical_type: &LogicalType) -> Choice {
    let (generator, params) = type_default(logical_type);
    Choice { generator, params, prefix: String::new(), reason: "CHECK".to_owned(), generic: true }
}

fn covers_bool(values: &[Value], logical_type: &LogicalType) -> bool {
    *logical_type == LogicalType::Bool
        && [0, 1].iter().all(|truth| values.iter().any(|value| value.as_int() == Some(*truth)))
}

pub(super) fn shortened(logical_type: &LogicalType, chars_max: Option<u32>) -> LogicalType {
    match (logical_type, chars_max) {
        (LogicalType::Text { max, fixed }, Some(limit)) => {
            LogicalType::Text { max: Some(max.map_or(limit, |max| max.min(limit))), fixed: *fixed }
        }
        (LogicalType::Bytes { max }, Some(limit)) => {
            LogicalType::Bytes { max: Some(max.map_or(limit, |max| max.min(limit))) }
        }
        _ => logical_type.clone(),
    }
}

pub(super) fn has_bounds(generator: &str) -> bool {
    find(generator).is_some_and(|definition| {
        ["min", "max"]
            .iter()
            .all(|name| definition.parameters.iter().any(|parameter| parameter.name == *name))
            && definition.name != "text"
            && definition.name != "words"
    })
}

/// The generator that a type has when nothing is known.
pub(super) fn type_default(logical_type: &LogicalType) -> (&'static str, Params) {
    let name = match logical_type {
        LogicalType::Bool => "boolean",
        LogicalType::Int { .. } => "integer",
        LogicalType::Decimal { .. } => "decimal",
        LogicalType::Float { .. } => "float",
        LogicalType::Bytes { .. } => "bytes",
        LogicalType::Date => "date",
        LogicalType::Timestamp { .. } => "timestamp",
        LogicalType::Json => "json",
        // Which text these take, only some servers decide.
        LogicalType::Other { .. } => "text",
        other => generate::only_choice(other).unwrap_or("text"),
    };
    (name, Params::new())
}

/// A generator by type; where even that cannot fit, one of distinct codes.
pub(super) fn by_type(builder: &Builder<'_>, draft: &Draft<'_>, column: usize, reason: &str) -> Chosen {
    let logical_type = &draft.schema.columns[column].logical_type;
    let (name, params) = type_default(logical_type);
    let candidates = [Some(name), Some("word"), Some("token"), None];
    let compiled = candidates.into_iter().flatten().filter_map(find).find_map(|definition| {
        let params = if definition.name == name { params.clone() } else { Params::new() };
        let wish =
            Wish { definition, params, prefix: String::new(), reason: reason.to_owned(), generic: true };
        let accepted = (definition.accepts)(logical_type);
        accepted.then(|| compile(builder, draft, column, wish, logical_type).ok()).flatten()
    });
    compiled.unwrap_or_else(|| Chosen {
        definition: None,
        params: Params::new(),
        prefix: String::new(),
        generator: generate::short_code(logical_type, 0, None),
        reads: Vec::new(),
        logical_type: logical_type.clone(),
        fits: logical_type.clone(),
        reason: reason.to_owned(),
        generic: true,
    })
}

/// The definition under other arguments, for unique columns that need more room.
pub(super) fn recompile(
    builder: &Builder<'_>,
    draft: &Draft<'_>,
    column: usize,
    name: &'static str,
    params: Params,
) -> Option<Chosen> {
    let definition = find(name)?;
    let wish =
        Wish { definition, params, prefix: String::new(), reason: "unique".to_owned(), generic: false };
    compile(builder, draft, column, wish, &draft.schema.columns[column].logical_type).ok()
}

/// What MySQL's TIMESTAMP holds: seconds that a signed integer of 32 bits counts, the first left out. The
/// last day is left out too, so that every time zone agrees.
fn moments(builder: &Builder<'_>, logical_type: &LogicalType) -> Option<(i64, i64)> {
    let mysql = builder.inputs.schema.dialect == Dialect::Mysql;
    let narrow = mysql && matches!(logical_type, LogicalType::Timestamp { zoned: true, .. });
    narrow.then_some((0, (i64::from(i32::MAX) - 86_400) * MICROS_PER_SECOND))
}

pub(super) fn compile(
    builder: &Builder<'_>,
    draft: &Draft<'_>,
    column: usize,
    wish: Wish,
    logical_type: &LogicalType,
) -> Result<Chosen, String> {
    let read_columns = read_columns(draft, &wish)?;
    let siblings: Vec<LogicalType> =
        read_columns.iter().map(|&at| draft.schema.columns[at].logical_type.clone()).collect();
    let repertoire = server_type::repertoire(&draft.schema.columns[column]);
    let key =
        format!("{}|{:?}|{logical_type:?}|{siblings:?}|{repertoire:?}", wish.definition.name, wish.params);
    let request = Request {
        params: &wish.params,
        logical_type,
        dict: repertoire.map_or(builder.inputs.dict, |within| server_type::dict(builder, within)),
        now: builder.inputs.now,
        moments: moments(builder, logical_type),
        siblings: &siblings,
    };
    let generator = builder.compiled(key, || {
        let generator = (wish.definition.compile)(&request)?;
        Ok(repertoire
            .map_or(Arc::clone(&generator), |within| server_type::within(generator, logical_type, within)))
    })?;
    Ok(Chosen {
        definition: Some(wish.definition),
        params: wish.params,
        prefix: wish.prefix,
        generator,
        reads: read_columns.iter().filter_map(|&at| draft.slot(at)).collect(),
        logical_type: logical_type.clone(),
        fits: logical_type.clone(),
        reason: wish.reason,
        generic: wish.generic,
    })
}

/// Columns that the arguments name.
fn read_columns(draft: &Draft<'_>, wish: &Wish) -> Result<Vec<usize>, String> {
    let mut columns = Vec::new();
    for name in wish.definition.reads {
        let Some(value) = wish.params.get(*name) else { continue };
        let named = value.as_text().ok_or_else(|| format!("{name} must name a column"))?;
        let column = draft.schema.column(named).ok_or_else(|| {
            let known = draft.schema.columns.iter().map(|column| column.name.clone());
            super::select::unknown("column", named, known)
        })?;
        draft.slot(column).ok_or_else(|| format!("{named} is computed by the database"))?;
        columns.push(column);
    }
    Ok(columns)
}

/// Columns that read each other in a circle lose what they read.
fn break_circles(builder: &mut Builder<'_>, draft: &mut Draft<'_>) {
    for at in 0..draft.slots.len() {
        let mut seen = BTreeSet::new();
        let mut open = reads_of(draft, at);
        while let Some(next) = open.pop() {
            if seen.insert(next) {
                open.extend(reads_of(draft, next));
            }
        }
        if seen.contains(&at) {
            let column = draft.slots[at].column;
            builder
                .notes
                .push(format!("{}: reads itself through other columns; filled by type", draft.place(column)));
            draft.slots[at].chosen = Some(by_type(builder, draft, column, "type only"));
        }
    }
}

fn reads_of(draft: &Draft<'_>, at: usize) -> Vec<usize> {
    draft.slots[at].chosen.as_ref().map_or_else(Vec::new, |chosen| chosen.reads.clone())
}
