//! Names as words: `ContactName`, `postal-code`, `ip4` and `emailaddr` all become lower-case tokens.
//!
//! A name is cut at separators, at changes of case and between letters and digits; what is left and is no
//! known word is cut into known words when they cover it entirely. So `hotel` never yields `tel`.
//!
//! Must not know: rules, types, generators. Start reading at [`split`].

use std::collections::HashSet;
use std::sync::LazyLock;

use super::{rules, words};

/// Longest run that is searched for known words; longer ones stay as they are.
const RUN_CHARS_MAX: usize = 40;

static KNOWN: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| rules::pattern_words().chain(words::WORDS.split_whitespace()).collect());

static NEVER_A_PART: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| words::NEVER_A_PART.split_whitespace().collect());

static SHORT_PARTS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| words::SHORT_PARTS.split_whitespace().collect());

/// Whether a run of letters is a word of the rules or of the list.
pub(super) fn is_known(run: &str) -> bool {
    KNOWN.contains(run)
}

/// The lower-case tokens of a name.
pub(super) fn split(name: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    for run in runs(name) {
        if run.len() < 5 || KNOWN.contains(run.as_str()) || run.len() > RUN_CHARS_MAX {
            tokens.push(run);
            continue;
        }
        match cover(&run) {
            Some(parts) => tokens.extend(parts.into_iter().map(str::to_owned)),
            None => tokens.push(run),
        }
    }
    tokens
}

/// Runs of letters or digits, cut at changes of case.
fn runs(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().collect();
    let mut runs = Vec::new();
    let mut run = String::new();
    for (i, &c) in chars.iter().enumerate() {
        let next = chars.get(i + 1).copied();
        let before = i.checked_sub(1).and_then(|at| chars.get(at)).copied();
        if before.is_some_and(|before| is_cut(before, c, next, chars.get(i + 2).copied())) && !run.is_empty()
        {
            runs.push(std::mem::take(&mut run));
        }
        if c.is_alphanumeric() {
            run.extend(c.to_lowercase());
        }
    }
    if !run.is_empty() {
        runs.push(run);
    }
    runs
}

/// Whether a token ends between `before` and `c`.
fn is_cut(before: char, c: char, next: Option<char>, after: Option<char>) -> bool {
    if !c.is_alphanumeric() || !before.is_alphanumeric() {
        return true;
    }
    if c.is_numeric() != before.is_numeric() {
        return true;
    }
    let opens_word = c.is_uppercase() && before.is_lowercase();
    // `HTTPStatus` is cut before the S, `userIDs` is not cut before the last letter.
    let plural = next == Some('s') && !after.is_some_and(char::is_lowercase);
    let ends_acronym =
        c.is_uppercase() && before.is_uppercase() && next.is_some_and(char::is_lowercase) && !plural;
    opens_word || ends_acronym
}

/// The fewest known words whose concatenation is the run; among equals the one with the longest last word.
fn cover(run: &str) -> Option<Vec<&str>> {
    if !run.is_ascii() {
        return None;
    }
    // best[i]: how many words cover the first i bytes, and where the last of them starts.
    let mut best: Vec<Option<(usize, usize)>> = vec![None; run.len() + 1];
    best[0] = Some((0, 0));
    for end in 1..=run.len() {
        for start in 0..end {
            let Some((count, _)) = best[start] else { continue };
            let fewer = best[end].is_none_or(|(least, _)| count + 1 < least);
            if fewer && is_part(&run[start..end]) {
                best[end] = Some((count + 1, start));
            }
        }
    }
    let mut parts = Vec::new();
    let mut end = run.len();
    while end > 0 {
        let (_, start) = best[end]?;
        parts.push(&run[start..end]);
        end = start;
    }
    parts.reverse();
    Some(parts)
}

/// Whether a run may be cut next to this word.
fn is_part(word: &str) -> bool {
    if word.len() < 3 {
        return SHORT_PARTS.contains(word);
    }
    let known = KNOWN.contains(word)
        || (word.len() > 4 && word.strip_suffix('s').is_some_and(|stem| KNOWN.contains(stem)));
    known && !NEVER_A_PART.contains(word)
}

/// The singular of an English noun, by its ending.
pub(super) fn singular(word: &str) -> String {
    match word {
        "people" | "persons" => return "person".to_owned(),
        "children" => return "child".to_owned(),
        "media" | "data" | "status" | "address" | "series" | "news" | "dns" | "os" | "canvas" => {
            return word.to_owned();
        }
        "addresses" => return "address".to_owned(),
        "statuses" => return "status".to_owned(),
        "movies" | "cookies" | "ties" | "pies" => return word.trim_end_matches('s').to_owned(),
        _ => {}
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    for ending in ["sses", "shes", "ches", "xes", "zes"] {
        if word.ends_with(ending) {
            return word[..word.len() - 2].to_owned();
        }
    }
    let keeps = word.ends_with("ss") || word.ends_with("us") || word.ends_with("is") || word.len() < 4;
    match word.strip_suffix('s') {
        Some(stem) if !keeps => stem.to_owned(),
        _ => word.to_owned(),
    }
}

/// The noun that a table's rows are: its last word that says something, singular.
pub(super) fn noun(table_tokens: &[String]) -> String {
    let says = |token: &&String| {
        !words::TABLE_SUFFIXES.split(' ').any(|suffix| suffix == token.as_str())
            && !token.chars().all(char::is_numeric)
    };
    let last = table_tokens.iter().rev().find(says).or(table_tokens.last());
    last.map(|token| singular(token)).unwrap_or_default()
}
