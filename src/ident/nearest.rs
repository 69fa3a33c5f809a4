//! Names that are nearly right.

/// "there is no table `usres`; did you mean `users`?"
pub fn unknown(what: &str, name: &str, known: impl Iterator<Item = String>) -> String {
    match nearest(name, known) {
        Some(other) => format!("there is no {what} `{name}`; did you mean `{other}`?"),
        None => format!("there is no {what} `{name}`"),
    }
}

/// The known name that was probably meant; `None` when none is near.
pub fn nearest(name: &str, known: impl Iterator<Item = String>) -> Option<String> {
    let name = name.to_lowercase();
    // Among equals the one that was only not written to its end.
    let near = |other: String| {
        let folded = other.to_lowercase();
        (distance(&name, &folded), !folded.starts_with(&name), other)
    };
    let nearest = known.map(near).min();
    nearest.filter(|(edits, ..)| *edits <= 2.max(name.chars().count() / 3)).map(|(.., other)| other)
}

/// Levenshtein distance in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_offered() {
        let known = || ["users".to_owned(), "orders".to_owned()].into_iter();
        assert!(unknown("table", "usres", known()).contains("did you mean `users`"));
        let known_too = ["now".to_owned(), "rows".to_owned()].into_iter();
        assert_eq!(nearest("ROW", known_too).as_deref(), Some("rows"));
        assert!(!unknown("table", "inventory", known()).contains("did you mean"));
    }
}
