//! Asking before rows are written where rows are.

use std::io::{IsTerminal as _, stdin};

use super::number::count;
use super::table::Grid;
use super::voice::Voice;
use crate::app::{Consent, printable};

/// Shows what is about to happen and asks for `yes`; `None` when there is nobody to ask.
pub fn ask(voice: &Voice, consent: &Consent) -> Option<bool> {
    if !stdin().is_terminal() || !voice.on_terminal() {
        return None;
    }
    voice.always(&question(consent));
    let mut answer = String::new();
    let read = stdin().read_line(&mut answer).ok()?;
    (read > 0).then(|| answer.trim() == "yes")
}

fn question(consent: &Consent) -> String {
    let mut grid = Grid::new(&["table", "rows there>", "rows added>", "rows removed>"]);
    for (table, there, added) in &consent.tables {
        let removed = consent.removed.iter().find(|(name, _)| name == table).map_or(0, |(_, rows)| *rows);
        grid.row([table.clone(), count(*there), count(*added), count(removed)]);
    }
    format!(
        "{}: {}\n\n{}\n\nWrite yes to go on:",
        printable(&consent.target),
        consent.reasons.join(", and "),
        grid.text()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_question_names_target_reasons_and_rows() {
        let consent = Consent {
            target: "shop.db".to_owned(),
            reasons: vec!["it holds 5 rows".to_owned(), "rows will be removed first".to_owned()],
            tables: vec![("users".to_owned(), 5, 1000)],
            removed: vec![("users".to_owned(), 5)],
        };
        let text = question(&consent);
        for part in ["shop.db: it holds 5 rows, and rows will be removed first", "users", "1,000", "yes"] {
            assert!(text.contains(part), "{part} is missing in {text}");
        }
    }
}
