//! Where each key of the configuration stands in its files, and what is wrong with one of them.
//!
//! Must not know what a key means. Start reading at [`Wrong`].

use std::collections::BTreeMap;

use super::located::{Content, Node, Place};

/// File, line and column of every key that was read from a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    known: BTreeMap<Vec<String>, String>,
    told: Vec<String>,
}

impl Places {
    /// Forgets a key and all below it: a flag or a variable replaced what the files say.
    pub fn forget(&mut self, path: &[&str]) {
        self.known.retain(|known, _| {
            known.len() < path.len() || known.iter().zip(path).any(|(known, other)| known != other)
        });
    }

    /// What the files say that has no effect, each once.
    pub fn told(&self) -> &[String] {
        &self.told
    }

    pub(super) fn tell(&mut self, what: String) {
        if !self.told.contains(&what) {
            self.told.push(what);
        }
    }

    /// Notes a layer over those before it.
    pub(super) fn note(&mut self, file: &str, node: &Node) {
        self.note_below(file, node, &mut Vec::new());
    }

    fn note_below(&mut self, file: &str, node: &Node, path: &mut Vec<String>) {
        let Content::Map(entries) = &node.content else { return };
        for (key, of_key, value) in entries {
            path.push(key.clone());
            self.known.insert(path.clone(), format!("{file}:{}", shown(*of_key, value)));
            if let Content::List(items) = &value.content {
                self.forget_items(path);
                for (at, item) in items.iter().enumerate() {
                    path.push(at.to_string());
                    self.known.insert(path.clone(), format!("{file}:{}", item.place));
                    self.note_below(file, item, path);
                    path.pop();
                }
            }
            self.note_below(file, value, path);
            path.pop();
        }
    }

    /// A list replaces the one of a lower layer, so its items are not merged.
    fn forget_items(&mut self, path: &[String]) {
        self.known.retain(|known, _| known.len() <= path.len() || !known.starts_with(path));
    }
}

/// A block of keys is found by its name, all else by its value.
fn shown(of_key: Place, value: &Node) -> Place {
    let block = matches!(value.content, Content::Map(_)) || value.place == Place::default();
    if block { of_key } else { value.place }
}

/// Something in the configuration that cannot be as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The keys that lead to it, from the top.
    pub path: Vec<String>,
    /// What is wrong; lower case, without a final dot.
    pub what: String,
}

impl Wrong {
    /// What is wrong at a path of keys.
    pub fn new<K: Into<String>>(path: impl IntoIterator<Item = K>, what: impl Into<String>) -> Self {
        Self { path: path.into_iter().map(Into::into).collect(), what: what.into() }
    }

    /// `shop.yaml:8:19: tables.users.columns.email: what`, without the place where a flag said it.
    pub fn told(&self, places: &Places) -> String {
        let text = format!("{}: {}", self.path.join("."), self.what);
        match places.known.get(&self.path) {
            Some(place) => format!("{place}: {text}"),
            None => text,
        }
    }
}
