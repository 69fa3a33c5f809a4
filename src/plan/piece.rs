//! What CHECKs say of a part of a text, such as its first seven characters: together the shape of the whole.
//!
//! Must not know columns. Start reading at [`Piece::of`] and [`shapes`].

use super::domain::Domain;
use super::shape::literal;
use crate::data::Value;
use crate::schema::expr::{Dialect, Expr, branches};

/// What characters stand for of which nothing is said.
const FILLER: &str = "[a-z0-9]";
/// Characters behind the last piece, where nothing ends the text.
const MORE: u32 = 8;
/// The name of the piece while its condition is read.
const NAME: &str = "piece";

/// Some characters of a text and what they may be.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Piece {
    /// The first character, from 1.
    start: u32,
    /// How many; all to the end where that is not said.
    len: Option<u32>,
    domain: Box<Domain>,
}

impl Piece {
    /// What a condition says of one piece of one column: the column and the piece.
    pub(super) fn of(condition: &Expr, dialect: Dialect) -> Option<(String, Self)> {
        let mut found: Option<(&Expr, &str, u32, Option<u32>)> = None;
        condition.visit(&mut |expr| {
            if let (None, Some((column, start, len))) = (found, part(expr)) {
                found = Some((expr, column, start, len));
            }
        });
        let (expr, column, start, len) = found?;
        let about = condition.clone().with_part(expr, &Expr::Column(NAME.to_owned()));
        if about.columns() != [NAME] {
            return None;
        }
        let [branch] = &branches(&about, dialect)[..] else { return None };
        let mut domain = Domain::default();
        branch.atoms.iter().for_each(|atom| domain.restrict(atom));
        let piece = Self { start, len, domain: Box::new(domain) };
        (*piece.domain != Domain::default()).then(|| (column.to_owned(), piece))
    }

    /// Its characters as a regular expression, and how many they are where it fills a text up to `end`.
    fn shape(&self, end: Option<u32>) -> Option<(String, u32)> {
        let texts = self.domain.one_of.as_ref().map(|values| values.iter().filter_map(Value::as_text));
        if let Some(texts) = texts {
            let texts: Vec<&str> = texts.collect();
            let length = u32::try_from(texts.first()?.chars().count()).ok()?;
            let alike = texts.iter().filter(|text| text.chars().count() == length as usize);
            let ways: Vec<String> = alike.map(|text| literal(text)).collect();
            return Some((format!("({})", ways.join("|")), length));
        }
        let len = self.len.or(end.and_then(|end| (end + 1).checked_sub(self.start)));
        let least = self.domain.length.0;
        let len = len.unwrap_or(least.max(8));
        let bounded = self.domain.low.is_some() || self.domain.high.is_some() || self.domain.json;
        let shape = match (&self.domain.class, self.domain.patterns.first()) {
            (Some(class), _) => format!("{class}{{{len}}}"),
            (None, Some(pattern)) => pattern.trim_start_matches('^').trim_end_matches('$').to_owned(),
            (None, None) => format!("{FILLER}{{{len}}}"),
        };
        (!bounded).then_some((shape, len))
    }
}

/// The column, the first character and the number of characters that a call takes a part with.
fn part(expr: &Expr) -> Option<(&str, u32, Option<u32>)> {
    let Expr::Function { name, args } = expr else { return None };
    let number = |at: usize| match args.get(at).map(Expr::uncast) {
        Some(Expr::Literal(value)) => u32::try_from(value.as_int()?).ok(),
        _ => None,
    };
    let Expr::Column(column) = args.first()?.uncast() else { return None };
    let taken = match (name.as_str(), args.len()) {
        ("substr" | "substring", 2) => Some((column.as_str(), number(1)?, None)),
        ("substr" | "substring", 3) => Some((column.as_str(), number(1)?, Some(number(2)?))),
        ("left", 2) => Some((column.as_str(), 1, Some(number(1)?))),
        _ => None,
    };
    taken.filter(|(_, start, _)| *start > 0)
}

/// Regular expressions of texts of some pieces, the roomier first; none where they overlap or bound values.
pub(super) fn shapes(pieces: &[Piece], class: Option<&str>, length: (u32, Option<u32>)) -> Vec<String> {
    let Some((shape, len)) = whole(pieces, class, length) else { return Vec::new() };
    let more = length.1.map_or(MORE, |most| most.saturating_sub(len).min(MORE));
    let longer = (more > 0).then(|| format!("{shape}{}{{{more}}}", class.unwrap_or(FILLER)));
    longer.into_iter().chain([shape]).collect()
}

/// The pieces in their order and what lies between them, and how many characters that is.
fn whole(pieces: &[Piece], class: Option<&str>, length: (u32, Option<u32>)) -> Option<(String, u32)> {
    let mut pieces: Vec<&Piece> = pieces.iter().collect();
    pieces.sort_by_key(|piece| piece.start);
    let filler = class.unwrap_or(FILLER);
    let end = length.1.filter(|&most| most == length.0);
    let (mut shape, mut next) = (String::new(), 1);
    for piece in pieces {
        let gap = piece.start.checked_sub(next)?;
        if gap > 0 {
            shape.push_str(&format!("{filler}{{{gap}}}"));
        }
        let (part, len) = piece.shape(end)?;
        shape.push_str(&part);
        next = piece.start + len;
    }
    let left = (length.0 + 1).saturating_sub(next);
    if left > 0 {
        shape.push_str(&format!("{filler}{{{left}}}"));
    }
    Some((shape, next + left - 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::expr::parse;

    fn pieces(conditions: &[&str]) -> Vec<Piece> {
        let read =
            |text: &&str| Piece::of(&parse(text, Dialect::Sqlite, &["a", "b"]).expect(text), Dialect::Sqlite);
        conditions
            .iter()
            .filter_map(read)
            .filter_map(|(column, piece)| (column == "a").then_some(piece))
            .collect()
    }

    #[test]
    fn pieces_make_a_whole() {
        for (conditions, length, whole) in [
            (
                &["substr(a, 1, 7) = 'sha256:'", "substr(a, 8) NOT GLOB '*[^0-9a-f]*'"][..],
                (71, Some(71)),
                "(sha256\\:)[0-9a-f]{64}",
            ),
            (&["substr(a, 3, 1) = '-'", "substr(a, 1, 2) NOT GLOB '*[^0-9]*'"], (0, None), "[0-9]{2}(\\-)"),
            (&["left(a, 2) IN ('DE', 'FR')"], (5, None), "(DE|FR)[a-z0-9]{3}"),
            (&["substr(a, 4, 1) = 'x'"], (0, None), "[a-z0-9]{3}(x)"),
        ] {
            assert_eq!(shapes(&pieces(conditions), None, length).last().map(String::as_str), Some(whole));
        }
    }

    #[test]
    fn pieces_of_two_columns_and_of_none_are_none() {
        assert!(
            pieces(&["substr(a, 1, 2) = b", "length(a) = 3", "substr(a, b, 2) = 'x'", "a = 'x'"]).is_empty()
        );
        let overlapping = pieces(&["substr(a, 1, 3) = 'abc'", "substr(a, 2, 1) = 'b'"]);
        assert_eq!(shapes(&overlapping, None, (0, None)), [""; 0]);
        let open = shapes(&pieces(&["left(a, 1) = 'x'"]), None, (0, Some(4)));
        assert_eq!(open, ["(x)[a-z0-9]{3}", "(x)"]);
    }
}
