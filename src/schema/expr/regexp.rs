//! Regular expressions as PostgreSQL and MySQL match them: searched for anywhere in a text.
//!
//! All ways are followed side by side, character by character, so that no pattern takes exponential time.
//! Must not know: expressions and values. Start reading at [`Regexp`].

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// Steps beyond which a pattern is refused: counted repetitions are written out.
const STEPS_MAX: usize = 10_000;

/// A pattern made ready.
#[derive(Clone, Debug)]
pub struct Regexp {
    steps: Vec<Step>,
}

#[derive(Clone, Debug)]
enum Step {
    /// One character out of these ranges.
    Char(Vec<(char, char)>),
    /// The beginning of the text.
    Start,
    /// Its end.
    End,
    /// On at both.
    Split(usize, usize),
    /// On there.
    Jump(usize),
    /// The pattern is found.
    Found,
}

impl Regexp {
    /// The pattern, with letters of either case equal when `fold`; `None` when it has anything that is not
    /// the same everywhere, such as word boundaries and back references.
    pub fn new(pattern: &str, fold: bool) -> Option<Self> {
        let mut parser = ParserBuilder::new().case_insensitive(fold).dot_matches_new_line(true).build();
        let mut regexp = Self { steps: Vec::new() };
        regexp.add(&parser.parse(pattern).ok()?)?;
        regexp.push(Step::Found)?;
        Some(regexp)
    }

    fn push(&mut self, step: Step) -> Option<usize> {
        self.steps.push(step);
        (self.steps.len() <= STEPS_MAX).then_some(self.steps.len() - 1)
    }

    fn add(&mut self, hir: &Hir) -> Option<()> {
        match hir.kind() {
            HirKind::Empty => {}
            HirKind::Literal(literal) => {
                for c in std::str::from_utf8(&literal.0).ok()?.chars() {
                    self.push(Step::Char(vec![(c, c)]))?;
                }
            }
            HirKind::Class(Class::Unicode(class)) => {
                let ranges = class.ranges().iter().map(|range| (range.start(), range.end()));
                self.push(Step::Char(ranges.collect()))?;
            }
            HirKind::Class(Class::Bytes(_)) => return None,
            HirKind::Look(Look::Start) => drop(self.push(Step::Start)?),
            HirKind::Look(Look::End) => drop(self.push(Step::End)?),
            HirKind::Look(_) => return None,
            HirKind::Capture(capture) => self.add(&capture.sub)?,
            HirKind::Repetition(repetition) => {
                self.repeat(&repetition.sub, repetition.min, repetition.max)?;
            }
            HirKind::Concat(parts) => parts.iter().try_for_each(|part| self.add(part))?,
            HirKind::Alternation(parts) => self.alternate(parts)?,
        }
        Some(())
    }

    fn repeat(&mut self, part: &Hir, min: u32, max: Option<u32>) -> Option<()> {
        (0..min).try_for_each(|_| self.add(part))?;
        let Some(max) = max else {
            let split = self.push(Step::Found)?;
            self.add(part)?;
            self.push(Step::Jump(split))?;
            self.steps[split] = Step::Split(split + 1, self.steps.len());
            return Some(());
        };
        let mut splits = Vec::new();
        for _ in min..max {
            splits.push(self.push(Step::Found)?);
            self.add(part)?;
        }
        for split in splits {
            self.steps[split] = Step::Split(split + 1, self.steps.len());
        }
        Some(())
    }

    fn alternate(&mut self, parts: &[Hir]) -> Option<()> {
        let mut ends = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            if at + 1 == parts.len() {
                self.add(part)?;
                break;
            }
            let split = self.push(Step::Found)?;
            self.add(part)?;
            ends.push(self.push(Step::Found)?);
            self.steps[split] = Step::Split(split + 1, self.steps.len());
        }
        for end in ends {
            self.steps[end] = Step::Jump(self.steps.len());
        }
        Some(())
    }

    /// Whether the pattern is found anywhere in the text.
    pub fn is_in(&self, text: &str) -> bool {
        let (mut rest, mut start) = (text.chars(), true);
        let mut seen = vec![false; self.steps.len()];
        let (mut open, mut waiting) = (Vec::new(), Vec::new());
        loop {
            let end = rest.as_str().is_empty();
            // A way may begin at any character.
            open.push(0);
            seen.fill(false);
            while let Some(at) = open.pop() {
                if std::mem::replace(&mut seen[at], true) {
                    continue;
                }
                match &self.steps[at] {
                    Step::Found => return true,
                    Step::Jump(to) => open.push(*to),
                    Step::Split(left, right) => open.extend([*left, *right]),
                    Step::Start if start => open.push(at + 1),
                    Step::End if end => open.push(at + 1),
                    Step::Start | Step::End => {}
                    Step::Char(_) => waiting.push(at),
                }
            }
            let Some(next) = rest.next() else { return false };
            start = false;
            open.extend(waiting.drain(..).filter(|&at| self.takes(at, next)).map(|at| at + 1));
        }
    }

    fn takes(&self, at: usize, next: char) -> bool {
        match &self.steps[at] {
            Step::Char(ranges) => ranges.iter().any(|&(low, high)| low <= next && next <= high),
            _ => false,
        }
    }
}

/// SIMILAR TO as a regular expression: `%` and `_` are LIKE's, the whole text must match.
pub fn of_similar(pattern: &str, escape: Option<char>) -> String {
    let mut regex = String::from("^(?:");
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            _ if Some(c) == escape => {
                let literal = chars.next().map(String::from).unwrap_or_default();
                regex.push_str(&regex_syntax::escape(&literal));
            }
            '%' => regex.push_str(".*"),
            '_' => regex.push('.'),
            '.' | '^' | '$' | '\\' => regex.extend(['\\', c]),
            other => regex.push(other),
        }
    }
    regex + ")$"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pattern: &str, text: &str) -> Option<bool> {
        Regexp::new(pattern, false).map(|regexp| regexp.is_in(text))
    }

    #[test]
    fn patterns_are_searched_for_anywhere() {
        for (pattern, yes, no) in [
            ("b", "abc", "ac"),
            ("^b", "bc", "abc"),
            ("c$", "abc", "abcd"),
            ("^[a-z0-9_]{1,3}$", "a_9", "abcd"),
            ("^T-?\\d{3}.?\\d$", "T-123.4", "T-12.4"),
            ("^(new|old(er)?)$", "older", "olde"),
            ("^a*b+c?$", "bb", "ac"),
            ("^.{2,}$", "a\n", "a"),
            ("x|^$", "", "y"),
            ("(^a|b)c", "xbc", "xac"),
            ("[\\n\\r\\s\\t\\?#]|(/\\.{0,2}/)", "a/../b", "a/b"),
            ("[[:alpha:]]é", "aé", "1é"),
            ("(a*)*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaab", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
        ] {
            assert_eq!((found(pattern, yes), found(pattern, no)), (Some(true), Some(false)), "{pattern}");
        }
        assert!(Regexp::new("^x", true).is_some_and(|regexp| regexp.is_in("Xy")));
    }

    #[test]
    fn what_servers_read_otherwise_is_refused() {
        for pattern in ["\\bx", "(?=x)", "(a)\\1", "\\mx", "(", "((a{100}){100}){100}"] {
            assert_eq!(found(pattern, "x"), None, "{pattern}");
        }
    }

    #[test]
    fn similar_to_matches_the_whole_text() {
        let matches = |pattern: &str, text: &str| found(&of_similar(pattern, Some('\\')), text);
        assert_eq!(matches("(a|b)%", "bcd"), Some(true));
        assert_eq!(matches("(a|b)%", "cb"), Some(false));
        assert_eq!(matches("_.\\%", "x.%"), Some(true));
        assert_eq!(matches("_.\\%", "xy%"), Some(false));
    }
}
