//! Every path that a source file names, resolved to where it starts: `crate::…`, or an external crate.
//!
//! Paths come from `use` trees (nested, globs, renames), from types, expressions and patterns, and from the
//! tokens of macros and attributes. Short imports (`use crate::data;`, `use std::time as clock;`) are followed.

use std::collections::HashMap;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemUse, Macro, Meta, Path, UseTree};

use crate::rule::parse;
use crate::walk::{attributes, is_test};

/// A path as it was resolved: `["crate", "plan", "DataPlan"]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub path: Vec<String>,
    pub line: usize,
    /// Everything under the path.
    pub glob: bool,
    /// Within `#[cfg(test)]`, `#[test]` or a module file called `tests`.
    pub test: bool,
}

/// The module a file is: `src/plan/infer/mod.rs` is `["plan", "infer"]`; the package's root is empty.
pub fn module(path: &str) -> Vec<String> {
    let inside = path.strip_prefix("src/").unwrap_or(path).trim_end_matches(".rs");
    let parts: Vec<String> = inside.split('/').map(str::to_owned).collect();
    match parts.last().map(String::as_str) {
        Some("mod") => parts[..parts.len() - 1].to_vec(),
        Some("lib" | "main") if parts.len() == 1 => Vec::new(),
        _ => parts,
    }
}

/// Whether the whole file is test code.
pub fn is_test_file(path: &str) -> bool {
    path.starts_with("tests/") || path.split('/').any(|part| part == "tests" || part == "tests.rs")
}

pub fn named(path: &str, text: &str) -> Vec<Named> {
    let file = parse(path, text);
    let mut imports = Walk::new(path, HashMap::new());
    imports.visit_file(&file);
    let mut walk = Walk::new(path, imports.short);
    walk.visit_file(&file);
    walk.found
}

/// (Module, name in it) to the path it stands for; only of imports of a crate, a room or a module of `std`.
type Short = HashMap<(Vec<String>, String), Vec<String>>;

struct Walk {
    module: Vec<String>,
    test: bool,
    short: Short,
    found: Vec<Named>,
}

impl Walk {
    fn new(path: &str, short: Short) -> Self {
        Self { module: module(path), test: is_test_file(path), short, found: Vec::new() }
    }

    fn resolve(&self, segments: &[String]) -> Vec<String> {
        let Some(first) = segments.first() else { return Vec::new() };
        match first.as_str() {
            "crate" | "dbmocker" => rooted(&[], &segments[1..]),
            "self" => rooted(&self.module, &segments[1..]),
            "super" => rooted(&self.module, segments),
            _ => match self.imported(first) {
                Some(path) => [path, &segments[1..]].concat(),
                None => segments.to_vec(),
            },
        }
    }

    /// Looks in this module and in those around it, which `use super::*` would bring in.
    fn imported(&self, name: &str) -> Option<&[String]> {
        (0..=self.module.len())
            .rev()
            .find_map(|depth| self.short.get(&(self.module[..depth].to_vec(), name.to_owned())))
            .map(Vec::as_slice)
    }

    fn see(&mut self, segments: &[String], line: usize, glob: bool) {
        let path = self.resolve(segments);
        if !path.is_empty() {
            self.found.push(Named { path, line, glob, test: self.test });
        }
    }

    fn import(&mut self, segments: &[String], name: &str, line: usize) {
        self.see(segments, line, false);
        let path = self.resolve(segments);
        if path.len() <= 2 && path != [name] {
            self.short.insert((self.module.clone(), name.to_owned()), path);
        }
    }

    fn use_tree(&mut self, prefix: &[String], tree: &UseTree) {
        match tree {
            UseTree::Path(path) => self.use_tree(&joined(prefix, &path.ident.to_string()), &path.tree),
            UseTree::Name(name) => {
                let segments = joined(prefix, &name.ident.to_string());
                let own = segments.last().cloned().unwrap_or_default();
                self.import(&segments, &own, line(&name.ident));
            }
            UseTree::Rename(rename) => {
                let segments = joined(prefix, &rename.ident.to_string());
                self.import(&segments, &rename.rename.to_string(), line(&rename.ident));
            }
            UseTree::Glob(glob) => self.see(prefix, glob.star_token.spans[0].start().line, true),
            UseTree::Group(group) => {
                for item in &group.items {
                    self.use_tree(prefix, item);
                }
            }
        }
    }

    /// Paths among the tokens of a macro; `prefix` is that of a `use` group within them.
    fn tokens(&mut self, stream: TokenStream, prefix: &[String]) {
        let trees: Vec<TokenTree> = stream.into_iter().collect();
        let mut at = 0;
        while at < trees.len() {
            match &trees[at] {
                TokenTree::Ident(ident) if ident == "as" && !prefix.is_empty() => at += 2,
                TokenTree::Ident(_) => at = self.token_path(&trees, at, prefix),
                TokenTree::Punct(star) if star.as_char() == '*' && !prefix.is_empty() => {
                    self.see(prefix, star.span().start().line, true);
                    at += 1;
                }
                TokenTree::Group(group) => {
                    self.tokens(group.stream(), &[]);
                    at += 1;
                }
                _ => at += 1,
            }
        }
    }

    /// Reads `a::b::{…}` from `at` on; gives the place after it.
    fn token_path(&mut self, trees: &[TokenTree], at: usize, prefix: &[String]) -> usize {
        let mut segments = joined(prefix, &trees[at].to_string());
        let line = trees[at].span().start().line;
        let mut after = at + 1;
        while is_separator(trees, after) {
            match trees.get(after + 2) {
                Some(TokenTree::Ident(ident)) => segments.push(ident.to_string()),
                Some(TokenTree::Punct(star)) if star.as_char() == '*' => {
                    self.see(&segments, line, true);
                    return after + 3;
                }
                Some(TokenTree::Group(group)) => {
                    self.tokens(group.stream(), &segments);
                    return after + 3;
                }
                _ => break,
            }
            after += 3;
        }
        self.see(&segments, line, false);
        after
    }

    fn within(&mut self, attributes: &[Attribute], look: impl FnOnce(&mut Self)) {
        let before = self.test;
        self.test |= is_test(attributes);
        look(self);
        self.test = before;
    }
}

impl<'a> Visit<'a> for Walk {
    fn visit_item(&mut self, item: &'a Item) {
        self.within(attributes(item), |walk| match item {
            Item::Mod(inner) => {
                walk.module.push(inner.ident.to_string());
                visit::visit_item(walk, item);
                walk.module.pop();
            }
            _ => visit::visit_item(walk, item),
        });
    }

    fn visit_item_use(&mut self, item: &'a ItemUse) {
        self.use_tree(&[], &item.tree);
    }

    fn visit_path(&mut self, path: &'a Path) {
        let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if let Some(first) = path.segments.first() {
            self.see(&segments, line(&first.ident), false);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'a Macro) {
        visit::visit_macro(self, call);
        self.tokens(call.tokens.clone(), &[]);
    }

    fn visit_attribute(&mut self, attribute: &'a Attribute) {
        if let Meta::List(list) = &attribute.meta {
            self.tokens(list.tokens.clone(), &[]);
            for text in strings(list.tokens.clone()) {
                self.tokens(text, &[]);
            }
        }
        visit::visit_attribute(self, attribute);
    }
}

/// The paths that attributes carry as text: `#[serde(with = "crate::data::Time")]`.
fn strings(stream: TokenStream) -> Vec<TokenStream> {
    stream
        .into_iter()
        .filter_map(|tree| match tree {
            TokenTree::Literal(literal) => syn::parse_str::<syn::LitStr>(&literal.to_string()).ok(),
            _ => None,
        })
        .filter_map(|text| text.value().parse().ok())
        .collect()
}

fn rooted(module: &[String], segments: &[String]) -> Vec<String> {
    let mut path = module.to_vec();
    for segment in segments {
        match segment.as_str() {
            "super" => drop(path.pop()),
            "self" => {}
            _ => path.push(segment.clone()),
        }
    }
    path.insert(0, "crate".to_owned());
    path
}

/// `{self}` in a group stands for the path before it.
fn joined(prefix: &[String], segment: &str) -> Vec<String> {
    let stands_for_prefix = segment == "self" && !prefix.is_empty();
    prefix.iter().cloned().chain((!stands_for_prefix).then(|| segment.to_owned())).collect()
}

fn is_separator(trees: &[TokenTree], at: usize) -> bool {
    trees.len() > at + 1
        && trees[at..at + 2]
            .iter()
            .all(|tree| matches!(tree, TokenTree::Punct(punct) if punct.as_char() == ':'))
}

fn line(ident: &syn::Ident) -> usize {
    ident.span().start().line
}

#[cfg(test)]
mod tests {
    use super::named;

    fn paths(text: &str) -> Vec<String> {
        named("src/plan/infer/mod.rs", text).iter().map(|named| named.path.join("::")).collect()
    }

    #[test]
    fn use_trees_are_unfolded() {
        let found = paths("use crate::{data::{self, Event as E}, run::*, super_::x};");
        assert_eq!(found, ["crate::data", "crate::data::Event", "crate::run", "crate::super_::x"]);
    }

    #[test]
    fn parents_are_counted_from_the_module() {
        assert_eq!(paths("use super::super::target::Sink;"), ["crate::target::Sink"]);
        assert_eq!(paths("mod inner { fn f() -> super::super::X { y() } }")[0], "crate::plan::X");
        assert_eq!(paths("use self::super::rows;"), ["crate::plan::rows"]);
    }

    #[test]
    fn short_imports_are_followed() {
        let found = paths("use std::time as clock; fn f() { clock::Instant::now(); }");
        assert!(found.contains(&"std::time::Instant::now".to_owned()), "{found:?}");
        let found = paths("use crate as root; fn f() { root::target::open(); }");
        assert!(found.contains(&"crate::target::open".to_owned()), "{found:?}");
    }

    #[test]
    fn macros_and_attributes_are_read() {
        let found = paths("fn f() { m!(a, [crate::run::go(1)], use crate::app::{self, x as y}); }");
        for path in ["crate::run::go", "crate::app", "crate::app::x"] {
            assert!(found.contains(&path.to_owned()), "{path} in {found:?}");
        }
        let found = paths("#[serde(with = \"crate::cli::time\")] struct S;");
        assert!(found.contains(&"crate::cli::time".to_owned()), "{found:?}");
    }

    #[test]
    fn test_code_is_marked() {
        let found = named("src/plan/a.rs", "#[cfg(test)] mod tests { use crate::run; } use crate::data;");
        let marks: Vec<(&str, bool)> =
            found.iter().filter_map(|named| Some((named.path.get(1)?.as_str(), named.test))).collect();
        assert_eq!(marks, [("run", true), ("data", false)]);
    }
}
