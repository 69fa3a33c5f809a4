//! One line of the rules: which names, on which types, in which surroundings, mean which generator.
//!
//! The rule that matches most words wins; among equals the one with more conditions, then the earlier one.
//!
//! Must not know: what any word means. Start reading at [`Rule`], then [`Rule::matches`].

use super::tokens;
use crate::data::{LogicalType, Value};
use crate::generate::Params;

/// Sets of types, as bits.
pub(super) type Kinds = u8;

/// Character strings.
pub(super) const TEXT: Kinds = 1;
/// Integers.
pub(super) const INT: Kinds = 2;
/// Exact numbers.
pub(super) const DECIMAL: Kinds = 4;
/// Floating point.
pub(super) const FLOAT: Kinds = 8;
/// Binary strings.
pub(super) const BYTES: Kinds = 16;
/// JSON documents.
pub(super) const JSON: Kinds = 32;
/// Numbers with a fraction.
pub(super) const FRACTION: Kinds = DECIMAL | FLOAT;
/// All numbers.
pub(super) const NUMBER: Kinds = INT | FRACTION;

/// The bit of a type; 0 for types that names do not decide.
pub(super) fn kind(logical_type: &LogicalType) -> Kinds {
    match logical_type {
        LogicalType::Text { .. } => TEXT,
        LogicalType::Int { .. } => INT,
        LogicalType::Decimal { .. } => DECIMAL,
        LogicalType::Float { .. } => FLOAT,
        LogicalType::Bytes { .. } => BYTES,
        LogicalType::Json => JSON,
        _ => 0,
    }
}

/// Where in a name the words stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum At {
    /// They are the name.
    Whole,
    /// The name ends in them.
    End,
    /// The name begins with them.
    Start,
    /// They stand anywhere.
    Anywhere,
}

/// A line of the rules.
#[derive(Debug)]
pub(super) struct Rule {
    /// Where the words stand.
    at: At,
    /// Alternatives separated by `|`, tokens by blanks.
    pub(super) names: &'static str,
    /// Types that it holds for.
    kinds: Kinds,
    /// Nouns of which one must be what the words describe: the token before them, else the table's noun.
    of: &'static str,
    /// Words of which one must be in the name of another column.
    near: &'static str,
    /// Fewest and most characters or bytes of the column.
    room: (u32, u32),
    /// The generator.
    pub(super) generator: &'static str,
    /// Arguments, `name=value` separated by blanks; a list of texts is separated by `|`.
    pub(super) params: &'static str,
}

const fn rule(at: At, names: &'static str, kinds: Kinds, generator: &'static str) -> Rule {
    Rule { at, names, kinds, of: "", near: "", room: (0, u32::MAX), generator, params: "" }
}

/// A rule for names that end in the words.
pub(super) const fn end(names: &'static str, kinds: Kinds, generator: &'static str) -> Rule {
    rule(At::End, names, kinds, generator)
}

/// A rule for names that are the words.
pub(super) const fn whole(names: &'static str, kinds: Kinds, generator: &'static str) -> Rule {
    rule(At::Whole, names, kinds, generator)
}

/// A rule for names that begin with the words.
pub(super) const fn start(names: &'static str, kinds: Kinds, generator: &'static str) -> Rule {
    rule(At::Start, names, kinds, generator)
}

/// A rule for names that have the words somewhere.
pub(super) const fn anywhere(names: &'static str, kinds: Kinds, generator: &'static str) -> Rule {
    rule(At::Anywhere, names, kinds, generator)
}

impl Rule {
    /// With arguments.
    pub(super) const fn with(mut self, params: &'static str) -> Self {
        self.params = params;
        self
    }

    /// Only where the words describe one of these nouns.
    pub(super) const fn of(mut self, nouns: &'static str) -> Self {
        self.of = nouns;
        self
    }

    /// Only where another column has one of these words.
    pub(super) const fn near(mut self, words: &'static str) -> Self {
        self.near = words;
        self
    }

    /// Only where the column holds at least so many characters.
    pub(super) const fn from(mut self, chars: u32) -> Self {
        self.room.0 = chars;
        self
    }

    /// Only where the column holds at most so many characters.
    pub(super) const fn upto(mut self, chars: u32) -> Self {
        self.room.1 = chars;
        self
    }

    /// How well the rule fits, when it does.
    pub(super) fn matches<'n>(&self, name: &Name<'n>) -> Option<Match<'n>> {
        if self.kinds & name.kind == 0 || name.room < self.room.0 || name.room > self.room.1 {
            return None;
        }
        let (first, count) = self
            .names
            .split('|')
            .filter_map(|words| self.find(words, name.tokens))
            .max_by_key(|found| found.1)?;
        let before = &name.tokens[..first];
        if !self.of.is_empty() {
            let noun = before.last().map_or(name.noun, String::as_str);
            if !has(self.of, noun) && !has(self.of, &tokens::singular(noun)) {
                return None;
            }
        }
        if !self.near.is_empty() && !name.siblings.iter().any(|token| has(self.near, token)) {
            return None;
        }
        Some(Match { weight: self.weight(count), before, words: &name.tokens[first..first + count] })
    }

    /// Where the words begin and how many they are.
    fn find(&self, words: &str, tokens: &[String]) -> Option<(usize, usize)> {
        let count = words.split(' ').count();
        let spare = tokens.len().checked_sub(count)?;
        let stands =
            |first: &usize| words.split(' ').eq(tokens[*first..*first + count].iter().map(String::as_str));
        let first = match self.at {
            At::Whole => Some(0).filter(|first| spare == 0 && stands(first)),
            At::End => Some(spare).filter(stands),
            At::Start => Some(0).filter(stands),
            At::Anywhere => (0..=spare).rev().find(stands),
        };
        first.map(|first| (first, count))
    }

    fn weight(&self, count: usize) -> usize {
        let place = match self.at {
            At::Whole => 4,
            At::End => 2,
            At::Start => 3,
            At::Anywhere => 0,
        };
        let conditions = 2 * usize::from(!self.of.is_empty())
            + 2 * usize::from(!self.near.is_empty())
            + usize::from(self.room != (0, u32::MAX));
        count * 16 + place + conditions
    }

    /// Where the words stand, for people.
    pub(super) fn place(&self) -> &'static str {
        match self.at {
            At::Whole => "is",
            At::End => "ends in",
            At::Start => "begins with",
            At::Anywhere => "has",
        }
    }

    /// The arguments as values.
    pub(super) fn arguments(&self) -> Params {
        arguments(self.params)
    }
}

/// Whether a list separated by `|` has a word.
pub(super) fn has(list: &str, word: &str) -> bool {
    list.split('|').any(|entry| entry == word)
}

/// Arguments written as `name=value`: integers, decimals, lists separated by `|` with `+` for blanks, or text.
pub(super) fn arguments(text: &str) -> Params {
    let pairs = text.split(' ').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), argument(name, value))).collect()
}

fn argument(name: &str, text: &str) -> Value {
    if name == "pattern" {
        return Value::Text(text.to_owned());
    }
    if name == "values" {
        return Value::List(text.split('|').map(|entry| Value::Text(entry.replace('+', " "))).collect());
    }
    if let Ok(whole) = text.parse() {
        return Value::Int(whole);
    }
    text.parse().map_or_else(|_| Value::Text(text.to_owned()), Value::Float)
}

/// A column's name as the rules see it.
#[derive(Debug)]
pub(super) struct Name<'n> {
    /// Its tokens.
    pub(super) tokens: &'n [String],
    /// What the table's rows are.
    pub(super) noun: &'n str,
    /// Tokens of all other columns.
    pub(super) siblings: &'n [String],
    /// The type's bit.
    pub(super) kind: Kinds,
    /// Characters or bytes that fit.
    pub(super) room: u32,
}

/// Where a rule matched.
#[derive(Debug)]
pub(super) struct Match<'n> {
    /// More is better.
    pub(super) weight: usize,
    /// The tokens before the match.
    pub(super) before: &'n [String],
    /// The tokens matched.
    pub(super) words: &'n [String],
}
