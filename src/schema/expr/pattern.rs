//! LIKE and GLOB.
//!
//! Must not know: expressions and values. Start reading at [`like`] and [`glob`].

/// The longest pattern that is matched, in bytes: SQLite refuses longer ones and so do we.
pub const PATTERN_BYTES_MAX: usize = 50_000;

/// How LIKE reads a pattern.
#[derive(Clone, Copy, Debug)]
pub struct LikeRule {
    /// The character before `%`, `_` or itself that makes it stand for itself.
    pub escape: Option<char>,
    /// Whether letters of either case are equal: of ASCII, or of all alphabets.
    pub fold: Fold,
}

/// Which letters are equal in both cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// None.
    Exact,
    /// Those of ASCII.
    Ascii,
    /// All.
    Unicode,
}

impl Fold {
    fn equal(self, a: char, b: char) -> bool {
        match self {
            _ if a == b => true,
            Self::Exact => false,
            Self::Ascii => a.eq_ignore_ascii_case(&b),
            Self::Unicode => a.to_lowercase().eq(b.to_lowercase()),
        }
    }
}

/// Whether `text LIKE pattern`; `None` when its escape character is reached at the pattern's end.
///
/// One remembered `%` is enough: a later one makes all earlier ones settled.
pub fn like(text: &str, pattern: &str, rule: LikeRule) -> Option<bool> {
    let (mut text, mut pattern) = (text.chars(), pattern.chars());
    let mut retry: Option<(std::str::Chars<'_>, std::str::Chars<'_>)> = None;
    loop {
        let mut ahead = pattern.clone();
        let matched = match ahead.next() {
            Some('%') if rule.escape != Some('%') => {
                pattern = ahead;
                retry = Some((text.clone(), pattern.clone()));
                continue;
            }
            None if text.as_str().is_empty() => return Some(true),
            None => false,
            Some(c) => {
                let escaped = rule.escape == Some(c);
                let wanted = if escaped { ahead.next()? } else { c };
                match text.next() {
                    Some(found) => (wanted == '_' && !escaped) || rule.fold.equal(wanted, found),
                    None => return Some(false),
                }
            }
        };
        if matched {
            pattern = ahead;
        } else {
            let Some((mut text_at, pattern_at)) = retry.take() else { return Some(false) };
            if text_at.next().is_none() {
                return Some(false);
            }
            text = text_at.clone();
            pattern = pattern_at.clone();
            retry = Some((text_at, pattern_at));
        }
    }
}

/// Whether `text GLOB pattern`: `*`, `?`, `[a-z]`, `[^a-z]`; a class without its end never matches.
pub fn glob(text: &str, pattern: &str) -> bool {
    let (mut text, mut pattern) = (text.chars(), pattern.chars());
    let mut retry: Option<(std::str::Chars<'_>, std::str::Chars<'_>)> = None;
    loop {
        let mut ahead = pattern.clone();
        let matched = match ahead.next() {
            Some('*') => {
                pattern = ahead;
                retry = Some((text.clone(), pattern.clone()));
                continue;
            }
            None if text.as_str().is_empty() => return true,
            None => false,
            Some(c) => match text.next() {
                None => return false,
                Some(_) if c == '?' => true,
                Some(found) if c == '[' => class(&mut ahead, found),
                Some(found) => found == c,
            },
        };
        if matched {
            pattern = ahead;
        } else {
            let Some((mut text_at, pattern_at)) = retry.take() else { return false };
            if text_at.next().is_none() {
                return false;
            }
            text = text_at.clone();
            pattern = pattern_at.clone();
            retry = Some((text_at, pattern_at));
        }
    }
}

/// Whether a character is of the class that starts here; leaves the pattern behind its `]`.
fn class(pattern: &mut std::str::Chars<'_>, found: char) -> bool {
    let mut next = pattern.next();
    let inverted = next == Some('^');
    if inverted {
        next = pattern.next();
    }
    let mut seen = false;
    // A `]` right at the start stands for itself.
    if next == Some(']') {
        seen = found == ']';
        next = pattern.next();
    }
    let mut before: Option<char> = None;
    while let Some(c) = next {
        let upper = pattern.clone().next();
        match (c, before, upper) {
            (']', ..) => return seen != inverted,
            ('-', Some(low), Some(high)) if high != ']' => {
                pattern.next();
                seen |= (low..=high).contains(&found);
                before = None;
            }
            _ => {
                seen |= c == found;
                before = Some(c);
            }
        }
        next = pattern.next();
    }
    false
}
