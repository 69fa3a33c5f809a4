//! Names that say nothing: an adjective stands where a seam is missing, a drawer where a noun is.

use syn::visit::{self, Visit};
use syn::{Ident, Item, Signature};

use crate::rule::{Finding, Rule, parse};

pub const RULE: Rule = Rule {
    name: "no banned word in a name",
    check,
    planted: &[
        ("src/plan/fast.rs", ""),
        ("src/utils/mod.rs", ""),
        ("src/plan/fast_path/mod.rs", ""),
        ("src/plan/a.rs", "struct FastEncoder;"),
        ("src/plan/a.rs", "enum PoolManager {}"),
        ("src/plan/a.rs", "trait HTTPHelper {}"),
        ("src/plan/a.rs", "impl S { fn fill_enhanced(&self) {} }"),
        ("src/plan/a.rs", "trait T { fn smart_fill(&self); }"),
        ("src/plan/a.rs", "mod misc {}"),
        ("src/plan/a.rs", "fn new2() {}"),
        ("src/app/a.rs", "type Ultra = u8;"),
        ("src/config/a.rs", "fn helper() {}"),
        ("tests/a.rs", "mod helpers;"),
    ],
    clean: &[
        ("src/plan/a.rs", "struct Breakfast; fn advance() {} fn superuser() {} enum Mode { UltraHigh }"),
        ("src/config/a.rs", "enum Level { UltraHigh } struct SmartDuplicates; fn ultra_high() {}"),
        ("src/plan/a.rs", "use super::x; fn news() {} mod utility_bill {}"),
    ],
};

/// The word (and its plural) and what to write instead.
const BANNED: &[(&str, &str)] = &[
    ("fast", "speed is a property of the one engine; say what it does: `batched`, `streamed`, `by_copy`"),
    ("enhanced", "say what was added, or replace the first one"),
    ("ultra", "say how much: the number or the limit"),
    ("smart", "say what it decides: `by_name`, `inferred`, `nearest`"),
    ("super", "say what it holds or does"),
    ("advanced", "say what it can: the noun of the case"),
    ("new2", "replace the first one"),
    ("helper", "say what it does: `parse_row`, `quote`"),
    ("util", "name the noun it is about: `text`, `time`, `digits`"),
    ("misc", "give each part the file of its noun"),
    ("manager", "say what it does: `pool`, `ledger`, `schedule`"),
];

/// Words of the configuration's users, which its types may repeat.
const OF_USERS: &[&str] = &["ultra", "smart"];

fn check(path: &str, text: &str) -> Vec<Finding> {
    let mut names = Names(vec![]);
    for part in path.trim_end_matches(".rs").split('/') {
        names.0.push((part.to_owned(), 0));
    }
    names.visit_file(&parse(path, text));
    names.0.iter().filter_map(|(name, line)| breach(path, name, *line)).collect()
}

fn breach(path: &str, name: &str, line: usize) -> Option<Finding> {
    let exempt = |word: &str| path.starts_with("src/config/") && OF_USERS.contains(&word);
    let words = words(name);
    let (word, instead) = BANNED.iter().find(|(banned, _)| {
        !exempt(banned) && words.iter().any(|word| word.trim_end_matches('s') == *banned)
    })?;
    Some(Finding::new(path, line, format!("`{name}` is called \"{word}\""), *instead))
}

/// The words of `snake_case`, `CamelCase` and `HTTPName`, in small letters.
fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (at, letter) in letters.iter().enumerate() {
        let after_small = at > 0 && !letters[at - 1].is_uppercase();
        let before_small = letters.get(at + 1).is_some_and(|next| next.is_lowercase());
        if !letter.is_alphanumeric() || letter.is_uppercase() && (after_small || before_small) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| letter.is_alphanumeric()) {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

struct Names(Vec<(String, usize)>);

impl Names {
    fn add(&mut self, name: &Ident) {
        self.0.push((name.to_string(), name.span().start().line));
    }
}

impl<'a> Visit<'a> for Names {
    fn visit_item(&mut self, item: &'a Item) {
        match item {
            Item::Enum(item) => self.add(&item.ident),
            Item::Mod(item) => self.add(&item.ident),
            Item::Struct(item) => self.add(&item.ident),
            Item::Trait(item) => self.add(&item.ident),
            Item::Type(item) => self.add(&item.ident),
            Item::Union(item) => self.add(&item.ident),
            _ => {}
        }
        visit::visit_item(self, item);
    }

    fn visit_signature(&mut self, signature: &'a Signature) {
        self.add(&signature.ident);
        visit::visit_signature(self, signature);
    }
}
