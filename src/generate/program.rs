//! Text made of pieces: literals, list entries, digits, moments. Templates such as
//! `{first_name}.{last_name}-{digits:4}` are compiled to it once.
//!
//! Must not know: columns and their lengths; those are resolved in `compose`. Start reading at [`Program`].

use std::sync::Arc;

use super::digits::push_number;
use super::fit::{fit, strip};
use super::grid::TextForm;
use super::person::person;
use crate::data::{Pool, write_decimal};
use crate::random::{Draws, mix64};

pub(super) const UPPER: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";
pub(super) const LOWER: &[u8] = b"abcdefghijklmnopqrstuvwxyz";
pub(super) const DIGITS: &[u8] = b"0123456789";
pub(super) const HEX: &[u8] = b"0123456789abcdef";
pub(super) const BASE36: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyz";
pub(super) const BASE62: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// What the pieces of one cell are made from.
pub(super) struct Cell {
    /// The row's word, from which people and places are derived.
    pub(super) word: u64,
    /// The row's index.
    pub(super) row: u64,
    /// The ordinal that the text has to spell, if any.
    pub(super) ordinal: Option<u128>,
    /// All other randomness.
    pub(super) draws: Draws,
}

impl Cell {
    pub(super) fn new(word: u64, row: u64, ordinal: Option<u128>) -> Self {
        // The first draw is not the word's own successor, so that it does not follow the person or place.
        Self { word, row, ordinal, draws: Draws::new(mix64(word ^ 0x7465_7874)) }
    }
}

/// One piece of a text.
#[derive(Clone, Debug)]
pub(super) enum Piece {
    /// As it stands.
    Literal(Vec<u8>),
    /// Any entry of a list.
    Pool(Arc<Pool>),
    /// The row's person: the position within the first or the last names.
    Person { pool: Arc<Pool>, firsts: u64, lasts: u64, last: bool },
    /// The row's place.
    Place { pool: Arc<Pool>, slots: Arc<[u16]> },
    /// Characters of an alphabet.
    Chars { alphabet: &'static [u8], count: usize },
    /// A number with digits behind the point.
    Number { low: i64, count: u64, scale: u8 },
    /// A moment, in steps of a second.
    Moment { low: i64, count: u64, form: TextForm },
    /// A UUID with hyphens.
    Uuid,
    /// The row's index plus one.
    Row { digits: usize },
    /// The ordinal when there is one, else some digits; what stands before gives way to it.
    Tail { digits: usize },
    /// One of several texts.
    Choice(Vec<Program>),
    /// Some repetitions with a text between them.
    Repeat { program: Box<Program>, min: usize, max: usize, between: &'static [u8] },
}

/// A list of pieces.
#[derive(Clone, Debug, Default)]
pub(super) struct Program {
    pub(super) pieces: Vec<Piece>,
}

/// Room for a text that a tail has to respect.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    /// Where the row starts.
    pub(super) start: usize,
    /// Most characters in front of and with the tail's digits.
    pub(super) chars: usize,
}

impl Program {
    /// Appends the text of a cell.
    pub(super) fn write(&self, cell: &mut Cell, room: Room, out: &mut Vec<u8>) {
        for piece in &self.pieces {
            piece.write(cell, room, out);
        }
    }

    /// Most bytes that come out when every ordinal has at most 18 digits.
    pub(super) fn bytes_max(&self) -> usize {
        self.pieces.iter().map(Piece::bytes_max).sum()
    }

    /// Digits that the tail has where there is no ordinal, if the program has a tail.
    pub(super) fn tail(&self) -> Option<usize> {
        self.pieces.iter().find_map(|piece| match piece {
            Piece::Tail { digits } => Some(*digits),
            _ => None,
        })
    }

    /// Whether the tail is the last run of digits, whatever the other pieces are.
    pub(super) fn ends_in_tail(&self) -> bool {
        let digits = |text: &[u8]| text.iter().any(u8::is_ascii_digit);
        let mut behind = self.pieces.iter().skip_while(|piece| !matches!(piece, Piece::Tail { .. })).skip(1);
        behind.all(|piece| match piece {
            Piece::Literal(text) => !digits(text),
            Piece::Pool(pool) => !pool.iter().any(digits),
            _ => false,
        })
    }

    /// Whether the row's number is the last run of digits and stands apart from what is before it.
    pub(super) fn ends_in_row(&self) -> bool {
        let Some(at) = self.pieces.iter().position(|piece| matches!(piece, Piece::Row { .. })) else {
            return false;
        };
        let apart = match at.checked_sub(1).map(|before| &self.pieces[before]) {
            None => true,
            Some(Piece::Literal(text)) => text.last().is_some_and(|byte| !byte.is_ascii_digit()),
            Some(_) => false,
        };
        let quiet =
            |piece: &Piece| matches!(piece, Piece::Literal(text) if !text.iter().any(u8::is_ascii_digit));
        apart && self.pieces[at + 1..].iter().all(quiet)
    }

    /// Bytes behind the tail.
    pub(super) fn after_tail(&self) -> usize {
        let pieces = self.pieces.iter().rev().take_while(|piece| !matches!(piece, Piece::Tail { .. }));
        pieces.map(Piece::bytes_max).sum()
    }

    /// Gives the tail another number of digits.
    pub(super) fn set_tail(&mut self, wanted: usize) {
        for piece in &mut self.pieces {
            if let Piece::Tail { digits } = piece {
                *digits = wanted;
            }
        }
    }
}

impl Piece {
    #[inline]
    fn write(&self, cell: &mut Cell, room: Room, out: &mut Vec<u8>) {
        match self {
            Self::Literal(text) => out.extend_from_slice(text),
            Self::Pool(pool) => out.extend_from_slice(pool.get(cell.draws.below(pool.len() as u64) as u32)),
            Self::Person { pool, firsts, lasts, last } => {
                let (first, second) = person(cell.word, *firsts, *lasts);
                out.extend_from_slice(pool.get(if *last { second } else { first } as u32));
            }
            Self::Place { pool, slots } => {
                out.extend_from_slice(pool.get(u32::from(slots[(cell.word >> 52) as usize])));
            }
            Self::Chars { alphabet, count } => push_chars(out, alphabet, *count, &mut cell.draws),
            Self::Number { low, count, scale } => {
                let value = i128::from(*low) + i128::from(cell.draws.below(*count));
                if *scale == 0 && value >= 0 {
                    push_number(out, value as u128);
                } else {
                    write_decimal(out, value, *scale);
                }
            }
            Self::Moment { low, count, form } => {
                let seconds = cell.draws.below(*count) as i64;
                form.write(out, i128::from(low + seconds * crate::data::MICROS_PER_SECOND));
            }
            Self::Uuid => push_uuid(out, &mut cell.draws),
            Self::Row { digits } => {
                let start = out.len();
                push_number(out, cell.ordinal.unwrap_or(u128::from(cell.row)) + 1);
                let missing = digits.saturating_sub(out.len() - start);
                out.splice(start..start, std::iter::repeat_n(b'0', missing));
            }
            Self::Tail { digits } => push_tail(out, *digits, cell, room),
            Self::Choice(programs) => {
                let chosen = cell.draws.below(programs.len() as u64) as usize;
                programs[chosen].write(cell, room, out);
            }
            Self::Repeat { program, min, max, between } => {
                let times = *min as u64 + cell.draws.below((max - min) as u64 + 1);
                for time in 0..times {
                    out.extend_from_slice(if time > 0 { between } else { b"" });
                    program.write(cell, room, out);
                }
            }
        }
    }

    fn bytes_max(&self) -> usize {
        match self {
            Self::Literal(text) => text.len(),
            Self::Pool(pool) | Self::Person { pool, .. } | Self::Place { pool, .. } => pool.longest(),
            Self::Chars { count, .. } => *count,
            Self::Number { .. } => 21,
            Self::Moment { form, .. } => form.chars(),
            Self::Uuid => 36,
            Self::Row { digits } => 20.max(*digits),
            Self::Tail { digits } => (*digits).max(18),
            Self::Choice(programs) => programs.iter().map(Program::bytes_max).max().unwrap_or(0),
            Self::Repeat { program, max, between, .. } => max * (program.bytes_max() + between.len()),
        }
    }
}

/// Characters of an alphabet of at most 64, ten from each word.
fn push_chars(out: &mut Vec<u8>, alphabet: &[u8], count: usize, draws: &mut Draws) {
    let mut word = 0;
    for i in 0..count {
        if i % 8 == 0 {
            word = draws.next_word();
        }
        // The high half of the product is the index, the low half the next word: multiply and shift.
        let product = u128::from(word) * alphabet.len() as u128;
        out.push(alphabet[(product >> 64) as usize]);
        word = product as u64;
    }
}

fn push_uuid(out: &mut Vec<u8>, draws: &mut Draws) {
    let (high, low) = (draws.next_word(), draws.next_word());
    let high = (high & 0xffff_ffff_ffff_0fff) | 0x4000;
    let low = (low & 0x3fff_ffff_ffff_ffff) | 0x8000_0000_0000_0000;
    push_dashed(out, (u128::from(high) << 64 | u128::from(low)).to_be_bytes());
}

/// Appends sixteen bytes as `8-4-4-4-12` hexadecimal digits.
pub(super) fn push_dashed(out: &mut Vec<u8>, bytes: [u8; 16]) {
    for (i, byte) in bytes.iter().enumerate() {
        if matches!(i, 4 | 6 | 8 | 10) {
            out.push(b'-');
        }
        out.extend([HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
    }
}

/// Appends the number; text in front of it is cut so that both fit, and ends in no digit.
fn push_tail(out: &mut Vec<u8>, digits: usize, cell: &mut Cell, room: Room) {
    let mut text = [0; 40];
    let mut at = text.len();
    match cell.ordinal {
        Some(mut rest) => loop {
            at -= 1;
            text[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        },
        None => {
            let mut word = cell.draws.next_word();
            while text.len() - at < digits.min(18) {
                at -= 1;
                let product = u128::from(word) * 10;
                text[at] = b'0' + (product >> 64) as u8;
                word = product as u64;
            }
        }
    }
    let number = &text[at..];
    let kept = room.chars.saturating_sub(number.len());
    if out.len() - room.start > kept {
        if kept == 0 {
            out.truncate(room.start);
        } else {
            fit(out, room.start, kept);
        }
    }
    if number.is_empty() {
        strip(out, room.start, b"-._");
    } else {
        while out.len() > room.start && out.last().is_some_and(u8::is_ascii_digit) {
            out.pop();
        }
    }
    out.extend_from_slice(number);
}
