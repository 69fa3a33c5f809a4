//! Lines of configuration that say what a plan does with a column, to be changed by hand.
//!
//! Start reading at [`lines`].

use serde_json::{Value as Json, json};

use super::printable;
use crate::config::Relation;
use crate::data::Value;
use crate::generate::find;
use crate::plan::{ColumnPlan, Source, TablePlan};

/// The configuration of one column that gives the values it has anyway.
pub(super) fn lines(table: &TablePlan, column: &ColumnPlan) -> String {
    let said = match &column.source {
        Source::Reference { .. } => vec![("distribution".to_owned(), json!("uniform"))],
        Source::Switched { .. } => return String::new(),
        Source::Drawn { .. } | Source::Distinct { .. } => made(column),
    };
    let head = format!("tables:\n  {}:\n    columns:\n      {}:\n", key(&table.name), key(&column.name));
    let text = |value: &Json| match value {
        Json::String(text) => key(text),
        other => other.to_string(),
    };
    let said = said.into_iter().map(|(name, value)| format!("        {name}: {}\n", text(&value)));
    head + &said.collect::<String>()
}

/// One relation of a list of them.
pub(super) fn relation(relation: &Relation) -> String {
    let when = relation.when.iter().map(|(name, value)| match value {
        Json::String(text) => format!(", when: {{{}: {}}}", key(name), key(text)),
        other => format!(", when: {{{}: {other}}}", key(name)),
    });
    format!("  - {{from: {}, to: {}{}}}", key(&relation.from), key(&relation.to), when.collect::<String>())
}

fn made(column: &ColumnPlan) -> Vec<(String, Json)> {
    if let Some(Value::Text(expr)) = column.arguments.get("expr") {
        return vec![("expr".to_owned(), json!(expr))];
    }
    let Some(definition) = find(&column.how) else {
        return vec![("null_share".to_owned(), json!(0))];
    };
    let mut lines = vec![("generator".to_owned(), json!(definition.name))];
    let known = |name: &String| definition.parameters.iter().any(|parameter| parameter.name == *name);
    let given = column.arguments.iter().filter(|(name, _)| known(name));
    let (plain, others): (Vec<_>, Vec<_>) =
        given.partition(|(name, _)| ["values", "min", "max", "pattern", "format"].contains(&name.as_str()));
    lines.extend(plain.into_iter().map(|(name, value)| (name.clone(), scalar(value))));
    if !others.is_empty() {
        let params = others.into_iter().map(|(name, value)| (name.clone(), scalar(value))).collect();
        lines.push(("params".to_owned(), Json::Object(params)));
    }
    lines
}

/// A name or a text as YAML has it, in quotes where it would be something else.
fn key(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_.".contains(c);
    let bare = name.chars().all(plain) && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let meant = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    if bare && !meant.contains(&name.to_ascii_lowercase().as_str()) {
        name.to_owned()
    } else {
        json!(name).to_string()
    }
}

fn scalar(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(truth) => json!(truth),
        Value::Int(number) => i64::try_from(*number).map_or_else(|_| json!(number.to_string()), |n| json!(n)),
        Value::Float(number) => json!(number),
        Value::List(values) => Json::Array(values.iter().map(scalar).collect()),
        other => json!(super::cell_text(other).map(|text| printable(&text)).unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_where_yaml_would_misread_them() {
        assert_eq!(key("public.orders"), "public.orders");
        assert_eq!(key("no: where"), "\"no: where\"");
        assert_eq!(key("1st"), "\"1st\"");
        assert_eq!(key("No"), "\"No\"");
        let offered = Relation {
            from: "my: t.item_id".into(),
            to: "posts.id".into(),
            fan_out: None,
            when: [("item_type".to_owned(), json!("no"))].into(),
        };
        assert_eq!(
            relation(&offered),
            "  - {from: \"my: t.item_id\", to: posts.id, when: {item_type: \"no\"}}"
        );
        assert_eq!(scalar(&Value::List(vec![Value::Int(1), Value::Text("a".into())])), json!([1, "a"]));
    }
}
