//! Tables of text. What comes from a database is made inert first.

use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};

use crate::app::printable;

/// Widest line of a table.
const WIDTH: u16 = 80;

/// A table under construction.
#[derive(Debug)]
pub struct Grid {
    table: Table,
}

impl Grid {
    /// A table with these headings; those that end with `>` are set to the right, without it.
    pub fn new(headings: &[&str]) -> Self {
        let mut table = Table::new();
        let style = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));
        table.load_style(style).set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(WIDTH);
        table.set_header(headings.iter().map(|heading| heading.trim_end_matches('>')));
        for (at, heading) in headings.iter().enumerate() {
            if let (true, Some(column)) = (heading.ends_with('>'), table.column_mut(at)) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        Self { table }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.table.add_row(cells.into_iter().map(|cell| printable(&cell)));
    }

    /// Whether the rows fit without breaking a cell.
    pub fn fits(&self) -> bool {
        let widths = self.table.column_max_content_widths();
        widths.iter().map(|width| usize::from(*width) + 2).sum::<usize>() <= usize::from(WIDTH)
    }

    /// The table, without a line end.
    pub fn text(&self) -> String {
        let lines: Vec<String> = self.table.lines().map(|line| line.trim_end().to_owned()).collect();
        lines.join("\n")
    }
}

/// A text behind a label, broken between words; later lines stand below the first one's text.
pub fn wrapped(label: &str, text: &str) -> String {
    let indent = label.chars().count();
    let mut lines = vec![label.to_owned()];
    let mut used = indent;
    for word in text.split(' ') {
        let width = word.chars().count();
        if used > indent && used + 1 + width > usize::from(WIDTH) {
            lines.push(" ".repeat(indent));
            used = indent;
        }
        if let Some(line) = lines.last_mut() {
            if used > indent {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += width;
        }
    }
    lines.join("\n") + "\n"
}

/// Rows one below the other, a line per cell, for tables that are too wide.
pub fn records(columns: &[String], rows: &[Vec<String>], first_row: u64) -> String {
    let width = columns.iter().map(|column| printable(column).chars().count()).max().unwrap_or(0);
    let mut out = String::new();
    for (at, row) in rows.iter().enumerate() {
        out.push_str(&format!("-- row {} --\n", first_row + at as u64));
        for (column, cell) in columns.iter().zip(row) {
            out.push_str(&format!("{:width$}  {}\n", printable(column), printable(cell)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_break_between_words_below_each_other() {
        let text = wrapped("note: ", &"twelve chars ".repeat(12));
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        assert!(
            text.lines().skip(1).all(|line| line.starts_with("      t") || line.starts_with("      c")),
            "{text}"
        );
        assert_eq!(wrapped("a ", "b"), "a b\n");
    }
}
