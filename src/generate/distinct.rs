//! Distinct values for columns whose own generator cannot tell enough of them apart.
//!
//! Text gets the ordinal as a suffix, or is a code in base 36 where there is no room for words.

use std::sync::Arc;

use super::digits::push_number;
use super::{Batch, Generator, Repertoire};
use crate::data::{Column, LogicalType, Value};

/// Ordinals that a suffix of 18 digits can spell.
const SUFFIX_ORDINALS: u128 = 1_000_000_000_000_000_000;
/// From this many characters on there is room for words before the ordinal.
const ROOM_FOR_WORDS: usize = 12;
/// What codes are made of; where 36 symbols are too few, Greek and Cyrillic letters without accents follow.
const LETTERS: [&str; 90] = [
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k",
    "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "w", "x", "y", "z", "α", "β", "γ", "δ", "ε", "ζ",
    "η", "θ", "ι", "κ", "λ", "μ", "ν", "ξ", "ο", "π", "ρ", "σ", "τ", "υ", "φ", "χ", "ψ", "ω", "а", "б", "в",
    "г", "д", "е", "ж", "з", "и", "к", "л", "м", "н", "о", "п", "р", "с", "т", "у", "ф", "х", "ц", "ч", "ш",
    "щ", "ъ", "ы", "ь", "э", "ю",
];
/// The same where only Latin letters can be kept: signs follow, those of ASCII first, and last those that
/// Latin-9 has not.
const SIGNS: [&str; 103] = [
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k",
    "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "w", "x", "y", "z", "-", "_", ".", ":", "+", "*",
    "/", "=", "#", "@", "!", "?", "$", "%", "&", "(", ")", "[", "]", "{", "}", "<", ">", ",", ";", "|", "~",
    "^", "`", "'", "\"", "\\", "¡", "¢", "£", "¥", "§", "©", "«", "¬", "®", "¯", "°", "±", "¶", "·", "»",
    "¿", "×", "÷", "ª", "º", "µ", "¹", "²", "³", "æ", "ð", "þ", "¤", "¦", "¨", "´", "¸", "¼", "½", "¾",
];
/// The same where bytes are compared: capitals and accents tell apart as well, in the 215 characters of Windows-1252
/// (MySQL's latin1) that can be printed and are no blank.
const EXACT: [&str; 215] = [
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k",
    "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "w", "x", "y", "z", "-", "_", ".", ":", "+", "*",
    "/", "=", "#", "@", "!", "?", "$", "%", "&", "(", ")", "[", "]", "{", "}", "<", ">", ",", ";", "|", "~",
    "^", "`", "'", "\"", "\\", "¡", "¢", "£", "¥", "§", "©", "«", "¬", "®", "¯", "°", "±", "¶", "·", "»",
    "¿", "×", "÷", "ª", "º", "µ", "¹", "²", "³", "æ", "ð", "þ", "¤", "¦", "¨", "´", "¸", "¼", "½", "¾", "A",
    "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U", "V",
    "W", "X", "Y", "Z", "À", "Á", "Â", "Ã", "Ä", "Å", "Æ", "Ç", "È", "É", "Ê", "Ë", "Ì", "Í", "Î", "Ï", "Ð",
    "Ñ", "Ò", "Ó", "Ô", "Õ", "Ö", "Ø", "Ù", "Ú", "Û", "Ü", "Ý", "Þ", "ß", "à", "á", "â", "ã", "ä", "å", "ç",
    "è", "é", "ê", "ë", "ì", "í", "î", "ï", "ñ", "ò", "ó", "ô", "õ", "ö", "ø", "ù", "ú", "û", "ü", "ý", "ÿ",
    "€", "‚", "ƒ", "„", "…", "†", "‡", "ˆ", "‰", "Š", "‹", "Œ", "Ž", "‘", "’", "“", "”", "•", "–", "—", "˜",
    "™", "š", "›", "œ", "ž", "Ÿ",
];
/// Digits and Latin letters among them.
const PLAIN: u128 = 36;
/// Signs of ASCII among them, with digits and letters.
const ASCII: u128 = 68;
/// Those of both Latin-1 and Latin-9.
const LATIN: u128 = 95;
/// Where even letters are too few, ideographs follow: all of the first block, each equal to itself only.
const IDEOGRAPHS: u128 = 20_000;
const FIRST_IDEOGRAPH: u32 = 0x4e00;

/// The symbols of codes in a column's characters, and the numbers of them that are tried in turn.
fn symbols(within: Option<Repertoire>) -> (&'static [&'static str], [u128; 3]) {
    let letters = LETTERS.len() as u128;
    match within {
        None => (&LETTERS, [PLAIN, letters, letters + IDEOGRAPHS]),
        Some(Repertoire::Latin1) => (&SIGNS, [PLAIN, ASCII, SIGNS.len() as u128]),
        Some(Repertoire::Latin1Exact) => (&EXACT, [PLAIN, ASCII, EXACT.len() as u128]),
        Some(Repertoire::Latin9) => (&SIGNS, [PLAIN, ASCII, LATIN]),
        Some(Repertoire::Ascii) => (&SIGNS, [PLAIN, ASCII, ASCII]),
    }
}

fn push_symbol(symbols: &[&str], out: &mut Vec<u8>, digit: u128) {
    match symbols.get(digit as usize) {
        Some(symbol) => out.extend_from_slice(symbol.as_bytes()),
        None => {
            let ideograph = char::from_u32(FIRST_IDEOGRAPH + (digit as u32 - symbols.len() as u32));
            out.extend_from_slice(ideograph.unwrap_or('?').encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
}

fn digit_of(symbols: &[&str], symbol: char) -> Option<u128> {
    let ideograph =
        u32::from(symbol).checked_sub(FIRST_IDEOGRAPH).map(u128::from).filter(|at| *at < IDEOGRAPHS);
    let letter = || symbols.iter().position(|known| known.starts_with(symbol)).map(|at| at as u128);
    ideograph.map(|at| at + symbols.len() as u128).or_else(letter)
}

/// A generator with as many distinct values as the type can tell apart (at least `need` where it can),
/// keeping `inner`'s look where there is room for it; `None` when the type has no such generator. What is
/// added to `inner` keeps `within` a repertoire.
pub fn distinct(
    inner: &Arc<dyn Generator>,
    logical_type: &LogicalType,
    need: u128,
    within: Option<Repertoire>,
) -> Option<Arc<dyn Generator>> {
    match logical_type {
        LogicalType::Text { max: Some(max), .. } if (*max as usize) < ROOM_FOR_WORDS => {
            Some(short_code(logical_type, need, within))
        }
        LogicalType::Bytes { max } => {
            let width = max.map_or(BINARY_WIDTH, |max| (max as usize).min(BINARY_WIDTH));
            (width > 0).then(|| Arc::new(Binary { inner: Arc::clone(inner), width }) as Arc<dyn Generator>)
        }
        LogicalType::Text { max, .. } => {
            let room = max.map_or(usize::MAX, |max| max as usize);
            Some(Arc::new(Suffixed { inner: Arc::clone(inner), room }))
        }
        LogicalType::Json => Some(Arc::new(Document)),
        LogicalType::Float { .. } => Some(Arc::new(Whole)),
        _ => None,
    }
}

/// Short codes, for columns into which no other generator fits.
pub fn short_code(logical_type: &LogicalType, need: u128, within: Option<Repertoire>) -> Arc<dyn Generator> {
    let width = match logical_type {
        LogicalType::Text { max: Some(max), .. } | LogicalType::Bytes { max: Some(max) } => {
            (*max).clamp(1, 11)
        }
        _ => 11,
    };
    let (symbols, numbers) = symbols(within);
    let text = matches!(logical_type, LogicalType::Text { .. });
    let enough = numbers.into_iter().find(|radix| radix.pow(width) >= need);
    let radix = if text { enough.unwrap_or(numbers[2]) } else { PLAIN };
    Arc::new(Code { width, radix, symbols })
}

/// The inner value, cut to leave room, a separator, and the ordinal.
#[derive(Debug)]
struct Suffixed {
    inner: Arc<dyn Generator>,
    room: usize,
}

impl Generator for Suffixed {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        self.inner.fill(batch, out);
    }

    fn ordinals(&self) -> Option<u128> {
        // A separator and the digits must fit.
        let digits = (self.room - 1).min(18) as u32;
        Some(10_u128.pow(digits).min(SUFFIX_ORDINALS))
    }

    fn fill_ordinals(&self, ordinals: &[u128], batch: &Batch<'_>, out: &mut Column) {
        let mut inner = Column::default();
        self.inner.fill(batch, &mut inner);
        let target = out.as_bytes();
        let mut digits = Vec::with_capacity(40);
        for (row, &ordinal) in ordinals.iter().enumerate() {
            digits.clear();
            push_number(&mut digits, ordinal);
            let head = inner.bytes(row).unwrap_or_default();
            let head = cut(head, self.room - digits.len() - 1);
            target.data.extend_from_slice(head);
            target.data.push(if head.contains(&b' ') { b' ' } else { b'-' });
            target.data.extend_from_slice(&digits);
            target.end_row();
        }
    }

    fn spells_ordinal(&self) -> bool {
        true
    }

    fn bytes_max(&self) -> usize {
        self.inner.bytes_max() + 19
    }
}

/// At most `chars` characters, without a blank at the end, and without a stop.
fn cut(text: &[u8], chars: usize) -> &[u8] {
    let end = match std::str::from_utf8(text) {
        Ok(text) => text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at),
        Err(_) => text.len().min(chars),
    };
    let text = text[..end].trim_ascii_end();
    // A sentence loses its stop, a text that was filled up with stops keeps its length but for one.
    text.strip_suffix(b".").unwrap_or(text)
}

/// The ordinal in some base, of fixed width.
#[derive(Debug)]
struct Code {
    width: u32,
    radix: u128,
    symbols: &'static [&'static str],
}

impl Generator for Code {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        let n = self.ordinals().unwrap_or(1) as u64;
        let ordinals: Vec<u128> =
            batch.words.iter().map(|&word| u128::from(crate::random::bounded(word, n))).collect();
        self.fill_ordinals(&ordinals, batch, out);
    }

    fn ordinals(&self) -> Option<u128> {
        Some(self.radix.pow(self.width))
    }

    fn fill_ordinals(&self, ordinals: &[u128], _: &Batch<'_>, out: &mut Column) {
        let target = out.as_bytes();
        for &ordinal in ordinals {
            for place in (0..self.width).rev() {
                push_symbol(self.symbols, &mut target.data, ordinal / self.radix.pow(place) % self.radix);
            }
            target.end_row();
        }
    }

    fn ordinal_of(&self, value: &Value) -> Option<u128> {
        let text = match value {
            Value::Text(text) => text.clone(),
            Value::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            _ => return None,
        };
        let exact = self.symbols.len() == EXACT.len();
        let text = if exact { text } else { text.to_lowercase() };
        if text.chars().count() != self.width as usize {
            return None;
        }
        text.chars().try_fold(0, |value, letter| {
            let digit = digit_of(self.symbols, letter)?;
            (digit < self.radix).then_some(value * self.radix + digit)
        })
    }

    fn bytes_max(&self) -> usize {
        3 * self.width as usize
    }
}

/// Most bytes of a binary string that hold its ordinal.
const BINARY_WIDTH: usize = 15;

/// A binary string whose first bytes are the ordinal; the rest is the inner one's, whose length it keeps.
#[derive(Debug)]
struct Binary {
    inner: Arc<dyn Generator>,
    width: usize,
}

impl Generator for Binary {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        self.inner.fill(batch, out);
    }

    fn ordinals(&self) -> Option<u128> {
        Some(1 << (8 * self.width))
    }

    fn fill_ordinals(&self, ordinals: &[u128], batch: &Batch<'_>, out: &mut Column) {
        let mut inner = Column::default();
        self.inner.fill(batch, &mut inner);
        let target = out.as_bytes();
        for (row, ordinal) in ordinals.iter().enumerate() {
            let all = ordinal.to_be_bytes();
            target.data.extend_from_slice(&all[all.len() - self.width..]);
            target.data.extend_from_slice(
                inner.bytes(row).unwrap_or_default().get(self.width..).unwrap_or_default(),
            );
            target.end_row();
        }
    }

    fn ordinal_of(&self, value: &Value) -> Option<u128> {
        let Value::Bytes(bytes) = value else { return None };
        bytes
            .get(..self.width)
            .map(|head| head.iter().fold(0, |ordinal, byte| ordinal << 8 | u128::from(*byte)))
    }

    fn bytes_max(&self) -> usize {
        self.inner.bytes_max().max(self.width)
    }
}

/// A JSON document that holds the ordinal.
#[derive(Debug)]
struct Document;

impl Generator for Document {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        let ordinals: Vec<u128> = batch.words.iter().map(|&word| u128::from(word >> 32)).collect();
        self.fill_ordinals(&ordinals, batch, out);
    }

    fn ordinals(&self) -> Option<u128> {
        Some(SUFFIX_ORDINALS)
    }

    fn fill_ordinals(&self, ordinals: &[u128], _: &Batch<'_>, out: &mut Column) {
        let target = out.as_bytes();
        for &ordinal in ordinals {
            target.data.extend_from_slice(b"{\"id\": ");
            push_number(&mut target.data, ordinal);
            target.data.push(b'}');
            target.end_row();
        }
    }

    fn spells_ordinal(&self) -> bool {
        true
    }
}

/// Whole numbers as floats, exact up to 2^53.
#[derive(Debug)]
struct Whole;

impl Generator for Whole {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        out.as_f64().extend(batch.words.iter().map(|&word| (word >> 40) as f64));
    }

    fn ordinals(&self) -> Option<u128> {
        Some(1 << 53)
    }

    fn fill_ordinals(&self, ordinals: &[u128], _: &Batch<'_>, out: &mut Column) {
        out.as_f64().extend(ordinals.iter().map(|&ordinal| ordinal as f64));
    }

    fn ordinal_of(&self, value: &Value) -> Option<u128> {
        value.as_f64().filter(|f| *f >= 0.0 && *f < 9e15).map(|f| f as u128)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::{Pooled, Rows};

    #[test]
    fn suffixes_fit_and_codes_decode() {
        let pool = Arc::new(crate::data::Pool::new(["a rather long text. with stops"]));
        let inner: Arc<dyn Generator> = Arc::new(Pooled::uniform(pool));
        let repertoires =
            [(None, char::MAX), (Some(Repertoire::Latin1), '\u{ff}'), (Some(Repertoire::Ascii), '~')];
        let ways =
            [1, 5, 12, 20].into_iter().flat_map(|max| repertoires.map(|(kind, last)| (max, kind, last)));
        for (max, within, last_letter) in ways {
            let logical_type = LogicalType::Text { max: Some(max), fixed: false };
            let generator = distinct(&inner, &logical_type, 5000, within).expect("text can be distinct");
            let last = generator.ordinals().expect("finite") - 1;
            let ordinals = [0, 1, last / 2, last];
            let batch = Batch { rows: Rows::Range { first: 0, len: 4 }, words: &[0; 4], siblings: &[] };
            let mut out = Column::default();
            generator.fill_ordinals(&ordinals, &batch, &mut out);
            for (row, ordinal) in ordinals.iter().enumerate() {
                let text = String::from_utf8_lossy(out.bytes(row).unwrap_or_default()).into_owned();
                assert!(text.chars().count() <= max as usize, "{text}");
                assert!(text.chars().all(|letter| letter <= last_letter), "{text}");
                if !generator.spells_ordinal() {
                    assert_eq!(generator.ordinal_of(&Value::Text(text)), Some(*ordinal));
                }
            }
        }
    }

    #[test]
    fn one_byte_that_is_compared_as_a_byte_has_a_value_for_every_sign() {
        let one = LogicalType::Text { max: Some(1), fixed: true };
        let codes = short_code(&one, 5000, Some(Repertoire::Latin1Exact));
        assert_eq!(codes.ordinals(), Some(215));
        let ordinals: Vec<u128> = (0..215).collect();
        let words = vec![0; 215];
        let rows = Rows::Range { first: 0, len: 215 };
        let mut cells = Column::default();
        codes.fill_ordinals(&ordinals, &Batch { rows, words: &words, siblings: &[] }, &mut cells);
        for (row, ordinal) in ordinals.iter().enumerate() {
            assert_eq!(codes.ordinal_of(&cells.value(row, &one)), Some(*ordinal));
        }
    }
}
