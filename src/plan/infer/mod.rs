//! Which generator fits a column, judged by its type, name, table, siblings, default, comment and length.
//!
//! Types that leave no choice come first, then what a default gives away, times, totals, flags, and the
//! rules by name; a comment is asked only when the name says nothing, and the type alone comes last.
//!
//! Must not know: dialects, configuration, keys and constraints (those are solved before or after), any
//! schema in particular. Start reading at [`infer`].

mod amount;
mod fallback;
mod flags;
mod index;
mod rule;
mod rules;
mod temporal;
#[cfg(test)]
mod tests;
mod tokens;
mod words;

use crate::data::LogicalType;
use crate::generate::Params;
use rule::{Match, Name, Rule};

/// Most words of a comment that are read like a name.
const COMMENT_WORDS_MAX: usize = 4;

/// Fewest letters of a word that a table's initial may stand before.
const UNMARKED_CHARS_MIN: usize = 3;

/// What is known of a column before a generator is chosen.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The table's name.
    pub table: &'a str,
    /// The column's name.
    pub column: &'a str,
    /// What the server keeps as its comment.
    pub comment: Option<&'a str>,
    /// Its type.
    pub logical_type: &'a LogicalType,
    /// Its type as declared, such as `varchar(45)`.
    pub declared: &'a str,
    /// Whether it may be NULL.
    pub nullable: bool,
    /// The text of its default expression.
    pub default: Option<&'a str>,
    /// Names of all columns of the table, in order.
    pub siblings: &'a [&'a str],
    /// Their types, in the same order.
    pub sibling_types: &'a [LogicalType],
}

/// The generator and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The generator's name.
    pub generator: &'static str,
    /// Its arguments.
    pub params: Params,
    /// The family's group within the table: `ship` for `ship_city`, nothing for `city`.
    pub prefix: String,
    /// Why, for people.
    pub reason: String,
    /// Whether only the type spoke.
    pub generic: bool,
}

impl Choice {
    /// A generator that is chosen for a reason, beside no group.
    pub(super) fn of(generator: &'static str, params: Params, reason: String) -> Self {
        Self { generator, params, prefix: String::new(), reason, generic: false }
    }
}

/// The generator that fits a column best.
pub fn infer(subject: &Subject<'_>) -> Choice {
    match fallback::declared(subject) {
        Some(logical_type) => {
            let choice = by_all(&Subject { logical_type: &logical_type, declared: "", ..*subject });
            Choice { generic: false, ..choice }
        }
        None => by_all(subject),
    }
}

/// The choice by everything that is known, in the order of its weight.
fn by_all(subject: &Subject<'_>) -> Choice {
    if let Some(choice) = fallback::fixed(subject.logical_type) {
        return choice;
    }
    let tokens = tokens::split(subject.column);
    fallback::by_default(subject)
        .or_else(|| temporal::infer(subject, &tokens))
        .or_else(|| amount::infer(subject, &tokens))
        .or_else(|| flags::infer(subject, &tokens))
        .or_else(|| by_name(subject, &tokens))
        .or_else(|| by_comment(subject))
        .or_else(|| fallback::by_number(subject))
        .unwrap_or_else(|| fallback::by_type(subject))
}

/// The choice by the name as it is, then without what is beside its meaning.
fn by_name(subject: &Subject<'_>, tokens: &[String]) -> Option<Choice> {
    let siblings: Vec<String> = others(subject).flat_map(tokens::split).collect();
    let plain = strip(tokens);
    let mut one = plain.to_vec();
    if let Some(last) = one.last_mut() {
        *last = tokens::singular(last);
    }
    let named = [tokens, plain, one.as_slice()]
        .into_iter()
        .find_map(|tokens| by_rules(subject, tokens, &siblings, "column name"));
    named.or_else(|| {
        let unmarked = without_initial(subject, tokens)?;
        by_rules(subject, &unmarked, &siblings, "column name")
    })
}

/// The name without the table's first letter in front of it, as in `event.euser`; a known word is none with a
/// letter in front.
fn without_initial(subject: &Subject<'_>, tokens: &[String]) -> Option<Vec<String>> {
    let [run] = tokens else { return None };
    let initial = subject.table.chars().find(|c| c.is_alphabetic())?.to_lowercase().next()?;
    let rest = run.strip_prefix(initial).filter(|rest| rest.len() >= UNMARKED_CHARS_MIN)?;
    (!tokens::is_known(run) && tokens::is_known(rest)).then(|| vec![rest.to_owned()])
}

/// The choice by a comment that is no longer than a name.
fn by_comment(subject: &Subject<'_>) -> Option<Choice> {
    let clause = subject.comment?.split(['.', ',', ';', ':', '(', '\n']).next()?;
    let tokens = tokens::split(clause);
    let short = (1..=COMMENT_WORDS_MAX).contains(&tokens.len());
    short.then(|| by_rules(subject, &tokens, &[], "comment")).flatten()
}

/// The choice by the rule that fits best.
fn by_rules(subject: &Subject<'_>, tokens: &[String], siblings: &[String], what: &str) -> Option<Choice> {
    let noun = tokens::noun(&tokens::split(subject.table));
    let kind = rule::kind(subject.logical_type);
    let name = Name { tokens, noun: &noun, siblings, kind, room: room(subject.logical_type) };
    let mut best: Option<(&Rule, Match<'_>)> = None;
    for rule in index::candidates(tokens) {
        if fallback::room(rule.generator) > name.room {
            continue;
        }
        let Some(found) = rule.matches(&name) else { continue };
        if best.as_ref().is_none_or(|(_, most)| found.weight > most.weight) {
            best = Some((rule, found));
        }
    }
    let (rule, found) = best?;
    let reason = format!("{what} {} `{}`", rule.place(), found.words.join("_"));
    let mut choice = Choice::of(rule.generator, rule.arguments(), reason);
    choice.prefix = prefix(subject, &found);
    if !fallback::fit_text(&mut choice, name.room) {
        return None;
    }
    fallback::fit_bytes(&mut choice, subject.logical_type);
    fallback::fit_integer(&mut choice, subject.logical_type).then_some(choice)
}

/// Characters or bytes that a column holds.
fn room(logical_type: &LogicalType) -> u32 {
    match *logical_type {
        LogicalType::Text { max, .. } => max.unwrap_or(u32::MAX),
        _ => u32::MAX,
    }
}

fn others<'s>(subject: &Subject<'s>) -> impl Iterator<Item = &'s str> {
    let column = subject.column;
    subject.siblings.iter().copied().filter(move |&other| other != column)
}

/// The name without numbers and words at its ends that do not change what it means.
fn strip(tokens: &[String]) -> &[String] {
    let beside = |token: &String| {
        token.chars().all(char::is_numeric)
            || token.len() == 1
            || words::MODIFIERS.split_whitespace().any(|modifier| modifier == token)
    };
    let mut plain = tokens;
    while let [rest @ .., last] = plain {
        if rest.is_empty() || !beside(last) {
            break;
        }
        plain = rest;
    }
    plain
}

/// The words before the match, unless they only repeat the table's name or say whose row it is.
fn prefix(subject: &Subject<'_>, found: &Match<'_>) -> String {
    let table = tokens::split(subject.table);
    let repeats =
        |token: &String| table.iter().any(|word| *word == *token || tokens::singular(word) == *token);
    let own =
        |token: &String| repeats(token) || words::OWN_PREFIXES.split_whitespace().any(|own| own == token);
    if found.before.iter().all(own) && !is_repeated(subject, found) {
        return String::new();
    }
    found.before.join("_")
}

/// Whether another column ends in the same words.
fn is_repeated(subject: &Subject<'_>, found: &Match<'_>) -> bool {
    others(subject).any(|column| tokens::split(column).ends_with(found.words))
}
