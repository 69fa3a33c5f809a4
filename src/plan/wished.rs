//! What the configuration says of a column, as a generator with its arguments.
//!
//! Must not know: what a name means, CHECKs. Start reading at [`wished`].

use super::build::Builder;
use super::column::{Wish, compile, has_bounds, inferred, meaning, type_default};
use super::computed::computed;
use super::infer::Choice;
use super::lookup;
use super::table::{Chosen, Draft};
use crate::config::{ColumnConfig, Distribution};
use crate::data::{Value, parse_decimal};
use crate::generate::{self, Definition, Params, find};
use crate::schema::Identity;
use crate::schema::expr::parse;

/// The keys of a wish that a complaint is about: it names the generator, or a parameter in its first words.
pub(super) fn complained<'p>(wish: &ColumnConfig, problem: &'p str) -> Vec<&'p str> {
    let named = problem.split('`').skip(1).step_by(2);
    let first = problem.split([' ', ':']).next();
    if problem.starts_with("there is no generator") {
        return vec!["generator"];
    }
    for word in named.chain(first) {
        let set = match word {
            "min" => wish.min.is_some(),
            "max" => wish.max.is_some(),
            "values" => wish.values.is_some(),
            "weights" => wish.weights.is_some(),
            "pattern" => wish.pattern.is_some(),
            "format" if wish.template.is_some() => return vec!["template"],
            "format" => wish.format.is_some(),
            "expr" => wish.expr.is_some(),
            "lookup" => wish.lookup.is_some(),
            "distribution" | "exponent" if wish.distribution.is_some() => return vec!["distribution"],
            _ => false,
        };
        if set {
            return vec![word];
        }
        if wish.params.contains_key(word) {
            return vec!["params", word];
        }
    }
    let named = problem.starts_with("generator `") && wish.generator.is_some();
    if named { vec!["generator"] } else { Vec::new() }
}

pub(super) fn wished(
    builder: &Builder<'_>,
    draft: &Draft<'_>,
    column: usize,
    wish: &ColumnConfig,
) -> Result<Chosen, String> {
    let choice = meaning(builder, draft, column);
    let logical_type = &draft.schema.columns[column].logical_type;
    if let Some(expr) = &wish.expr {
        return expressed(builder, draft, column, expr, choice);
    }
    if let Some(lookup) = &wish.lookup {
        return lookup::looked_up(builder, draft, column, lookup, choice);
    }
    let mut params: Params = wish.params.iter().map(|(name, value)| (name.clone(), scalar(value))).collect();
    let name = match wish {
        ColumnConfig { generator: Some(name), .. } => name.as_str(),
        ColumnConfig { values: Some(_), .. } => "values",
        ColumnConfig { pattern: Some(_), .. } => "pattern",
        ColumnConfig { format: Some(_), .. } | ColumnConfig { template: Some(_), .. }
            if logical_type.is_text() =>
        {
            "template"
        }
        ColumnConfig { distribution: Some(_), .. }
        | ColumnConfig { min: Some(_), .. }
        | ColumnConfig { max: Some(_), .. }
            if !has_bounds(choice.generator) =>
        {
            type_default(logical_type).0
        }
        _ => choice.generator,
    };
    let definition = find(name).ok_or_else(|| {
        super::select::unknown(
            "generator",
            name,
            generate::ALL.iter().flat_map(|list| list.iter()).map(|d| d.name.to_owned()),
        )
    })?;
    let mut add = |name: &str, value: Option<Value>| {
        value.and_then(|value| params.insert(name.to_owned(), value));
    };
    add("min", wish.min.as_ref().map(scalar));
    add("max", wish.max.as_ref().map(scalar));
    add("pattern", wish.pattern.clone().map(Value::Text));
    add("format", wish.format.clone().or_else(|| wish.template.clone()).map(Value::Text));
    add("values", wish.values.as_ref().map(|values| Value::List(values.iter().map(scalar).collect())));
    add(
        "weights",
        wish.weights.as_ref().map(|weights| Value::List(weights.iter().map(|w| Value::Float(*w)).collect())),
    );
    add_distribution(wish.distribution.as_ref(), &mut params);
    known_params(definition, &params)?;
    if !(definition.accepts)(logical_type) {
        return Err(format!(
            "generator `{name}` cannot fill a column of type {}",
            draft.schema.columns[column].declared
        ));
    }
    let wish = Wish {
        definition,
        params,
        prefix: choice.prefix,
        reason: "configuration".to_owned(),
        generic: false,
    };
    compile(builder, draft, column, wish, logical_type)
}

/// A column that the configuration computes of others; what its name means stands where that has no value.
fn expressed(
    builder: &Builder<'_>,
    draft: &Draft<'_>,
    column: usize,
    text: &str,
    choice: Choice,
) -> Result<Chosen, String> {
    let dialect = builder.inputs.schema.dialect;
    let names: Vec<&str> = draft.schema.columns.iter().map(|column| column.name.as_str()).collect();
    let expr = parse(text, dialect, &names).map_err(|error| format!("expr: {error}"))?;
    if !expr.is_known() {
        return Err(format!("expr: `{text}` is not understood"));
    }
    if draft.schema.columns[column].identity != Identity::No
        || builder.referenced.contains(&(draft.table, column))
    {
        return Err("expr: a key that others refer to cannot be computed".to_owned());
    }
    let otherwise = inferred(builder, draft, column, choice);
    computed(draft, column, &expr, dialect, otherwise, "configuration".to_owned())
        .map_err(|problem| format!("expr: {problem}"))
}

fn add_distribution(distribution: Option<&Distribution>, params: &mut Params) {
    let name = match distribution {
        None | Some(Distribution::RoundRobin) => return,
        Some(Distribution::Uniform) => "uniform",
        Some(Distribution::Zipf(exponent)) => {
            params.insert("exponent".to_owned(), Value::Float(*exponent));
            "zipf"
        }
        Some(Distribution::Normal) => "normal",
        Some(Distribution::Exponential) => "exponential",
        Some(Distribution::LogNormal) => "log_normal",
    };
    params.insert("distribution".to_owned(), Value::Text(name.to_owned()));
}

fn known_params(definition: &Definition, params: &Params) -> Result<(), String> {
    for name in params.keys() {
        if !definition.parameters.iter().any(|parameter| parameter.name == name) {
            let known = definition.parameters.iter().map(|parameter| parameter.name.to_owned());
            let unknown = super::select::unknown("parameter", name, known);
            return Err(format!("generator `{}`: {unknown}", definition.name));
        }
    }
    Ok(())
}

/// A configuration scalar as a value; times stay text, which generators read.
pub(super) fn scalar(value: &serde_json::Value) -> Value {
    match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(truth) => Value::Bool(*truth),
        serde_json::Value::Number(number) => number_value(&number.to_string()),
        serde_json::Value::String(text) => Value::Text(text.clone()),
        serde_json::Value::Array(values) => Value::List(values.iter().map(scalar).collect()),
        serde_json::Value::Object(_) => Value::Text(value.to_string()),
    }
}

fn number_value(text: &str) -> Value {
    match (text.parse::<i128>(), parse_decimal(text)) {
        (Ok(number), _) => Value::Int(number),
        (_, Some((unscaled, scale))) => Value::Decimal { unscaled, scale },
        _ => Value::Float(text.parse().unwrap_or(0.0)),
    }
}
