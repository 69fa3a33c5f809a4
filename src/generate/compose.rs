//! Programs as generators of a column: its length, its type, its ordinals. Also the templates' language.
//!
//! Must not know: what a text is about. Start reading at [`compose`].

use std::sync::Arc;

use super::fit::fit;
use super::grid::TextForm;
use super::program::{BASE36, BASE62, Cell, DIGITS, HEX, LOWER, Piece, Program, Room, UPPER};
use super::{Batch, Generator, Request};
use crate::data::{Column, LogicalType, MICROS_PER_SECOND};

/// Whether a text that is too long may be cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// Anywhere; words are kept whole where that is possible.
    Free,
    /// Behind so many characters at the earliest.
    After(usize),
    /// Never: half of it would be wrong.
    Never,
}

/// Text of a program.
#[derive(Debug)]
struct Composed {
    program: Program,
    chars_max: usize,
    /// Characters that the text up to the tail's last digit may have.
    room: usize,
    bytes_max: usize,
    trim: bool,
    ordinals: Option<u128>,
}

impl Composed {
    fn write(&self, cell: &mut Cell, out: &mut Vec<u8>) {
        let start = out.len();
        self.program.write(cell, Room { start, chars: self.room }, out);
        if self.trim {
            fit(out, start, self.chars_max);
        }
    }
}

impl Generator for Composed {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        let bytes = out.as_bytes();
        for (i, &word) in batch.words.iter().enumerate() {
            self.write(&mut Cell::new(word, batch.rows.at(i), None), &mut bytes.data);
            bytes.end_row();
        }
    }

    fn ordinals(&self) -> Option<u128> {
        self.ordinals
    }

    fn fill_ordinals(&self, ordinals: &[u128], batch: &Batch<'_>, out: &mut Column) {
        let bytes = out.as_bytes();
        for (i, (&word, &ordinal)) in batch.words.iter().zip(ordinals).enumerate() {
            self.write(&mut Cell::new(word, batch.rows.at(i), Some(ordinal)), &mut bytes.data);
            bytes.end_row();
        }
    }

    fn spells_ordinal(&self) -> bool {
        self.ordinals.is_some()
    }

    fn counts_rows(&self) -> bool {
        self.program.tail().is_none() && self.program.ends_in_row()
    }

    fn bytes_max(&self) -> usize {
        self.bytes_max
    }
}

/// The digits of a program's text as a number.
#[derive(Debug)]
struct Digits {
    program: Program,
    modulus: u128,
    wide: bool,
}

impl Digits {
    fn number(&self, cell: &mut Cell, scratch: &mut Vec<u8>) -> u128 {
        scratch.clear();
        self.program.write(cell, Room { start: 0, chars: usize::MAX }, scratch);
        let digits = scratch.iter().filter(|byte| byte.is_ascii_digit());
        digits.fold(0_u128, |n, digit| n.wrapping_mul(10).wrapping_add(u128::from(digit - b'0')))
            % self.modulus
    }
}

impl Generator for Digits {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        let mut scratch = Vec::with_capacity(self.program.bytes_max());
        let words = batch.words.iter().enumerate();
        let mut number = |(i, &word): (usize, &u64)| {
            self.number(&mut Cell::new(word, batch.rows.at(i), None), &mut scratch)
        };
        if self.wide {
            out.as_i128().extend(words.map(|cell| number(cell) as i128));
        } else {
            out.as_i64().extend(words.map(|cell| number(cell) as i64));
        }
    }
}

/// A generator of a program for the request's column.
pub(super) fn compose(
    request: &Request<'_>,
    program: Program,
    cut: Cut,
) -> Result<Arc<dyn Generator>, String> {
    if let Some((_, high)) = request.logical_type.int_range() {
        let wide = matches!(request.logical_type, LogicalType::Int { bits: 64, unsigned: true });
        return Ok(Arc::new(Digits { program, modulus: high as u128 + 1, wide }));
    }
    let mut program = program;
    let chars_max = request.chars_max();
    let longest = program.bytes_max();
    let least = match cut {
        Cut::Free => 1,
        Cut::After(chars) => chars + 1,
        Cut::Never => longest,
    };
    if chars_max < least {
        return Err(format!("needs {least} characters; the column holds {chars_max}"));
    }
    let mut ordinals = None;
    let room = chars_max.saturating_sub(program.after_tail());
    if let Some(digits) = program.tail() {
        if room == 0 {
            return Err(format!("does not fit {chars_max} characters"));
        }
        program.set_tail(digits.min(room.div_ceil(2)));
        let fixed = if let Cut::After(chars) = cut { chars } else { 0 };
        let spelled = room.saturating_sub(fixed).min(18) as u32;
        ordinals = (spelled > 0 && program.ends_in_tail()).then(|| 10_u128.pow(spelled));
    }
    if program.tail().is_none() && program.ends_in_row() {
        let spelled = chars_max.saturating_add(20).saturating_sub(longest).min(18) as u32;
        ordinals = (spelled > 0).then(|| 10_u128.pow(spelled) - 1);
    }
    let bytes_max = longest.min(chars_max.saturating_mul(4));
    Ok(Arc::new(Composed { program, chars_max, room, bytes_max, trim: longest > chars_max, ordinals }))
}

/// A generator of a template in braces for the request's column.
pub(super) fn template(request: &Request<'_>, text: &str, cut: Cut) -> Result<Arc<dyn Generator>, String> {
    compose(request, parse(request, text, ['{', '}'], Escape::None)?, cut)
}

/// How the entries of lists are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Escape {
    /// As they are.
    None,
    /// As the inside of a JSON string.
    Json,
}

/// Compiles a template whose placeholders stand between two marks; a doubled mark stands for itself.
pub(super) fn parse(
    request: &Request<'_>,
    text: &str,
    marks: [char; 2],
    escape: Escape,
) -> Result<Program, String> {
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut rest = text.chars().peekable();
    while let Some(letter) = rest.next() {
        if marks.contains(&letter) && rest.peek() == Some(&letter) {
            literal.push(letter);
            rest.next();
        } else if letter == marks[0] {
            let inside: String = rest.by_ref().take_while(|&letter| letter != marks[1]).collect();
            if !literal.is_empty() {
                pieces.push(Piece::Literal(std::mem::take(&mut literal).into_bytes()));
            }
            pieces.push(piece(request, &inside, escape)?);
        } else {
            literal.push(letter);
        }
    }
    if !literal.is_empty() {
        pieces.push(Piece::Literal(literal.into_bytes()));
    }
    Ok(Program { pieces })
}

/// One placeholder such as `digits:4`.
fn piece(request: &Request<'_>, text: &str, escape: Escape) -> Result<Piece, String> {
    let mut parts = text.split(':');
    let name = parts.next().unwrap_or_default();
    let arguments: Vec<&str> = parts.collect();
    let number = |at: usize, default: i64| match arguments.get(at) {
        None => Ok(default),
        Some(text) => text.parse::<i64>().map_err(|_| format!("{{{name}}}: {text} is not a whole number")),
    };
    let count = |default: i64| match number(0, default)? {
        count @ 1..=1024 => Ok(count as usize),
        count => Err(format!("{{{name}}}: {count} is not 1 to 1024")),
    };
    let of = |alphabet, default| Ok::<_, String>(Piece::Chars { alphabet, count: count(default)? });
    Ok(match name {
        "digits" => of(DIGITS, 4)?,
        "letters" => of(LOWER, 4)?,
        "LETTERS" => of(UPPER, 4)?,
        "hex" => of(HEX, 8)?,
        "base36" => of(BASE36, 8)?,
        "base62" => of(BASE62, 8)?,
        "row" => Piece::Row { digits: number(0, 0)?.clamp(0, 20) as usize },
        "uuid" => Piece::Uuid,
        "tail" => Piece::Tail { digits: number(0, 4)?.clamp(0, 18) as usize },
        "int" | "decimal" => range(number(0, 1)?, number(1, 100)?, number(2, 0)?)?,
        "year" => {
            let year = crate::data::civil_from_days(request.now.div_euclid(crate::data::MICROS_PER_DAY)).0;
            Piece::Number { low: year - 4, count: 5, scale: 0 }
        }
        "date" => moment(request.now, TextForm::Date),
        "datetime" => moment(request.now, TextForm::DateTime),
        "iso" => moment(request.now, TextForm::Iso),
        "pick" => {
            let choices = arguments.join(":");
            let program = |text: &str| Program { pieces: vec![Piece::Literal(text.as_bytes().to_vec())] };
            Piece::Choice(choices.split('|').map(program).collect())
        }
        _ => list(request, name, escape)?,
    })
}

fn range(low: i64, high: i64, scale: i64) -> Result<Piece, String> {
    let width = high.checked_sub(low).filter(|&width| width >= 0).ok_or("a range needs low <= high")?;
    Ok(Piece::Number { low, count: width as u64 + 1, scale: scale.clamp(0, 18) as u8 })
}

/// A moment of the two years before now.
fn moment(now: i64, form: TextForm) -> Piece {
    const SECONDS: i64 = 2 * 365 * 86_400;
    Piece::Moment { low: now - SECONDS * MICROS_PER_SECOND, count: SECONDS as u64, form }
}

/// The row's person or place, or any entry of a word list.
fn list(request: &Request<'_>, name: &str, escape: Escape) -> Result<Piece, String> {
    let dict = request.dict;
    let (firsts, lasts) = (dict.first_names.len() as u64, dict.last_names.len() as u64);
    let person = |pool, last| Piece::Person { pool: escaped(pool, escape), firsts, lasts, last };
    Ok(match name {
        "first_name" => person(Arc::clone(&dict.first_names), false),
        "last_name" => person(Arc::clone(&dict.last_names), true),
        "first_handle" => person(dict.first_handles(), false),
        "last_handle" => person(dict.last_handles(), true),
        _ => match dict.place_column(name) {
            Some(pool) => Piece::Place { pool: escaped(pool, escape), slots: dict.place_slots() },
            None => match dict.pool(name) {
                Some(pool) => Piece::Pool(escaped(pool, escape)),
                None => return Err(format!("{{{name}}} is neither a list nor a kind of text")),
            },
        },
    })
}

fn escaped(pool: Arc<crate::data::Pool>, escape: Escape) -> Arc<crate::data::Pool> {
    if escape == Escape::None || !pool.iter().any(|text| text.iter().any(|byte| matches!(byte, b'"' | b'\\')))
    {
        return pool;
    }
    let escape = |text: &[u8]| {
        let quoted = |&byte: &u8| if matches!(byte, b'"' | b'\\') { vec![b'\\', byte] } else { vec![byte] };
        text.iter().flat_map(quoted).collect::<Vec<u8>>()
    };
    Arc::new(crate::data::Pool::new(pool.iter().map(escape)))
}

#[cfg(test)]
mod tests {
    use super::super::dict::{Dictionary, Locale};
    use super::super::{Params, Rows};
    use super::*;

    #[test]
    fn tails_spell_ordinals_within_the_length() {
        let dict = Dictionary::load(Locale::En);
        let params = Params::new();
        let logical_type = LogicalType::Text { max: Some(12), fixed: false };
        let request = Request {
            params: &params,
            logical_type: &logical_type,
            dict: &dict,
            now: 0,
            moments: None,
            siblings: &[],
        };
        let generator = template(&request, "{first_name}{tail}", Cut::Free).expect("a template");
        let mut column = Column::default();
        let rows = Rows::Range { first: 0, len: 2 };
        let batch = Batch { rows, words: &[7, 8], siblings: &[] };
        generator.fill_ordinals(&[123_456_789_012, 5], &batch, &mut column);
        assert_eq!(column.bytes(0), Some(&b"123456789012"[..]));
        assert!(column.bytes(1).is_some_and(|text| text.ends_with(b"5") && text.len() <= 12));
        assert!(template(&request, "{nothing}", Cut::Free).is_err());
    }
}
