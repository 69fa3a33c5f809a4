//! JSON documents that CHECKs look into: what they ask of paths is tried on documents until they accept some.
//!
//! Must not know: how documents are made. Start reading at [`shaped`].

use serde_json::{Map, Value as Json};

use super::build::Builder;
use super::column::compile_choice;
use super::constraint::valued;
use super::infer::Choice;
use super::narrow::Judge;
use super::table::{Chosen, Draft};
use crate::data::{LogicalType, Value};
use crate::generate::Params;
use crate::schema::expr::{Dialect, Expr, parse};

/// Documents that a column is given.
const DOCUMENTS: usize = 64;
/// Documents that are tried.
const TRIALS_MAX: usize = 1 << 14;

/// Keys from the outermost value inwards; of an array its indices.
type Path = Vec<String>;

/// Documents that a JSON column's own CHECKs accept, where they refuse nearly all that it would have.
pub(super) fn shaped(
    builder: &Builder<'_>,
    draft: &Draft<'_>,
    column: usize,
    chosen: &Chosen,
    judge: &Judge<'_>,
) -> Option<Chosen> {
    let logical_type = &draft.schema.columns[column].logical_type;
    let documents = *logical_type == LogicalType::Json || chosen.name().starts_with("json");
    if !documents || !chosen.reads.is_empty() || judge.is_content(chosen) {
        return None;
    }
    let (paths, literals) = asked(draft, column, builder.inputs.schema.dialect);
    let mut found = accepted(&paths, &candidates(&literals), judge);
    // Where words will do, they say more than empty objects.
    let least = found.iter().map(wordless).min()?;
    found.retain(|document| wordless(document) == least);
    // What the documents have besides stays where it does no harm.
    let made = judge.documents(chosen, DOCUMENTS);
    let mut documents: Vec<Value> = Vec::new();
    for (at, shape) in (0..DOCUMENTS).map(|at| (at, &found[at % found.len()])) {
        let mut whole = made.get(at).filter(|json| json.is_object()).cloned().unwrap_or_default();
        let mut kept = whole.clone();
        merge(&mut kept, shape, true);
        merge(&mut whole, shape, false);
        let texts = [&kept, &whole, shape].map(Json::to_string);
        let text = texts.into_iter().find(|text| judge.accepts_text(text));
        let text = text.map(Value::Text).filter(|text| !documents.contains(text));
        documents.extend(text);
    }
    let params = Params::from([("values".to_owned(), Value::List(documents))]);
    let choice = Choice::of("values", params, "documents that its CHECK accepts".to_owned());
    let made = compile_choice(builder, draft, column, choice, logical_type);
    (made.name() == "values").then_some(made)
}

/// Paths that the CHECKs about a column look at, outer ones first, and the constants that stand in them.
fn asked(draft: &Draft<'_>, column: usize, dialect: Dialect) -> (Vec<Path>, Vec<Value>) {
    let names: Vec<&str> = draft.schema.columns.iter().map(|column| column.name.as_str()).collect();
    let (mut paths, mut literals) = (Vec::new(), Vec::new());
    let checks = draft.schema.checks.iter();
    let checks = checks.filter_map(|check| parse(&check.expression, dialect, &names).ok());
    for expr in checks.chain(valued(draft, dialect, &names).into_iter().map(|(_, valued)| valued)) {
        if expr.columns() != [names[column]] {
            continue;
        }
        expr.visit(&mut |node| {
            match node {
                Expr::Function { .. } => paths.extend(path(node).filter(|path| !path.is_empty())),
                Expr::Literal(value) if !literals.contains(value) => literals.push(value.clone()),
                _ => {}
            };
        });
    }
    paths.sort_by_key(|path| (path.len(), path.clone()));
    paths.dedup();
    (paths, literals)
}

/// The path that a chain of calls leads along from a column.
pub(super) fn path(expr: &Expr) -> Option<Path> {
    match expr {
        Expr::Column(_) => Some(Vec::new()),
        Expr::Cast { expr, .. } => path(expr),
        Expr::Function { name, args } => {
            let (first, rest) = args.split_first()?;
            let mut steps = path(first)?;
            let looks = name.contains("extract") || name.contains("arrow") || name.contains("exists");
            for word in rest.iter().filter(|_| looks || name == "json_value") {
                match word.uncast() {
                    Expr::Literal(Value::Text(text)) => match text.strip_prefix('$') {
                        Some(path) => steps.extend(
                            path.split(['.', '[', ']', '"'])
                                .filter(|word| !word.is_empty())
                                .map(str::to_owned),
                        ),
                        None => steps.push(text.clone()),
                    },
                    Expr::Literal(Value::Int(index)) => steps.push(index.to_string()),
                    _ => return None,
                }
            }
            Some(steps)
        }
        _ => None,
    }
}

/// What may stand at a path: the constants of the CHECKs, and a value of every kind.
fn candidates(literals: &[Value]) -> Vec<Json> {
    let mut candidates = Vec::new();
    for literal in literals {
        match literal {
            // A path is no value.
            Value::Text(text) if !text.starts_with('$') => {
                candidates.push(Json::String(text.clone()));
                candidates.extend(serde_json::from_str::<Json>(text).ok());
            }
            Value::Int(number) => {
                candidates.extend([-1, 0, 1].map(|step| i64::try_from(number + step).unwrap_or(0).into()));
            }
            _ => {}
        }
    }
    let plain = ["\"text\"", "1", "true", "{}", "[]", "[\"text\"]", "[1]", "\"https://example.com/text\""];
    candidates.extend(plain.iter().filter_map(|text| serde_json::from_str(text).ok()));
    candidates.dedup();
    candidates
}

/// Documents that are accepted: every path has a value, or is not there.
fn accepted(paths: &[Path], candidates: &[Json], judge: &Judge<'_>) -> Vec<Json> {
    let bare = ["{}", "[]", "[\"text\"]", "[1]", "[{}]", "\"text\"", "1"];
    let bare = bare.iter().filter_map(|text| serde_json::from_str(text).ok());
    let written = candidates.iter().filter(|json| json.is_object() || json.is_array()).cloned();
    let bare: Vec<Json> = bare.chain(written).collect();
    let mut found: Vec<Json> = Vec::new();
    let choices = candidates.len() + 1;
    let all = paths.iter().try_fold(1_usize, |all, _| all.checked_mul(choices)).unwrap_or(usize::MAX);
    for base in &bare {
        // Where they are too many, a stride of them is tried.
        let stride = all.div_ceil(TRIALS_MAX).max(1) | 1;
        for trial in (0..all.min(TRIALS_MAX)).map(|trial| trial.wrapping_mul(stride)) {
            let (mut document, mut rest) = (base.clone(), trial);
            for path in paths {
                if let Some(value) = candidates.get(rest % choices) {
                    place(&mut document, path, value.clone());
                }
                rest /= choices;
            }
            if judge.accepts_text(&document.to_string()) && !found.contains(&document) {
                found.push(document);
            }
            if found.len() >= DOCUMENTS {
                return found;
            }
        }
        if !found.is_empty() {
            break;
        }
    }
    found
}

/// Values of a document that are no words.
fn wordless(document: &Json) -> usize {
    match document {
        Json::String(_) => 0,
        Json::Array(items) if !items.is_empty() => items.iter().map(wordless).sum(),
        Json::Object(members) if !members.is_empty() => members.values().map(wordless).sum(),
        _ => 1,
    }
}

/// Puts a value at a path, with objects (or arrays, for an index) on the way.
fn place(document: &mut Json, path: &[String], value: Json) {
    let Some((step, rest)) = path.split_first() else {
        *document = value;
        return;
    };
    match (step.parse::<usize>(), &mut *document) {
        (Ok(index), Json::Array(items)) if index <= items.len() && index < DOCUMENTS => {
            if index == items.len() {
                items.push(Json::Null);
            }
            place(&mut items[index], rest, value);
        }
        (Ok(0), Json::Null) => {
            *document = Json::Array(vec![Json::Null]);
            place(document, path, value);
        }
        (_, Json::Object(members)) => place(members.entry(step.as_str()).or_insert(Json::Null), rest, value),
        (_, Json::Null) => {
            *document = Json::Object(Map::new());
            place(document, path, value);
        }
        _ => {}
    }
}

/// Adds the members of an object to another, as deep as they go; those that are there may stay.
fn merge(whole: &mut Json, part: &Json, stay: bool) {
    match (whole, part) {
        (Json::Object(all), Json::Object(some)) => {
            for (key, value) in some {
                merge(all.entry(key.as_str()).or_insert(Json::Null), value, stay);
            }
        }
        (whole, _) if stay && !whole.is_null() => {}
        (whole, part) => *whole = part.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_and_made() {
        let names = ["doc"];
        let read = |sql: &str, dialect| path(&parse(sql, dialect, &names).expect("understood"));
        let words = |words: &[&str]| Some(words.iter().map(|word| (*word).to_owned()).collect::<Path>());
        assert_eq!(read("(doc -> 'a'::text) ->> 0", Dialect::Postgres), words(&["a", "0"]));
        assert_eq!(read("doc #>> '{a,b}'", Dialect::Postgres), words(&["a", "b"]));
        assert_eq!(
            read("json_unquote(json_extract(doc, '$.a[0].b'))", Dialect::Mysql),
            words(&["a", "0", "b"])
        );
        assert_eq!(read("json_extract(doc, '$.a')", Dialect::Sqlite), words(&["a"]));
        let mut document = Json::Null;
        place(&mut document, &["a".to_owned(), "0".to_owned(), "b".to_owned()], true.into());
        assert_eq!(document.to_string(), r#"{"a":[{"b":true}]}"#);
        merge(&mut document, &serde_json::json!({"c": 1, "a": 2}), true);
        assert_eq!(document.to_string(), r#"{"a":[{"b":true}],"c":1}"#);
    }
}
