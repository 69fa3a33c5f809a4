//! Patterns of every kind as regular expressions that texts are made from: LIKE, GLOB, and those that may match
//! anywhere or look ahead.
//!
//! Must not know columns and domains. Start reading at [`like_to_regex`] and [`anywhere`].

/// `%` becomes a few letters, `_` one.
pub(super) fn like_to_regex(pattern: &str, escape: Option<char>) -> String {
    let mut regex = String::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            _ if Some(c) == escape => {
                chars.next().into_iter().for_each(|literal| push_literal(&mut regex, literal))
            }
            '%' => regex.push_str("[a-z]{0,6}"),
            '_' => regex.push_str("[a-z0-9]"),
            literal => push_literal(&mut regex, literal),
        }
    }
    regex
}

/// A regular expression matches anywhere in a text, unless it says otherwise: letters beside it make texts of
/// more than what it asks for, as many as are wanted. `None` where it stands at both ends.
pub(super) fn anywhere(pattern: &str) -> Option<String> {
    let (mut classes, mut escaped, mut start, mut end, mut other) = (0_u32, false, false, false, false);
    for c in pattern.chars() {
        match c {
            _ if escaped => other |= "AZmMyYbB<>".contains(c),
            '[' => classes += 1,
            ']' => classes = classes.saturating_sub(1),
            '^' if classes == 0 => start = true,
            '$' if classes == 0 => end = true,
            _ => {}
        }
        escaped = c == '\\' && !escaped;
    }
    match (start, end) {
        _ if other => None,
        (true, true) => None,
        (true, false) => Some(format!("{pattern}{LETTERS}")),
        (false, true) => Some(format!("{LETTERS}{pattern}")),
        (false, false) => Some(format!("{LETTERS}(?:{pattern})")),
    }
}

/// A regular expression whose look-aheads are part of the text: what has to follow is written, what must not is
/// left to chance. `None` where it has none.
pub(super) fn looked_ahead(pattern: &str) -> Option<String> {
    let mut rest = pattern.replace("(?=", "(?:");
    while let Some(start) = rest.find("(?!") {
        let mut depth = 0_usize;
        let end = rest[start..].char_indices().find_map(|(at, c)| {
            match c {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            (depth == 0).then_some(start + at + 1)
        })?;
        rest.replace_range(start..end, "");
    }
    (rest != pattern).then_some(rest)
}

/// What stands beside a pattern.
const LETTERS: &str = "[a-z]{6}";

/// `*` becomes a few letters, `?` one; classes stay.
pub(super) fn glob_to_regex(pattern: &str) -> String {
    let mut regex = String::new();
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        let class = rest
            .strip_prefix('[')
            .and_then(|inside| inside[1.min(inside.len())..].find(']').map(|at| at + 3));
        match (c, class) {
            ('[', Some(end)) if rest.is_char_boundary(end) => {
                regex.push_str(&rest[..end]);
                rest = &rest[end..];
                continue;
            }
            ('*', _) => regex.push_str("[a-z0-9]{0,6}"),
            ('?', _) => regex.push_str("[a-z0-9]"),
            (literal, _) => push_literal(&mut regex, literal),
        }
        rest = &rest[c.len_utf8()..];
    }
    regex
}

/// A text that matches itself only.
pub(super) fn literal(text: &str) -> String {
    let mut regex = String::new();
    text.chars().for_each(|c| push_literal(&mut regex, c));
    regex
}

fn push_literal(regex: &mut String, literal: char) {
    if !literal.is_alphanumeric() && !literal.is_whitespace() && literal.is_ascii() {
        regex.push('\\');
    }
    regex.push(literal);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_to_follow_is_written() {
        assert_eq!(looked_ahead("^a(?=b)c$").as_deref(), Some("^a(?:b)c$"));
        assert_eq!(looked_ahead("^(?!x(y|z))[a-z]+$").as_deref(), Some("^[a-z]+$"));
        assert_eq!(looked_ahead("^(?:a)$"), None);
        assert_eq!(looked_ahead("(?!x"), None);
    }

    #[test]
    fn what_may_stand_anywhere_has_letters_around_it() {
        for (pattern, padded) in [
            ("@", Some("[a-z]{6}(?:@)")),
            ("a|b", Some("[a-z]{6}(?:a|b)")),
            ("[^^$]", Some("[a-z]{6}(?:[^^$])")),
            ("[[:alnum:]_]", Some("[a-z]{6}(?:[[:alnum:]_])")),
            ("^x", Some("^x[a-z]{6}")),
            ("x$", Some("[a-z]{6}x$")),
            ("^x$", None),
            (r"\yx", None),
        ] {
            assert_eq!(anywhere(pattern).as_deref(), padded);
        }
    }
}
