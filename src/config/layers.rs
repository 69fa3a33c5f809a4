//! Layers of configuration: text to a checked layer, layers to one [`Config`].
//!
//! Takes text and gives plain data; files are fetched by the caller. Start reading at [`read_layers`].

use serde_json::Value as Json;

use super::earlier;
use super::located::{self, Content, Node, Place};
use super::model::Config;
use super::place::Places;
use super::variables::resolve;
use crate::ident::unknown;

/// How files are had: by a path below the root, the name to show and the text.
pub type Fetch<'a> = &'a mut dyn FnMut(&str) -> Result<(String, String), String>;

/// Deepest chain of includes.
const INCLUDES_MAX: usize = 16;
/// Most problems that one file is told.
const PROBLEMS_MAX: usize = 50;

/// Reads a file and what it includes, each checked by itself, merged with the file itself on top. Notes where
/// each key stands.
///
/// # Errors
/// Every problem, with file, line and column.
pub fn read_layers(
    file: &str,
    fetch: Fetch<'_>,
    env: &dyn Fn(&str) -> Option<String>,
    places: &mut Places,
) -> Result<Json, Vec<String>> {
    read(file, fetch, env, places, &mut Vec::new())
}

/// One configuration from layers, later ones over earlier ones.
///
/// # Errors
/// When layers that are right by themselves do not fit together.
pub fn merged(layers: Vec<Json>) -> Result<Config, String> {
    let mut all = Json::Object(serde_json::Map::new());
    layers.into_iter().for_each(|layer| lay_over(&mut all, layer));
    serde_path_to_error::deserialize(&all)
        .map_err(|error| format!("the configuration files do not fit together: {}", words(&error)))
}

fn read(
    file: &str,
    fetch: Fetch<'_>,
    env: &dyn Fn(&str) -> Option<String>,
    places: &mut Places,
    open: &mut Vec<String>,
) -> Result<Json, Vec<String>> {
    if open.iter().any(|known| known == file) || open.len() >= INCLUDES_MAX {
        open.push(file.to_owned());
        return Err(vec![format!("files include each other: {}", open.join(" > "))]);
    }
    let (name, text) = fetch(file).map_err(|problem| vec![problem])?;
    let mut node = located::parse(&text).map_err(|(place, what)| vec![at(&name, place, &what)])?;
    let mut problems = Vec::new();
    resolve(&mut node, &text, env, &mut |place, what| problems.push(at(&name, place, what)));
    let mut told = Vec::new();
    earlier::translate(&mut node, &mut told);
    told.into_iter().for_each(|what| places.tell(format!("{name}: {what}")));
    let includes = take_includes(&mut node);
    check(&node, &name, &mut problems);
    let mut all = Json::Object(serde_json::Map::new());
    open.push(file.to_owned());
    for (place, include) in includes {
        match beside(file, &include) {
            None => problems.push(at(
                &name,
                place,
                &format!("include: `{include}` is outside of the configuration's folder"),
            )),
            Some(path) => match read(&path, fetch, env, places, open) {
                Ok(layer) => lay_over(&mut all, layer),
                Err(more) => {
                    problems.extend(more);
                    break;
                }
            },
        }
    }
    open.pop();
    places.note(&name, &node);
    lay_over(&mut all, node.json());
    if problems.is_empty() { Ok(all) } else { Err(problems) }
}

/// `shop.yaml:4:3: what`.
fn at(name: &str, place: Place, what: &str) -> String {
    if place == Place::default() { format!("{name}: {what}") } else { format!("{name}:{place}: {what}") }
}

/// The texts of `include`; anything else there is left for the check to complain about.
fn take_includes(node: &mut Node) -> Vec<(Place, String)> {
    let Content::Map(entries) = &mut node.content else { return Vec::new() };
    let Some(position) = entries.iter().position(|(key, _, _)| key == "include") else { return Vec::new() };
    let texts = |items: &[Node]| {
        let text = |item: &Node| match &item.content {
            Content::Text(text) => Some((item.place, text.clone())),
            _ => None,
        };
        items.iter().map(text).collect::<Option<Vec<_>>>()
    };
    match &entries[position].2.content {
        Content::List(items) => texts(items).inspect(|_| drop(entries.remove(position))).unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// A path relative to a file's folder, both below the root; `None` when it leaves the root.
fn beside(file: &str, include: &str) -> Option<String> {
    if include.starts_with(['/', '\\']) || include.contains(':') {
        return None;
    }
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    for part in include.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Reads a layer as a configuration, again and again without the part that was wrong, until nothing is.
fn check(node: &Node, name: &str, problems: &mut Vec<String>) {
    let mut node = node.clone();
    for _ in 0..PROBLEMS_MAX {
        let Err(error) = serde_path_to_error::deserialize::<_, Config>(&node.json()) else { return };
        let of_key = error.inner().to_string().starts_with("unknown field");
        let place = node.remove(error.path(), of_key);
        problems.push(at(name, place.unwrap_or(node.place), &words(&error)));
        if place.is_none() {
            return;
        }
    }
}

/// A deserializer's complaint in our words.
fn words(error: &serde_path_to_error::Error<serde_json::Error>) -> String {
    let (path, text) = (error.path().to_string(), error.inner().to_string());
    let named = |what: &str| {
        let mut quoted = text.split('`').skip(1).step_by(2).map(str::to_owned);
        let name = quoted.next().unwrap_or_default();
        (name.clone(), unknown(what, &name, quoted))
    };
    if text.starts_with("unknown field") {
        let (name, mut words) = named("key");
        // Where no name is near, a reader wants to see them all.
        if let Some((_, known)) = text.split_once("expected").filter(|_| !words.contains("did you mean")) {
            let known: Vec<&str> = known.split('`').skip(1).step_by(2).collect();
            words = format!("{words}; there are {}", known.join(", "));
        }
        let parent = path.strip_suffix(&name).unwrap_or(&path).trim_end_matches('.');
        return if parent.is_empty() || parent == "." { words } else { format!("{parent}: {words}") };
    }
    let words = if text.starts_with("unknown variant") { named("value").1 } else { plainly(&text) };
    if path == "." { words } else { format!("{path}: {words}") }
}

/// Names of types as a reader of YAML knows them.
fn plainly(text: &str) -> String {
    let names = [
        ("expected u64", "expected a whole number from 0"),
        ("expected u32", "expected a whole number from 0"),
        ("expected f64", "expected a number"),
        ("expected a string", "expected text (in quotes, if it looks like something else)"),
        ("expected a sequence", "expected a list"),
        ("expected a map", "expected keys and values"),
        ("invalid type: map", "invalid type: keys and values"),
        ("invalid type: sequence", "invalid type: a list"),
        ("invalid type: null", "invalid type: nothing"),
    ];
    let text = names.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
    match text.split_once("expected struct ") {
        Some((before, _)) => format!("{before}expected keys and values"),
        None => text,
    }
}

/// Maps merge by key; anything else is replaced.
fn lay_over(below: &mut Json, above: Json) {
    match (below, above) {
        (Json::Object(below), Json::Object(above)) => {
            for (key, value) in above {
                match below.get_mut(&key) {
                    Some(slot) => lay_over(slot, value),
                    None => drop(below.insert(key, value)),
                }
            }
        }
        (below, above) => *below = above,
    }
}

#[cfg(test)]
#[path = "layers_tests.rs"]
mod tests;
