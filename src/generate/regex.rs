//! Text that matches a regular expression, compiled once to a small tree.
//!
//! Must not know: tables. Start reading at [`Node`].

use std::collections::BTreeSet;
use std::sync::Arc;

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::definition::parameter;
use super::{Batch, Definition, Generator, Request};
use crate::data::{Column, Value};
use crate::random::{Draws, mix64};

/// More values are not told apart.
const ORDINALS_MAX: u128 = 1 << 120;
/// A repetition of so many that its last ones alone are told apart, and how many those make at most.
const TOLD_APART_MAX: u128 = 1 << 60;
/// Most characters of a class that has no printable ASCII in it.
const CLASS_MAX: usize = 256;
/// Nodes of a pattern, after which it is refused.
const LENGTH_MAX: usize = 65_536;

/// A part of a pattern together with the number of its derivations, which saturates.
#[derive(Clone, Debug)]
struct Node {
    kind: Kind,
    count: u128,
    /// Most characters.
    longest: usize,
}

#[derive(Clone, Debug)]
enum Kind {
    Literal(Vec<char>),
    Class(Vec<char>),
    Concat(Vec<Node>),
    Choice(Vec<Node>),
    Repeat {
        node: Box<Node>,
        min: usize,
        max: usize,
    },
    /// So many that follow from the whole text's ordinal and tell nothing apart.
    Filled {
        node: Box<Node>,
        times: usize,
    },
}

/// How a pattern is compiled.
#[derive(Clone, Copy, Debug)]
struct Limits {
    /// Further repetitions where the pattern sets no limit.
    open: usize,
    /// Further repetitions where it does.
    closed: usize,
    /// Whether characters that differ in case only count as one.
    folded: bool,
}

/// Whether a part stands at the pattern's beginning and end, where anchors are met anyway.
#[derive(Clone, Copy, Debug)]
struct Edge {
    start: bool,
    end: bool,
}

fn lower(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

impl Node {
    fn literal(text: Vec<char>) -> Self {
        Self { longest: text.len(), count: 1, kind: Kind::Literal(text) }
    }

    fn compile(hir: &Hir, limits: Limits, edge: Edge) -> Result<Self, String> {
        match hir.kind() {
            HirKind::Empty => Ok(Self::literal(Vec::new())),
            HirKind::Literal(literal) => {
                let text = std::str::from_utf8(&literal.0).map_err(|_| "the pattern is not text")?;
                Ok(Self::literal(text.chars().collect()))
            }
            HirKind::Class(class) => Self::class(class, limits.folded),
            HirKind::Look(look) => match look {
                Look::Start | Look::StartLF | Look::StartCRLF if edge.start => Ok(Self::literal(Vec::new())),
                Look::End | Look::EndLF | Look::EndCRLF if edge.end => Ok(Self::literal(Vec::new())),
                Look::Start | Look::End => Err("an anchor inside the pattern matches nothing".to_owned()),
                _ => Err("word boundaries are not supported".to_owned()),
            },
            HirKind::Capture(capture) => Self::compile(&capture.sub, limits, edge),
            HirKind::Repetition(repetition) => {
                let min = repetition.min as usize;
                let room = if repetition.max.is_some() { limits.closed } else { limits.open };
                let max = repetition.max.map_or(usize::MAX, |max| max as usize).min(min.saturating_add(room));
                let once = if max == 1 { edge } else { Edge { start: false, end: false } };
                let repeated = Self::repeat(Self::compile(&repetition.sub, limits, once)?, min, max)?;
                Ok(if limits.folded { repeated.countable() } else { repeated })
            }
            HirKind::Concat(parts) => Self::concat(parts, limits, edge),
            HirKind::Alternation(parts) => {
                let nodes: Result<Vec<Self>, String> =
                    parts.iter().map(|part| Self::compile(part, limits, edge)).collect();
                let nodes = nodes?;
                let count = nodes.iter().fold(0_u128, |sum, node| sum.saturating_add(node.count));
                let longest = nodes.iter().map(|node| node.longest).max().unwrap_or(0);
                Ok(Self { kind: Kind::Choice(nodes), count, longest })
            }
        }
    }

    fn class(class: &Class, folded: bool) -> Result<Self, String> {
        let ranges: Vec<(char, char)> = match class {
            Class::Unicode(class) => {
                class.ranges().iter().map(|range| (range.start(), range.end())).collect()
            }
            Class::Bytes(class) => {
                let ascii = class.ranges().iter().filter(|range| range.end() < 128);
                ascii.map(|range| (char::from(range.start()), char::from(range.end()))).collect()
            }
        };
        let has = |letter: char| ranges.iter().any(|&(low, high)| low <= letter && letter <= high);
        let plain = || ('0'..='9').chain('A'..='Z').chain('a'..='z');
        // A class of nearly everything is letters and digits; a blank might end the text.
        let mut chars: Vec<char> = if plain().all(has) {
            plain().collect()
        } else {
            ('!'..='~').filter(|&letter| has(letter)).collect()
        };
        if chars.is_empty() && has(' ') {
            chars.push(' ');
        }
        if chars.is_empty() {
            let all = ranges.iter().flat_map(|&(low, high)| low..=high);
            chars = all
                .filter(|letter| !letter.is_control() && !letter.is_whitespace())
                .take(CLASS_MAX)
                .collect();
        }
        if folded {
            let mut seen = BTreeSet::new();
            chars.retain(|&letter| seen.insert(lower(letter)));
        }
        match chars.is_empty() {
            true => Err("a class of the pattern holds no printable character".to_owned()),
            false => Ok(Self { count: chars.len() as u128, longest: 1, kind: Kind::Class(chars) }),
        }
    }

    fn repeat(node: Self, min: usize, max: usize) -> Result<Self, String> {
        let longest = node.longest.saturating_mul(max);
        if longest > LENGTH_MAX || max > LENGTH_MAX {
            return Err(format!("the pattern is longer than {LENGTH_MAX} characters"));
        }
        let times = |n: usize| node.count.saturating_pow(n as u32);
        let count = (min..=max).fold(0_u128, |sum, n| sum.saturating_add(times(n)));
        Ok(Self { kind: Kind::Repeat { node: Box::new(node), min, max }, count, longest })
    }

    /// Where a fixed number of repetitions makes more than can be numbered, only the last ones are.
    fn countable(self) -> Self {
        if self.count <= ORDINALS_MAX { self } else { self.ending(TOLD_APART_MAX) }
    }

    /// A fixed number of repetitions of which only the last ones, of so many ways at most, are told apart.
    fn ending(self, ways: u128) -> Self {
        let Kind::Repeat { node, min, max } = &self.kind else { return self };
        if min != max || node.count < 2 || self.count <= ways {
            return self;
        }
        let mut told = 0_u32;
        while node.count.saturating_pow(told + 1) <= ways {
            told += 1;
        }
        let (told, longest) = (told as usize, node.longest);
        let filled = Self {
            count: 1,
            longest: longest * (max - told),
            kind: Kind::Filled { node: node.clone(), times: max - told },
        };
        let count = node.count.saturating_pow(told as u32);
        let rest = Self {
            count,
            longest: longest * told,
            kind: Kind::Repeat { node: node.clone(), min: told, max: told },
        };
        Self { count, longest: self.longest, kind: Kind::Concat(vec![filled, rest]) }
    }

    fn concat(parts: &[Hir], limits: Limits, edge: Edge) -> Result<Self, String> {
        let look = |part: &Hir| matches!(part.kind(), HirKind::Look(_));
        let mut nodes = Vec::with_capacity(parts.len());
        for (at, part) in parts.iter().enumerate() {
            let start = edge.start && parts[..at].iter().all(look);
            let end = edge.end && parts[at + 1..].iter().all(look);
            nodes.push(Self::compile(part, limits, Edge { start, end })?);
        }
        let product = |nodes: &[Self]| nodes.iter().fold(1_u128, |all, node| all.saturating_mul(node.count));
        // The first of several long repetitions need not tell texts apart.
        for at in 0..nodes.len() {
            if limits.folded && product(&nodes) > ORDINALS_MAX {
                let node = std::mem::replace(&mut nodes[at], Self::literal(Vec::new()));
                nodes[at] = node.ending(1);
            }
        }
        let count = product(&nodes);
        let longest = nodes.iter().fold(0_usize, |sum, node| sum.saturating_add(node.longest));
        Ok(Self { kind: Kind::Concat(nodes), count, longest })
    }

    /// Appends a text, each choice uniform.
    fn draw(&self, draws: &mut Draws, out: &mut Vec<u8>) {
        match &self.kind {
            Kind::Literal(text) => text.iter().for_each(|&letter| push(letter, out)),
            Kind::Class(chars) => push(chars[draws.below(chars.len() as u64) as usize], out),
            Kind::Concat(nodes) => nodes.iter().for_each(|node| node.draw(draws, out)),
            Kind::Choice(nodes) => nodes[draws.below(nodes.len() as u64) as usize].draw(draws, out),
            Kind::Repeat { node, min, max } => {
                let times = *min as u64 + draws.below((max - min) as u64 + 1);
                (0..times).for_each(|_| node.draw(draws, out));
            }
            Kind::Filled { node, times } => (0..*times).for_each(|_| node.draw(draws, out)),
        }
    }

    /// Appends the text of an ordinal below the count; `draws` follow from the whole text's.
    fn spell(&self, ordinal: u128, draws: &mut Draws, out: &mut Vec<u8>) {
        let mut rest = ordinal;
        match &self.kind {
            Kind::Literal(text) => text.iter().for_each(|&letter| push(letter, out)),
            Kind::Class(chars) => push(chars[rest as usize], out),
            Kind::Concat(nodes) => {
                let mut place = self.count;
                for node in nodes {
                    place /= node.count;
                    node.spell(rest / place, draws, out);
                    rest %= place;
                }
            }
            Kind::Choice(nodes) => {
                for node in nodes {
                    if rest < node.count {
                        return node.spell(rest, draws, out);
                    }
                    rest -= node.count;
                }
            }
            Kind::Repeat { node, min, max } => {
                for times in *min..=*max {
                    let mut place = node.count.saturating_pow(times as u32);
                    if rest < place {
                        for _ in 0..times {
                            place /= node.count;
                            node.spell(rest / place, draws, out);
                            rest %= place;
                        }
                        return;
                    }
                    rest -= place;
                }
            }
            Kind::Filled { .. } => self.draw(draws, out),
        }
    }

    /// All ways in which a part of `text` from `at` on is derived: where it ends, and its ordinal.
    fn read(&self, text: &[char], at: usize) -> Vec<(usize, u128)> {
        match &self.kind {
            Kind::Literal(literal) => match text[at..].starts_with(literal) {
                true => vec![(at + literal.len(), 0)],
                false => Vec::new(),
            },
            Kind::Class(chars) => {
                let position = text
                    .get(at)
                    .and_then(|&letter| chars.iter().position(|&member| lower(member) == lower(letter)));
                position.map(|position| (at + 1, position as u128)).into_iter().collect()
            }
            Kind::Concat(nodes) => nodes.iter().fold(vec![(at, 0)], |ends, node| node.read_next(text, &ends)),
            Kind::Choice(nodes) => {
                let mut base = 0;
                let mut ends = Vec::new();
                for node in nodes {
                    ends.extend(node.read(text, at).into_iter().map(|(end, ordinal)| (end, base + ordinal)));
                    base += node.count;
                }
                ends
            }
            Kind::Repeat { node, min, max } => {
                let mut base = 0;
                let mut all = Vec::new();
                let mut ends = vec![(at, 0)];
                for times in 0..=*max {
                    if times >= *min {
                        all.extend(ends.iter().map(|&(end, ordinal)| (end, base + ordinal)));
                        base += node.count.saturating_pow(times as u32);
                    }
                    ends = node.read_next(text, &ends);
                    if ends.is_empty() {
                        break;
                    }
                }
                all
            }
            Kind::Filled { node, times } => {
                let mut ends = vec![(at, 0)];
                for _ in 0..*times {
                    ends = node.read_next(text, &ends);
                }
                ends.iter_mut().for_each(|(_, ordinal)| *ordinal = 0);
                ends
            }
        }
    }

    fn read_next(&self, text: &[char], ends: &[(usize, u128)]) -> Vec<(usize, u128)> {
        let next = |&(end, so_far): &(usize, u128)| {
            let join = move |(end, ordinal)| (end, so_far.saturating_mul(self.count).saturating_add(ordinal));
            self.read(text, end).into_iter().map(join)
        };
        ends.iter().flat_map(next).collect()
    }
}

fn push(letter: char, out: &mut Vec<u8>) {
    out.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
}

/// What tells whether different derivations give different texts.
struct Shape {
    /// The length, when it is always the same.
    length: Option<usize>,
    /// Characters with which it may begin, and all that it may hold, in lower case.
    first: BTreeSet<char>,
    all: BTreeSet<char>,
    empty: bool,
    /// Whether no text has two derivations.
    single: bool,
}

impl Shape {
    fn of(node: &Node) -> Self {
        match &node.kind {
            Kind::Literal(text) => Self {
                length: Some(text.len()),
                first: text.iter().take(1).map(|&letter| lower(letter)).collect(),
                all: text.iter().map(|&letter| lower(letter)).collect(),
                empty: text.is_empty(),
                single: true,
            },
            Kind::Class(chars) => {
                let all: BTreeSet<char> = chars.iter().map(|&letter| lower(letter)).collect();
                Self { length: Some(1), first: all.clone(), all, empty: false, single: true }
            }
            Kind::Concat(nodes) => Self::concat(&nodes.iter().map(Self::of).collect::<Vec<_>>()),
            Kind::Choice(nodes) => Self::choice(&nodes.iter().map(Self::of).collect::<Vec<_>>()),
            Kind::Repeat { node, min, max } => {
                let inner = Self::of(node);
                let fixed = inner.length.filter(|&length| length > 0);
                Self {
                    length: inner.length.filter(|_| min == max).map(|length| length * min),
                    empty: *min == 0 || inner.empty,
                    single: inner.single && (fixed.is_some() || *max <= 1 && !inner.empty),
                    first: inner.first,
                    all: inner.all,
                }
            }
            Kind::Filled { node, times } => {
                let inner = Self::of(node);
                let length = inner.length.map(|length| length * times);
                Self { length, single: length.is_some(), empty: *times == 0, ..inner }
            }
        }
    }

    fn choice(parts: &[Self]) -> Self {
        let apart = |a: &Self, b: &Self| {
            a.first.is_disjoint(&b.first) && !(a.empty && b.empty)
                || a.length.zip(b.length).is_some_and(|(a, b)| a != b)
        };
        let pairs = parts.iter().enumerate().flat_map(|(at, a)| parts[at + 1..].iter().map(move |b| (a, b)));
        let same = parts.windows(2).all(|pair| pair[0].length == pair[1].length);
        Self {
            length: parts.first().and_then(|part| part.length).filter(|_| same),
            single: parts.iter().all(|part| part.single) && { pairs }.all(|(a, b)| apart(a, b)),
            empty: parts.iter().any(|part| part.empty),
            first: parts.iter().flat_map(|part| &part.first).copied().collect(),
            all: parts.iter().flat_map(|part| &part.all).copied().collect(),
        }
    }

    fn concat(parts: &[Self]) -> Self {
        let begin = |parts: &[Self]| {
            let reached = parts.iter().position(|part| !part.empty).map_or(parts.len(), |at| at + 1);
            parts[..reached].iter().flat_map(|part| &part.first).copied().collect::<BTreeSet<char>>()
        };
        let open: Vec<usize> = (0..parts.len()).filter(|&at| parts[at].length.is_none()).collect();
        // Where a part ends is plain when what follows begins with another character; the last part of
        // varying length ends where the fixed rest begins.
        let bordered = |&at: &usize| {
            let rest = &parts[at + 1..];
            !rest.iter().all(|part| part.empty) && begin(rest).is_disjoint(&parts[at].all)
        };
        let determined = open.iter().take(open.len().saturating_sub(1)).all(bordered);
        Self {
            length: parts.iter().map(|part| part.length).sum(),
            single: parts.iter().all(|part| part.single) && determined,
            empty: parts.iter().all(|part| part.empty),
            first: begin(parts),
            all: parts.iter().flat_map(|part| &part.all).copied().collect(),
        }
    }
}

#[derive(Debug)]
struct Pattern {
    node: Node,
    /// The part of the language whose members stay apart after case folding, when they can be counted.
    counted: Option<Node>,
}

impl Generator for Pattern {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        let bytes = out.as_bytes();
        for &word in batch.words {
            self.node.draw(&mut Draws::new(word), &mut bytes.data);
            bytes.end_row();
        }
    }

    fn ordinals(&self) -> Option<u128> {
        self.counted.as_ref().map(|node| node.count)
    }

    fn fill_ordinals(&self, ordinals: &[u128], batch: &Batch<'_>, out: &mut Column) {
        let Some(node) = &self.counted else { return self.fill(batch, out) };
        let bytes = out.as_bytes();
        for &ordinal in ordinals {
            let seed = mix64(ordinal as u64 ^ mix64((ordinal >> 64) as u64));
            node.spell(ordinal, &mut Draws::new(seed), &mut bytes.data);
            bytes.end_row();
        }
    }

    fn ordinal_of(&self, value: &Value) -> Option<u128> {
        let text: Vec<char> = value.as_text()?.chars().collect();
        let ends = self.counted.as_ref()?.read(&text, 0);
        ends.into_iter().find(|&(end, _)| end == text.len()).map(|(_, ordinal)| ordinal)
    }

    fn bytes_max(&self) -> usize {
        4 * self.node.longest
    }
}

fn pattern(request: &Request<'_>) -> Result<Arc<dyn Generator>, String> {
    let text = request.text("pattern")?.unwrap_or("[A-Z]{3}-[0-9]{4}");
    let hir = ParserBuilder::new().build().parse(text).map_err(|error| format!("pattern: {error}"))?;
    let edge = Edge { start: true, end: true };
    // The more repetitions the better, as long as the column holds them.
    for (open, closed) in [(8, LENGTH_MAX), (8, 8), (4, 4), (2, 2), (1, 1), (0, 0)] {
        let limits = Limits { open, closed, folded: false };
        let node = match Node::compile(&hir, limits, edge) {
            Err(error) if closed == 0 => return Err(error),
            Err(_) => continue,
            Ok(node) => node,
        };
        if node.longest > request.chars_max() {
            continue;
        }
        // Where there are more than can be numbered, fewer repetitions are enough.
        let counted = [closed, 16, 8, 4, 2].into_iter().filter(|fewer| *fewer <= closed).find_map(|closed| {
            let folded = Node::compile(&hir, Limits { folded: true, open, closed }, edge).ok()?;
            (folded.count <= ORDINALS_MAX && Shape::of(&folded).single).then_some(folded)
        });
        return Ok(Arc::new(Pattern { node, counted }));
    }
    Err(format!("what matches the pattern is longer than {} characters", request.chars_max()))
}

pub(super) static DEFINITIONS: &[Definition] = &[Definition::text(
    "pattern",
    "text that matches a regular expression",
    "MLS-9443",
    pattern,
)
.with(&[parameter(
    "pattern",
    "a regular expression without look-around; * and + repeat up to 8 times more; default [A-Z]{3}-[0-9]{4}",
)])];

#[cfg(test)]
mod tests {
    use super::super::dict::{Dictionary, Locale};
    use super::super::{Params, Rows};
    use super::*;
    use crate::data::LogicalType;
    use std::collections::HashSet;

    fn compiled(text: &str, max: Option<u32>) -> Result<Arc<dyn Generator>, String> {
        let params = Params::from([("pattern".to_owned(), Value::Text(text.to_owned()))]);
        let logical_type = LogicalType::Text { max, fixed: false };
        let dict = Dictionary::load(Locale::En);
        pattern(&Request {
            params: &params,
            logical_type: &logical_type,
            dict: &dict,
            now: 0,
            moments: None,
            siblings: &[],
        })
    }

    fn texts(generator: &dyn Generator, ordinals: Option<&[u128]>) -> Vec<String> {
        let words: Vec<u64> = (0..ordinals.map_or(300, <[u128]>::len) as u64).map(mix64).collect();
        let batch = Batch { rows: Rows::Range { first: 0, len: words.len() }, words: &words, siblings: &[] };
        let mut column = Column::default();
        match ordinals {
            Some(ordinals) => generator.fill_ordinals(ordinals, &batch, &mut column),
            None => generator.fill(&batch, &mut column),
        }
        (0..words.len())
            .map(|row| String::from_utf8_lossy(column.bytes(row).unwrap_or_default()).into())
            .collect()
    }

    #[test]
    fn texts_match_and_ordinals_are_read_back() {
        let letters = |text: &str, class: fn(char) -> bool| text.chars().all(class);
        type Check = Box<dyn Fn(&str) -> bool>;
        let cases: Vec<(&str, u128, Check)> = vec![
            (
                r"^[A-Z]{2}-\d{4}$",
                26 * 26 * 10_000,
                Box::new(move |text| {
                    text.len() == 7
                        && letters(&text[..2], |c| c.is_ascii_uppercase())
                        && text.as_bytes()[2] == b'-'
                }),
            ),
            ("(red|green|blue)", 3, Box::new(|text| ["red", "green", "blue"].contains(&text))),
            ("x[0-9]?", 11, Box::new(|text| text.starts_with('x') && text.len() <= 2)),
            ("a{2,4}", 3, Box::new(|text| ["aa", "aaa", "aaaa"].contains(&text))),
            ("[a-c]+@(x|y)", 2 * (3_u128.pow(10) - 3) / 2, Box::new(|text| text.contains('@'))),
            ("(?i)ab", 1, Box::new(|text| text.eq_ignore_ascii_case("ab"))),
            ("[äö]", 2, Box::new(|text| ["ä", "ö"].contains(&text))),
        ];
        for (text, count, check) in cases {
            let generator = compiled(text, None).expect(text);
            assert_eq!(generator.ordinals(), Some(count), "{text}");
            assert!(texts(&*generator, None).iter().all(|made| check(made)), "{text}");
            let ordinals: Vec<u128> = (0..count.min(500)).chain(count - count.min(20)..count).collect();
            let made = texts(&*generator, Some(&ordinals));
            for (made, ordinal) in made.iter().zip(&ordinals) {
                assert!(check(made), "{text}: {made}");
                assert_eq!(
                    generator.ordinal_of(&Value::Text(made.clone())),
                    Some(*ordinal),
                    "{text}: {made}"
                );
            }
            let distinct: HashSet<String> = made.iter().map(|made| made.to_lowercase()).collect();
            assert_eq!(
                distinct.len() as u128,
                ordinals.iter().collect::<HashSet<_>>().len() as u128,
                "{text}"
            );
        }
    }

    #[test]
    fn long_repetitions_are_told_apart_by_their_ends() {
        let generator = compiled("(sha256:)[0-9a-f]{64}", None).expect("a pattern");
        assert_eq!(generator.ordinals(), Some(16_u128.pow(15)));
        let uuid = compiled("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", None).expect("a pattern");
        assert!(uuid.ordinals().is_some_and(|n| n > 1 << 60));
        let made = texts(&*generator, Some(&(0..200).collect::<Vec<u128>>()));
        for (ordinal, text) in made.iter().enumerate() {
            assert!(text.len() == 71 && text.starts_with("sha256:"));
            assert_eq!(generator.ordinal_of(&Value::Text(text.clone())), Some(ordinal as u128));
        }
        let heads: HashSet<&str> = made.iter().map(|text| &text[7..30]).collect();
        assert!(heads.len() > 190, "what does not tell them apart differs nevertheless");
    }

    #[test]
    fn ambiguous_patterns_have_no_ordinals_and_wrong_ones_are_refused() {
        for text in ["a*a*", "(ab|ab)", "(a|aa)+", r"\w+\w+", "(a?){3}"] {
            assert_eq!(compiled(text, None).expect(text).ordinals(), None, "{text}");
        }
        for text in ["(?=a)", "a^b", "[^\\s\\S]", "(", r"a\bc"] {
            assert!(compiled(text, None).is_err(), "{text}");
        }
        assert!(compiled("[a-z]{6}", Some(5)).is_err());
        let short = compiled("[a-z]+[0-9]*", Some(5)).expect("a shorter form");
        assert!(texts(&*short, None).iter().all(|text| !text.is_empty() && text.len() <= 5));
    }
}
