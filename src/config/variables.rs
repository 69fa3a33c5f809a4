//! `${NAME}` and `${NAME:-default}` in text of a configuration, never in keys. `$${` is a plain `${`. What a
//! variable holds is not looked into again.
//!
//! Must not read the environment; it is handed in. Start reading at [`resolve`].

use serde_json::Number;

use super::located::{Content, Node, Place};

/// Replaces variables in all texts of a tree. A text without quotes that is one variable and nothing else
/// becomes a number or a truth value when it looks like one.
pub(super) fn resolve(
    node: &mut Node,
    source: &str,
    env: &dyn Fn(&str) -> Option<String>,
    complain: &mut dyn FnMut(Place, &str),
) {
    let (place, plain) = (node.place, node.is_plain(source));
    match &mut node.content {
        Content::Text(text) if text.contains("${") => match expand(text, env) {
            Ok(expanded) => {
                let whole = plain && variable(text).is_some_and(|(_, rest)| rest.is_empty());
                node.content = if whole { scalar(expanded) } else { Content::Text(expanded) };
            }
            Err(problem) => complain(place, &problem),
        },
        Content::List(items) => items.iter_mut().for_each(|item| resolve(item, source, env, complain)),
        Content::Map(entries) => {
            for (key, place, value) in entries {
                if key.find("${").is_some_and(|at| variable(&key[at..]).is_some()) {
                    complain(*place, &format!("key `{key}`: variables are not replaced in keys"));
                }
                resolve(value, source, env, complain);
            }
        }
        _ => {}
    }
}

/// A variable at the beginning of a text, without its braces, and what follows.
fn variable(text: &str) -> Option<(&str, &str)> {
    let (inner, rest) = text.strip_prefix("${")?.split_once('}')?;
    let name = inner.split_once(":-").map_or(inner, |(name, _)| name);
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    (starts && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')).then_some((inner, rest))
}

fn expand(text: &str, env: &dyn Fn(&str) -> Option<String>) -> Result<String, String> {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find("${") {
        let (before, here) = rest.split_at(at);
        if let Some(escaped) = before.strip_suffix('$') {
            out.push_str(escaped);
            out.push_str("${");
            rest = &here[2..];
            continue;
        }
        out.push_str(before);
        let Some((inner, after)) = variable(here) else {
            out.push_str("${");
            rest = &here[2..];
            continue;
        };
        let (name, default) =
            inner.split_once(":-").map_or((inner, None), |(name, default)| (name, Some(default)));
        match (env(name).filter(|value| default.is_none() || !value.is_empty()), default) {
            (Some(value), _) => out.push_str(&value),
            (None, Some(default)) => out.push_str(default),
            (None, None) => {
                return Err(format!(
                    "the variable {name} is not set; write ${{{name}:-default}} to do without"
                ));
            }
        }
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

/// What a scalar without quotes means.
fn scalar(text: String) -> Content {
    let number = text.parse::<u64>().map(Number::from).or_else(|_| text.parse::<i64>().map(Number::from));
    let numeric = text.starts_with(|c: char| c.is_ascii_digit() || "-.".contains(c));
    match (text.as_str(), number) {
        ("true", _) => Content::Bool(true),
        ("false", _) => Content::Bool(false),
        (_, Ok(number)) => Content::Number(number),
        _ => match text.parse::<f64>().ok().filter(|_| numeric).and_then(Number::from_f64) {
            Some(number) => Content::Number(number),
            None => Content::Text(text),
        },
    }
}
